"""Which list, table or quotation a block belongs to, and which blocks belong to the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..article import Block, Kind
from .elements import LISTS


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
