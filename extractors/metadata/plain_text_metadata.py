"""Metadata of a plain-text page: the most title-like line above the article, and byline and dateline near it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..article import Block, By, Candidate, Decision, Kind, Metadata
from ..text import is_salutation, words
from .bylines import AuthorOffers
from .evidence import of_lines
from .language import find_language
from .metadata_reader import Description
from .published import DateOffers
from .vote import candidates, in_order

_FULL_STOP = re.compile(r"[.。।۔…][\"'”’»›“)\]」』]*$")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BYLINE = re.compile(
    r"^(by|von|por|par|di|door|av|af|przez|автор|текст|photo|foto|image|credit|updated|published|posted|last modified"
    r"|文|作者|来源|記者|撰文|quelle|bildrechte)\b[\s:：]"
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\.?\s+[^\W\d]{3,14}\.?\s+(19|20)\d\d\b"
    r"|\b[^\W\d]{3,14}\.?\s+\d{1,2},?\s+(19|20)\d\d\b"
    r"|\b(19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\bmin(ute)?s? read\b"
    r"|[@©|]|\((photo|image|foto|quelle|bild)[^)]*\)?$|\bgetty images\b",
    re.I,
)
# Which lines are believed first. A name that stands alone must have a date or a job beside it.
_AUTHOR_ORDER = (
    "text.by.after", "text.by.next", "text.written.0", "text.mid", "text.name.bar.after", "text.name.dated",
    "text.by.before", "text.by.end",
)  # fmt: skip
_DATE_ORDER = ("said", *(f"text.{kind}.short.{side}" for side in ("after", "before") for kind in ("pub", "x")))
_CHANGE_ORDER = ("text.upd.short.after", "text.upd.short.before")
_OTHER_END = re.compile(r"[,:;，：；、]$|[?!][\"”’»]$")
_LINES = (Kind.PARAGRAPH, Kind.HEADING)
_MOST_OPENING_WORDS = 20
_SALUTATION_ENDS = (",", "，", "،", "、")
_TITLE_WITHIN = 25
_TITLE_CHECKED = 30
_FUNCTION_WORD = 3
_TITLE_WORDS = range(2, 36)
_PARAGRAPH_WORDS = 14


@dataclass(frozen=True, slots=True)
class PlainSubject:
    """A plain-text page that is to be described: its blocks, which of them are kept, and the place of its headline."""

    blocks: tuple[Block, ...]
    decisions: Sequence[Decision]
    headline: int | None
    url: str | None = None


def read_plain_metadata(subject: PlainSubject, text: str | None) -> Description:
    """Title and address; with the article's `text` also language, authors and dates, from the lines near the title."""
    title = subject.blocks[subject.headline].text if subject.headline is not None else None
    if text is None:
        return Description(Metadata(title=title, url=subject.url))
    language = find_language(None, text)
    kept = [i for i, decision in enumerate(subject.decisions) if decision.keep]
    evidence = of_lines(subject.blocks, kept, subject.url, language)
    authors = in_order(AuthorOffers(evidence, subject.headline).gather(), _AUTHOR_ORDER)
    authors = [offer for offer in authors if not is_salutation(f"{offer.values[0]},")]
    days = DateOffers(evidence, subject.headline)
    dates = in_order(days.gather(), _DATE_ORDER)
    changes = in_order((offer for offer in days.offers.values() if offer not in dates[:1]), _CHANGE_ORDER)
    found = [Candidate("title", title, "headline", True)] if title else []
    for name, order in (("authors", authors), ("date", dates), ("modified", changes)):
        found += candidates(name, order)
    return Description(
        Metadata(
            title=title,
            authors=authors[0].values if authors else (),
            date=dates[0].values[0] if dates else None,
            modified=changes[0].values[0] if changes else None,
            url=subject.url,
            language=language,
        ),
        tuple(found),
    )


def find_headline(blocks: Sequence[Block], decisions: Sequence[Decision]) -> int | None:
    """The place of the most title-like line above the article's first paragraph; None if there is none.

    In a text of which all is kept it is the first line, if that stands alone. Else it is long for a line, its words
    come again in the article, it is near, it is no byline or date and does not stand below one.
    """
    kept = [i for i, d in enumerate(decisions) if d.keep]
    if len(kept) == len(blocks) or any(d.by is By.NOTICE for d in decisions):
        first = _first_line(blocks, kept)
        if first is not None:
            return first
    paragraphs = [i for i in kept if blocks[i].words >= _PARAGRAPH_WORDS and _FULL_STOP.search(blocks[i].text)]
    start = next(iter(paragraphs or kept), 0)
    if any(is_salutation(block.text) for block in blocks[: start + 1]):
        return None  # a letter: above its text stands where it was written, and to whom
    article = set(words(" ".join(blocks[i].text for i in kept if start <= i < start + _TITLE_CHECKED)))
    best, best_score = None, 0.0
    for i in range(max(0, start - _TITLE_WITHIN), start):
        block = blocks[i]
        if (
            block.kind is Kind.CODE
            or _FULL_STOP.search(block.text)
            or block.text.endswith(_SALUTATION_ENDS)
            or block.words not in _TITLE_WORDS
            or _BYLINE.search(block.text)
        ):
            continue
        own = [w for w in words(block.text) if len(w) > _FUNCTION_WORD or _CJK.match(w)]
        again = sum(w in article for w in own) / len(own) if own else 0.0
        below = min(2, sum(_BYLINE.search(b.text) is not None for b in blocks[max(0, i - _TITLE_WITHIN) : i]))
        score = min(_weight(block), 12.0) + 10.0 * again - 0.4 * (start - i) - 5.0 * below
        if score > best_score:
            best, best_score = i, score
    return best


def _first_line(blocks: Sequence[Block], kept: Sequence[int]) -> int | None:
    """The first kept line if it is none of a verse or an address, no salutation, nothing said, and no byline."""
    texts = [i for i in kept if blocks[i].kind in _LINES and blocks[i].words]
    if not texts or texts[0] > kept[0] + 1 or blocks[texts[0]].words > _MOST_OPENING_WORDS:
        return None
    text = blocks[texts[0]].text
    is_line = not _FULL_STOP.search(text) and not _OTHER_END.search(text) and not _BYLINE.search(text)
    return texts[0] if is_line and not any(b.continues for b in blocks[texts[0] + 1 : texts[0] + 2]) else None


def _weight(block: Block) -> float:
    """Words, a CJK character being half of one: two make a word as often as not."""
    return block.words * 0.5 if _CJK.search(block.text) else float(block.words)
