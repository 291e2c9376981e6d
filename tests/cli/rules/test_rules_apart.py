"""Pages that hang fail alone in `rules learn`, `rules try` and `rules test` as well."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.console import Console
from cleancopy.cli.exits import ExitStatus
from cleancopy.cli.rules import learn as rules_learn
from cleancopy.cli.rules import try_out as rules_tried
from cleancopy.extractors.options import ExtractOptions, Limits, Options
from cleancopy.extractors.rules.catalogue import read_catalogue

LIMITS = Limits(1.0, 1 << 30, "leave it out")
PAGE = "<article>" + "".join(f"<p>The ferry {i} came back on Monday, and people cheered at it.</p>" for i in range(9))
LONG = "<article>" + "".join(f"<p>Line {i} of the minutes says that the ferry may run.</p>" for i in range(90_000))
RULE = """[pack]
name = "own"

[[rule]]
id = "cheers"
action = "drop"
text = 'cheered'
why = "cheers are none of the article"
[[rule.example]]
page = "{}.html"
drops = ["The ferry 1 came back on Monday, and people cheered at it."]
"""
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("1", PAGE), ("2", LONG), ("3", PAGE.replace("ferry", "train"))):
        (tmp_path / f"{name}.html").write_text(text)
    monkeypatch.setattr(rules_learn, "_PAGE_LIMITS", LIMITS)
    monkeypatch.setattr(rules_tried, "PAGE_LIMITS", LIMITS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_page_that_hangs_is_left_out_of_what_is_learned(pages: Path, capfd: pytest.CaptureFixture[str]) -> None:
    learning = rules_learn._Learning(Options(ExtractOptions(extractor="model")), Console())
    learning._read(["1.html", "2.html", "3.html"])

    assert [sheet.name for sheet in learning.sheets] == ["1.html", "3.html"]
    assert "2.html: takes longer than 1 s: leave it out" in capfd.readouterr().err


def test_a_page_that_hangs_is_named_where_rules_are_tried(pages: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (pages / "own.toml").write_text(RULE.format(1))
    console = Console()
    trial = rules_tried.Trial(console, Options(ExtractOptions(extractor="model")), Path("own.toml"))

    assert trial.over(["1.html", "2.html", "3.html"]) is ExitStatus.SOME_FAILED
    assert trial.hits["cheers"] == 18
    assert "2.html: takes longer than 1 s: leave it out" in capfd.readouterr().err


def test_an_example_whose_page_hangs_fails(pages: Path) -> None:
    (pages / "own.toml").write_text(RULE.format(2))
    (outcome,) = rules_tried._outcomes(read_catalogue((Path("own.toml"),)))

    assert outcome.problem == "its page takes longer than 1 s: leave it out"
