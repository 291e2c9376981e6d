"""Plain text: the article is the stretch of the page that reads like prose.

Menus, share bars and footers are short lines without a full stop; articles are paragraphs of sentences, with a short
line as a subheading now and then. Appeals and newsletter boxes are prose as well: the rules know them by their words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..article import Block, Decision, Kind
from ..text import words

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।:;][\"'”’»›“)\]」』]*$")
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
_LEAST_SENTENCE, _LEAST_UNENDED, _LEAST_SHORT_SENTENCE = 9, 30, 4
_SHORT_LINE_COST, _LISTED_LINE_COST = 7.0, 1.0
_LONGEST_LIST = 8
_SENTENCE_WORDS, _PARAGRAPH_WORDS = 8, 25
_MOST_LINKS = 0.5
_SHORTEST_LEAD = 12
_LONGEST_HEADING = 14
_LONGEST_ABOVE = 10
_LONGEST_SHORT_RUN = 2
_TITLE_WITHIN = 25
_TITLE_CHECKED = 30
_FUNCTION_WORD = 3
_TITLE_WORDS = range(2, 36)

_PROSE = Decision(True, "prose", "a paragraph in the main run of prose")
_HEADING = Decision(True, "prose", "a short line that heads prose inside the main run")
_LISTED = Decision(True, "prose", "a list inside the main run of prose")
_SHORT = Decision(False, "prose", "a short line that is no heading")
_LEAD = Decision(True, "prose", "the lead, directly below the headline")
_OUTSIDE = Decision(False, "prose", "outside the main run of prose")
_TITLE = Decision(False, "title", "the headline: it is the title")


@dataclass(frozen=True, slots=True)
class Prose:
    """The decision for each block, and the index of the block that is the title, if there is one."""

    decisions: tuple[Decision, ...]
    title: int | None


def judge_text(blocks: Sequence[Block]) -> Prose:
    """Judge the blocks of a plain-text page. Linear in the page."""
    prose = [_is_prose(b) for b in blocks]
    start, end = _main_run(blocks, prose)
    title = _find_title(blocks, start)
    decisions = []
    for i, block in enumerate(blocks):
        if i == title:
            decisions.append(_TITLE)
        elif title is not None and i == title + 1 < start and _is_lead(block):
            decisions.append(_LEAD)
        elif not start <= i < end:
            decisions.append(_OUTSIDE)
        elif prose[i]:
            decisions.append(_PROSE)
        elif block.kind is Kind.ITEM or _is_listed(blocks, prose, i):
            decisions.append(_LISTED)
        else:
            decisions.append(_HEADING if _heads_prose(blocks, prose, i) else _SHORT)
    return Prose(tuple(decisions), title)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence or clause does, in any of the scripts known here."""
    return _SENTENCE_END.search(text) is not None


def reads_as_prose(block: Block) -> bool:
    """Whether a block of any page is running text: not mostly links, and long, or ended as a sentence is."""
    if block.link_share > _MOST_LINKS:
        return False
    return block.words >= _PARAGRAPH_WORDS or (block.words >= _SENTENCE_WORDS and ends_sentence(block.text))


def _weight(block: Block) -> float:
    """Words, a CJK character being half of one: two make a word as often as not."""
    return block.words * 0.5 if _CJK.search(block.text) else float(block.words)


def _is_prose(block: Block) -> bool:
    weight = _weight(block)
    if _FULL_STOP.search(block.text):
        return weight >= _LEAST_SHORT_SENTENCE
    return weight >= (_LEAST_SENTENCE if _SENTENCE_END.search(block.text) else _LEAST_UNENDED)


def _is_lead(block: Block) -> bool:
    return _weight(block) >= _SHORTEST_LEAD and _BYLINE.search(block.text) is None


def _main_run(blocks: Sequence[Block], prose: Sequence[bool]) -> tuple[int, int]:
    """The stretch [start, end) with the most prose, each short line between counting against it (Kadane)."""
    best, best_run = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, block in enumerate(blocks):
        if prose[i]:
            if total <= 0:
                total, start = 0.0, i
            total += _weight(block)
            if total > best:
                best, best_run = total, (start, i + 1)
        else:
            listed = _is_listed(blocks, prose, i)
            cost = _LISTED_LINE_COST if listed else _SHORT_LINE_COST
            total -= 0.0 if block.kind is Kind.ITEM else cost
    return best_run


def _heads_prose(blocks: Sequence[Block], prose: Sequence[bool], i: int) -> bool:
    """A short line directly above prose or a list, with at most two more such lines above it."""
    if _weight(blocks[i]) > _LONGEST_HEADING or blocks[i].words == 0 or i + 1 >= len(blocks):
        return False
    if i > 0 and not prose[i - 1] and _weight(blocks[i - 1]) > _LONGEST_ABOVE:
        return False  # below a pull quote stands its speaker
    above = 0
    while i - above - 1 >= 0 and not prose[i - above - 1] and above <= _LONGEST_SHORT_RUN:
        above += 1
    return above <= _LONGEST_SHORT_RUN and (prose[i + 1] or blocks[i + 1].kind is Kind.ITEM)


def _is_listed(blocks: Sequence[Block], prose: Sequence[bool], i: int) -> bool:
    """Whether a short line belongs to a list whose markers were lost: an unbroken run below a line with a colon."""
    k = i - 1
    while k >= 0 and not prose[k] and i - k <= _LONGEST_LIST and not blocks[k].text.endswith((":", "：")):
        k -= 1
    return k >= 0 and blocks[k].text.endswith((":", "：")) and i - k <= _LONGEST_LIST


def _find_title(blocks: Sequence[Block], start: int) -> int | None:
    """The most title-like line above the first prose: it is long for a line, its words come again in the article, it
    is near, it is no byline or date and does not stand below one."""
    article = set(words(" ".join(b.text for b in blocks[start : start + _TITLE_CHECKED])))
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
