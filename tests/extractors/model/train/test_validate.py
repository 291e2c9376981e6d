"""What cross-validation counts: folds, word F1, calibration."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("lightgbm", exc_type=ImportError)

from cleancopy.extractors.model.train.validate import FOLDS, Outcome, calibrate, fold_of, word_f1

SITES = [f"site{i}.example" for i in range(200)]


@pytest.mark.parametrize(
    ("found", "wanted", "f1"),
    [
        ("", "", 1),
        ("a", "", 0),
        ("", "a", 0),
        ("a b", "a b", 1),
        ("b a", "a b", 1),
        ("a", "b", 0),
        ("a b c", "a", 0.5),
        ("a", "a b c", 0.5),
        ("a a a", "a", 0.5),
        ("a b", "a c", 0.5),
    ],
)
def test_word_f1(found: str, wanted: str, f1: float) -> None:
    assert word_f1(found.split(), wanted.split()) == f1


def test_the_fold_of_a_site_never_changes() -> None:
    assert [fold_of(site) for site in ("example.com", "example.org", "news.example")] == [0, 2, 2]


def test_sites_spread_over_all_folds() -> None:
    counts = [sum(fold_of(site) == fold for site in SITES) for fold in range(FOLDS)]

    assert sum(counts) == len(SITES)
    assert min(counts) > len(SITES) / FOLDS / 2


def outcomes(*pairs: tuple[float, float]) -> list[Outcome]:
    return [Outcome(str(i), "article", expected, f1) for i, (expected, f1) in enumerate(pairs)]


def test_calibration_gives_the_f1_that_was_reached_at_the_expected_one() -> None:
    assert calibrate(outcomes((0.0, 0.1), (0.5, 0.6), (1.0, 0.8)), steps=4) == [0.1, 0.35, 0.6, 0.7, 0.8]


def test_where_more_was_expected_than_reached_such_pages_share_their_median() -> None:
    curve = calibrate(outcomes((0.4, 0.9), (0.5, 0.6), (0.6, 0.1), (1.0, 1.0)), steps=4)

    assert curve[2] == 0.6
    assert curve == sorted(curve)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30), st.integers(1, 30))
@settings(deadline=None, max_examples=100)
def test_a_calibration_never_falls_and_stays_between_0_and_1(pairs: list[tuple[float, float]], steps: int) -> None:
    curve = calibrate(outcomes(*pairs), steps)

    assert len(curve) == steps + 1
    assert curve == sorted(curve)
    assert 0 <= curve[0] <= curve[-1] <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(deadline=None, max_examples=50)
def test_where_everything_came_true_nothing_is_calibrated(expectations: list[float]) -> None:
    curve = calibrate(outcomes(*((value, value) for value in (*expectations, 1.0))), 10)

    for step, value in enumerate(curve):
        if step / 10 >= min(expectations):
            assert value == pytest.approx(step / 10, abs=1e-4)
