from __future__ import annotations

import pytest

from cleancopy.extractors.blocks import split
from cleancopy.extractors.features.lexicon import Lexicon
from cleancopy.extractors.features.odds import EVEN, WORDS_READ
from cleancopy.extractors.features.outline import read_outline
from cleancopy.extractors.page.parse import parse_html

LEXICON = Lexicon(
    {"article": 180, "comment": 20, "list": 110, "<nav>": 0, "postbody": 190},
    {"the": 150, "login": 10, "of": 140},
)


def of_marks(html: str, lexicon: Lexicon = LEXICON) -> list[dict[str, int]]:
    found = lexicon.describe_marks(read_outline(split(parse_html(html, "-")[0])))
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def of_words(*blocks: list[str]) -> list[tuple[int, ...]]:
    found = LEXICON.describe_words(blocks)
    names = ("least_word_odds", "greatest_word_odds", "word_odds", "words_known")
    return list(zip(*(found[name] for name in names), strict=True))


@pytest.mark.parametrize(
    ("html", "least", "greatest", "own", "total"),
    [
        ("<p>x", 100, 100, 100, 100),
        ("<div class=unknown>x", 100, 100, 100, 100),
        ("<div class=article>x", 100, 180, 180, 180),
        ("<div class=article><p>x", 100, 180, 100, 164),  # a fifth less
        ("<div class=article><div><p>x", 100, 180, 100, 151),
        ("<div class=comment-list>x", 20, 110, 65, 65),
        ("<div id=postBody>x", 100, 190, 190, 190),  # both words as one
        ("<nav>x", 0, 100, 0, 0),
        ("<div class=article><div class=comment>x", 20, 180, 20, 84),
        ("<div class=comment><div class=article>x", 20, 180, 180, 116),
    ],
)
def test_odds_of_the_names_above_a_block(html: str, least: int, greatest: int, own: int, total: int) -> None:
    (found,) = of_marks(html)

    assert found == {
        "least_mark_odds": least,
        "greatest_mark_odds": greatest,
        "own_mark_odds": own,
        "mark_odds": total,
    }


@pytest.mark.parametrize(("name", "total"), [("comment", 0), ("article", 200)])
def test_summed_odds_stay_between_0_and_200(name: str, total: int) -> None:
    assert of_marks(f"<div class={name}>" * 50 + "x")[0]["mark_odds"] == total


def test_siblings_do_not_share_their_odds() -> None:
    article, other = of_marks("<div class=article>x</div><div>y</div>")

    assert (article["mark_odds"], other["mark_odds"]) == (180, 100)


def test_what_a_name_promises_does_not_depend_on_the_pages_before() -> None:
    alone = of_marks("<div class=article><p>x", Lexicon(LEXICON.marks, LEXICON.words))
    of_marks("<nav class=article><p class=comment>x")

    assert of_marks("<div class=article><p>x") == alone


def test_two_lexica_do_not_share_what_they_remember() -> None:
    of_marks("<div class=article>x")

    assert of_marks("<div class=article>x", Lexicon({"article": 30}, {}))[0]["own_mark_odds"] == 30


def test_odds_of_words_are_the_least_the_greatest_and_the_mean_of_those_known() -> None:
    assert of_words(["the", "login", "page", "of"], ["of"], ["unknown"], []) == [
        (10, 150, 100, 150),
        (140, 140, 140, 200),
        (EVEN, EVEN, EVEN, 0),
        (EVEN, EVEN, EVEN, 0),
    ]


def test_only_the_first_words_of_a_block_are_read() -> None:
    assert of_words(["x"] * WORDS_READ + ["the"]) == [(EVEN, EVEN, EVEN, 0)]
    assert of_words(["x"] * (WORDS_READ - 1) + ["the"]) == [(150, 150, 150, 8)]


def test_no_blocks_give_empty_columns() -> None:
    assert set(LEXICON.describe_words([]).values()) == {b""}
