"""What training makes: a model as flat arrays, and its weights file, which `models.model_of` reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...features.lexicon import Lexicon
from ..forest import build_forest
from ..models import Model

_WIDTHS: dict[str, Any] = {
    "sizes": np.uint8,
    "features": np.int16,
    "limits": np.uint8,
    "lefts": np.int16,
    "rights": np.int16,
    "values": np.int32,
}


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


def save_weights(path: Path, trained: Trained, calibration: Sequence[float]) -> None:
    """Write one model as .npz, without compression: the bytes depend on the numbers alone. Only used columns are
    named."""
    names, features = _used_names(trained)
    arrays = {**trained.arrays, "features": features}
    found: dict[str, NDArray[Any]] = {key: np.array(arrays[key], width) for key, width in _WIDTHS.items()}
    marks, words = trained.lexicon.marks, trained.lexicon.words
    found |= {
        "names": _text(names),
        "marks": _text(list(marks)),
        "mark_odds": np.array(list(marks.values()), np.uint8),
        "words": _text(list(words)),
        "word_odds": np.array(list(words.values()), np.uint8),
        "calibration": np.array(calibration, np.float64),
    }
    for key, width in _WIDTHS.items():
        assert found[key].tolist() == list(arrays[key]), f"{key} does not fit into {width}"
    forest = build_forest(names, {key: found[key].tolist() for key in _WIDTHS})
    assert sum(256 ** len(tree.planes) for tree in forest.trees) < 1 << 32, "the sums do not fit into their lanes"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **found)  # type: ignore[arg-type]


def _used_names(trained: Trained) -> tuple[list[str], list[int]]:
    used = sorted(set(trained.arrays["features"]))
    places = {feature: place for place, feature in enumerate(used)}
    return [trained.names[feature] for feature in used], [places[f] for f in trained.arrays["features"]]


def _text(items: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(items).encode("utf-8"), np.uint8)
