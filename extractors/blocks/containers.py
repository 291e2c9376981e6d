"""Which list, table or quotation a block belongs to, which blocks belong to the same, and who is quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from ..article import Block, Kind
from ..elements.vocabulary import LISTS
from .layout import Layout

DASHES = ("—", "–", "―", "-")
_NAMING = frozenset(("footer", "figcaption", "cite"))


def list_of(block: Block) -> int:
    """Return the ident of the innermost list around a block; -1 for none, and for images."""
    if block.kind is Kind.IMAGE:
        return -1
    for container in reversed(block.containers):
        if container.tag in LISTS:
            return container.ident
    return -1


def outer_list_of(block: Block) -> int:
    """Return the ident of the outermost list around a block that is in no data table; -1 for none, and for images."""
    if block.kind is Kind.IMAGE or table_of(block) >= 0:
        return -1
    for container in block.containers:
        if container.tag in LISTS:
            return container.ident
    return -1


def quotation_of(block: Block) -> int:
    """Return the ident of the outermost quotation around a block; -1 for none, and for images."""
    if block.kind is Kind.IMAGE:
        return -1
    for container in block.containers:
        if container.tag == "blockquote":
            return container.ident
    return -1


def table_of(block: Block) -> int:
    """Return the ident of the outermost data table around a block; -1 for none."""
    for container in block.containers:  # asked of every block several times: a generator takes twice as long
        if container.tag == "table":
            return container.ident
    return -1


def places_by(idents: Iterable[int]) -> list[list[int]]:
    """Return the places of each ident but -1, in order."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i, ident in enumerate(idents):
        if ident >= 0:
            groups[ident].append(i)
    return list(groups.values())


def is_attribution(layout: Layout, index: int) -> bool:
    """Return whether a block of an HTML page is marked as a line that says whose words stand above it."""
    owner = layout.owners[index]
    if any(e.tag in _NAMING for e in (owner, *islice(owner.iterancestors(), 2))):
        return True
    holders = (c.element.getparent() if c.tail else c.element for c in layout.chunks[index])
    return all(any(e.tag == "cite" for e in (h, *islice(h.iterancestors(), 2))) for h in holders)
