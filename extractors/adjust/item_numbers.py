"""The number before the text of a list's item is cut where the list counts the same."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Container, Decision
from ..blocks import Layout
from .step import Context

_NUMBER = Decision(False, By.LABEL, "the number of its item, which the list itself gives")


def cut_item_numbers(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut the number that stands before the text of a list's item where the list counts the same."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    for before, i, after in zip([-1, *kept], kept, kept[1:], strict=False):
        item = _item_of(blocks[i])
        if item is None or decisions[i].by is By.RULE or blocks[i].text.strip(" .):") != str(item.number):
            continue
        first = before < 0 or item not in blocks[before].containers
        if first and item in blocks[after].containers:
            result[i] = _NUMBER
    return tuple(result)


def _item_of(block: Block) -> Container | None:
    """The numbered item that a block stands in."""
    inner = block.containers[-1] if block.containers else None
    return inner if inner is not None and inner.tag == "li" and inner.number is not None else None
