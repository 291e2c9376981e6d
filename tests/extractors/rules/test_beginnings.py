"""First letters never rule out a pattern that matches."""

from __future__ import annotations

import sys
import tomllib
from itertools import product

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.rules.beginnings import beginning_of, beginnings
from cleancopy.extractors.rules.index import BUILTIN
from cleancopy.extractors.rules.patterns import Pattern, Screen


def told(pattern: str, text: str) -> bool:
    """Whether the first letters allow a match."""
    letters = beginnings(pattern)
    return letters is None or beginning_of(text).startswith(letters)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("^news", ("news",)),
        ("^News|^ads?$", ("ad", "ads", "news")),
        (r"^[^\w]{0,4}(sign up|join)\b", ("join", "sign up")),
        (r"^(the )?newsletter", ("newslett", "the news")),
        ("^s(ign|ubscribe)", ("sign", "subscrib")),
        ("^[ab]c", ("ac", "bc")),
        (r"^\d+ comments", ("0",)),
        ("^ab+c", ("ab",)),
        ("^-?x", ("x",)),
        ("^a b", ("a b",)),
        ("^(?:(?:new)s|ads)", ("ads", "news")),
        ("^newsletters of the day", ("newslett",)),
        ("^" + "(ab|cd|ef|gh)" * 5, tuple(sorted(map("".join, product(("ab", "cd", "ef", "gh"), repeat=4))))),
        ("^" + "(a|b|c|d|e|f|g|h)" * 9, tuple(sorted(map("".join, product("abcdefgh", repeat=3))))),
        ("^abc(?=d)", ("abc",)),
        ("news", None),
        ("^a|b", None),
        ("^.{0,9}x", None),
        ("^(x)?.y", None),
        (r"^(?=x)y", None),
        (r"^\p{L}x", None),
        ("^a*", None),
        ("^[a-z]x", None),
        ("^x{e<=1}", None),
    ],
)
def test_beginnings_are_read_off_a_pattern(pattern: str, wanted: tuple[str, ...] | None) -> None:
    assert beginnings(pattern) == wanted


ATOMS = st.sampled_from(
    r"a|b|A|é|ſ| |-|1|.|\w|\W|\d|\s|\b|\.|\x27|[ab]|[^\w]|[^\w“]|[^a]|[a-c]|[-.]|[\s-]|$|^".split("|")
)
QUANTIFIERS = st.sampled_from(["", "", "", "?", "*", "+", "{0,2}", "{2}", "{1,}", "??", "*?"])


def quantified(atom: str, quantifier: str) -> str:
    return atom if atom in (r"\b", "$", "^") else atom + quantifier


PATTERNS = st.recursive(
    st.builds(quantified, ATOMS, QUANTIFIERS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds(lambda parts, q: f"({'|'.join(parts)}){q}", st.lists(inner, min_size=1, max_size=3), QUANTIFIERS),
        st.builds(lambda parts: f"(?:{'|'.join(parts)})", st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    pattern=PATTERNS.map("^".__add__), texts=st.lists(st.text("abAéſs -1.'“c٣", max_size=14), min_size=1, max_size=8)
)
def test_what_matches_is_never_ruled_out(pattern: str, texts: list[str]) -> None:
    compiled = regex.compile(pattern, regex.IGNORECASE)
    for text in texts:
        if compiled.search(text, timeout=1):
            assert told(pattern, text), (beginnings(pattern), beginning_of(text))


def test_letters_that_count_as_the_same_have_the_same_beginning() -> None:
    wrong = []
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        for other in {letter.lower(), letter.upper(), letter.title(), letter.casefold()} - {letter}:
            same = len(other) == 1 and regex.fullmatch(regex.escape(letter), other, regex.IGNORECASE)
            if same and beginning_of(letter) != beginning_of(other):
                wrong.append(letter + other)
    assert wrong == []


ENTRIES = [rule for file in BUILTIN.glob("*.toml") for rule in tomllib.loads(file.read_text())["rule"]]


def test_no_example_of_a_builtin_rule_is_ruled_out_and_most_rules_are_told_apart() -> None:
    wrong = [
        (entry["id"], text)
        for entry in ENTRIES
        for example in entry["example"]
        for text in example["drops"]
        if not told(entry["text"], text)
    ]
    assert wrong == []
    english = [entry for entry in ENTRIES if entry["id"].startswith("en-")]
    assert sum(beginnings(entry["text"]) is not None for entry in english) > 0.8 * len(english)


def test_a_screen_names_the_candidates_in_the_order_of_the_patterns() -> None:
    screen = Screen([Pattern(p) for p in ("^new", "x", "^ad", "^news|^ad", "^n")])
    assert screen.candidates(beginning_of("«Newsletter»")) == [0, 1, 3, 4]
    assert screen.candidates(beginning_of("Ad")) == [1, 2, 3]
    assert screen.candidates(beginning_of("")) == [1]
