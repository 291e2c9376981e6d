"""The weights that are shipped."""

from __future__ import annotations

import math
import random

import pytest

from cleancopy.extractors.model.models import FAST, HTML, TEXT, WEIGHTS, load_model, model_of
from cleancopy.extractors.model.weights_file import read_arrays

MODELS = (HTML, FAST, TEXT)
LARGEST = 2 << 20
TINY = {
    **{"names": b"words", "marks": b"nav\npost-\xc3\xa9", "mark_odds": b"\x05\x64", "words": b"", "word_odds": b""},
    **{"sizes": [1], "features": [0], "limits": [9], "lefts": [~0], "rights": [~1], "values": [-65536, 2 * 65536]},
    "calibration": [0.0, 0.5, 1.0],
}


def test_only_models_that_are_used_are_shipped() -> None:
    assert {path.name for path in WEIGHTS.iterdir()} == {"MODEL_CARD.md", *(f"{name}.npz" for name in MODELS)}


@pytest.mark.parametrize("name", MODELS)
def test_weights_are_small(name: str) -> None:
    assert (WEIGHTS / f"{name}.npz").stat().st_size < LARGEST


@pytest.mark.parametrize("name", MODELS)
def test_probabilities_are_between_0_and_1_whatever_a_page_is_like(name: str) -> None:
    model, chance = load_model(name), random.Random(1)
    columns = {feature: bytes(50) + b"\xff" * 50 + chance.randbytes(200) for feature in model.forest.asked}
    found = model.probabilities(columns, 300)

    assert len(found) == 300
    assert all(math.isfinite(p) and 0 < p < 1 for p in found)
    assert len(set(found)) > 50


@pytest.mark.parametrize("name", MODELS)
def test_confidence_never_falls_and_stays_between_0_and_1(name: str) -> None:
    model = load_model(name)
    steps = [model.confidence(k / 200) for k in range(201)]

    assert all(0 <= value <= 1 for value in model.calibration)
    assert steps == sorted(steps)
    assert steps[0] < steps[-1] <= 1


@pytest.mark.parametrize("name", MODELS)
def test_lexicon_odds_are_those_of_known_words(name: str) -> None:
    lexicon = load_model(name).lexicon

    assert bool(lexicon.marks) == (name != TEXT)  # plain text has no marking
    assert lexicon.words
    assert all(0 <= odds <= 200 for table in (lexicon.marks, lexicon.words) for odds in table.values())
    assert all(word == word.strip() != "" for table in (lexicon.marks, lexicon.words) for word in table)


def test_only_the_model_for_the_careful_mode_asks_for_trafilaturas_verdict() -> None:
    asked = {name: load_model(name).forest.asked for name in MODELS}

    assert "verdict" in asked[HTML]
    assert not [feature for name in (FAST, TEXT) for feature in asked[name] if "verdict" in feature]


def test_the_card_gives_credit_and_names_every_model() -> None:
    card = (WEIGHTS / "MODEL_CARD.md").read_text(encoding="utf-8")

    assert "CC-BY-4.0" in card
    for name in MODELS:
        assert f"`{name}.npz`" in card
        assert f"\n| {name} |" in card  # its row in the table of confidence


def test_a_model_is_what_its_arrays_say() -> None:
    model = model_of(TINY)
    low, high = model.probabilities({"words": b"\x09\x0a"}, 2)

    assert model.lexicon.marks == {"nav": 5, "post-é": 100}
    assert model.lexicon.words == {}
    assert (low, high) == pytest.approx((1 / (1 + math.e), 1 / (1 + math.exp(-2))))


@pytest.mark.parametrize(
    ("expected", "confidence"), [(0, 0), (0.25, 0.25), (0.5, 0.5), (0.75, 0.6), (1, 0.7), (-1, 0), (2, 0.7)]
)
def test_confidence_is_read_off_between_the_steps(expected: float, confidence: float) -> None:
    model = model_of({**TINY, "calibration": [0.0, 0.5, 0.7]})

    assert model.confidence(expected) == pytest.approx(confidence)


@pytest.mark.parametrize("score", [40, -40, 30_000 // 2])
def test_scores_beyond_all_measure_are_still_probabilities(score: int) -> None:
    model = model_of({**TINY, "values": [score * 65536, score * 65536]})

    assert 0 <= model.probabilities({"words": b"\0"}, 1)[0] <= 1


def test_a_table_of_odds_has_one_number_a_word() -> None:
    with pytest.raises(ValueError):
        model_of({**TINY, "mark_odds": b"\x05"})


def test_a_shipped_file_has_no_array_that_nobody_reads() -> None:
    assert set(read_arrays(WEIGHTS / f"{HTML}.npz")) == set(TINY)
