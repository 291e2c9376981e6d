"""Cross-validation by site: every page is judged by a model that has seen no page of its host."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...blocks.features import learned_features
from ...blocks.lexicon import Lexicon
from ...text import words
from ..decide import decide
from ..forest import build_forest
from ..models import Model
from .examples import Example
from .fit import Matrix, fit, flatten, matrix, weights
from .odds import PageOdds, learn_lexicon

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a page that was not trained on came out: `expected` is the raw expectation, `f1` what it was."""

    page: str
    page_type: str
    expected: float
    f1: float


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model: column names, the forest's arrays, and the lexicon."""

    names: tuple[str, ...]
    arrays: dict[str, list[int]]
    lexicon: Lexicon

    @property
    def model(self) -> Model:
        """The model as it will be evaluated, not yet calibrated."""
        return Model(build_forest(self.names, self.arrays), self.lexicon, (0.0, 1.0))


def fold_of(site: str) -> int:
    """The fold of a site: by its name alone, so that no run of the program changes it."""
    return zlib.crc32(site.encode()) % FOLDS


def cross_validate(examples: Sequence[Example], odds: Sequence[PageOdds], jobs: int) -> list[Outcome]:
    """Return the outcome of every page, judged by the model of the four folds that its site is not in."""
    with ProcessPoolExecutor(jobs) as pool:
        parts = pool.map(partial(_outcomes, examples, odds), range(FOLDS))
        return [outcome for part in parts for outcome in part]


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
    booster = fit(rows, labels, weights([e for e, _ in used]))
    return Trained(names, flatten(booster), learn_lexicon([o for _, o in used]))


def _rows(examples: Sequence[Example], lexicon_of: Callable[[Example], Lexicon]) -> tuple[tuple[str, ...], Matrix]:
    names: tuple[str, ...] = ()
    parts = []
    for example in examples:
        names, part = matrix(example, lexicon_of(example), names)
        parts.append(part)
    return names, np.concatenate(parts)


def _outcomes(examples: Sequence[Example], odds: Sequence[PageOdds], fold: int) -> list[Outcome]:
    model = train_model(examples, odds, left_out=fold).model
    return [judge_example(model, example) for example in examples if fold_of(example.gold.site) == fold]


def judge_example(model: Model, example: Example) -> Outcome:
    """Judge one page as the pipeline does before rules, and compare it with its gold text."""
    columns = example.columns | learned_features(example.blocks, example.words, example.outline, model.lexicon)
    probabilities = model.probabilities(columns, len(example.blocks))
    families = example.outline.families() if example.outline else range(len(example.blocks))
    judgement = decide(example.blocks, probabilities, families)
    kept = [w for own, d in zip(example.words, judgement.decisions, strict=True) if d.keep for w in own]
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
    """The measured F1 at equal steps of the expected one, never falling (pool adjacent violators)."""
    ordered = sorted(outcomes, key=lambda o: o.expected)
    pools: list[list[float]] = []  # [sum of F1, sum of expectations, pages]
    for outcome in ordered:
        pools.append([outcome.f1, outcome.expected, 1.0])
        while len(pools) > 1 and pools[-2][0] / pools[-2][2] >= pools[-1][0] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    places = [expected / pages for _, expected, pages in pools]
    values = [f1 / pages for f1, _, pages in pools]
    return [round(float(v), 4) for v in np.interp(np.linspace(0, 1, steps + 1), [0.0, *places], [0.0, *values])]
