"""No regular expression of the package takes a time that grows faster than the text, on texts made to slow it down."""

from __future__ import annotations

import re

import pytest
from regexes import BOUNDED, Use, attacks, data_uses, own_attacks, uses, worst

from cleancopy.extractors.rules.patterns import SEARCHED

LENGTH = 1_500  # a quadratic pattern takes 20 ms and more at twice that, a linear one 0.1
USES = list(uses())
OWN = [use for use in USES if use.where not in BOUNDED]


@pytest.mark.parametrize("use", OWN, ids=lambda use: use.where.removeprefix("extractors/"))
def test_the_time_of_a_pattern_grows_with_the_text_and_no_faster(use: Use) -> None:
    growth = worst(use, LENGTH)

    assert growth is None or not growth.is_too_much, (use.pattern.pattern, growth.attack, growth.once, growth.twice)


def test_the_patterns_of_rules_and_of_walls_grow_with_the_text_and_no_faster() -> None:
    data = list(data_uses())
    # Of a block a rule is only searched in the beginning.
    lengths = [SEARCHED // 2 if "rules/builtin" in use.where else LENGTH for use in data]
    grown = [worst(use, length, own_attacks(use.pattern)) for use, length in zip(data, lengths, strict=True)]
    too_much = [growth for growth in grown if growth is not None and growth.is_too_much]

    assert len(data) > 500
    assert sum(bool(own_attacks(use.pattern)) for use in data) > 100
    assert not too_much, [(growth.use.where, growth.attack, growth.once, growth.twice) for growth in too_much]


@pytest.mark.parametrize(
    "pattern", [r"\s*x\s*y", r"\s+$", r"(a|aa)+$", r"(?:\w+\s?)+!", r'"(\w*)(,?)(\w*)"', r"\bby\s+(.*)z"]
)
def test_patterns_that_are_known_to_be_slow_are_found(pattern: str) -> None:
    growth = worst(Use("here", re.compile(pattern), {"search"}), LENGTH)

    assert growth is not None
    assert growth.is_too_much


def test_patterns_of_all_kinds_are_read_off_the_source() -> None:
    found = " ".join(use.where for use in USES)

    assert len(USES) > 200
    assert all(name in found for name in ("_REST", "byline_text.py: _BAR", "xpath.py: _TOKEN", "links.py:"))
    assert all(attacks(use.pattern) for use in USES)
