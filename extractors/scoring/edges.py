"""The edges of the article: labels, credits and menu entries above its first prose that trafilatura took along."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind
from .prose import ends_sentence

_LABEL = Decision(False, "edge", "a label above the first prose: credit, section or menu entry")
_LABEL_WORDS = 6
_PROSE_WORDS, _LONG_WORDS = 8, 25
_MENU_LINKS = 0.8


def trim_edges(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cut short unended paragraphs and rows of links above the first prose; a page without prose stays as it is."""
    result = list(decisions)
    for i, (block, decision) in enumerate(zip(blocks, decisions, strict=True)):
        if not decision.keep:
            continue
        if _is_prose(block):
            return tuple(result)
        label = block.kind is Kind.PARAGRAPH and block.words <= _LABEL_WORDS and not ends_sentence(block.text)
        menu = block.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CELL) and block.link_share >= _MENU_LINKS
        if label or menu:
            result[i] = _LABEL
    return tuple(decisions)


def _is_prose(block: Block) -> bool:
    if block.link_share >= _MENU_LINKS or block.kind is Kind.HEADING:
        return False
    return block.words >= _LONG_WORDS or (block.words >= _PROSE_WORDS and ends_sentence(block.text))
