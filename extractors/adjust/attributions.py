"""A quotation and the line below it that says whose words they are: both are kept, or none."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Decision
from ..blocks import Layout
from ..blocks.containers import DASHES, is_attribution
from .step import Context, kept_with

_LONGEST = 20  # words


def keep_attributions(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Where a quotation is kept to its end, the short line that names its author is kept as well, and where that line
    is, the quotation above it."""
    result = list(decisions)
    if not layout.owners:
        return tuple(result)
    _keep_authors(layout, decisions, result)
    _keep_quotations(layout, result)
    return tuple(result)


def _keep_authors(layout: Layout, decisions: Sequence[Decision], result: list[Decision]) -> None:
    last = -1  # the last block with words
    for i, block in enumerate(layout.blocks):
        cut = not decisions[i].keep and decisions[i].by is By.MODEL and 0 < block.words <= _LONGEST
        is_below = cut and last >= 0 and result[last].keep and _is_quoted(layout.blocks[last], block)
        if is_below and (block.text.startswith(DASHES) or is_attribution(layout, i)):
            result[i] = kept_with(decisions[i], "the quotation above it")
        if block.words:
            last = i


def _keep_quotations(layout: Layout, result: list[Decision]) -> None:
    above: list[int] = []  # the blocks of the quotation so far
    for i, block in enumerate(layout.blocks):
        if not block.words:
            continue
        held = bool(block.containers) and any(c.tag in ("blockquote", "figure") for c in block.containers)
        if held and block.words <= _LONGEST and (block.text.startswith(DASHES) or is_attribution(layout, i)):
            for quoted in above if result[i].keep else ():
                if result[quoted].by is By.MODEL and _is_quoted(layout.blocks[quoted], block):
                    result[quoted] = kept_with(result[quoted], "the line that names its author")
            above = []
        elif held:
            above.append(i)
        else:
            above = []


def _is_quoted(quoted: Block, below: Block) -> bool:
    """Whether a block stands in a quotation, and the one below it in the same or in the caption of its figure."""
    held = next((c for c in reversed(below.containers) if c.tag in ("blockquote", "figure")), None)
    if held is None or held not in quoted.containers:
        return False
    inside = quoted.containers[quoted.containers.index(held) :]
    return any(c.tag == "blockquote" for c in inside)
