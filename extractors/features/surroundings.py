"""Where a block stands among the others in reading order: position, neighbours, headings, prose, copies of itself.

Plain text and HTML share all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from ..article import Block, Kind
from .chosen import log_column, share_column
from .quantise import WHOLE, flags, log_byte, share_byte, shifted, since

Columns = dict[str, bytes]
_ENDS_OF_SENTENCES = ".!?…。！？:;।۔؟"
_CLOSERS = "\"'”’»)"
_PARAGRAPH_WORDS, _SENTENCE_WORDS = 25, 8
_WINDOWS = (3, 8, 20)
_NEIGHBOURS = (1, 2, -1, -2)
_SEEN_FROM_NEXT_DOOR = (
    *("words", "links", "function_word_share", "end", "level", "capitals", "date", "prose", "verdict", "word_odds"),
    *("least_word_odds", "mark_odds", "shape_verdict", "shape_prose"),
)
_TITLE_WORDS = 40
_ALIKE = 0.4
_NO_TITLE, _AT_TITLE = 0, 128


def is_prose(block: Block) -> bool:
    """Whether a block is long or ends as a sentence does, and is not mostly links."""
    words = block.words
    if words < _SENTENCE_WORDS or block.link_share > 0.5:
        return False
    return words >= _PARAGRAPH_WORDS or ends_sentence(block.text)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence or clause does, in any of the scripts known here."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS_OF_SENTENCES


def describe_positions(counts: Sequence[int], prose: Sequence[bool]) -> Columns:
    """Position, and how much of the text around is prose. `counts` are the words of each block."""
    count, whole = len(counts), WHOLE
    words = [0, *accumulate(counts)]
    prose_words = [0, *accumulate([n if p else 0 for n, p in zip(counts, prose, strict=True)])]
    total, all_prose = words[-1] or 1, prose_words[-1] or 1
    columns = {
        "prose": flags(prose),
        "index": log_column(range(count)),
        "index_from_end": log_column(range(count - 1, -1, -1)),
        "position": bytes([whole * i // count for i in range(count)]),
        "words_before": bytes([whole * n // total for n in words[:-1]]),
        "prose_before": bytes([whole * n // all_prose for n in prose_words[:-1]]),
        "share_of_page": bytes([whole * n // total for n in counts]),
        "since_prose": since(prose),
        "till_prose": since(prose[::-1])[::-1],
        "page_words": bytes([log_byte(words[-1])]) * count,
        "page_blocks": bytes([log_byte(count)]) * count,
        "page_prose": bytes([share_byte(prose_words[-1], words[-1])]) * count,
    }
    for reach in _WINDOWS:
        around = windowed(words, reach)
        columns[f"words_within_{reach}"] = log_column(around)
        columns[f"prose_within_{reach}"] = share_column(windowed(prose_words, reach), around)
    return columns


def windowed(sums: Sequence[float], reach: int) -> list[int]:
    """From running sums (with a leading 0): for each place the sum over it and `reach` places on both sides."""
    count = len(sums) - 1
    upper = [*sums[reach + 1 :], *[sums[-1]] * min(reach, count)][-count:] if count else []
    lower = [*[0] * min(reach, count), *sums][:count]
    return [int(b - a) for a, b in zip(lower, upper, strict=True)]


def describe_title(blocks: Sequence[Block], words: Sequence[Sequence[str]], title: Sequence[str]) -> Columns:
    """How much each block says what the page's <title> says, and how far it is from the headline."""
    wanted = set(title)
    alike = bytearray(len(blocks))
    best, headline = 0.0, -1
    for i, (block, own) in enumerate(zip(blocks, words, strict=True)):
        if not 0 < len(own) < _TITLE_WORDS or wanted.isdisjoint(own):
            continue
        shared = len(wanted.intersection(own))
        likeness = shared / (len(wanted) + len(set(own)) - shared)
        alike[i] = int(WHOLE * likeness)
        score = likeness + (0.15 if block.kind is Kind.HEADING else 0.0) + (0.1 if block.level == 1 else 0.0)
        if likeness > _ALIKE and score > best:
            best, headline = score, i
    if headline < 0:
        headline = next((i for i, b in enumerate(blocks) if b.level == 1), -1)
    if headline < 0:
        distances = bytes([_NO_TITLE]) * len(blocks)
    else:
        before = (_AT_TITLE - 1 - log_byte(headline - i) // 2 for i in range(headline))
        after = (_AT_TITLE + min(127, log_byte(i) // 2) for i in range(len(blocks) - headline))
        distances = bytes([*before, *after])
    return {"title_likeness": bytes(alike), "from_title": distances}


def describe_headings(blocks: Sequence[Block], columns: Columns) -> Columns:
    """The given columns as the nearest heading above each block has them; 0 where there is none."""
    headings = [-1]
    for i, block in enumerate(blocks):
        headings.append(i if block.level else headings[-1])
    headings.pop()
    return {
        f"heading_{name}": bytes([column[h] if h >= 0 else 0 for h in headings]) for name, column in columns.items()
    }


def describe_copies(words: Sequence[Sequence[str]]) -> Columns:
    """How often the page says the same, and how often it has said it before."""
    keys = [" ".join(own) for own in words]
    counts: dict[str, int] = {}
    before = bytearray()
    for key in keys:
        met = counts.get(key, 0)
        before.append(min(255, met) if key else 0)
        counts[key] = met + 1
    return {"copies": bytes([min(255, counts[key]) if key else 0 for key in keys]), "copies_before": bytes(before)}


def describe_neighbours(columns: Columns) -> Columns:
    """The columns that tell most, seen from the two blocks before and the two after."""
    return {
        f"{name}{-by:+d}": shifted(columns[name], by)
        for name in _SEEN_FROM_NEXT_DOOR
        if name in columns
        for by in _NEIGHBOURS
    }
