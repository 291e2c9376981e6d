"""The vote as a whole: authors, dates and title of small pages, what lost, and what rules say."""

from __future__ import annotations

from itertools import permutations

import pytest

from cleancopy.extractors import Metadata
from cleancopy.extractors.article import By, Candidate, Decision
from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.metadata import Description, Subject, read_metadata
from cleancopy.extractors.metadata.plain_text_metadata import PlainSubject, find_headline, read_plain_metadata
from cleancopy.extractors.metadata.vote import Offer, in_order, or_none, points, ranked
from cleancopy.extractors.page.parse import parse_html

PROSE = (
    "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from "
    "the sea.</p>"
    "<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.</p>"
)
TITLE = "Harbour reopens after the storm"
URL = "https://news.example/harbour-reopens"
OG = '<meta property="og:type" content="article">'


def describe(above: str = "", below: str = "", head: str = "") -> Description:
    """A page with a title, an article, and what stands above and below its text."""
    html = (
        f'<html lang="en"><head><title>{TITLE} | Kelport News</title>{OG}{head}</head>'
        f"<body><article><h1>{TITLE}</h1>{above}{PROSE}</article>{below}</body></html>"
    )
    tree = parse_html(html, "page")[0]
    layout = split(tree)
    decisions = [Decision(block.words > 12, By.MODEL, "") for block in layout.blocks]
    return read_metadata(Subject(tree, layout, decisions, URL), "")


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Jane Doe</p>",
        '<p class="byline">By Jane Doe, Staff Writer</p>',
        '<div class="author-name">Jane Doe</div>',
        '<a rel="author" class="author" href="/jane">Jane Doe</a>',
        '<i itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Jane Doe</b></i>',
        "<p>Written by</p><p>Jane Doe</p>",
    ],
)
def test_a_byline_near_the_title_names_the_author(byline: str) -> None:
    assert describe(byline).metadata.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "below",
    [
        '<div class="testimonials"><p class="author">Rui Sá</p><p>Great paper!</p></div>',
        '<div class="comments"><div class="comment"><b class="comment-author">Rui Sá</b><p>First!</p></div></div>',
        '<aside class="related"><p class="byline">By Rui Sá</p><time datetime="2019-01-02">x</time></aside>',
        "<footer>© 2019-2024 Kelport News. Updated 3 May 2019</footer>",
    ],
)
def test_neither_replies_nor_related_posts_nor_footers_give_authors_or_dates(below: str) -> None:
    meta = describe(below=below).metadata

    assert meta.authors == ()
    assert meta.date is None


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ('<time datetime="2024-05-06T07:08:09Z">Monday</time>', "2024-05-06T07:08:09Z"),
        ('<p class="date">6 May 2024</p>', "2024-05-06"),
        ("<p>Published on 6 May 2024, 10:30</p>", "2024-05-06T10:30"),
        ('<meta itemprop="datePublished" content="2024-05-06">', "2024-05-06"),
    ],
)
def test_a_date_near_the_title_is_that_of_the_article(above: str, day: str) -> None:
    head = "" if "itemprop" not in above else above
    assert describe("" if head else above, head=head).metadata.date == day


def test_a_change_is_not_taken_for_the_publication() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "TechArticle", "headline": "Harbour reopens after the storm", '
        '"datePublished": "2023-05-30", "dateModified": "2025-02-18"}</script>'
    )
    below = '<p class="last-updated">Last updated on <time datetime="2025-02-18T10:02:11Z">18 February 2025</time></p>'
    meta = describe(below, head=head).metadata

    assert (meta.date, meta.modified) == ("2023-05-30", "2025-02-18")


def test_published_and_modified_are_kept_apart() -> None:
    head = (
        '<meta property="article:published_time" content="2024-05-06T07:00:00Z">'
        '<meta property="article:modified_time" content="2024-05-09T08:00:00Z">'
    )
    meta = describe("<p>Updated 9 May 2024</p>", head=head).metadata

    assert (meta.date, meta.modified) == ("2024-05-06T07:00:00Z", "2024-05-09T08:00:00Z")


