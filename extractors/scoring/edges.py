"""The edges of the article: what trafilatura takes along above its first prose and below its last."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind
from .prose import ends_sentence, reads_as_prose

_LABEL = Decision(False, "edge", "a label above the first prose: credit, section or byline")
_MENU = Decision(False, "edge", "links above the first prose or below the last")
_LABEL_WORDS, _MOST_LABELS = 4, 4
_MENU_LINKS = 0.8
_ARTICLE_WORDS, _ARTICLE_SHARE = 150, 0.75


def trim_edges(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cut a few short unended lines above the first prose, and links at both ends of what is mostly prose.

    A page without prose, or one that is a list of links, stays as it is; what a rule keeps is kept.
    """
    result = list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    prose = [i for i in kept if blocks[i].kind is not Kind.HEADING and reads_as_prose(blocks[i])]
    if not prose:
        return tuple(result)
    free = [i for i in kept if decisions[i].by != "rule"]
    above = [i for i in free if i < prose[0]]
    labels = [i for i in above if _is_label(blocks[i])]
    if len(labels) <= _MOST_LABELS:
        for i in labels:
            result[i] = _LABEL
    words = sum(blocks[i].words for i in prose)
    if words >= _ARTICLE_WORDS and words >= _ARTICLE_SHARE * sum(blocks[i].words for i in kept):
        for i in (*above, *(k for k in free if k > prose[-1])):
            if blocks[i].link_share >= _MENU_LINKS and blocks[i].kind is not Kind.HEADING:
                result[i] = _MENU
    return tuple(result)


def _is_label(block: Block) -> bool:
    kinds = (Kind.PARAGRAPH, Kind.ITEM) if block.link_share >= _MENU_LINKS else (Kind.PARAGRAPH,)
    return block.kind in kinds and block.words <= _LABEL_WORDS and not ends_sentence(block.text)
