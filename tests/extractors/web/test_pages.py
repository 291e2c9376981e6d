"""Articles on several pages."""

from __future__ import annotations

from typing import Any

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.errors import NetworkError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web.next_page import next_page

FOLLOW = FetchOptions(timeout=5, follow_pages=True)
FIRST = "https://a.example/story"


def following(html: str, url: str = FIRST, before: tuple[str, ...] | None = None) -> str | None:
    source = Source(url, f"<!DOCTYPE html><html><body>{html}</body></html>".encode(), url, "text/html")
    return next_page(source, before or (url,))


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<link rel="next" href="?page=2">', f"{FIRST}?page=2"),
        ('<a rel="next" href="/story/2">Next</a>', f"{FIRST}/2"),
        ('<a rel="prev next" href="/story/page/2/">2</a>', f"{FIRST}/page/2/"),
        ('<a href="/story-2">Next page »</a>', f"{FIRST}-2"),
        ('<a href="/story,2.html">Nächste Seite</a>', f"{FIRST},2.html"),
        ('<a href="/story?seite=2">weiter auf Seite 2</a>', f"{FIRST}?seite=2"),
        ('<a href="/story_2">次のページへ</a>', f"{FIRST}_2"),
        ('<a href="/story?p=1">下一页</a>', f"{FIRST}?p=1"),
        ('<span>Page 1 of 4</span> <a href="/story?page=2">2</a> <a href="/story?page=3">3</a>', f"{FIRST}?page=2"),
        ('<span>Seite 1 von 4</span> <a href="/story/2">2</a>', f"{FIRST}/2"),
        ('<span>1/4</span> <a href="/story/2">2</a>', f"{FIRST}/2"),
    ],
)
def test_the_next_page_is_found(html: str, url: str) -> None:
    assert following(html) == url


@pytest.mark.parametrize(
    "html",
    [
        '<a rel="next" href="/another-story">Next</a>',
        '<link rel="next" href="https://b.example/story?page=2">',
        '<a href="/story/2">Next</a>',
        '<a href="/story/2">2</a>',
        '<span>Page 2 of 4</span> <a href="/story/2">2</a>',
        '<p>She stood on page 1 of 4 of the paper.</p> <a href="/story/2">2</a>',
        '<a href="/story?page=3">Next page</a>',
        '<a href="/story">Next page</a>',
        '<a href="javascript:next()">Next page</a>',
        "<p>No links at all.</p>",
        '<a href="http://[x">Next page</a>',
    ],
)
def test_a_link_that_may_lead_elsewhere_is_not_followed(html: str) -> None:
    assert following(html) is None


def test_the_next_article_is_not_the_next_page() -> None:
    assert following('<link rel="next" href="/news/1235">', "https://a.example/news/1234") is None


def test_page_after_page() -> None:
    second = f"{FIRST}?page=2"
    html = f'<link rel="next" href="?page=3"><a href="{FIRST}">1</a>'
    assert following(html, second, (FIRST, second)) == f"{FIRST}?page=3"
    assert following('<link rel="next" href="?page=1">', second, (FIRST, second)) is None


def part(number: int, last: int = 3) -> str:
    link = f'<link rel="next" href="/story?page={number + 1}">' if number < last else ""
    text = f"On page {number} the harbour of Kelport is described at length, with its quays and its old lighthouse. "
    return (
        f"<!DOCTYPE html><html><head><title>Kelport</title>{link}</head><body><article><h1>Kelport</h1>"
        f"<p>{text}Ships came in every week.</p><p>{text}Nobody knew why number {number} stayed away for so long.</p>"
        "</article></body></html>"
    )


def test_the_pages_of_an_article_are_fetched_and_joined(site: Any) -> None:
    url = site.page("/story", part(1))
    site.page("/story?page=2", part(2))
    site.page("/story?page=3", part(3))
    source = read_source(url, FOLLOW)
    assert [p.url for p in source.more] == [site.url("/story?page=2"), site.url("/story?page=3")]
    article = extract(source)
    assert [b.index for b in article.blocks] == list(range(len(article.blocks)))
    assert len(article.decisions) == len(article.blocks)
    text = " ".join(b.text for b in article.kept)
    assert [f"number {n} stayed" in text for n in (1, 2, 3)] == [True] * 3
    assert text.index("number 1") < text.index("number 2") < text.index("number 3")
    assert article.metadata.title == "Kelport"
    assert article.metadata.url == url
    assert article.html is not None
    assert article.html.count("stayed away") == 3
    assert "3 pages joined" in article.notes


def test_pages_are_not_followed_unless_somebody_says_so(site: Any) -> None:
    assert read_source(site.page("/story", part(1)), FetchOptions(timeout=5)).more == ()


def test_a_page_that_is_missing_is_a_failure_that_names_it(site: Any) -> None:
    with pytest.raises(NetworkError, match=r"page 2 of the article \(.*page=2\): the server answered 404"):
        read_source(site.page("/story", part(1)), FOLLOW)


def test_no_more_than_twenty_pages_are_fetched(site: Any) -> None:
    for n in range(1, 25):
        site.page("/story" if n == 1 else f"/story?page={n}", part(n, last=30))
    assert len(read_source(site.url("/story"), FOLLOW).more) == 19
    assert len(site.asked) == 20
