"""Lists that are mostly kept are kept whole: steps and notes are worth little without the last one."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision
from ..blocks import Layout
from ..blocks.containers import list_of, outer_list_of, places_by
from ..blocks.frames import frames
from .step import Context, keep_words

_MOST_OF_LIST = 0.6  # of its words
_MUCH_OF_KEPT = 0.1  # of the words of all that is kept


def keep_lists_whole(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep the rest of each list of which most words are kept; a list that frames the page is none."""
    blocks, result = layout.blocks, list(decisions)
    framing = frames(block for block, decision in zip(blocks, decisions, strict=True) if decision.keep)
    for places in places_by(-1 if (ident := list_of(block)) in framing else ident for block in blocks):
        words = sum(blocks[i].words for i in places)
        if 0 < _MOST_OF_LIST * words <= sum(blocks[i].words for i in places if decisions[i].keep):
            keep_words(blocks, result, places)
    return tuple(result)


def tears_list(blocks: Sequence[Block], kept: Sequence[bool]) -> bool:
    """Return whether a list is kept in part and what is cut of it is much beside all that is kept."""
    total = sum(block.words for block, keep in zip(blocks, kept, strict=True) if keep)
    for places in places_by(outer_list_of(block) for block in blocks):
        cut = sum(blocks[i].words for i in places if not kept[i])
        if cut > _MUCH_OF_KEPT * total and any(kept[i] for i in places):
            return True
    return False
