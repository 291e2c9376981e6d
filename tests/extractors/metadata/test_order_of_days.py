"""03/04/2020: read as the rest of the page has it. Days below the article, in addresses, and under a label."""

from __future__ import annotations

import pytest

from cleancopy.extractors import ExtractOptions, Source, extract

FAST = ExtractOptions(extractor="model")
GERMAN = (
    "<p>Der Hafen wurde am Montag wieder geöffnet, neun Tage nachdem ein Sturm ihn geschlossen hatte, und die ersten "
    "Fähren legten noch am selben Abend ab, wie die Verwaltung der Stadt mitteilte.</p>"
    "<p>Die Schäden an der Mole sind noch nicht behoben, die Arbeiten werden bis in den Sommer dauern.</p>"
)
ENGLISH = (
    "<p>The harbour reopened on Monday, nine days after a storm had closed it, and the first ferries left on the same "
    "evening, the administration of the town said in a statement.</p>"
    "<p>The damage to the pier has not been repaired, and the works will go on until the summer.</p>"
)


def day_of(body: str, head: str = "", lang: str = "", url: str | None = None, below: str = "") -> str | None:
    html = f"<html{lang}><head><title>The harbour</title>{head}</head><body><article><h1>The harbour is open</h1>"
    page = Source("page.html", f"{html}{body}</article>{below}</body></html>".encode(), url)
    return (extract(page, FAST).metadata.date or "")[:10] or None


@pytest.mark.parametrize(
    ("line", "body", "lang", "url", "wanted"),
    [
        ("03/04/2020", ENGLISH, "", None, "2020-03-04"),
        ("03/04/2020", GERMAN, "", None, "2020-04-03"),
        ("03.04.2020", GERMAN, ' lang="en"', None, "2020-04-03"),  # a template's "en"
        ("03/04/2020", ENGLISH, ' lang="en-GB"', None, "2020-04-03"),
        ("03/04/2020", ENGLISH, ' lang="en"', "https://www.hafen.example.se/a", "2020-04-03"),
        ("03/04/2020", ENGLISH, ' lang="en"', "https://news.example.io/a", "2020-03-04"),
    ],
)
def test_numbers_are_read_as_the_language_and_the_country_have_them(
    line: str, body: str, lang: str, url: str | None, wanted: str
) -> None:
    assert day_of(f"<p class='date'>{line}</p>{body}", lang=lang, url=url) == wanted


@pytest.mark.parametrize(
    ("line", "declared"),
    [("04/03/2020", "2020-04-03T05:00:00Z"), ("03.04.2020", "2020-04-03"), ("4/3/2020", "2020-04-03")],
)
def test_a_day_that_is_declared_says_how_the_numbers_are_meant(line: str, declared: str) -> None:
    head = f'<meta property="article:published_time" content="{declared}">'
    for body, lang in ((GERMAN, ' lang="de"'), (ENGLISH, ' lang="en"')):
        assert day_of(f"<p class='date'>{line}</p>{body}", head, lang) == "2020-04-03"


def test_the_other_dates_of_a_page_say_how_the_numbers_are_meant() -> None:
    others = "<ul><li>Storm warning, 23/03/2020</li><li>Ferries cancelled, 25/03/2020</li></ul>"
    assert day_of(f"<p class='date'>03/04/2020</p>{ENGLISH}", lang=' lang="en"', below=others) == "2020-04-03"


def test_a_day_to_come_is_none_where_the_other_order_gives_one_that_was() -> None:
    assert day_of(f"<p class='date'>Published 12/01/2099</p>{ENGLISH}") is None


@pytest.mark.parametrize(
    "below",
    [
        "<p class='post-footer'>Dieser Beitrag wurde am 14. Dezember 2015 um 14:48 von Anna veröffentlicht.</p>",
        "<div>Erstellt am: 14.12.2015</div>",
        "<footer><p>Posted on December 14, 2015 by Anna</p></footer>",
    ],
)
def test_blogs_say_below_the_article_when_it_was_posted(below: str) -> None:
    body = ENGLISH if "Posted" in below else GERMAN
    assert day_of(f"{body}{below}") == "2015-12-14"


def test_the_sites_own_footer_says_nothing_of_the_article() -> None:
    assert day_of(ENGLISH, below="<footer><p>Last update of this site: December 14, 2015</p></footer>") is None


def test_a_label_may_be_on_a_line_of_its_own() -> None:
    assert day_of(f"<dl><dt>Datum</dt><dd>14.12.2015</dd></dl>{GERMAN}") == "2015-12-14"


@pytest.mark.parametrize("path", ["2015/12/14/harbour", "news/20151214-harbour", "news/14-12-2015/harbour"])
def test_an_address_may_hold_the_day(path: str) -> None:
    head = f'<link rel="canonical" href="https://news.example/{path}"><meta property="og:type" content="article">'
    shown = "<p class='date'>14 December</p>"
    assert day_of(f"{shown}{ENGLISH}", head, url=f"https://news.example/{path}") == "2015-12-14"
