"""A regular expression for texts that say the same but for numbers, dates and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from ..patterns import SEARCHED
from .page_lines import NUMBER, token_key, tokens

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]()|]")
_PLAIN_NUMBER = re.compile(r"[\d.,:/-]+")
_READABLE = 160  # characters up to which a whole text is written out
_PREFIX = 120
_SEEN_WHOLE = SEARCHED - 20
_MOST_GAPS = 5  # of any text, in one pattern: a search tries their lengths against one another
_WIDEST_GAP = 80
_MOST_VARIANTS = 50
_ENOUGH_WORDS = 3
_ONE_THING = 4  # tokens and the gaps between them: changes no further apart are one

Keys = tuple[str, ...]


def common(first: Keys, second: Keys) -> Keys:
    """The longest run of tokens, with gaps, that both have."""
    if first == second:
        return first
    ops = LCSseq.opcodes(first, second)
    return tuple(t for op in ops if op.tag == "equal" for t in first[op.src_start : op.src_end])


def write_pattern(texts: Sequence[str], whole: bool = False) -> str | None:
    """Return an anchored pattern that all of `texts` (different ones, most typical first) match, or None.

    What differs between them is generalised; numbers are in any case. Of a long text the beginning is enough, unless
    `whole`: then as much of it as rules look at.
    """
    variants = [tokens(text) for text in texts[:_MOST_VARIANTS]]
    if not all(variants):
        return None
    keys = [tuple(map(token_key, variant)) for variant in variants]
    shared = keys[0]
    for other in keys[1:]:
        shared = common(shared, other)
    places = [_places(shared, own) for own in keys]
    limit = _SEEN_WHOLE if whole else _READABLE
    ends = all(len(text) <= limit for text in texts)
    if not ends:
        reach = _SEEN_WHOLE if whole else _PREFIX
        count = min(sum(v[p].end() <= reach for p in at) for v, at in zip(variants, places, strict=True))
        places = [at[:count] for at in places]
    if not places[0]:
        return None
    return _joined(texts[:_MOST_VARIANTS], variants, places, ends)


def _places(shared: Keys, own: Keys) -> list[int]:
    """Where each of the shared tokens stands among a text's own."""
    return [i for op in LCSseq.opcodes(shared, own) if op.tag == "equal" for i in range(op.dest_start, op.dest_end)]


def _joined(
    texts: Sequence[str], variants: Sequence[list[re.Match[str]]], places: Sequence[list[int]], ends: bool
) -> str | None:
    """Fixed tokens and what stands between them; no more gaps than a search can afford."""
    spans = [[variant[i].span() for i in at] for variant, at in zip(variants, places, strict=True)]
    pattern = "^" + _between([text[: own[0][0]] for text, own in zip(texts, spans, strict=True)])
    gaps = int(".{" in pattern)
    count = len(spans[0])
    for i in range(count):
        first = variants[0][places[0][i]]
        pattern += (
            _number([t[o[i][0] : o[i][1]] for t, o in zip(texts, spans, strict=True)])
            if first["number"]
            else escape(first[0])
        )
        if i + 1 == count:
            break
        between = _between([t[o[i][1] : o[i + 1][0]] for t, o in zip(texts, spans, strict=True)])
        gaps += ".{" in between
        if gaps > _MOST_GAPS:
            return pattern if i >= _ENOUGH_WORDS else None
        pattern += between
    if ends:
        pattern += _between([text[own[-1][1] :] for text, own in zip(texts, spans, strict=True)]) + "$"
    return pattern


def _number(raw: Sequence[str]) -> str:
    if all(r.isdigit() for r in raw):
        return r"\d+"
    return r"[\d.,:/-]+" if all(map(_PLAIN_NUMBER.fullmatch, raw)) else r"\d\S*"


def _between(raw: Sequence[str]) -> str:
    """A pattern for what stands between two fixed tokens: the same everywhere, signs only, or anything of a length."""
    if all(r == raw[0] for r in raw):
        return escape(raw[0])
    longest = max(map(len, raw))
    if not any(map(tokens, raw)):
        return f"\\W{{0,{longest + 2}}}"
    start = _shared_signs(raw)
    end = _shared_signs([r[len(start) :][::-1] for r in raw])[::-1]
    middle = [len(r) - len(start) - len(end) for r in raw]
    low = 1 if min(middle) else 0
    high = min(_WIDEST_GAP, 2 * max(middle) + 10) if max(middle) < _WIDEST_GAP else 2 * max(middle)
    return f"{escape(start)}.{{{low},{high}}}{escape(end)}"


def _shared_signs(raw: Sequence[str]) -> str:
    """The spaces and signs that all begin with."""
    shared = ""
    for characters in zip(*raw, strict=False):
        if len(set(characters)) > 1 or characters[0].isalnum():
            break
        shared += characters[0]
    return shared


def escape(text: str) -> str:
    """A text as a pattern that matches it, and that can still be read."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def longest_gap(first: Keys, shared: Keys) -> int:
    """How many tokens of `first` stand together that are not in `shared`."""
    at = [-1, *_places(shared, first), len(first)]
    return max(b - a - 1 for a, b in pairwise(at))


def says_enough(shared: Keys) -> float:
    """How many words are fixed: numbers count nothing, a Chinese, Japanese or Korean character half, a letter less."""
    return sum(0.0 if t == NUMBER else 1.0 if len(t) > 1 else 0.5 if t > "\u2e80" else 0.25 for t in shared)


def slots(texts: Sequence[str]) -> int:
    """How many things change from text to text: a date is one, and so is "3 to 1"."""
    variants = [tokens(text) for text in texts[:_MOST_VARIANTS]]
    keys = [tuple(map(token_key, variant)) for variant in variants]
    shared = keys[0]
    for other in keys[1:]:
        shared = common(shared, other)
    places = [_places(shared, own) for own in keys]
    changing = set()
    for i in range(len(shared)):
        if len({variant[at[i]][0].lower() for variant, at in zip(variants, places, strict=True)}) > 1:
            changing.add(2 * i + 1)
        if any(at[i] - (at[i - 1] if i else -1) > 1 for at in places):
            changing.add(2 * i)
    if any(len(own) - 1 - at[-1] > 0 for own, at in zip(keys, places, strict=True) if at):
        changing.add(2 * len(shared))
    at = sorted(changing)
    return sum(b - a > _ONE_THING for a, b in pairwise([-10, *at]))
