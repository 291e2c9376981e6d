"""Signs without words (ticks in a table, emoji between paragraphs) are kept with what they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..blocks.containers import table_of
from .step import Context

_SIGN = Decision(True, By.MODEL, "no words, but a sign that belongs to what is kept")
_FIRST_EMOJI = "\U0001f000"


def keep_signs(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep the wordless cells of kept tables, and paragraphs of emoji alone between two kept blocks."""
    blocks, result = layout.blocks, list(decisions)
    tables = [table_of(block) for block in blocks]
    kept_tables = {table for table, decision in zip(tables, decisions, strict=True) if decision.keep} - {-1}
    emoji = _emoji_between(blocks, decisions)
    for i, block in enumerate(blocks):
        in_table = tables[i] in kept_tables and not block.words and block.kind is not Kind.IMAGE
        if in_table or i in emoji:
            result[i] = _SIGN
    return tuple(result)


def _emoji_between(blocks: Sequence[Block], decisions: Sequence[Decision]) -> frozenset[int]:
    found: list[int] = []
    waiting: list[int] = []
    inside = False
    for i, block in enumerate(blocks):
        if block.words:
            if inside and decisions[i].keep:
                found += waiting
            waiting, inside = [], decisions[i].keep
        elif block.kind is Kind.PARAGRAPH and max(block.text, default="") >= _FIRST_EMOJI:
            waiting.append(i)
    return frozenset(found)
