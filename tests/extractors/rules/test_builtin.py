"""The built-in packs: valid, complete, and right about their own examples."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split_text
from cleancopy.extractors.rules import apply_rules
from cleancopy.extractors.rules.load import BUILTIN, compile_rules, read_rule_file
from cleancopy.extractors.rules.matching import Head
from cleancopy.extractors.rules.patterns import SEARCHED
from cleancopy.extractors.rules.phrases import KINDS
from cleancopy.extractors.rules.rule import Rule, Where
from cleancopy.extractors.text import fold

PACKS = sorted(BUILTIN.glob("*.toml"))
WANTED = {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ar"}
ENTRIES = [
    pytest.param(entry, id=entry["id"])
    for pack in PACKS
    for entry in tomllib.loads(pack.read_text(encoding="utf-8"))["rule"]
]
# What makes patterns backtrack: one sign, word or pair of them over and over, and never the end that is looked for.
BAITS = [piece * SEARCHED for piece in ("-", " ", "a", "a ", "1", ".", "- ", "newsletter ", "© ", "あ", "и ", "x@y. ")]


def _rule(entry: dict[str, Any]) -> Rule:
    """The rule as extraction compiles it, for blocks anywhere."""
    (rule,) = compile_rules({"pack": {"name": "x"}, "rule": [entry]}, stoppable=False)
    return replace(rule, where=Where.ANYWHERE, until=None)


def _matches(entry: dict[str, Any], text: str) -> bool:
    layout = split_text((fold(text),))
    decisions = [Decision(True, By.EXAMPLE, "")] * len(layout.blocks)
    return bool(apply_rules((_rule(entry),), layout, decisions, None).fired)


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
    (rule,) = compile_rules({"pack": {"name": "x"}, "rule": [entry]})
    patterns = [rule.text, rule.until, *(phrase.pattern for phrase in rule.phrases)]
    answers = [p.found_in(bait[:SEARCHED]) for p in patterns if p for bait in BAITS]  # a TimeoutError fails

    assert len(answers) >= len(BAITS)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_phrase_is_found_by_the_letters_that_it_begins_with(entry: dict[str, Any]) -> None:
    drops = [text for example in entry["example"] for text in example["drops"]]
    rule = _rule(entry)

    for head in (Head(block.text) for block in split_text([fold(text) for text in drops]).blocks):
        for phrase in rule.phrases:
            if phrase.pattern.found_in(head.compared):
                assert phrase.may_be_in(head.compared)
                assert phrase.keys & {head.key[:length] for length in range(len(head.key) + 1)}


def test_most_rules_are_phrases_that_a_speaker_of_the_language_can_read() -> None:
    entries = [entry for param in ENTRIES for entry in param.values]

    assert sum(any(kind in entry for kind in KINDS) for entry in entries) > 0.9 * len(entries)
