"""The words of a text in C against the same in Python, where the tests of their meaning are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import text as texts
from cleancopy.extractors.text import folded_in_python, words_in_python

from ..compiled import compiled_module

SCRIPTS = "aZßİéДя中文かナ한हि\u0947ภาשָ\u05c1مُ\u064b²٣Ⅷǅ\u0301·\U0001f600\U00020000"
TEXTS = st.lists(st.sampled_from((*SCRIPTS, " ", "the", "UND", "12:30", "\u00a0")) | st.characters()).map("".join)


@pytest.fixture(scope="module")
def compiled() -> Any:
    return compiled_module("compiled_words")


def test_what_is_compiled_is_used(compiled: Any) -> None:
    assert texts.words is compiled.words
    assert texts.folded_if_printable is compiled.folded_if_printable


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_words_are_the_same(compiled: Any, text: str) -> None:
    assert compiled.words(text) == words_in_python(text)


def test_every_character_is_in_a_word_or_not_as_in_python(compiled: Any) -> None:
    for start in range(0, 0x110000, 0x1000):
        text = " a".join(map(chr, range(start, start + 0x1000)))
        assert compiled.words(text) == words_in_python(text)


@given(TEXTS | st.text(" \t\n\u00a0\u2003\u3000\u200b\u00adab中\U0001f600"))
@settings(deadline=None, max_examples=500)
def test_white_space_is_folded_as_in_python(compiled: Any, text: str) -> None:
    assert compiled.folded_if_printable(text) == folded_in_python(text)


def test_every_character_is_folded_as_in_python(compiled: Any) -> None:
    for character in map(chr, range(0x110000)):
        for text in (character, f"a{character}", f"{character}\u4e2d"):
            assert compiled.folded_if_printable(text) == folded_in_python(text)
