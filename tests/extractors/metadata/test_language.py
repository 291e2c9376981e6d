"""The language of an article: declared, detected, and the one whose rules apply."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Block, Decision, Kind
from cleancopy.extractors.article import By
from cleancopy.extractors.metadata.language import declared_language, find_language, language_for_rules

SAMPLES = {
    "en": "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all ships.",
    "de": "Der Hafen von Kelport ist seit Montag wieder offen, neun Tage nachdem ihn ein Sturm gesperrt hatte.",
    "fr": "Le port de Kelport est de nouveau ouvert depuis lundi, neuf jours après une tempête qui l'avait fermé.",
    "ru": "Порт снова открыт после бури, сообщила администрация города в понедельник утром на собрании.",
    "ja": "ケルポート港は月曜日に再開した。嵐ですべての船の出入りが止まってから九日後のことだと市は正午に発表した。",
    "ar": "أعيد فتح ميناء المدينة يوم الاثنين بعد تسعة أيام من عاصفة أغلقته أمام جميع السفن كما قالت السلطات.",
}


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        (" zh-Hant-TW ", "zh"),
        ("haw", "haw"),
        ("english", None),
        ("e", None),
        ("", None),
        (None, None),
        ("en-", None),
        ("{{lang}}", None),
        ("x" * 10_000, None),
    ],
)
def test_a_declared_language_is_its_primary_tag(tag: str | None, code: str | None) -> None:
    assert declared_language(tag) == code


@pytest.mark.parametrize("code", SAMPLES)
def test_the_text_tells_its_language(code: str) -> None:
    assert find_language(None, SAMPLES[code]) == code
    assert find_language(code, SAMPLES[code]) == code


def test_a_text_that_says_too_little_leaves_the_declared_language() -> None:
    assert find_language("fr", "Der Hafen ist offen.") == "fr"
    assert find_language(None, "12 345, 67 890 — 42 % (2024) " * 20) is None


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=200), declared=st.none() | st.text(max_size=8))
def test_any_text_has_a_language_code_or_none(text: str, declared: str | None) -> None:
    found = find_language(declared, text)
    assert found is None or found == found.lower()


def block(text: str) -> Block:
    return Block(0, Kind.PARAGRAPH, text, len(text.split()))


def test_rules_follow_the_declared_language_else_that_of_what_is_kept() -> None:
    blocks = [block(SAMPLES["en"]), block(SAMPLES["de"])]
    german = [Decision(False, By.MODEL, ""), Decision(True, By.MODEL, "")]
    assert language_for_rules("fr", blocks, german) == "fr"
    assert language_for_rules(None, blocks, german) == "de"
    assert language_for_rules("???", blocks, german) == "de"
    assert language_for_rules(None, [], []) is None
