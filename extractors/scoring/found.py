"""Whether what was kept is an article at all, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision
from .prose import reads_as_prose

_SCRAPS = 100
_MOST_OF_PAGE = 0.5
_ENOUGH_WORDS = 200


def is_article(blocks: Sequence[Block], decisions: Sequence[Decision]) -> bool:
    """Whether something was kept that can be read: prose, many words, or most of what the page says.

    A few labels out of a page of many (a form, a start page, an error page) are not an article.
    """
    kept = [b for b, d in zip(blocks, decisions, strict=True) if d.keep and b.words]
    total = sum(b.words for b in kept)
    if total == 0 or not any(map(str.isalnum, "".join(b.text for b in kept))):
        return False
    if total >= _SCRAPS or any(reads_as_prose(b) for b in kept):
        return True
    return total >= _MOST_OF_PAGE * sum(b.words for b in blocks)


def confidence_of(blocks: Sequence[Block], decisions: Sequence[Decision]) -> float:
    """How much like one article the kept blocks look, 0 to 1: enough words, mostly prose, in one place."""
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    total = sum(blocks[i].words for i in kept)
    if total == 0:
        return 0.0
    prose = sum(blocks[i].words for i in kept if reads_as_prose(blocks[i]))
    span = sum(b.words for b in blocks[kept[0] : kept[-1] + 1])
    return 0.3 * min(1.0, total / _ENOUGH_WORDS) + 0.4 * prose / total + 0.3 * total / span