def test_a_change_before_the_publication_is_a_mistake() -> None:
    head = (
        '<meta property="article:published_time" content="2024-05-06">'
        '<meta property="article:modified_time" content="2020-05-09">'
    )
    assert describe(head=head).metadata.modified is None


def test_every_candidate_travels_with_its_source_and_one_has_won() -> None:
    head = '<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2024-05-06">'
    found = describe('<p class="byline">By Rui Sá</p>', head=head).candidates

    for field in ("title", "authors", "date"):
        assert [c.won for c in found if c.field == field].count(True) == 1
    assert {c.value for c in found if c.field == "authors"} >= {"Jane Doe", "Rui Sá"}
    assert next(c for c in found if c.field == "title" and c.won).value == TITLE
    assert "h1" in next(c for c in found if c.field == "title" and c.won).source
    assert next(c for c in found if c.field == "date").source == "article:published_time"


def test_a_rule_wins_over_all_candidates() -> None:
    before = Description(
        Metadata(title="a", authors=("b",), date="2024-01-01"),
        (Candidate("title", "a", "h1", True), Candidate("date", "2024-01-01", "url", True)),
    )
    after = before.overruled("title", ["c"]).overruled("authors", ["d", "e"]).overruled("date", [])

    assert after.metadata == Metadata(title="c", authors=("d", "e"))
    assert [(c.value, c.won) for c in after.candidates if c.field == "title"] == [("c", True), ("a", False)]
    assert not any(c.won for c in after.candidates if c.field == "date")


def test_offers_are_ranked_by_their_points_and_equal_ones_by_place() -> None:
    strong = max(points("date"), key=lambda sign: points("date")[sign])
    offers = [Offer(("2020-01-01",)), Offer(("2021-01-01",)), Offer(("2022-01-01",), {strong})]

    assert [o.values[0][:4] for o in ranked("date", offers)] == ["2022", "2020", "2021"]


def test_nothing_does_not_stand_against_a_firm_sign() -> None:
    assert or_none([Offer(("x",), {"firm"})], frozenset(("firm",)), {"none"})[-1].values == ("x",)
    assert or_none([Offer(("x",), {"weak"})], frozenset(("firm",)), {"none"})[-1].values == ()


def test_an_order_of_signs_decides_without_points() -> None:
    first, second, other = Offer(("a",), {"x", "y"}), Offer(("b",), {"y"}), Offer(("c",), {"z"})

    assert in_order([second, other, first], ("x", "y")) == [first, second]


LINES = (
    "Home", "News", "Sport", TITLE, "By Jane Doe and Rui Sá", "Published 6 May 2024, 10:30", "Updated 7 May 2024",
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.",
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.",
    "© 2019 Kelport News",
)  # fmt: skip


def test_plain_text_has_byline_and_dates_in_the_lines_near_its_title() -> None:
    blocks = split_text(LINES).blocks
    decisions = [Decision(block.words > 12, By.MODEL, "") for block in blocks]
    headline = find_headline(blocks, decisions)
    found = read_plain_metadata(PlainSubject(blocks, decisions, headline, URL), " ".join(LINES[7:9]))
    meta = found.metadata

    assert (meta.title, meta.authors, meta.language) == (TITLE, ("Jane Doe", "Rui Sá"), "en")
    assert (meta.date, meta.modified) == ("2024-05-06T10:30", "2024-05-07")
    assert {c.field for c in found.candidates} == {"title", "authors", "date", "modified"}


def test_plain_text_without_them_has_none() -> None:
    blocks = split_text(("x", *LINES[7:])).blocks
    decisions = [Decision(block.words > 12, By.MODEL, "") for block in blocks]
    subject = PlainSubject(blocks, decisions, None, None)

    assert read_plain_metadata(subject, "x").metadata == Metadata()
    assert read_plain_metadata(subject, None).metadata == Metadata()


def test_points_that_are_equal_are_equal_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleancopy.extractors.metadata.vote.points", lambda _: {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.6})
    together = [Offer(("three",), set(signs)) for signs in permutations("abc")]
    one = Offer(("one",), {"d"})

    assert ranked("title", [one, *together]) == [one, *together]
    assert ranked("title", [*together, one]) == [*together, one]
