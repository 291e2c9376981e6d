"""Cross-validation by site: every page is judged by a model that has seen no page of its host."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import fmean, median

import numpy as np

from ...features.columns import learned_features
from ...features.lexicon import Lexicon
from ...features.quantise import WHOLE
from ...text import words
from ..decide import decide
from ..models import Model
from .count_words import PageOdds, learn_lexicon
from .fit_forest import HTML_SIZE, TEXT_SIZE, Matrix, fit, flatten, matrix, weights
from .gold_examples import Example
from .trained import Trained

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a page that was not trained on came out: `expected` is the raw expectation, `f1` what it was."""

    page: str
    page_type: str
    expected: float
    f1: float


def fold_of(site: str) -> int:
    """The fold of a site: by its name alone, so that no run of the program changes it."""
    return zlib.crc32(site.encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Fold:
    """The model that has not seen a fold's sites, and how the fold's pages came out."""

    trained: Trained
    outcomes: list[Outcome]


def cross_validate(examples: Sequence[Example], odds: Sequence[PageOdds], jobs: int) -> list[Fold]:
    """Judge every page by the model of the four folds that its site is not in."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(partial(_fold, examples, odds), range(FOLDS)))


def train_model(examples: Sequence[Example], odds: Sequence[PageOdds], left_out: int | None = None) -> Trained:
    """Train on all folds but one (or on all).

    The lexicon that a training page is read with is learned from other folds than its own: else the trees would
    trust it more than it deserves on new pages.
    """
    used = [(e, o) for e, o in zip(examples, odds, strict=True) if fold_of(e.gold.site) != left_out]
    others: dict[int, Lexicon] = {}
    for fold in range(FOLDS):
        if fold != left_out:
            others[fold] = learn_lexicon([o for e, o in used if fold_of(e.gold.site) != fold])
    names, rows = _rows([e for e, _ in used], lambda e: others[fold_of(e.gold.site)])
    labels = np.concatenate([np.array(e.labels) for e, _ in used])
    size = TEXT_SIZE if used[0][0].outline is None else HTML_SIZE
    booster = fit(rows, labels, weights([e for e, _ in used]), size)
    return Trained(names, flatten(booster), learn_lexicon([o for _, o in used]))


def _rows(examples: Sequence[Example], lexicon_of: Callable[[Example], Lexicon]) -> tuple[tuple[str, ...], Matrix]:
    names: tuple[str, ...] = ()
    parts = []
    for example in examples:
        names, part = matrix(example, lexicon_of(example), names)
        parts.append(part)
    return names, np.concatenate(parts)


def _fold(examples: Sequence[Example], odds: Sequence[PageOdds], number: int) -> Fold:
    trained = train_model(examples, odds, left_out=number)
    model = trained.model
    held_out = (example for example in examples if fold_of(example.gold.site) == number)
    return Fold(trained, [judge_example(model, example) for example in held_out])


def judge_example(model: Model, example: Example) -> Outcome:
    """Judge one page as the pipeline does before rules, and compare it with its gold text."""
    columns = example.columns | learned_features(example.layout, example.outline, model.lexicon)
    probabilities = model.probabilities(columns, len(example.layout.blocks))
    families = example.outline.families() if example.outline else None
    verdict = [share / WHOLE for share in columns["verdict"]] if "verdict" in columns else None
    judgement = decide(example.layout, probabilities, families, verdict=verdict)
    kept = [w for own, d in zip(example.layout.words, judgement.decisions, strict=True) if d.keep for w in own]
    return Outcome(
        example.gold.name, example.gold.page_type, judgement.expected, word_f1(kept, words(example.gold.text))
    )


def word_f1(found: Sequence[str], wanted: Sequence[str]) -> float:
    """F1 of two bags of words; 1 where both are empty."""
    if not found or not wanted:
        return float(not found and not wanted)
    hits = (Counter(found) & Counter(wanted)).total()
    return 2 * hits / (len(found) + len(wanted))


def calibrate(outcomes: Sequence[Outcome], steps: int = 20) -> list[float]:
    """The F1 that half of the pages reached, at equal steps of the expected one; never falling.

    Pools of neighbours are joined while a pool's median is not above the one before it (pool adjacent violators). The
    median and not the mean: a few pages whose gold is at odds with the page would draw all of them down.
    """
    pools: list[tuple[list[float], list[float]]] = []
    for outcome in sorted(outcomes, key=lambda o: o.expected):
        pools.append(([outcome.expected], [outcome.f1]))
        while len(pools) > 1 and median(pools[-2][1]) >= median(pools[-1][1]):
            expected, reached = pools.pop()
            pools[-1][0].extend(expected)
            pools[-1][1].extend(reached)
    places = [0.0, *(fmean(expected) for expected, _ in pools)]
    values = [0.0, *(median(reached) for _, reached in pools)]
    return [round(float(v), 4) for v in np.interp(np.linspace(0, 1, steps + 1), places, values)]
