"""The benchmark of the steps after the model."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import adjustments
import pytest
from gold import SegmentCounts, read_gold

from cleancopy.extractors import adjust

PROSE = "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic."


@pytest.fixture
def gold_set(tmp_path: Path) -> Path:
    """A gold set of one page, an article whose headline is not in its gold text."""
    (tmp_path / "html").mkdir()
    (tmp_path / "gold").mkdir()
    page = f"<html lang=en><title>Harbour open</title><article><h1>Harbour open</h1>{f'<p>{PROSE}</p>'}</article>"
    (tmp_path / "html" / "1.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "gold" / "1.json").write_text(json.dumps({"text": PROSE}))
    return tmp_path


def test_a_step_is_worth_what_the_score_loses_without_it(gold_set: Path) -> None:
    outcome = adjustments.judge(read_gold(gold_set)[0], False)
    assert outcome is not None

    assert outcome.score == 1.0
    assert adjustments.gain([outcome], "cut_headline") > 0
    assert "cut_teasers" not in outcome.without
    assert adjustments.gain([outcome], "cut_teasers") == 0


def test_the_steps_are_all_there_again_afterwards(gold_set: Path) -> None:
    before = adjust.STEPS
    adjustments.judge(read_gold(gold_set)[0], True)

    assert before == adjust.STEPS


def test_snippets_are_counted_over_all_pages() -> None:
    groups = {"set": "a"}
    pages = [
        adjustments.Outcome(groups, SegmentCounts(2, 0, 0), {"cut_labels": SegmentCounts(1, 1, 0)}),
        adjustments.Outcome(groups, SegmentCounts(1, 0, 0), {}),
    ]

    assert adjustments.gain(pages, "cut_labels") == pytest.approx(1 - 4 / 5)
    assert any("cut_labels | +0.2000 (1)" in line for line in adjustments.table(pages, "set"))
