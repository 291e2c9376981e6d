"""Correct the containers of kept blocks (lists, tables, quotations, notes) before `tree.py` builds the tree of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ..article import Block, Container, Kind

LISTS = frozenset(("ul", "ol", "menu", "dir"))
_TABLE_PARTS = frozenset(("table", "tr", "td", "th", "caption"))
_CELLS = ("td", "th")
_FEWEST = 2
# A grid may have so many places for each cell that there is: more is a mistake, or made to fill the memory.
_MOST_COVERED, _SPARE = 20, 10_000
# Idents of containers that are not on the page: below all others.
_FIRST_NOTE, _FIRST_MADE_LIST = -(10**8), -(10**9)


def plan(blocks: Sequence[Block], notes: Mapping[int, str]) -> list[tuple[Container, ...]]:
    """Return the containers of each kept block, from the outside in.

    A table of which one row or column is left is no table. A list whose items have headings is none: an item of it is a
    "section". So is one with more text beside its items than items. A list directly in a list belongs to the item
    before it, an item without a list gets one. The caption of a quotation is put into it. A footnote's blocks are in an
    <aside> of their own.
    """
    nested = [block for block in blocks if block.containers]
    tables = _tables(nested)
    quotes = _figures_with_quotes(nested)
    no_lists = _no_lists(nested)
    lists = _Lists()
    made: dict[str, int] = {}
    result = []
    for block in blocks:
        containers = block.containers
        if containers:
            if quotes and block.kind is Kind.CAPTION:
                containers = quotes.get(containers[-1].ident, containers)
            containers = _in_tables(containers, tables) if tables else containers
            containers = _without_lists(containers, no_lists) if no_lists else containers
            containers = _outer_asides(containers)
        note = notes.get(block.index) if notes else None
        if note is not None:
            aside = Container("aside", made.setdefault(note, _FIRST_NOTE - len(made)), attrs=_note_attributes(note))
            containers = (aside, *_inside_note(containers))
        elif containers:
            containers = lists.put_right(containers)
        result.append(containers)
    return result


def _no_lists(blocks: Sequence[Block]) -> dict[int, bool]:
    """Return the idents of lists that are none, and whether their items are sections: most of these have a heading.

    The others hold more text beside their items than items: their page has not closed them.
    """
    items: dict[int, dict[int, bool]] = {}  # list ident -> item ident -> whether it has a heading
    beside: Counter[int] = Counter()  # list ident -> blocks that are in no item of it
    for block in blocks:
        pair: tuple[int, int] | None = None
        for outer, container in pairwise((*block.containers, None)):
            if outer is None or outer.tag not in LISTS:
                continue
            if container is not None and container.tag == "li":
                pair = outer.ident, container.ident
                items.setdefault(pair[0], {}).setdefault(pair[1], False)
            elif container is None or container.tag not in LISTS:
                beside[outer.ident] += 1
        if pair and block.kind is Kind.HEADING:
            items[pair[0]][pair[1]] = True
    found = dict.fromkeys((i for i, n in beside.items() if n > len(items.get(i, ()))), False)
    return found | dict.fromkeys((i for i, headed in items.items() if 2 * sum(headed.values()) > len(headed)), True)


def _without_lists(containers: tuple[Container, ...], no_lists: Mapping[int, bool]) -> tuple[Container, ...]:
    """Return the containers without lists that are none, with sections in the place of their items."""
    found: list[Container] = []
    holds_sections = False
    for container in containers:
        if holds_sections and container.tag == "li":
            found.append(container._replace(tag="section", attrs=()))
            holds_sections = False
            continue
        is_none = container.tag in LISTS and container.ident in no_lists
        if not is_none:
            found.append(container)
        holds_sections = is_none and no_lists[container.ident]
    return tuple(found)


def _figures_with_quotes(blocks: Sequence[Block]) -> dict[int, tuple[Container, ...]]:
    """Return the figures that hold a quotation, and where it is: their caption says whose words it is."""
    found: dict[int, tuple[Container, ...]] = {}
    for block in blocks:
        for i, container in enumerate(block.containers[1:], 1):
            if container.tag == "blockquote" and block.containers[i - 1].tag == "figure":
                found[block.containers[i - 1].ident] = block.containers[: i + 1]
    return found


class _Verdict(NamedTuple):
    is_table: bool
    has_spans: bool


@dataclass
class _Table:
    """What is left of a table: its rows, how many columns each takes with and without spans, and what these cover."""

    rows: dict[int, int] = field(default_factory=dict)
    spanned: dict[int, int] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    cells: set[int] = field(default_factory=set)
    covered: int = 0

    def add(self, row: int, cell: Container) -> None:
        self.columns.add(cell.number or 0)
        if cell.ident in self.cells:
            return
        self.cells.add(cell.ident)
        spans = dict(cell.attrs)
        wide, high = (max(1, int(spans.get(name, 1))) for name in ("colspan", "rowspan"))
        self.covered += wide * high
        self.rows[row] = max(self.rows.get(row, 0) + 1, (cell.number or 0) + 1)
        self.spanned[row] = self.spanned.get(row, 0) + wide

    def judge(self) -> _Verdict:
        return _Verdict(self._is_table(), self._has_spans())

    def _is_table(self) -> bool:
        """Return whether rows and columns are left, and no row is so much wider than the rest that it is no table."""
        enough = len(self.rows) >= _FEWEST and len(self.columns) >= _FEWEST
        return enough and self._fits(max(self.rows.values()))

    def _has_spans(self) -> bool:
        """Return whether its spans can be believed: they cover no more than some times the cells that there are."""
        return (
            self._fits(max(self.spanned.values(), default=0))
            and self.covered <= _MOST_COVERED * len(self.cells) + _SPARE
        )

    def _fits(self, widest: int) -> bool:
        return widest * len(self.rows) <= _MOST_COVERED * len(self.cells) + _SPARE


def _tables(blocks: Sequence[Block]) -> dict[int, _Verdict]:
    found: dict[int, _Table] = {}
    for block in blocks:
        table = row = None
        for container in block.containers:
            if container.tag == "table":
                table = found.setdefault(container.ident, _Table())
            elif container.tag == "tr":
                row = container.ident
            elif container.tag in _CELLS and table is not None and row is not None:
                table.add(row, container)
    return {ident: table.judge() for ident, table in found.items()}


def _in_tables(containers: tuple[Container, ...], tables: Mapping[int, _Verdict]) -> tuple[Container, ...]:
    """Return the containers without a table that is none, and without spans that are not to be believed.

    Tables in tables are no data, so there is one at most.
    """
    table = next((tables.get(c.ident) for c in containers if c.tag == "table"), None)
    if table is None or (table.is_table and table.has_spans):
        return containers
    if not table.is_table:
        return tuple(c for c in containers if c.tag not in _TABLE_PARTS)
    return tuple(c._replace(attrs=()) if c.tag in _CELLS else c for c in containers)


def _outer_asides(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """Return the containers without boxes in boxes."""
    boxes = [c.ident for c in containers if c.tag == "aside"]
    if len(boxes) < 2:
        return containers
    return tuple(c for c in containers if c.tag != "aside" or c.ident == boxes[0])


def _note_attributes(label: str) -> tuple[tuple[str, str], ...]:
    return (("id", f"fn-{label}"), ("role", "doc-footnote"))


def _inside_note(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """Return what of a note's containers is its own: not the list that the notes are in."""
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
            in_list = outer is not None and outer.tag in LISTS
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
