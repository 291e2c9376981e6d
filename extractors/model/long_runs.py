"""Level long runs: in a book's hundredth paragraph the model should see what it saw in the tenth.

The model has learned from pages that are mostly short, and of some long ones the gold text ends before the page does.
So the scores of one paragraph after the other sink, however alike they are.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from lxml.html import HtmlElement

from ..article import Block, Kind
from ..blocks import Layout
from ..blocks.places import place_of

_FEWEST = 100  # blocks of a run; shorter ones are common among the pages that the model has learned from
_FEWEST_WORDS, _MOST_LINKED = 15, 0.15  # of its blocks, in the mean: prose
_SURE = 0.6  # probability with which it begins: surely the article
_FIRST = 30  # blocks that tell how a run begins
_AROUND = 15  # blocks on each side that tell how it is at a place
_SMALLEST = 1e-4  # probability


def level_long_runs(layout: Layout, probabilities: Sequence[float]) -> Sequence[float]:
    """Return the probabilities without the slope of long runs: paragraphs of prose in alike places of the page.

    A run that begins as surely the article goes on so. What stands out from the blocks around it stands out as before.
    A run that rises is left as it is.
    """
    if len(layout.blocks) < _FEWEST:
        return probabilities
    result = list(probabilities)
    for run in _runs(layout):
        odds = [_logit(probabilities[i]) for i in run]
        begin = median(odds[:_FIRST])
        if begin < _logit(_SURE):
            continue
        for i, own, here in zip(run, odds, _medians(odds), strict=True):
            if here < begin:
                result[i] = _probability(own + begin - here)
    return result


def _runs(layout: Layout) -> list[list[int]]:
    paragraphs = [i for i, block in enumerate(layout.blocks) if block.kind is Kind.PARAGRAPH and block.words]
    if len(paragraphs) < _FEWEST:
        return []
    runs: dict[int, list[int]] = defaultdict(list)
    places: dict[HtmlElement, int] = {}
    for i in paragraphs:
        runs[place_of(layout.owners[i], places) if layout.owners else 0].append(i)
    return [run for run in runs.values() if len(run) >= _FEWEST and _is_prose([layout.blocks[i] for i in run])]


def _is_prose(blocks: Sequence[Block]) -> bool:
    words = sum(block.words for block in blocks)
    linked = sum(block.words * block.link_share for block in blocks)
    return words >= _FEWEST_WORDS * len(blocks) and linked <= _MOST_LINKED * words


def _medians(values: Sequence[float]) -> list[float]:
    """Return the median of the values around each, which are fewer at both ends."""
    window = sorted(values[:_AROUND])
    found = []
    for i in range(len(values)):
        if i + _AROUND < len(values):
            insort(window, values[i + _AROUND])
        if i - _AROUND - 1 >= 0:
            del window[bisect_left(window, values[i - _AROUND - 1])]
        found.append(window[len(window) // 2])
    return found


def _logit(probability: float) -> float:
    bounded = min(max(probability, _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
