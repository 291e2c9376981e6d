"""Authors, dates, site, address and the rest of an article's metadata, and which evidence counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleancopy.extractors import Metadata
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.metadata import Subject, read_metadata
from cleancopy.extractors.page.parse import parse_html

ENGLISH = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea. "
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers."
)
GERMAN = (
    "Der Hafen von Kelport ist seit Montag wieder offen, neun Tage nachdem ihn ein Sturm für alle Schiffe gesperrt "
    "hatte. Taucher fanden keine Trümmer, und die erste Fähre legte am Mittag mit zweihundert Fahrgästen ab."
)


def meta_of(head: str, body: str = "<p>x</p>", url: str | None = None, text: str = "", lang: str = "") -> Metadata:
    tree = parse_html(f"<html{lang}><head>{head}</head><body>{body}</body></html>", "page")[0]
    layout = split(tree)
    decisions = [Decision(block.words > 5, By.MODEL, "") for block in layout.blocks]
    return read_metadata(Subject(tree, layout, decisions, url), text).metadata


def article(**fields: str) -> str:
    members = "".join(f', "{key}": {value}' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle"{members}}}</script>'


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ('"Jane Doe"', ("Jane Doe",)),
        ('{"@type": "Person", "name": "Jane Doe"}', ("Jane Doe",)),
        ('[{"name": "Jane Doe"}, {"name": "Rui Sá"}]', ("Jane Doe", "Rui Sá")),
        ('["Jane Doe", "Jane Doe"]', ("Jane Doe",)),
        ('[null, 3, {}, {"name": ""}, "Jane Doe"]', ("Jane Doe",)),
        ('["https://example.com/jane", "Jane Doe"]', ("Jane Doe",)),
        ('{"name": ["Jane Doe"]}', ("Jane Doe",)),
        ("null", ()),
        ("[]", ()),
        ("3", ()),
    ],
)
def test_authors_are_the_people_that_the_article_declares(value: str, names: tuple[str, ...]) -> None:
    assert meta_of(article(author=value)).authors == names


def test_a_declared_author_counts_before_other_finds_and_a_meta_tag_where_there_is_none() -> None:
    tag = '<meta name="author" content="Rui Sá">'
    assert meta_of(tag + article(author='"Jane Doe"')).authors == ("Jane Doe",)
    assert meta_of(tag).authors == ("Rui Sá",)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"),
        ("2024-05-06T07:08:09+02:00", "2024-05-06T07:08:09+02:00"),
        ("2024-05-06T07:08:09.123+0200", "2024-05-06T07:08:09.123+0200"),
        ("2024-05-06 07:08", "2024-05-06T07:08"),
        ("2024-05-06 07:08:09 +02:00", "2024-05-06T07:08:09+02:00"),
        (" 2024-05-06 ", "2024-05-06"),
        ("2024-05-06, updated later", "2024-05-06"),
        ("2024-02-30", None),
        ("2024-13-01", None),
        ("0000-00-00", None),
        ("9999-12-31", None),
        ("6 May 2024", "2024-05-06"),
        ("20240506", "2024-05-06"),
        ("1714978800", "2024-05-06T07:00:00+00:00"),
        ("May 2024", None),
        ("two days ago", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("field", ["datePublished", "dateModified"])
def test_dates_are_iso_8601_or_left_out(field: str, value: str, iso: str | None) -> None:
    meta = meta_of(article(**{field: f'"{value}"'}))
    assert (meta.modified if field == "dateModified" else meta.date) == iso


def test_a_date_to_come_is_a_mistake_but_for_time_zones_ahead() -> None:
    today = date.today()
    for days, known in ((0, True), (1, True), (3, False)):
        day = (today + timedelta(days)).isoformat()
        assert meta_of(article(datePublished=f'"{day}"')).date == (day if known else None)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-05-06T07:08:09Z">', "2024-05-06T07:08:09Z"),
        ('<meta itemprop="datePublished" content="2024-05-06">', "2024-05-06"),
        ('<meta name="DC.date.issued" content="2024-05-06">', "2024-05-06"),
        (
            article(datePublished='"2024-05-06"') + '<meta name="last-modified" content="2024-07-01">',
            "2024-05-06",
        ),
        (
            article(datePublished='"soon"') + '<meta property="article:published_time" content="2020-01-01">',
            "2020-01-01",
        ),
        ("", None),
    ],
)
def test_the_date_is_the_articles_own_else_that_of_meta_tags(head: str, published: str | None) -> None:
    assert meta_of(head).date == published


def test_the_date_in_a_line_of_text_is_not_invented_from_the_footer() -> None:
    assert meta_of("", "<p>The harbour reopened.</p><footer>Copyright 2019-2023 Kelport News</footer>").date is None


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ('<meta property="og:site_name" content="Kelport News">', "Kelport News"),
        (article(publisher='{"@type": "Organization", "name": "Kelport News"}'), "Kelport News"),
        (article(publisher='"Kelport News"'), "Kelport News"),
        (article(publisher="[3, null]"), None),
    ],
)
def test_the_site_is_named_by_its_tag_or_its_publisher(head: str, site: str | None) -> None:
    assert meta_of(head).site == site


@pytest.mark.parametrize(
    ("head", "url", "found"),
    [
        ("", None, None),
        ("", "https://example.com/a?utm=1", "https://example.com/a?utm=1"),
        ('<link rel="canonical" href="/a">', "https://example.com/a?utm=1", "https://example.com/a"),
        ('<link rel="canonical" href="https://example.com/a">', None, "https://example.com/a"),
        ('<meta property="og:url" content="https://example.com/a">', None, "https://example.com/a"),
        ('<link rel="canonical" href="/a">', None, None),
        ('<link rel="canonical" href="javascript:x">', "https://example.com/b", "https://example.com/b"),
    ],
)
def test_the_address_is_the_canonical_one_made_absolute(head: str, url: str | None, found: str | None) -> None:
    assert meta_of(head, url=url).url == found


def test_the_image_is_absolute_or_left_out() -> None:
    tag = '<meta property="og:image" content="/crane.jpg">'
    assert meta_of(tag, url="https://example.com/a").image == "https://example.com/crane.jpg"
    assert meta_of(tag).image is None
    assert (
        meta_of('<meta property="og:image" content="data:image/png;base64,x">', url="https://example.com/").image
        is None
    )


def test_description_tags_and_licence() -> None:
    meta = meta_of(
        '<meta name="description" content=" A port \n opens "><meta name="keywords" content="port, storm,, port">'
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    )
    assert meta.description == "A port opens"
    assert meta.tags == ("port", "storm")
    assert "creativecommons.org" in (meta.license or "")


def test_an_empty_head_gives_empty_metadata() -> None:
    assert meta_of("") == Metadata()


@pytest.mark.parametrize(
    ("lang", "text", "language"),
    [
        (' lang="en-GB"', ENGLISH, "en"),
        (' lang="en"', GERMAN, "de"),
        (' lang="de"', "", "de"),
        (' lang="de"', "Moin.", "de"),
        ("", GERMAN, "de"),
        ("", "", None),
        (' lang="english"', ENGLISH, "en"),
        (' lang="{{ lang }}"', "", None),
    ],
)
def test_the_language_of_the_text_overrules_what_a_template_declares(
    lang: str, text: str, language: str | None
) -> None:
    assert meta_of("", text=text, lang=lang).language == language
