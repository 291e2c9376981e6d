"""Small pages are kept where nothing on them looks like an article: the model has learned from large ones."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind
from ..blocks import Layout
from ..blocks.containers import table_of
from ..features.surroundings import is_prose
from .step import Context, keep_words

NOTHING_LIKELY = 0.3  # the lowest threshold of the model where nothing else is asked for: see model.decide
_MOST_WORDS, _LEAST_PROSE = 100, 0.5  # of the page; share of its words


def keep_small_pages(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep the prose of a small page that is mostly prose where the model finds nothing; without a link or a button on
    it all of it, for there is nothing around its text."""
    result = list(decisions)
    if max((score for score in context.scores if score is not None), default=0.0) < NOTHING_LIKELY:
        keep_words(layout.blocks, result, _text_of_small_page(layout.blocks))
    return tuple(result)


def _text_of_small_page(blocks: Sequence[Block]) -> list[int]:
    total = sum(block.words for block in blocks)
    if total > _MOST_WORDS:
        return []
    if not any(block.link_share or block.kind is Kind.CONTROL for block in blocks):
        return list(range(len(blocks)))
    prose = [i for i, b in enumerate(blocks) if is_prose(b) and table_of(b) < 0]  # tables are kept whole or not at all
    return prose if sum(blocks[i].words for i in prose) >= _LEAST_PROSE * total else []
