"""What is compiled against the same in Python, where the tests of its meaning are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Block, Kind
from cleancopy.extractors.features import chosen, class_names, odds, quantise, wording
from cleancopy.extractors.text import words_in_python

from ...compiled import compiled_module

STOPS = wording.STOPS + wording.STOP_CLOSERS + wording.WIDE_STOPS
SIGNS = f"{STOPS}{wording.COMMAS}{wording.QUOTES}{wording.BARS}*@©_():$€\n"
PIECES = (
    "the",
    "The",
    "UND",
    "http://a",
    "www.",
    "12:30",
    "3 May 2024",
    "2024-05-03",
    "5 €",
    "...",
    "!)”",
    "\u00a0",
    "x" * 40,
    *(
        "1.5.19",
        "19",
        "20",
        "٣",
        "3",
        " ",
        ".",
        "/",
        ":",
        "USD",
        "kr",
        "руб",
        "лв",
        "₽",
        "Uhr",
        "min",
        "\u2003",
        "年",
        "Mai",
    ),
)
SCRIPTS = "aZßİéДя中文かナ한हि\u0947ภาשָ\u05c1مُ\u064b²٣Ⅷǅ\u0301·\U0001f600\U00020000"
TEXTS = st.lists(st.sampled_from((*SIGNS, *PIECES, *SCRIPTS, " ", " ")) | st.characters(), max_size=40).map("".join)


@pytest.fixture(scope="module")
def compiled() -> Any:
    return compiled_module("features.compiled_features")


def test_what_is_compiled_is_used(compiled: Any) -> None:
    assert {name: getattr(chosen, name) for name in chosen.__all__} == {
        name: getattr(compiled, name) for name in chosen.__all__
    }


@given(st.lists(st.tuples(TEXTS, st.sampled_from(Kind), st.floats(0, 1), st.booleans()), max_size=4))
@settings(deadline=None, max_examples=500)
def test_rows_are_the_same(compiled: Any, drawn: list[tuple[str, Kind, float, bool]]) -> None:
    words = [words_in_python(text) for text, *_ in drawn]
    blocks = [
        Block(i, kind, text, len(own), i, (), links, continues)
        for i, ((text, kind, links, continues), own) in enumerate(zip(drawn, words, strict=True))
    ]

    assert compiled.read_wordings(blocks, words) == wording.read_wordings(blocks, words)


@pytest.mark.parametrize("text", ["word, " * 5000, " " + "Long. " * 4000, "9" * 70_000, "a\n" * 9000, "»" * 401 + " x"])
def test_rows_of_long_texts_are_the_same(compiled: Any, text: str) -> None:
    own = words_in_python(text)
    blocks = [Block(0, Kind.PARAGRAPH, text, len(own))]

    assert compiled.read_wordings(blocks, [own]) == wording.read_wordings(blocks, [own])


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=40), max_size=5),
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 255)),
)
@settings(deadline=None, max_examples=200)
def test_odds_are_the_same(compiled: Any, words: list[list[str]], table: dict[str, int]) -> None:
    assert compiled.read_odds(table, words) == odds.read_odds(table, words)


@given(st.text("abzABZ_- 0é\n") | st.text())
@settings(deadline=None, max_examples=500)
def test_parts_of_names_are_the_same(compiled: Any, name: str) -> None:
    assert compiled.name_parts(name) == class_names.name_parts(name)


@given(st.lists(st.tuples(st.floats(0, 1) | st.integers(0, 1000), st.integers(1000, 2000) | st.just(0)), max_size=20))
@settings(deadline=None, max_examples=200)
def test_shares_are_the_same(compiled: Any, pairs: list[tuple[float, int]]) -> None:
    parts, wholes = [part for part, _ in pairs], [whole for _, whole in pairs]

    assert compiled.share_column(parts, wholes) == quantise.share_column(parts, wholes)


@given(st.lists(st.integers(0, 10**9), max_size=20))
@settings(deadline=None, max_examples=200)
def test_logarithms_are_the_same(compiled: Any, counts: list[int]) -> None:
    assert compiled.log_column(counts) == quantise.log_column(counts)
