"""Metadata of a plain-text page: its headline is the most title-like line above the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import Block, Decision, Metadata
from ..text import words
from .language import find_language

_FULL_STOP = re.compile(r"[.。।۔…][\"'”’»›“)\]」』]*$")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BYLINE = re.compile(
    r"^(by|von|por|par|di|door|av|af|przez|автор|текст|photo|foto|image|credit|updated|published|posted|last modified"
    r"|文|作者|来源|記者|撰文|quelle|bildrechte)\b[\s:：]"
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\.?\s+[^\W\d]{3,10}\.?\s+(19|20)\d\d\b|\b[^\W\d]{3,10}\.?\s+\d{1,2},?\s+(19|20)\d\d\b"
    r"|\b(19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\bmin(ute)?s? read\b"
    r"|[@©|]|\((photo|image|foto|quelle|bild)[^)]*\)?$|\bgetty images\b",
    re.I,
)
_TITLE_WITHIN = 25
_TITLE_CHECKED = 30
_FUNCTION_WORD = 3
_TITLE_WORDS = range(2, 36)
_PARAGRAPH_WORDS = 14


def read_plain_metadata(title: str | None, url: str | None, text: str | None) -> Metadata:
    """Title, address and language (only if `text` is given)."""
    language = find_language(None, text) if text is not None else None
    return Metadata(title=title, url=url, language=language)


def find_headline(blocks: Sequence[Block], decisions: Sequence[Decision]) -> int | None:
    """The place of the most title-like line above the article's first paragraph; None if there is none.

    It is long for a line, its words come again in the article, it is near, it is no byline or date and does not stand
    below one.
    """
    kept = [i for i, d in enumerate(decisions) if d.keep]
    paragraphs = [i for i in kept if blocks[i].words >= _PARAGRAPH_WORDS and _FULL_STOP.search(blocks[i].text)]
    start = next(iter(paragraphs or kept), 0)
    article = set(words(" ".join(blocks[i].text for i in kept if start <= i < start + _TITLE_CHECKED)))
    best, best_score = None, 0.0
    for i in range(max(0, start - _TITLE_WITHIN), start):
        block = blocks[i]
        if _FULL_STOP.search(block.text) or block.words not in _TITLE_WORDS or _BYLINE.search(block.text):
            continue
        own = [w for w in words(block.text) if len(w) > _FUNCTION_WORD or _CJK.match(w)]
        again = sum(w in article for w in own) / len(own) if own else 0.0
        below = min(2, sum(_BYLINE.search(b.text) is not None for b in blocks[max(0, i - _TITLE_WITHIN) : i]))
        score = min(_weight(block), 12.0) + 10.0 * again - 0.4 * (start - i) - 5.0 * below
        if score > best_score:
            best, best_score = i, score
    return best


def _weight(block: Block) -> float:
    """Words, a CJK character being half of one: two make a word as often as not."""
    return block.words * 0.5 if _CJK.search(block.text) else float(block.words)
