"""The built-in packs: valid, complete, and right about their own examples."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.rules.index import BUILTIN
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.patterns import SEARCHED, Pattern
from cleancopy.extractors.text import count_words

PACKS = sorted(BUILTIN.glob("*.toml"))
WANTED = {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ar"}
ENTRIES = [
    pytest.param(entry, id=entry["id"])
    for pack in PACKS
    for entry in tomllib.loads(pack.read_text(encoding="utf-8"))["rule"]
]
# What makes patterns backtrack: one sign, word or pair of them over and over, and never the end that is looked for.
BAITS = [piece * SEARCHED for piece in ("-", " ", "a", "a ", "1", ".", "- ", "newsletter ", "© ", "あ", "и ", "x@y. ")]


def _matches(entry: dict[str, Any], text: str) -> bool:
    return count_words(text) <= entry["max_words"] and Pattern(entry["text"]).found_in(text[:SEARCHED])


def test_the_languages_that_were_asked_for_have_a_pack() -> None:
    assert {pack.stem for pack in PACKS} >= WANTED


def test_a_pack_of_one_topic_stands_beside_the_pack_of_its_language() -> None:
    languages = {pack.stem for pack in PACKS if "-" not in pack.stem}

    assert {pack.stem.partition("-")[0] for pack in PACKS} == languages


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.stem)
def test_a_pack_is_valid_and_named_by_its_language(pack: Path) -> None:
    rules = read_rule_file(pack)
    language, _, topic = pack.stem.partition("-")

    assert topic or len(rules) >= 8
    assert all(language in rule.languages for rule in rules)
    assert all(rule.id.startswith(f"{language}-") for rule in rules)


def test_no_two_rules_have_the_same_id() -> None:
    ids = [rule.id for pack in PACKS for rule in read_rule_file(pack)]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_rule_takes_what_its_examples_say_and_nothing_else(entry: dict[str, Any]) -> None:
    drops = [text for example in entry["example"] for text in example["drops"]]
    keeps = [text for example in entry["example"] for text in example["keeps"]]

    assert drops
    assert keeps
    assert entry["why"]
    assert [text for text in drops if not _matches(entry, text)] == []
    assert [text for text in keeps if _matches(entry, text)] == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_pattern_runs_away_on_baits(entry: dict[str, Any]) -> None:
    patterns = [Pattern(entry[key]) for key in ("text", "until") if key in entry]
    answers = [pattern.found_in(bait[:SEARCHED]) for pattern in patterns for bait in BAITS]  # a TimeoutError fails

    assert len(answers) == len(patterns) * len(BAITS)
