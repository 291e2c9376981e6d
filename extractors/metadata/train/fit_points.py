"""Points for signs: a conditional logit over the offers of each page, with a ridge, and its check on other sites."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_FOLDS = 5
_RIDGE = 4.0
_STEPS, _RATE = 400, 0.1
_SETTLING = 0.6
_SMALLEST = 0.05


@dataclass(frozen=True, slots=True)
class Choice:
    """One page: the signs of its offers, which of them are right (may be none), its site, and how much it counts."""

    offers: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    site: str
    weight: float = 1.0


def fit_points(choices: Sequence[Choice]) -> dict[str, float]:
    """The points under which the right offers are likeliest; pages where no offer is right teach nothing.

    The likelihood of an offer is the exponential of its points over the sum of all of its page's. The same choices
    give the same points: Adam on the whole of them, a fixed number of steps.
    """
    pages = [choice for choice in choices if choice.right]
    signs = sorted({sign for page in pages for offer in page.offers for sign in offer})
    number = {sign: i for i, sign in enumerate(signs)}
    offers = [(p, i in page.right, offer) for p, page in enumerate(pages) for i, offer in enumerate(page.offers)]
    rows = np.array([row for row, (_, _, offer) in enumerate(offers) for _ in offer])
    columns = np.array([number[sign] for _, _, offer in offers for sign in offer])
    page_of, right = np.array([p for p, _, _ in offers]), np.array([r for _, r, _ in offers], dtype=float)
    weight = np.array([page.weight for page in pages])[page_of]
    points, mean, square = np.zeros(len(signs)), np.zeros(len(signs)), np.zeros(len(signs))
    for step in range(1, _STEPS + 1):
        score = np.bincount(rows, points[columns], len(offers))
        highest = np.full(len(pages), -np.inf)
        np.maximum.at(highest, page_of, score)
        power = np.exp(score - highest[page_of])
        chosen = power / np.bincount(page_of, power)[page_of]
        wanted = power * right
        wanted /= np.maximum(np.bincount(page_of, wanted), 1e-12)[page_of]
        slope = np.bincount(columns, ((chosen - wanted) * weight)[rows], len(signs)) + _RIDGE * points
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        rate = _RATE if step < _SETTLING * _STEPS else 0.3 * _RATE
        points -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return {sign: round(float(points[i]), 2) for sign, i in number.items() if abs(points[i]) >= _SMALLEST}


def held_out_picks(choices: Sequence[Choice]) -> list[int]:
    """The offer that wins on each page under points from other sites alone; -1 where there are no offers."""
    folds = [zlib.crc32(choice.site.encode()) % _FOLDS for choice in choices]
    picks = [-1] * len(choices)
    for fold in sorted(set(folds)):
        points = fit_points([c for c, f in zip(choices, folds, strict=True) if f != fold])
        for i, choice in enumerate(choices):
            if folds[i] == fold and choice.offers:
                scores = [sum(points.get(sign, 0.0) for sign in offer) for offer in choice.offers]
                picks[i] = scores.index(max(scores))
    return picks
