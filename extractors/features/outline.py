"""The elements that a page's blocks stand in, as a table: parents, depths, sums over subtrees, repeated siblings."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..blocks.layout import Layout
from ..blocks.nodes import read_ancestors
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
        return add_up(self.parents, self.owners, values)

    def nearest(self, wanted: Sequence[bool]) -> list[int]:
        """For each element the nearest wanted one among itself and its ancestors; -1 if there is none."""
        return find_wanted(self.parents, wanted, False)

    def outermost(self, wanted: Sequence[bool]) -> list[int]:
        """For each element the highest wanted one among itself and its ancestors; -1 if there is none."""
        return find_wanted(self.parents, wanted, True)

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
        return main_path(self.parents, self.depths, totals, share)


def read_outline(layout: Layout) -> Outline:
    """Return the table of all elements that have a block of the layout below them. Linear in the page."""
    tags, parents, attributes, owners = read_ancestors(layout.owners)
    known: dict[tuple[str, str, bool, bytes], bytes] = {}  # siblings are often marked alike
    depths: list[int] = []
    names: list[str] = []
    rows: list[bytes] = []
    for i, values in enumerate(attributes):
        tag, parent = tags[i], parents[i]
        name, hidden = "", False
        if tag in _NO_MARKS:
            row = NOWHERE
        else:
            if values:
                name, hidden = name_of(values), is_hidden(values)
            key = (tag, name, hidden, rows[parent] if i else NOWHERE)
            row = known.get(key) or known.setdefault(key, distances(*key))
        depths.append(depths[parent] + 1 if i else 0)
        names.append(name)
        rows.append(row)
    shapes = tuple([(tag, name[:_SHAPE_LENGTH]) for tag, name in zip(tags, names, strict=True)])
    twins, places = _number_twins(list(zip(parents, shapes, strict=True)))
    return Outline(
        tuple(tags), tuple(names), tuple(parents), tuple(depths), tuple(rows), shapes, twins, places, tuple(owners)
    )


def add_up(parents: tuple[int, ...], owners: tuple[int, ...], values: Iterable[float]) -> list[float]:
    """Add up the values of the blocks below each element; see Outline."""
    made = array("d", bytes(8 * len(parents)))
    totals = made
    for owner, value in zip(owners, values, strict=True):
        totals[owner] += value
    for i in range(len(parents) - 1, 0, -1):
        parent = parents[i]
        totals[parent] += totals[i]
    return made.tolist()


def find_wanted(parents: tuple[int, ...], wanted: Sequence[bool], outermost: bool) -> list[int]:
    """Return for each element a wanted one among itself and its ancestors, -1 if there is none; see Outline."""
    found: list[int] = []
    for i in range(len(parents)):
        above = found[parents[i]] if i else -1
        if wanted[i] and not (outermost and above >= 0):
            above = i
        found.append(above)
    return found


def main_path(parents: tuple[int, ...], depths: tuple[int, ...], totals: Sequence[float], share: float) -> list[int]:
    """See Outline.main_path."""
    least = share * totals[0]
    end = 0
    met = [depths[0]]  # parents come first, so the path is found from top to bottom
    on_path = bytearray(len(totals))
    on_path[0] = 1
    for i in range(1, len(totals)):
        if parents[i] == end and totals[i] >= least > 0:
            on_path[i] = 1
            end = i
    for i in range(1, len(totals)):
        met.append(depths[i] if on_path[i] else met[parents[i]])
    met.append(depths[end])
    return met


def _number_twins(siblings: Sequence[tuple[int, tuple[str, str]]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For each element (its parent, its shape) how many siblings are of its shape, and its number among them."""
    met: dict[tuple[int, tuple[str, str]], int] = {}
    places = []
    for sibling in siblings:
        place = met.get(sibling, 0)
        places.append(place)
        met[sibling] = place + 1
    return tuple([met[sibling] for sibling in siblings]), tuple(places)
