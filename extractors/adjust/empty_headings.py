"""Cut headings that nothing is left of: what stood below them was cut, as below "See also" or "Written by"."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from .step import Context

_EMPTY = Decision(False, By.LABEL, "a heading of which all that stood below it is cut")
_SHOWN = (Kind.IMAGE, Kind.EMBED, Kind.FORMULA)
_FEWEST_WORDS_ABOVE = 40  # of kept text: above it there may be nothing but headings


def cut_empty_headings(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut each kept heading below the text that no kept block follows before the next heading of its level or a higher
    one, if blocks with words that were below it are cut. What a rule keeps stays."""
    blocks, result = layout.blocks, list(decisions)
    following: int | None = None  # the next kept block
    for i in range(len(blocks) - 1, -1, -1):
        if not decisions[i].keep or not blocks[i].words:
            continue
        if _is_section(blocks[i]) and decisions[i].by in (By.MODEL, By.TRAFILATURA):
            end = following if following is not None else len(blocks)
            is_last = following is None or (
                _is_section(blocks[following]) and blocks[following].level <= blocks[i].level
            )
            below = blocks[i + 1 : end]
            if is_last and any(b.words for b in below) and not any(b.kind in _SHOWN for b in below):
                result[i] = _EMPTY
                continue
        following = i
    above = 0
    for i, decision in enumerate(decisions):
        if above < _FEWEST_WORDS_ABOVE:
            result[i] = decision
        above += blocks[i].words * (decision.keep and blocks[i].kind is not Kind.HEADING)
    return tuple(result)


def _is_section(block: Block) -> bool:
    return block.kind is Kind.HEADING and not any(
        c.tag in ("li", "td", "th", "dd", "summary") for c in block.containers
    )
