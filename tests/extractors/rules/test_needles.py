"""What a pattern needs is read off it: nothing that matches is ever ruled out."""

from __future__ import annotations

import sys
import tomllib

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.rules.index import BUILTIN
from cleancopy.extractors.rules.needles import folded, needles


def may_match(pattern: str, text: str) -> bool:
    wanted, small = needles(pattern), folded(text)
    return wanted is None or small is None or any(needle in small for needle in wanted)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("^news", ("news",)),
        ("^Newsletters?$", ("newsletter",)),
        ("(sign up|join us)", ("join us", "sign up")),
        ("e-?mail address", ("mail address",)),
        ("(the )?newsletter", ("newsletter",)),
        (r"^\d+ comments", (" comments",)),
        ("read more.{0,40}", ("read more",)),
        ("abc(def|ghi)j", ("abc",)),
        ("ab+c", ("ab",)),
        ("ab", ("ab",)),
        ("a", None),
        ("x(?-i:Abc)", ("abc",)),
        ("abc|.", None),
        ("(abc)?", None),
        (r"abc\p{L}", None),
        ("abc{e<=1}", None),
        (r"(?i)abc", None),
        (r"(abc)\1", None),
        ("K\u2126\u00e5ngstr", ("ångstr",)),
    ],
)
def test_needles_are_read_off_a_pattern(pattern: str, wanted: tuple[str, ...] | None) -> None:
    assert needles(pattern) == wanted


ATOMS = st.sampled_from(
    r"a|b|A|é|ſ|σ|Σ|K| |-|1|.|abc|bca|x y|\.|\w|\W|\d|\b|\x27|[ab]|[^a]|[a-c]|$|^|(?-i:bC)".split("|")
)
QUANTIFIERS = st.sampled_from(["", "", "", "?", "*", "+", "{0,2}", "{2}", "{1,}", "??", "*?"])
PATTERNS = st.recursive(
    st.builds(lambda a, q: a if a in (r"\b", "$", "^") else a + q, ATOMS, QUANTIFIERS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=5).map("".join),
        st.builds(lambda parts, q: f"({'|'.join(parts)}){q}", st.lists(inner, min_size=1, max_size=3), QUANTIFIERS),
        st.builds(lambda parts: f"(?:{'|'.join(parts)})", st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(pattern=PATTERNS, texts=st.lists(st.text("abcABCéÉſsσςΣKk xy-1.'", max_size=14), min_size=1, max_size=8))
def test_what_matches_is_never_ruled_out(pattern: str, texts: list[str]) -> None:
    compiled = regex.compile(pattern, regex.IGNORECASE)
    for text in texts:
        if compiled.search(text, timeout=1):
            assert may_match(pattern, text), (needles(pattern), folded(text))


def test_letters_that_count_as_the_same_are_found() -> None:
    wrong = []
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        for other in {letter.lower(), letter.upper(), letter.title(), letter.casefold()} - {letter}:
            same = len(other) == 1 and regex.fullmatch(regex.escape(letter), other, regex.IGNORECASE)
            if same and not may_match(f"xx{letter}", f"xx{other}"):
                wrong.append(letter + other)
    assert wrong == []


def test_no_example_of_a_builtin_rule_is_ruled_out_and_most_rules_need_something() -> None:
    entries = [rule for file in BUILTIN.glob("*.toml") for rule in tomllib.loads(file.read_text())["rule"]]
    wrong = [
        (entry["id"], text)
        for entry in entries
        for example in entry["example"]
        for text in example["drops"]
        if not may_match(entry["text"], text)
    ]
    assert wrong == []
    assert sum(needles(entry["text"]) is not None for entry in entries) > 0.5 * len(entries)
