"""The three models: HTML with trafilatura's verdict, HTML without it (`--fast`), and plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from ..features.lexicon import Lexicon
from .forest import Forest
from .weights_file import read_arrays

try:
    from .compiled_forest import build_forest  # where there was a compiler at installation
except ImportError:
    from .forest import build_forest

HTML, FAST, TEXT = "html", "fast", "text"
WEIGHTS = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Model:
    """A forest, the lexicon that it reads pages with, and what its expected F1 turned out to be worth.

    `calibration` gives the measured F1 at equal steps of the expected one, from 0 to 1.
    """

    forest: Forest
    lexicon: Lexicon
    calibration: tuple[float, ...]

    def probabilities(self, columns: Mapping[str, bytes], count: int) -> list[float]:
        """The probability of each of `count` blocks to be article."""
        scores = self.forest.scores(columns, count)
        return [1 / (1 + exp(-score if -30 < score < 30 else 30 if score < 0 else -30)) for score in scores]

    def confidence(self, expected: float) -> float:
        """The F1 that half of the pages with this expected F1 reached, by a model that had not seen their site."""
        steps = len(self.calibration) - 1
        place = max(0.0, min(1.0, expected)) * steps
        low = min(int(place), steps - 1)
        return self.calibration[low] + (place - low) * (self.calibration[low + 1] - self.calibration[low])


@cache
def load_model(name: str) -> Model:
    """Read a model's weights; once for a process, for they never change."""
    return model_of(read_arrays(WEIGHTS / f"{name}.npz"))


def model_of(arrays: Mapping[str, Any]) -> Model:
    """Put a model together from the arrays of a weights file; all but `calibration` are whole numbers."""
    texts = {key: _words(arrays[key]) for key in ("names", "marks", "words")}
    whole = {key: arrays[key] for key in ("sizes", "features", "limits", "lefts", "rights", "values")}
    return Model(
        build_forest(texts["names"], whole),
        Lexicon(_table(texts["marks"], arrays["mark_odds"]), _table(texts["words"], arrays["word_odds"])),
        tuple(float(v) for v in arrays["calibration"]),
    )


def _words(data: Sequence[int]) -> list[str]:
    text = bytes(data).decode("utf-8")
    return text.split("\n") if text else []


def _table(words: Sequence[str], odds: Sequence[int]) -> dict[str, int]:
    return dict(zip(words, odds, strict=True))
