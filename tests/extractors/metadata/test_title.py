"""The page's own headline, without the name of the site."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import By, Decision, Kind
from cleancopy.extractors.blocks import split
from cleancopy.extractors.metadata import Reading, Subject
from cleancopy.extractors.page.parse import parse_html


def title_of(page: str, url: str | None = None) -> str | None:
    """The title of a page whose paragraphs are its article."""
    tree = parse_html(page, "page")[0]
    layout = split(tree)
    decisions = [Decision(block.kind is Kind.PARAGRAPH, By.MODEL, "") for block in layout.blocks]
    title: str | None = Reading(Subject(tree, layout, decisions, url)).title.metadata.title
    return title


def page(head: str = "", body: str = "<p>The harbour reopened.</p>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


SITE = '<meta property="og:site_name" content="Kelport News">'


@pytest.mark.parametrize(
    ("declared", "headline"),
    [
        ("Harbour reopens after the storm | Kelport News", "Harbour reopens after the storm"),
        ("Harbour reopens after the storm - Kelport News", "Harbour reopens after the storm"),
        ("Harbour reopens after the storm – Kelport News", "Harbour reopens after the storm"),
        ("Harbour reopens after the storm — KELPORT NEWS", "Harbour reopens after the storm"),
        ("Kelport News: Harbour reopens after the storm", "Harbour reopens after the storm"),
        ("Kelport News » Harbour reopens after the storm", "Harbour reopens after the storm"),
        ("Harbour reopens after the storm | Kelport News | Kelport News", "Harbour reopens after the storm"),
        (
            "Harbour - and market - reopen after the storm | Kelport News",
            "Harbour - and market - reopen after the storm",
        ),
        ("Well-known harbour reopens", "Well-known harbour reopens"),
        ("Harbour reopens: what we know", "Harbour reopens: what we know"),
        ("Kelport News", "Kelport News"),
        ("  Harbour\n  reopens &amp; closes  ", "Harbour reopens & closes"),
    ],
)
def test_a_title_loses_the_name_of_its_site(declared: str, headline: str) -> None:
    assert title_of(page(SITE + f"<title>{declared}</title>")) == headline


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<meta name="application-name" content="Kelport News">', None),
        ('<link rel="canonical" href="https://www.kelportnews.example/a">', None),
        ('<meta property="og:url" content="https://kelportnews.example/a">', None),
        ("", "https://www.kelportnews.example/2024/harbour"),
        ('<script type="application/ld+json">{"@type": "WebSite", "name": "Kelport News"}</script>', None),
        (
            '<script type="application/ld+json">{"@type": "Article", "publisher": {"name": "Kelport News"}}</script>',
            None,
        ),
        ("", None),
    ],
    ids=["application", "canonical", "og:url", "url", "website", "publisher", "unknown"],
)
def test_the_sites_name_is_known_from_many_places_or_guessed(head: str, url: str | None) -> None:
    title = "<title>Harbour reopens after the storm | Kelport News</title>"
    assert title_of(page(head + title), url) == "Harbour reopens after the storm"


def test_a_heading_that_a_declaration_confirms_wins_over_the_declaration() -> None:
    head = SITE + "<title>Harbour reopens after storm, Kelport News says</title>"
    body = "<h1>Kelport News</h1><h1>Harbour reopens after storm, Kelport says</h1><h2>Read more</h2>"
    assert title_of(page(head, body)) == "Harbour reopens after storm, Kelport says"


def test_declarations_tell_which_of_several_headings_is_the_headline() -> None:
    body = "<h1>Most read today</h1><p>x</p><h2>Harbour reopens after storm</h2><h2>Airport closes after storm</h2>"
    assert title_of(page("<title>Airport closes after storm</title>", body)) == "Airport closes after storm"


def test_a_heading_that_nothing_confirms_loses_to_the_declaration() -> None:
    title = "Harbour reopens after the storm"
    body = f"<h1>Welcome to our pages</h1><h2>{title}</h2><p>The harbour reopened.</p>"
    assert title_of(page(f"<title>{title}</title>", body)) == title


def test_without_declarations_the_first_heading_is_the_headline() -> None:
    assert title_of(page("", "<h2>Harbour reopens</h2><p>x</p><h1>Harbour at last</h1>")) == "Harbour at last"
    assert title_of(page("", "<h3>Harbour reopens</h3>")) == "Harbour reopens"
    assert title_of(page("", "<h4>Harbour reopens</h4>")) is None


def test_the_articles_own_declaration_counts_before_the_windows_title() -> None:
    head = (
        "<title>Kelport News, the paper for all of the coast</title>"
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Harbour reopens after the storm"}</script>'
    )
    assert title_of(page(head)) == "Harbour reopens after the storm"
    og = "<title>Kelport News</title><meta property='og:title' content='Harbour reopens today'>"
    assert title_of(page(og)) == "Harbour reopens today"


def test_without_headings_the_line_that_the_article_begins_with_tells_the_headline_from_the_site() -> None:
    body = "<div>The Old Shed</div><p><b>Station clocks in the kitchen</b></p>"
    prose = f"<p>{'The harbour reopened after the storm on Monday. ' * 4}</p>"
    title = "<title>The Old Shed - Station clocks in the kitchen</title>"
    menu = "".join(f"<div>Menu {i}</div>" for i in range(10))
    assert (
        title_of(page(title, f"<div>The Old Shed</div>{menu}" + body[26:] + prose)) == "Station clocks in the kitchen"
    )


def test_a_page_without_any_title_has_none() -> None:
    assert title_of(page()) is None
    assert title_of(page("<title> </title><meta property='og:title' content=''>")) is None


def test_the_window_title_is_not_taken_from_a_drawing() -> None:
    body = "<svg><title>Logo</title></svg><h1>Harbour reopens</h1>"
    assert title_of(page("", body)) == "Harbour reopens"


@pytest.mark.parametrize("tag", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "/harbour",
        "javascript:void(0)",
        "//",
        "https://",
        "http://example.com:port/",
        "http://[x",
        "https://[::1/a",
    ],
)
def test_a_broken_address_of_its_own_costs_a_page_nothing(tag: str, address: str) -> None:
    assert title_of(page(tag.format(address) + "<title>Harbour reopens</title>")) == "Harbour reopens"


TEXT = st.text(alphabet="abc XYZ|-–:·»<>&;/.é中\u202e\n'\"", max_size=40)


@settings(max_examples=100, deadline=None)
@given(title=TEXT, og=TEXT, site=TEXT, heading=TEXT)
def test_whatever_a_page_declares_its_title_is_one_safe_line_or_none(
    title: str, og: str, site: str, heading: str
) -> None:
    head = f"<title>{escape(title)}</title>" + "".join(
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in (("og:title", og), ("og:site_name", site))
    )
    found = title_of(page(head, f"<h1>{escape(heading)}</h1>"), "https://abc.example/")
    assert found is None or (found == " ".join(found.split()) and found and "\u202e" not in found)


@pytest.mark.parametrize(
    "declared",
    [
        "Print: Harbour reopens after the storm",
        "Printer-friendly version - Harbour reopens after the storm",
        "Druckversion: Harbour reopens after the storm",
        "Imprimer | Harbour reopens after the storm",
    ],
)
def test_what_a_page_for_printing_is_called_is_not_in_its_title(declared: str) -> None:
    body = "<h2>Harbour reopens after the storm</h2><p>The harbour reopened.</p>"
    assert title_of(page(f"<title>{declared}</title>", body)) == "Harbour reopens after the storm"
    assert title_of(page(f"<title>{declared}</title>")) == "Harbour reopens after the storm"


def test_a_headline_that_begins_with_print_is_whole() -> None:
    assert title_of(page("<title>Print is not dead</title>")) == "Print is not dead"


@pytest.mark.parametrize("home", ["/", "https://kelport.example/", "//kelport.example"])
@pytest.mark.parametrize(
    "window",
    [
        "The Harbour Diary: How the ships came back",
        "How the ships came back - The Harbour Diary",
        "The Harbour Diary » How the ships came back",
    ],
)
def test_the_first_heading_is_no_title_where_it_is_the_sites_name_and_leads_home(window: str, home: str) -> None:
    top = f'<header><h1><a href="{home}">The Harbour Diary</a></h1><p>Notes from the quay.</p></header>'
    post = "<h2>Friday, May 3, 2024</h2><h3>How the ships came back</h3><p>The harbour reopened.</p>"
    assert title_of(page(f"<title>{window}</title>", top + post)) == "How the ships came back"


@pytest.mark.parametrize("day", ["Sunday, 4 May 2014", "4 May 2014", "Dienstag, 6. Mai 2014", "2014年5月4日"])
def test_a_heading_that_is_a_date_is_no_title(day: str) -> None:
    below = f"<h1><a href=/>Tide and Goose</a></h1><h2>{day}</h2><h3>The goose abroad</h3><p>The harbour reopened.</p>"

    assert title_of(page("<title>Tide and Goose: The goose abroad</title>", below)) == "The goose abroad"


@pytest.mark.parametrize(
    "site", ["The Daily Loaf", "Bread and Salt", "Kit's Corner", "Notes from the Shed", "Life in Kiel"]
)
@pytest.mark.parametrize("separator", [" | ", " - ", " – "])
@pytest.mark.parametrize(
    "top", ['<a href="/">{}</a>', "<span>{}</span>", '<a href="https://loaf.example/">{}</a>', "<b>{}</b>"]
)
def test_a_headline_of_the_second_level_wins_over_the_sites_name(site: str, separator: str, top: str) -> None:
    headline = "How I lost my bike"
    head = f"<title>{headline}{separator}{site}</title>"
    menu = '<ul><li><a href="/about">About</a></li></ul>'
    post = f'{menu}<div class="post"><h2>{headline}</h2><p>The harbour reopened.</p></div>'
    assert title_of(page(head, f"<div>{top.format(site)}</div>{post}")) == headline


WRITTEN_IN_CHINESE = "<p>市政府周二宣布，新的图书馆将于明年春天在河边开放，届时将有三百个座位供市民使用。</p>"


@pytest.mark.parametrize(
    "headline", ["海湾新桥今日通车", "海边图书馆明年春天向市民开放 座位三百个", "《渔港》周五上映"]
)
@pytest.mark.parametrize(
    "rest", ["_海湾网", "_本地要闻_海湾网", "_财经_海湾网", "_要闻_社会频道_海湾网", " _ 海湾网", "_NBA_海湾网"]
)
@pytest.mark.parametrize("line", ["", "<div class=title>{}</div>", "<h1>{}</h1>", "<a href=/>海湾网</a>"])
def test_underscores_part_a_chinese_headline_from_section_and_site(headline: str, rest: str, line: str) -> None:
    body = line.format(headline) + WRITTEN_IN_CHINESE

    assert title_of(page(f"<title>{headline}{rest}</title>", body)) == headline


def test_a_japanese_headline_loses_the_site_behind_an_underscore() -> None:
    assert title_of(page("<title>港の新しい図書館が来春に開館_みなと新聞</title>")) == "港の新しい図書館が来春に開館"


def test_an_underscore_before_the_sites_name_parts_a_title_in_any_script() -> None:
    assert title_of(page(SITE + "<title>The harbour reopens_Kelport News</title>")) == "The harbour reopens"


@pytest.mark.parametrize(
    "title", ["How to use str_replace in old code", "my_project", "用 read_csv 读取文件的三种方法", "read_csv"]
)
def test_an_underscore_in_the_name_of_a_program_stays(title: str) -> None:
    assert title_of(page(SITE + f"<title>{title}</title>")) == title


def test_a_heading_with_an_underscore_is_whole() -> None:
    body = "<h1>海湾中学招生简章_二〇二四年修订</h1>" + WRITTEN_IN_CHINESE

    assert (
        title_of(page("<title>海湾中学招生简章_二〇二四年修订_海湾网</title>", body))
        == "海湾中学招生简章_二〇二四年修订"
    )
