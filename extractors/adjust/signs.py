"""Signs without words (ticks in a table, emoji, scene breaks) are kept with what they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..blocks.containers import table_of
from .step import Context

_SIGN = Decision(True, By.MODEL, "no words, but a sign that belongs to what is kept")
_FIRST_EMOJI = "\U0001f000"
# What printers and typists put between two scenes: stars, dots, waves, lines, flowers.
_SCENE_BREAK = re.compile(r"(?:[*#~+=_•·.o–—-]\s*){3,30}|[*#~§⁂⁕✻✽✾❦❧☙◆◇○●※＊⸻◊†\s]{1,30}|[~–—-]{1,2}")
_MOST_CUT = 10  # words beside a sign: a button or a label between two parts of a text


def keep_signs(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep the wordless cells of kept tables, and paragraphs of emoji or scene breaks between two kept blocks."""
    blocks, result = layout.blocks, list(decisions)
    for i in _signs_between(blocks, decisions):
        result[i] = _SIGN
    tables = {i: table_of(block) for i, block in enumerate(blocks) if block.containers}
    kept_tables = {table for i, table in tables.items() if decisions[i].keep} - {-1}
    for i, table in tables.items() if kept_tables else ():
        if table in kept_tables and not blocks[i].words and blocks[i].kind is not Kind.IMAGE:
            result[i] = _SIGN
    return tuple(result)


def _signs_between(blocks: Sequence[Block], decisions: Sequence[Decision]) -> frozenset[int]:
    found: list[int] = []
    waiting: list[int] = []
    cut = _MOST_CUT + 1  # words since the last block that is kept
    for i, block in enumerate(blocks):
        if block.words:
            if decisions[i].keep:
                if cut:  # an emoji may belong to what is cut
                    waiting = [j for j in waiting if _SCENE_BREAK.fullmatch(blocks[j].text)][:1]
                found += waiting if cut <= _MOST_CUT else ()
                waiting, cut = [], 0
            else:
                cut += block.words
        elif block.kind is Kind.PARAGRAPH and _is_sign(block.text):
            waiting.append(i)
    return frozenset(found)


def _is_sign(text: str) -> bool:
    return max(text, default="") >= _FIRST_EMOJI or _SCENE_BREAK.fullmatch(text) is not None
