from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.text import UNSAFE, count_words, fold, safe, safe_line, words

TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Z", "C"]), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\n", []),
        ("— … !", []),
        ("The Harbour, reopened!", ["the", "harbour", "reopened"]),
        ("naïve Łódź Ωmega ещё", ["naïve", "łódź", "ωmega", "ещё"]),
        ("in 2024 at 7:30", ["in", "2024", "at", "7", "30"]),
        ("snake_case", ["snake", "case"]),
        ("日本語", ["日", "本", "語"]),
        ("カタカナ", list("カタカナ")),
        ("한국어", ["한", "국", "어"]),
        ("iPhone発売", ["iphone", "発", "売"]),
    ],
)
def test_words_are_lower_cased_runs_of_letters_and_single_cjk_characters(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("nai\u0308ve", 1),
        ("हिन्दी भाषा", 2),
        ("שָׁלוֹם", 1),
        ("مُحَمَّد", 1),
    ],
)
def test_marks_on_letters_do_not_end_a_word(text: str, count: int) -> None:
    assert len(words(text)) == count


@pytest.mark.parametrize("text", ["one two, three", "日本語 text", "İstanbul'da"])
def test_words_are_counted_as_they_are_listed(text: str) -> None:
    assert count_words(text) == len(words(text))


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="İ"), max_size=60))
def test_words_of_latin_text_are_counted_as_they_are_listed(text: str) -> None:
    assert count_words(text) == len(words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \n\t b  ", "a b"),
        ("a\u00a0\u2003b", "a b"),
        ("a\r\nb", "a b"),
        ("\n", ""),
        ("", ""),
    ],
)
def test_white_space_is_folded_to_single_spaces(text: str, expected: str) -> None:
    assert fold(text) == expected


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_folding_keeps_every_word_and_is_done_at_once(text: str) -> None:
    once = fold(text)

    assert once.split() == text.split()
    assert fold(once) == once


@pytest.mark.parametrize(
    "character",
    [
        "\0", "\a", "\b", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\u00ad", "\u061c", "\u200e", "\u200f", "\u202e",
        "\u2066", "\u2069", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udfff", "\U000e0041",
    ],
)  # fmt: skip
def test_what_could_command_a_terminal_or_reorder_text_is_taken_out(character: str) -> None:
    assert safe(f"pay{character}ment") == "payment"
    assert safe_line(f"pay{character}ment") == "pay?ment"


@pytest.mark.parametrize(
    "text", ["tab\tline\nnext", "👩\u200d🚀", "می\u200cخواهم", "❤\ufe0f", "e\u0301", "\ufffd", "\U00020000"]
)
def test_joiners_marks_tabs_and_line_breaks_stay(text: str) -> None:
    assert safe(text) == text


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_safe_text_holds_no_unsafe_character_and_loses_no_letter(text: str) -> None:
    result = safe(text)

    assert not UNSAFE.search(result)
    assert [c for c in result if unicodedata.category(c)[0] in "LNPS"] == [
        c for c in text if unicodedata.category(c)[0] in "LNPS"
    ]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_a_safe_line_is_one_line_as_long_as_the_text(text: str) -> None:
    result = safe_line(text)

    assert len(result) == len(text)
    assert len(result.splitlines()) <= 1
    assert "\t" not in result
