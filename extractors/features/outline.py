"""The elements that a page's blocks stand in, as a table: parents, depths, sums over subtrees, repeated siblings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from ..blocks.layout import Layout
from .marking import NOWHERE, distances, is_hidden, name_of

_NO_MARKS = frozenset(("html", "body"))
_SHAPE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Outline:
    """Elements in an order in which parents come first; element 0 is the root.

    `owners[i]` is the element of block i. `parents[0]` is 0. `rows` are marking rows (see `distances`); `shapes` tell
    elements of one kind: tag and the start of the name. `twins` counts the siblings of the same shape, the element
    itself included, and `places` are their numbers among those, from 0.
    """

    tags: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[int, ...]
    depths: tuple[int, ...]
    rows: tuple[bytes, ...]
    shapes: tuple[tuple[str, str], ...]
    twins: tuple[int, ...]
    places: tuple[int, ...]
    owners: tuple[int, ...]

    def spread(self, places: Sequence[int | None]) -> Outline:
        """Return the table for a layout whose blocks have these numbers in this one; None is a block that is not in
        it, and is said to stand in the root."""
        return replace(self, owners=tuple([0 if place is None else self.owners[place] for place in places]))

    def sums(self, values: Iterable[float]) -> list[float]:
        """Add up the values of the blocks below each element."""
        totals = [0.0] * len(self.tags)
        for owner, value in zip(self.owners, values, strict=True):
            totals[owner] += value
        parents = self.parents
        for i in range(len(totals) - 1, 0, -1):
            totals[parents[i]] += totals[i]
        return totals

    def nearest(self, wanted: Sequence[bool]) -> list[int]:
        """For each element the nearest wanted one among itself and its ancestors; -1 if there is none."""
        found: list[int] = []
        for i, parent in enumerate(self.parents):
            found.append(i if wanted[i] else found[parent] if i else -1)
        return found

    def outermost(self, wanted: Sequence[bool]) -> list[int]:
        """For each element the highest wanted one among itself and its ancestors; -1 if there is none."""
        found: list[int] = []
        for i, parent in enumerate(self.parents):
            above = found[parent] if i else -1
            found.append(above if above >= 0 else i if wanted[i] else -1)
        return found

    def families(self) -> list[int]:
        """For each block a number that it shares with the blocks whose path from the root has the same shapes."""
        known: dict[tuple[int, tuple[str, str]], int] = {}
        paths = [0]
        for i in range(1, len(self.tags)):
            paths.append(known.setdefault((paths[self.parents[i]], self.shapes[i]), len(known) + 1))
        return [paths[owner] for owner in self.owners]

    def main_path(self, totals: Sequence[float], share: float) -> list[int]:
        """For each element how deep on the main path its lowest ancestor on it lies; the path's end comes last.

        The main path leads from the root down through whichever child holds at least `share` of the root's total.
        """
        least = share * totals[0]
        on_path = {0}
        end = 0
        for i in range(1, len(totals)):  # parents come first, so the path is found from top to bottom
            if self.parents[i] == end and totals[i] >= least > 0:
                on_path.add(i)
                end = i
        met: list[int] = []
        for i, parent in enumerate(self.parents):
            met.append(self.depths[i] if i in on_path else met[parent])
        return [*met, self.depths[end]]


def read_outline(layout: Layout) -> Outline:
    """Return the table of all elements that have a block of the layout below them. Linear in the page."""
    index: dict[HtmlElement, int] = {}
    known: dict[tuple[str, str, bool, bytes], bytes] = {}  # siblings are often marked alike
    parents: list[int] = []
    depths: list[int] = []
    names: list[str] = []
    rows: list[bytes] = []
    tags: list[str] = []
    owners: list[int] = []
    for owner in layout.owners:
        chain = []
        element: HtmlElement | None = owner
        while element is not None and element not in index:
            chain.append(element)
            element = element.getparent()
        parent = index[element] if element is not None else -1
        for new in reversed(chain):
            tag = new.tag
            name, hidden = "", False
            if tag in _NO_MARKS:
                row = NOWHERE
            else:
                attributes = new.items()
                if attributes:
                    values = dict(attributes)
                    name, hidden = name_of(values), is_hidden(values)
                key = (tag, name, hidden, rows[parent] if parent >= 0 else NOWHERE)
                row = known.get(key) or known.setdefault(key, distances(*key))
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
            parents.append(parent if parent >= 0 else 0)
            names.append(name)
            rows.append(row)
            parent = index[new] = len(tags)
            tags.append(tag)
        owners.append(parent)
    shapes = tuple([(tag, name[:_SHAPE_LENGTH]) for tag, name in zip(tags, names, strict=True)])
    twins, places = _number_twins(list(zip(parents, shapes, strict=True)))
    return Outline(
        tuple(tags), tuple(names), tuple(parents), tuple(depths), tuple(rows), shapes, twins, places, tuple(owners)
    )


def _number_twins(siblings: Sequence[tuple[int, tuple[str, str]]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For each element (its parent, its shape) how many siblings are of its shape, and its number among them."""
    met: dict[tuple[int, tuple[str, str]], int] = {}
    places = []
    for sibling in siblings:
        place = met.get(sibling, 0)
        places.append(place)
        met[sibling] = place + 1
    return tuple([met[sibling] for sibling in siblings]), tuple(places)
