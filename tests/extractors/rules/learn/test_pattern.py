"""Patterns for texts that say the same but for numbers, dates and names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.rules.learn.pattern import slots, write_pattern
from cleancopy.extractors.rules.patterns import SEARCHED, Pattern

TEXT = st.text(alphabet=st.sampled_from("abc dé9.(\\[]*'\"日本$^-"), min_size=1, max_size=60).map(
    lambda t: " ".join(t.split())
)


@given(st.lists(TEXT.filter(bool), min_size=1, max_size=4, unique=True), st.booleans())
@settings(deadline=None, max_examples=200)
def test_a_pattern_matches_what_it_was_made_from(texts: list[str], whole: bool) -> None:
    pattern = write_pattern(texts, whole)

    assert pattern is None or all(Pattern(pattern).found_in(text) for text in texts)


@pytest.mark.parametrize(
    ("texts", "other"),
    [
        (["Sign up now!"], "Sign up now! Then come back."),
        (["5 min read"], "a 5 min read"),
        (["By Anna, 3 May 2024", "By Bob, 12 July 2019"], "By the time he left, it was 2024"),
        (["What (is) this? [a*b]"], "What is this? aab"),
    ],
)
def test_a_pattern_matches_nothing_longer_or_other(texts: list[str], other: str) -> None:
    pattern = write_pattern(texts)

    assert pattern is not None
    assert not Pattern(pattern).found_in(other)


def test_a_number_stands_for_any_number() -> None:
    assert write_pattern(["Read by 1,234 people"]) == r"^Read by [\d.,:/-]+ people$"


def test_a_long_text_is_written_by_its_beginning_or_as_far_as_rules_look() -> None:
    text = " ".join(f"word{chr(97 + i % 26)}" for i in range(200))
    short, whole = write_pattern([text]), write_pattern([text], whole=True)

    assert short is not None and whole is not None
    assert len(short) < 130 < len(whole) < SEARCHED


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["on 3 May 2024 by us", "on 12 July 2019 by us"], 1),
        (["it ended 3 to 1 here today", "it ended 2 to 0 here today"], 1),
        (["in Oslo it was 3 degrees warm and 9 came", "in Cork it was 4 degrees warm and 7 came"], 3),
        (["the same", "the same"], 0),
    ],
)
def test_how_many_things_change(texts: list[str], count: int) -> None:
    assert slots(texts) == count
