"""The options of a command become records, by their names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.cli.common_options import checked_options, read_options
from cleancopy.extractors.errors import RuleError, SetupError
from cleancopy.extractors.options import ExtractOptions, Limits, Options, WriteOptions

_MORE = "give it more with --memory"


@pytest.fixture(autouse=True)
def no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")


def test_what_a_command_has_no_option_for_keeps_its_default() -> None:
    limits = Limits(advice_time="give it more with --timeout, or try --fast", advice_memory=_MORE)
    assert read_options({}) == Options(fetch=read_options({}).fetch, limits=limits)
    assert read_options({"sources": ["a"], "json": True, "quiet": True}) == read_options({})


def test_options_that_are_called_like_a_field_and_those_that_are_not(tmp_path: Path) -> None:
    options = {
        "url": "https://a.example/",
        "encoding": "koi8-r",
        "timeout": 5.0,
        "extractor": "model",
        "comments": True,
        "min_confidence": 0.5,
        "title": False,
        "links": False,
        "images": False,
        "front_matter": False,
        "precision": False,
        "recall": True,
        "rules": [tmp_path / "own.toml"],
        "no_rules": False,
        "extra": ["html,blocks"],
    }
    chosen = read_options(options, "json")

    assert chosen.extract == ExtractOptions(
        url="https://a.example/",
        encoding="koi8-r",
        extractor="model",
        lean="recall",
        min_confidence=0.5,
        rule_files=(tmp_path / "own.toml",),
    )
    assert chosen.write == WriteOptions(
        format="json",
        title=False,
        front_matter=False,
        links=False,
        images=False,
        comments=True,
        extras=frozenset({"html", "blocks"}),
    )
    assert chosen.fetch == replace(read_options({}).fetch, timeout=5.0, encoding="koi8-r")
    assert chosen.limits == Limits(5.0, advice_time="give it more with --timeout", advice_memory=_MORE)
    assert chosen.skip_companions


def test_no_rules_leaves_out_those_that_were_given_as_well() -> None:
    options = read_options({"rules": [Path("own.toml")], "no_rules": True})
    assert (options.extract.use_rules, options.extract.rule_files) == (False, ())
    assert checked_options({"rules": [Path("own.toml")], "no_rules": True}) == options


def test_every_command_goes_through_the_proxies_of_the_environment() -> None:
    assert ("https", "http://proxy.example:3128") in read_options({}).fetch.proxies


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"encoding": "nope"}, "--encoding"),
        ({"url": "a.example"}, "--url"),
        ({"url": "https://"}, "--url"),
        ({"fast": True, "extractor": "trafilatura"}, "--extractor"),
        ({"extractor": "auto", "engine": ["trafilatura"]}, "--extractor"),
        ({"precision": True, "recall": True}, "--precision"),
    ],
)
def test_what_makes_no_sense_is_named_before_anything_is_extracted(options: dict[str, object], named: str) -> None:
    with pytest.raises(SetupError, match=named):
        checked_options(options)


def test_a_rule_file_that_is_not_there_comes_before_a_wrong_charset() -> None:
    with pytest.raises(RuleError, match=r"nope\.toml"):
        checked_options({"rules": [Path("nope.toml")], "encoding": "nope"})
