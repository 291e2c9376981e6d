"""Alignment of a page's words with another text: which blocks another extractor (or a gold text) kept.

"Does the other text contain it" marks one-word menu entries as article and every copy of a duplicate as wanted. A
longest common subsequence respects order: each word of the other text is claimed once, in its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

# The longest common subsequence costs the product of the lengths (divided by 64): beyond this it is cut at anchors.
_LARGEST_PRODUCT = 60_000_000
_GRAM = 6


def shares(blocks: Sequence[Sequence[str]], other: Sequence[str]) -> list[float]:
    """For each block (its words) the share of its words, 0 to 1, that align with `other`; 0.0 for an empty one."""
    page = [word for block in blocks for word in block]
    found = bytearray(len(page))
    _mark(page, list(other), found)
    result, start = [], 0
    for block in blocks:
        end = start + len(block)
        result.append(sum(found[start:end]) / len(block) if block else 0.0)
        start = end
    return result


def _mark(page: list[str], other: list[str], found: bytearray) -> None:
    """Set found[i] for each word of the page that aligns with `other`."""
    if len(page) * len(other) <= _LARGEST_PRODUCT:
        _mark_stretch(page, other, found, 0)
        return
    i = j = 0
    for next_i, next_j in [*_anchors(page, other), (len(page), len(other))]:
        _mark_stretch(page[i:next_i], other[j:next_j], found, i)
        i, j = next_i, next_j


def _mark_stretch(page: list[str], other: list[str], found: bytearray, offset: int) -> None:
    if not page or not other:
        return
    if len(page) * len(other) > _LARGEST_PRODUCT:
        _mark_in_any_order(page, other, found, offset)
        return
    for op in LCSseq.opcodes(page, other):
        if op.tag == "equal":
            start, end = offset + op.src_start, offset + op.src_end
            found[start:end] = b"\1" * (end - start)


def _mark_in_any_order(page: list[str], other: list[str], found: bytearray, offset: int) -> None:
    """For stretches that repeat themselves too much to have anchors: counts alone."""
    left = Counter(other)
    for i, word in enumerate(page):
        if left[word] > 0:
            left[word] -= 1
            found[offset + i] = 1


def _anchors(page: list[str], other: list[str]) -> list[tuple[int, int]]:
    """Places of word sequences that occur once in each text, in an order that both share (patience sorting)."""
    once = _grams_seen_once(other)
    pairs = [(i, once[gram]) for gram, i in _grams_seen_once(page).items() if gram in once]
    pairs.sort()
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(tops, j)
        before.append(top_pairs[at - 1] if at else -1)
        if at == len(tops):
            tops.append(j)
            top_pairs.append(k)
        else:
            tops[at], top_pairs[at] = j, k
    chain = []
    k = top_pairs[-1] if top_pairs else -1
    while k >= 0:
        chain.append(pairs[k])
        k = before[k]
    return chain[::-1]


def _grams_seen_once(text: list[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for i in range(len(text) - _GRAM + 1):
        gram = tuple(text[i : i + _GRAM])
        places[gram] = -1 if gram in places else i
    return {gram: i for gram, i in places.items() if i >= 0}
