"""The headline of a plain-text page: the most title-like line above the article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Decision
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split_text
from cleancopy.extractors.metadata.plain_text_metadata import find_headline

SENTENCE = "The harbour council met on Tuesday evening to decide about the old ferry line."
OTHER = "Residents filled the hall to the doors, and several speakers recalled the long winters."
LAST = "A final vote is expected in March, when the money for the new landing has been found."
TITLE = "Council to decide about the old ferry line"
ARTICLE = (SENTENCE, OTHER, LAST)
KEEP, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")


def headline_of(*above: str, article: tuple[str, ...] = ARTICLE, below: tuple[str, ...] = ()) -> str | None:
    """The headline of a page on which `article` alone is kept."""
    blocks = split_text((*above, *article, *below)).blocks
    decisions = [KEEP if block.text in article else CUT for block in blocks]
    headline = find_headline(blocks, decisions)
    return None if headline is None else blocks[headline].text


def test_the_headline_stands_between_menus_and_the_article() -> None:
    assert headline_of("Home", "News", "Sport", TITLE, "By Ada Reed", "12 March 2024") == TITLE


def test_a_caption_is_not_taken_for_the_title() -> None:
    caption = "The old ferry halfway across the harbour on Tuesday evening in winter light"

    assert headline_of(TITLE, "Tue 12 Mar 2024", caption, "Photograph: A. Reed/The Ledger") == TITLE


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Reed of the old ferry council",
        "Von Ada Reed",
        "文 山田太郎",
        "12 March 2024",
        "March 12, 2024",
        "2024-03-12 and 10:15",
        "5 min read",
        "Share | Print",
        "© The Ledger council",
        "The old ferry (Photo: A. Reed)",
        "The old ferry, by Getty Images",
        "The council will decide about the ferry.",
        "他们走了。",
        "Council",
        "***",
    ],
)
def test_bylines_dates_credits_sentences_and_single_words_are_no_headlines(line: str) -> None:
    assert headline_of(line) is None
    assert headline_of(TITLE, line) == TITLE


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        ((TITLE, "Read the other papers of today"), TITLE),  # its words come again
        (("Most read of the whole week in sport", TITLE), TITLE),
        (("The ferry", TITLE), TITLE),
        ((TITLE, "Subscribe to us"), TITLE),
        (("Was the old ferry line worth it?",), "Was the old ferry line worth it?"),
        (("“Bring back the old ferry line”",), "“Bring back the old ferry line”"),
    ],
)
def test_the_best_line_wins(above: tuple[str, ...], headline: str) -> None:
    assert headline_of(*above) == headline


def test_a_line_of_the_article_itself_may_be_the_headline() -> None:
    assert headline_of(article=(TITLE, *ARTICLE)) == TITLE


def test_a_line_far_above_or_below_the_article_is_no_headline() -> None:
    assert headline_of(TITLE, *["Menu"] * 25) is None
    assert headline_of(below=(TITLE,)) is None


def test_a_page_without_an_article_or_without_anything_above_it_has_no_headline() -> None:
    assert headline_of(TITLE, article=()) is None
    assert headline_of() is None
    assert headline_of(article=()) is None


@pytest.mark.parametrize(
    ("title", "article"),
    [
        ("廃校の給食室が町の食堂に", ("廃校になった小学校の給食室が、町の食堂として生まれ変わった。町の人が集まる。",)),
        ("Совет решит судьбу старого парома", (f"Совет города решит судьбу старого парома {'и так далее ' * 6}.",)),
        ("المجلس يقرر مصير العبارة", (f"قال المجلس إن مصير العبارة القديمة {'سيتقرر غدا ' * 8}.",)),
    ],
)
def test_headlines_in_other_scripts(title: str, article: tuple[str, ...]) -> None:
    article = tuple(" ".join(paragraph.split()) for paragraph in article)

    assert headline_of("X", title, article=article) == title


@given(st.lists(st.tuples(st.text(max_size=60), st.booleans()), max_size=12))
@settings(deadline=None, max_examples=100)
def test_a_headline_is_a_line_of_the_page(lines: list[tuple[str, bool]]) -> None:
    blocks = split_text(tuple(text for text, _ in lines)).blocks
    kept = [keep for _, keep in lines][: len(blocks)]
    found = find_headline(blocks, [KEEP if keep else CUT for keep in kept])

    assert found is None or 0 <= found < len(blocks)
