"""Lists of linked headlines below an article are cut; threads, chapters and listings are not."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Decision, Source, extract
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.teasers import cut_labelled_links, cut_teasers
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html

PROSE = f"<p>{'The harbour council met on Tuesday and said little. ' * 20}</p>"
KEEP = Decision(True, By.MODEL, "")


def cut(body: str, decision: Decision = KEEP) -> int:
    blocks = split(parse_html(f"<body>{body}", "-")[0]).blocks
    return sum(d.by is By.TEASER for d in cut_teasers(Layout(tuple(blocks)), [decision] * len(blocks), Context()))


def cards(count: int, headline: str = "<a href=/{n}>Ferry {n}</a>", text: str = "It sailed.") -> str:
    items = "".join(f"<li><h3>{headline.format(n=n)}</h3><p>{text}</p></li>" for n in range(count))
    return f"<ul>{items}</ul>"


def test_a_list_of_linked_headlines_below_the_article_is_cut() -> None:
    assert cut(PROSE + cards(6)) == 12


def test_what_is_no_list_of_teasers_stays() -> None:
    assert cut(cards(6)) == 0  # the page is the list
    assert cut(PROSE + cards(3)) == 0
    assert cut(PROSE + cards(6, "Step {n}")) == 0  # headlines without links: a list of ten best, chapters
    assert cut(PROSE + cards(6, "<a href=/{n}>Re: Heater</a>")) == 0  # a thread
    assert cut(PROSE + cards(6, text="A post says much. " * 40)) == 0


def test_what_a_rule_keeps_stays() -> None:
    assert cut(PROSE + cards(6), Decision(True, By.RULE, "mine")) == 0


@pytest.mark.parametrize(
    ("language", "teaser"),
    [
        ("en", "<p><strong>READ MORE: <a href=/x>Linked storm closes tunnel</a></strong></p>"),
        ("en", "<p><b>Read more on fares:</b> <a href=/x>Linked ferries cost more again</a></p>"),
        (
            "en",
            "<p><strong>READ MORE</strong></p><ul><li><a href=/1>Linked storm news</a><li><a href=/2>Linked</a></ul>",
        ),
        (
            "en",
            "<h3>Related articles</h3><p><a href=/1>Linked storm closes tunnel</a></p><p><a href=/2>Linked two</a></p>",
        ),
        (
            "de",
            "<p><b>Mehr zum Thema</b></p><ul><li><a href=/1>Linked Sturm</a><li><a href=/2>Linked</a></ul>",
        ),
        ("de", "<p><strong>Mehr lesen: <a href=/1>Linked: Sturm sperrt Tunnel</a></strong></p>"),
        ("fr", "<p><strong>À lire aussi</strong></p><ul><li><a href=/1>Linked : le tunnel est fermé</a></ul>"),
        ("es", "<p><strong>Leer más</strong></p><p><a href=/1>Linked: la tormenta cierra el túnel</a></p>"),
        ("sv", "<p><strong>Läs mer</strong></p><ul><li><a href=/1>Linked stormen stänger tunneln</a></ul>"),
    ],
)
def test_links_to_other_articles_are_cut_with_their_label(language: str, teaser: str) -> None:
    told = "The harbour council met on Tuesday evening to decide about the old ferry line, which crosses the bay."
    more = "Residents filled the hall to the doors, and several speakers recalled the long winters without it."
    article = f"<article><h1>T</h1><p>{told}</p>{teaser}<p>{more}</p></article>"
    page = f"<html lang={language}><title>T</title><body>{article}"

    assert extract(Source("-", page.encode())).text.split("\n\n") == [told, more]


def test_links_that_are_what_the_page_says_stay() -> None:
    told = "The harbour council met on Tuesday evening to decide about the old ferry line, which crosses the bay."
    links = "".join(f"<li><a href=/{n}>Day {n} of the harbour</a> was long, and the sea was calm." for n in range(3))
    first = "<li><a href=/0>Day 0 of the harbour</a>"
    label = Decision(False, By.RULE, "en-related-heading: heading of a list of other articles")
    bodies = (f"<h2>More</h2><ul>{first}{links}</ul>", f"<p>{told}</p><h2>More</h2><ul>{first}{links}</ul>")
    for body in (
        *bodies,
        f"<h2>More</h2><ul>{first * 3}</ul>",
        f"<p>{told}</p><p>More</p><p>{told}</p><p><a>Day</a></p>",
    ):
        layout = split(parse_html(f"<body>{body}", "-")[0])
        given = [label if block.text == "More" else KEEP for block in layout.blocks]

        assert cut_labelled_links(layout, given, Context()) == tuple(given)
