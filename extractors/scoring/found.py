"""Whether what was kept is an article at all."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision
from ..blocks.surroundings import is_prose

_SCRAPS = 100
_LIST, _SURE = 20, 0.5
_MOST_OF_PAGE = 0.5


def is_article(blocks: Sequence[Block], decisions: Sequence[Decision], confidence: float = 0.0) -> bool:
    """Whether something was kept that can be read: prose, many words, a surely known list, or most of the page.

    A few labels out of a page of many (a form, an error page) are not an article.
    """
    kept = [b for b, d in zip(blocks, decisions, strict=True) if d.keep and b.words]
    total = sum(b.words for b in kept)
    if total == 0 or not any(map(str.isalnum, "".join(b.text for b in kept))):
        return False
    if total >= _SCRAPS or (total >= _LIST and confidence >= _SURE) or any(is_prose(b) for b in kept):
        return True
    return total >= _MOST_OF_PAGE * sum(b.words for b in blocks)
