"""The tables of the command line say the same as those of the extractors, and options become the right settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.cli import common_options as options
from cleancopy.cli.user_folders import rules_folder
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.write import RENDERERS


def test_the_choices_are_those_of_the_extractors() -> None:
    assert [str(f) for f in options.Format] == list(RENDERERS)
    assert [str(e) for e in options.Extractor] == ["auto", "model", "trafilatura"]


def test_every_ending_leads_to_a_format_that_there_is() -> None:
    assert set(options.SUFFIXES.values()) == set(RENDERERS)


@pytest.mark.parametrize(
    ("given", "output", "chosen"),
    [
        (None, None, "text"),
        (None, "a.md", "markdown"),
        (None, "a.MD", "markdown"),
        (None, "a.markdown", "markdown"),
        (None, "a.b.json", "json"),
        (None, "a.jsonl", "json"),
        (None, "a.htm", "html"),
        (None, "a.txt", "text"),
        (None, "a.b", "text"),
        (None, "md", "text"),
        (None, "/dev/stdout", "text"),
        (options.Format.JSON, "a.md", "json"),
        (options.Format.TEXT, None, "text"),
        (options.Format.TEXT, "a.docx", "text"),
    ],
)
def test_the_format_is_the_given_one_else_that_of_the_ending(
    given: options.Format | None, output: str | None, chosen: str
) -> None:
    assert options.choose_format(given, output) == chosen


@pytest.mark.parametrize("output", ["a.docx", "a.PDF", "a.md.zip", "a.jsonl.gz", "a.parquet"])
def test_an_ending_of_what_is_not_written_is_refused_unless_the_format_is_given(output: str) -> None:
    with pytest.raises(SetupError, match=r"is not written: use one of \.txt"):
        options.choose_format(None, output)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (None, set()),
        (["html"], {"html"}),
        (["html,blocks"], {"html", "blocks"}),
        ([" html , blocks,"], {"html", "blocks"}),
        (["html", "markdown"], {"html", "markdown"}),
        ([""], set()),
    ],
)
def test_extra_fields_may_be_repeated_or_put_behind_commas(values: list[str] | None, fields: set[str]) -> None:
    assert options.choose_extras(values) == fields


def test_an_unknown_extra_field_is_named_with_those_that_there_are() -> None:
    with pytest.raises(SetupError, match=r"colour.*markdown, html, blocks"):
        options.choose_extras(["html", "colour"])


def test_rule_files_come_in_the_order_in_which_they_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own = rules_folder()
    assert own is not None
    assert options.rule_files(None) == ()
    own.mkdir(parents=True)
    for name in ("b.toml", "a.toml", "notes.txt"):
        (own / name).touch()
    (tmp_path / "cleancopy.toml").touch()
    given = [Path("second.toml"), Path("first.toml")]
    assert options.rule_files(given) == (*given, Path("cleancopy.toml"), own / "a.toml", own / "b.toml")
