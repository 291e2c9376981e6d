"""From probabilities to decisions: the threshold under which the page's expected F1 is highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from math import exp, log
from operator import mul

from ..adjust import Context, On, Stage, run_steps
from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..blocks.containers import table_of
from ..features.surroundings import is_prose

_KEPT = tuple(Decision(True, By.MODEL, f"article with a probability of {n} %") for n in range(101))
_CUT = tuple(Decision(False, By.MODEL, f"article with a probability of {n} %") for n in range(101))
_NO_WORDS = Decision(False, By.MODEL, "no words")
_FAMILY_SAY, _NEIGHBOUR_SAY = 0.6, 0.3
_LEAST, _MOST = 1e-4, 1 - 1e-4
_LOWEST, _HIGHEST = log(_LEAST / (1 - _LEAST)), log(_MOST / (1 - _MOST))

# What is kept is an article from so many words on; a list from so few on, if the model is that sure of it.
_WORDS_OF_SCRAPS, _WORDS_OF_LIST, _CONFIDENCE_FOR_LIST = 100, 20, 0.5
_SHARE_OF_PAGE = 0.5


@dataclass(frozen=True, slots=True)
class Lean:
    """What an error costs: F-beta with `beta` below 1 prefers precision; thresholds stay between `lowest` and
    `highest`."""

    beta: float
    lowest: float
    highest: float


EVEN = Lean(1.0, 0.3, 0.6)
PRECISION = Lean(0.5, 0.5, 0.9)
RECALL = Lean(2.0, 0.05, 0.4)
LEANS = {"even": EVEN, "precision": PRECISION, "recall": RECALL}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision for each block, and the word F1 that is expected of them, 0 to 1.

    `scores` are the probabilities after each block's company was heard, None for blocks without words; the model keeps
    from `threshold` on.
    """

    decisions: tuple[Decision, ...]
    expected: float
    scores: tuple[float | None, ...] = ()
    threshold: float = 0.0


def decide(
    layout: Layout,
    probabilities: Sequence[float],
    families: Sequence[int] | None,
    lean: Lean = EVEN,
    verdict: Sequence[float] | None = None,
) -> Judgement:
    """Judge each block by its probability and a little by those of its family: the blocks that are marked alike, or,
    where nothing is marked (`families` None), the two before and after it.

    A data table is one thing: without some of its cells it says something else. `verdict` are the shares of the blocks
    that trafilatura keeps; they count for tables only, for all else they are in the probabilities.
    """
    blocks = layout.blocks
    counts = [0 if block.kind is Kind.IMAGE else block.words for block in blocks]
    agreed = _smoothed(probabilities) if families is None else _pooled(probabilities, counts, families, _FAMILY_SAY)
    tables = [table_of(block) for block in blocks]
    if max(tables, default=-1) >= 0:
        whole = _pooled(agreed, counts, tables, 1.0)
        agreed = [w if t >= 0 else p for p, w, t in zip(agreed, whole, tables, strict=True)]
    threshold = best_threshold(agreed, counts, lean)
    scores = tuple(p if n else None for p, n in zip(agreed, counts, strict=True))
    decisions = tuple(
        (_KEPT if p >= threshold else _CUT)[round(100 * p)] if n else _NO_WORDS
        for p, n in zip(agreed, counts, strict=True)
    )
    on = On.TEXT if families is None else On.HTML
    decisions = run_steps(Stage.JUDGING, on, layout, decisions, Context(scores=scores, verdict=verdict))
    return Judgement(decisions, expected_f1(agreed, counts, [d.keep for d in decisions]), scores, threshold)


def best_threshold(probabilities: Sequence[float], counts: Sequence[int], lean: Lean) -> float:
    """The threshold under which the expected F-beta of the kept words is highest, within the bounds of the lean.

    Expected hits over expected sizes, as if blocks were independent: blocks are added from the surest down.
    """
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__, reverse=True)
    wanted = sum(map(mul, probabilities, counts))
    weight = lean.beta**2
    best, threshold = -1.0, lean.highest
    hits = size = 0.0
    for i in order:
        hits += probabilities[i] * counts[i]
        size += counts[i]
        value = hits / (size + weight * wanted) if size + wanted > 0 else 0.0
        if value > best:
            best, threshold = value, probabilities[i]
    return min(max(threshold, lean.lowest), lean.highest)


def expected_f1(probabilities: Sequence[float], counts: Sequence[int], kept: Sequence[bool]) -> float:
    """Twice the expected hits over the sizes of what is kept and what should be."""
    expected = list(map(mul, probabilities, counts))
    hits = sum(compress(expected, kept))
    size = sum(compress(counts, kept))
    wanted = sum(expected)
    return 2 * hits / (size + wanted) if size + wanted > 0 else 0.0


def _smoothed(probabilities: Sequence[float]) -> list[float]:
    """Each block's log-odds moved towards the mean of its neighbours', the nearer ones counting twice."""
    odds = _log_odds(probabilities)
    result = []
    for i, own in enumerate(odds):
        near = [odds[k] for k in (i - 1, i + 1) if 0 <= k < len(odds)]
        far = [odds[k] for k in (i - 2, i + 2) if 0 <= k < len(odds)]
        weight = 2 * len(near) + len(far)
        mean = (2 * sum(near) + sum(far)) / weight if weight else own
        result.append(1 / (1 + exp(-((1 - _NEIGHBOUR_SAY) * own + _NEIGHBOUR_SAY * mean))))
    return result


def _log_odds(probabilities: Sequence[float]) -> list[float]:
    return [log(p / (1 - p)) if _LEAST < p < _MOST else _LOWEST if p <= _LEAST else _HIGHEST for p in probabilities]


def _pooled(probabilities: Sequence[float], counts: Sequence[int], families: Sequence[int], say: float) -> list[float]:
    """Each block's log-odds moved by `say` towards the mean of its family, which counts by the root of its words."""
    odds = _log_odds(probabilities)
    total: dict[int, float] = {}
    weight: dict[int, float] = {}
    for value, count, family in zip(odds, counts, families, strict=True):
        if count:
            root = count**0.5
            total[family] = total.get(family, 0.0) + root * value
            weight[family] = weight.get(family, 0.0) + root
    return [
        1 / (1 + exp(-((1 - say) * value + say * total[family] / weight[family]))) if count else 0.0
        for value, count, family in zip(odds, counts, families, strict=True)
    ]


def is_article(blocks: Sequence[Block], decisions: Sequence[Decision], confidence: float = 0.0) -> bool:
    """Return whether something was kept that can be read: prose, many words, a surely known list, or most of the page.

    A few labels out of a page of many (a form, an error page) are not an article.
    """
    kept = [b for b, d in zip(blocks, decisions, strict=True) if d.keep and b.words]
    total = sum(b.words for b in kept)
    if total == 0 or not any(map(str.isalnum, "".join(b.text for b in kept))):
        return False
    if (
        total >= _WORDS_OF_SCRAPS
        or (total >= _WORDS_OF_LIST and confidence >= _CONFIDENCE_FOR_LIST)
        or any(is_prose(b) for b in kept)
    ):
        return True
    return total >= _SHARE_OF_PAGE * sum(b.words for b in blocks)
