"""What spoke most for and against a block: the shares of the model's features, added up by family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from ..article import Voice
from ..model.attribution import Shares, load_attribution
from ..model.judge import Measured
from .feature_names import family, phrase

_MOST_VOICES = 3
_LEAST_WEIGHT = 0.05
_COMPANY = {
    True: "blocks that are marked alike, or its whole table, score {}",
    False: "the lines before and after it score {}",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The voices for each block (none where it has no score), and what the rest of the evidence adds, in log-odds.

    For every block with a score, `base` + the weights of its voices + its `others` is the log-odds of the score.
    """

    base: float
    voices: tuple[tuple[Voice, ...], ...]
    others: tuple[float, ...]


def hear(measured: Measured) -> Heard:
    """Return what spoke for and against each block of a page: the shares of the model's features. Linear in the page.

    The scores are the probabilities that decided: the model's, moved by the block's company, which is one voice more.
    """
    heard = _hear(measured.model, measured.columns, measured.counts, measured.scores)
    if measured.places is None:
        return heard
    voices = tuple(() if place is None else heard.voices[place] for place in measured.places)
    others = tuple(0.0 if place is None else heard.others[place] for place in measured.places)
    return Heard(heard.base, voices, others)


def _hear(model: str, columns: Mapping[str, bytes], counts: Sequence[int], scores: Sequence[float | None]) -> Heard:
    if not counts:  # a page without a block has no columns
        return Heard(0.0, (), ())
    shares = load_attribution(model).shares(columns, counts)
    families: dict[str, list[str]] = {}
    for name in shares.names:
        families.setdefault(family(name), []).append(name)
    company = _COMPANY["depth" in columns]
    found: list[tuple[Voice, ...]] = []
    others: list[float] = []
    for block, score in enumerate(scores):
        if score is None:
            found.append(())
            others.append(0.0)
            continue
        weights = {name: sum(shares.of(own, block) for own in names) for name, names in families.items()}
        moved = log(score / (1 - score)) - shares.base - sum(weights.values())
        own = _strongest({**weights, "": moved})

        def says(name: str, weight: float, block: int = block) -> str:
            if not name:
                return company.format("higher" if weight > 0 else "lower")
            return _phrase(families[name], weight > 0, shares, block, lambda column: columns[column][block])

        voices = tuple(Voice(says(name, weight), weight) for name, weight in own)
        found.append(voices)
        others.append(moved + sum(weights.values()) - sum(voice.weight for voice in voices))
    return Heard(shares.base, tuple(found), tuple(others))


def _strongest(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The three that speak most for the block and the three that speak most against it, the strongest first."""
    order = sorted(weights.items(), key=lambda item: -abs(item[1]))
    heard = [(name, weight) for name, weight in order if abs(weight) >= _LEAST_WEIGHT]
    chosen = {name for sign in (1, -1) for name, _ in [h for h in heard if h[1] * sign > 0][:_MOST_VOICES]}
    return [(name, weight) for name, weight in heard if name in chosen]


def _phrase(names: Sequence[str], speaks_for: bool, shares: Shares, block: int, value: Callable[[str], int]) -> str:
    """The phrase of the column that adds most to what its family says."""
    sign = 1 if speaks_for else -1
    strongest = max(names, key=lambda name: sign * shares.of(name, block))
    return phrase(strongest, value(strongest))
