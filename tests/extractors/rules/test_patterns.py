"""What is told of a pattern before it is searched: its first letters, and letters that it cannot be without."""

from __future__ import annotations

import pytest

from cleancopy.extractors.rules.load import load_rules
from cleancopy.extractors.rules.matching import Head
from cleancopy.extractors.rules.patterns import Pattern, first_letters, needle_of
from cleancopy.extractors.rules.phrases import KEY_LENGTH, comparable


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"^share", {"shar"}),
        (r"^by", {"by"}),
        (r"^[^\w\"]{0,4}(read more|also)", {"read", "also"}),
        (r"^posts?", {"post"}),
        (r"^tues?", {"tue", "tues"}),
        (r"^(please )?join", {"plea", "join"}),
        (r"^(a|b){2,3}c", {"a", "b"}),
        (r"^e-?mail", {"e", "emai"}),
        (r"^(?:on|off)e$", {"one", "offe"}),
        (r"^a(?=b)b", {"a"}),
        (r"^no{,2}t", {"n", "no"}),
        (r"^.{0,9}end", {"", "end"}),
        (r"^\d+ likes", {""}),
        (r"^(\w+ )?likes", {"", "like"}),
        (r"^[(\[|]ab|^cd", {"", "cd"}),
    ],
)
def test_first_letters_of_a_pattern(pattern: str, letters: set[str]) -> None:
    assert first_letters(pattern, 4) == letters


@pytest.mark.parametrize(
    ("pattern", "needle"),
    [
        (r"^.{0,100}\ball rights reserved\W{0,3}$", "all rights reserved"),
        (r"^(one|two) tales?$", " tale"),
        (r"^once|^twice", ""),
        (r"^(once)$", ""),
        (r"^ab{0,2}c", "a"),
    ],
)
def test_letters_that_a_pattern_cannot_be_without(pattern: str, needle: str) -> None:
    assert needle_of(pattern) == needle


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [("^a|^b", "b", True), ("^a|b", "ab", True), ("^a|b", "cb", True), ("^a|^b", "cb", False), ("(^a|b)", "cb", True)],
)
def test_only_an_anchored_pattern_is_tried_at_the_beginning_alone(source: str, text: str, found: bool) -> None:
    assert Pattern(source, stoppable=False).found_in(text) is found


def test_each_built_in_pattern_is_found_by_its_first_letters_and_its_needle() -> None:
    texts = [
        "All rights reserved.",
        "Affiliate disclosure: we may earn a commission",
        "Updated: 3 May 2024",
        "By Ada Muster",
        "Share | Tweet | Print | Email",
        "Follow us on Twitter",
        "» Read also: the harbour",
        "Photo: Ada Muster",
        "Ada Muster is a staff writer",
        "À lire aussi : le port",
        "Stand: 03.05.2024",
        "関連記事：港",
        "Читайте также: порт",
    ]
    rules = [rule for rule in load_rules((), None) if rule.text is not None]
    met = 0
    for head in map(Head, texts):
        for rule in rules:
            assert rule.text is not None
            if rule.text.found_in(head.text):
                met += 1
                letters = first_letters(rule.text.source, KEY_LENGTH)
                starts = {comparable(each)[:KEY_LENGTH].rstrip() for each in letters}
                assert any(head.key.startswith(start) for start in starts), rule.id
                assert comparable(needle_of(rule.text.source)) in head.compared, rule.id
    assert met >= len(texts) - 2
