"""The containers of the kept blocks, put right: what cutting has left of tables, and lists as HTML wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..article import Block, Container, Kind

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_TABLE_PARTS = frozenset(("table", "tr", "td", "th", "caption"))
_CELLS = ("td", "th")
_FEWEST = 2
# Idents of containers that are not on the page: below all others.
_FIRST_NOTE, _FIRST_MADE_LIST = -(10**8), -(10**9)


def plan(blocks: Sequence[Block], notes: Mapping[int, str]) -> list[tuple[Container, ...]]:
    """Return the containers that each kept block stands in.

    A table of which one row or column is left is no table. A list directly in a list belongs to the item before it,
    an item without a list gets one. The caption of a quotation stands in it. A footnote's blocks stand in an <aside>
    of their own.
    """
    dissolved = _dissolved(blocks)
    quotes = _figures_with_quotes(blocks)
    lists = _Lists()
    made: dict[str, int] = {}
    result = []
    for block in blocks:
        containers = block.containers
        if dissolved:
            containers = _without_tables(containers, dissolved)
        if quotes and block.kind is Kind.CAPTION and containers:
            containers = quotes.get(containers[-1].ident, containers)
        note = notes.get(block.index)
        if note is not None:
            aside = Container("aside", made.setdefault(note, _FIRST_NOTE - len(made)), attrs=_note_attributes(note))
            result.append((aside, *_inside_note(containers)))
        else:
            result.append(lists.put_right(containers))
    return result


def _figures_with_quotes(blocks: Sequence[Block]) -> dict[int, tuple[Container, ...]]:
    """The figures that hold a quotation, and where it stands: their caption says whose words it is."""
    found: dict[int, tuple[Container, ...]] = {}
    for block in blocks:
        for i, container in enumerate(block.containers[1:], 1):
            if container.tag == "blockquote" and block.containers[i - 1].tag == "figure":
                found[block.containers[i - 1].ident] = block.containers[: i + 1]
    return found


def _dissolved(blocks: Sequence[Block]) -> set[int]:
    """The idents of tables of which cutting left fewer than two rows or two columns."""
    rows: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    for block in blocks:
        table = next((c.ident for c in block.containers if c.tag == "table"), None)
        if table is None:
            continue
        rows.setdefault(table, set()).update(c.ident for c in block.containers if c.tag == "tr")
        columns.setdefault(table, set()).update(c.number or 0 for c in block.containers if c.tag in _CELLS)
    return {t for t, found in rows.items() if len(found) < _FEWEST or len(columns[t]) < _FEWEST}


def _without_tables(containers: tuple[Container, ...], dissolved: set[int]) -> tuple[Container, ...]:
    """The containers without the parts of a dissolved table. Tables in tables are no data, so there is one at most."""
    table = next((c.ident for c in containers if c.tag == "table"), None)
    return tuple(c for c in containers if c.tag not in _TABLE_PARTS) if table in dissolved else containers


def _note_attributes(label: str) -> tuple[tuple[str, str], ...]:
    return (("id", f"fn-{label}"), ("role", "doc-footnote"))


def _inside_note(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """What of a note's containers is its own: not the list that the notes stand in."""
    items = [i for i, c in enumerate(containers) if c.tag in ("li", "dd", "td")]
    return containers[items[0] + 1 :] if items else ()


@dataclass
class _Lists:
    """The items that lists have had so far."""

    last: dict[int, Container] = field(default_factory=dict)  # list ident -> its last item

    def put_right(self, containers: tuple[Container, ...]) -> tuple[Container, ...]:
        result: list[Container] = []
        for container in (*containers, None):
            outer = result[-1] if result else None
            in_list = outer is not None and outer.tag in _LISTS
            is_item = container is not None and container.tag == "li"
            if in_list and outer is not None and not is_item:
                item = self.last.get(outer.ident)
                result[-1:] = [outer, item] if item else []
            if container is None:
                break
            if is_item:
                if not in_list:
                    result.append(Container("ul", _FIRST_MADE_LIST - (outer.ident if outer else 0)))
                self.last[result[-1].ident] = container
            result.append(container)
        return tuple(result)
