"""Where a block stands in its article: what a rule's `where` means."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from ..article import Block
from .rule import Where

_PROSE_WORDS = 12
_CUT_WORD_COST = 0.5
_AFTER_SHARE = 0.75


def places(blocks: Sequence[Block], kept: Sequence[bool]) -> list[Where]:
    """For each block: above the first prose of the article's main run, below three quarters of its words, or between.

    The main run is the stretch of blocks with the most kept words, cut words counting against it.
    """
    start, end = _main_run(blocks, kept)
    prose = [i for i in range(start, end) if kept[i] and blocks[i].words >= _PROSE_WORDS]
    first = prose[0] if prose else start
    counts = [b.words if start <= i < end and k else 0 for i, (b, k) in enumerate(zip(blocks, kept, strict=True))]
    above = [0, *accumulate(counts)]
    limit = above[-1] * _AFTER_SHARE
    result = []
    for i in range(len(blocks)):
        if i < first:
            result.append(Where.BEFORE)
        else:
            result.append(Where.AFTER if i >= end or above[i] >= limit else Where.INSIDE)
    return result


def _main_run(blocks: Sequence[Block], kept: Sequence[bool]) -> tuple[int, int]:
    """The stretch [start, end) with the largest sum (Kadane's algorithm)."""
    best, best_run = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, block in enumerate(blocks):
        total += block.words if kept[i] else -block.words * _CUT_WORD_COST
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, best_run = total, (start, i + 1)
    return best_run
