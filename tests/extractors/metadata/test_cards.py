"""Days and names in cards of other pages (teasers, related posts, what comes before and after) are not the page's."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.options import ExtractOptions

TITLE = "Harbour reopens after the storm"
PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to traffic from the sea.",
        "Nobody was hurt, said the harbour master, who had waited nine days for the wind to turn again.",
        "The council meets next week to talk about the wall, which is older than the town itself and leaks.",
    )
)
TIME = '<time datetime="2024-05-03">May 3</time>'
DAY = "<p>3 May 2024</p>"

BELOW = {
    "links with headings": "<section><h2>Keep reading</h2>"
    + "".join(
        f'<a href="/p/{n}"><h3>Another story of ours {n}</h3><time datetime="2024-06-0{n}">June {n}</time></a>'
        for n in (1, 2, 3)
    )
    + "</section>",
    "headings with links": "<div>"
    + "".join(
        f'<div class=x><h3><a href="/p/{n}">Another story of ours {n}</a></h3>'
        f"<span class=date>{n} June 2024</span></div>"
        for n in (1, 2)
    )
    + "</div>",
    "readers' comments": "<ol>"
    + "".join(
        f'<li class="comment even"><cite>Tom</cite> <time datetime="2024-06-0{n}">x</time><p>Very good to hear.</p></li>'  # noqa: E501
        for n in (1, 2)
    )
    + "</ol>",
    "a list": "<ul>"
    + "".join(f'<li><a href="/p/{n}">Another story {n}</a> <time datetime="2024-06-0{n}">x</time></li>' for n in (1, 2))
    + "</ul>",
    "what comes before": '<nav><a href="/p"><span>Previous</span> Old news of ours'
    ' <time datetime="2024-03-05">Mar 5</time></a></nav>',
    "what comes after": '<div><a rel=next href="/p">Snow</a> <time datetime="2024-06-05">Jun 5</time></div>',
    "in words alone": '<a href="/p"><h4>Another story of ours</h4><span>June 5, 2024</span></a>',
}


def read(above: str = "", between: str = "", below: str = "", head: str = "") -> Article:
    body = f"{above}<main><h1>{TITLE}</h1>{between}{PROSE}{below}</main>"
    page = f"<html lang=en><head><meta charset=utf-8><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return extract(Source("page.html", page.encode()), ExtractOptions(extractor="model"))


@pytest.mark.parametrize("cards", BELOW.values(), ids=BELOW.keys())
def test_a_page_without_a_date_does_not_take_that_of_a_card(cards: str) -> None:
    assert read(below=cards).metadata.date is None
    assert read(above=f"<div>{cards}</div>").metadata.date is None


@pytest.mark.parametrize("cards", BELOW.values(), ids=BELOW.keys())
@pytest.mark.parametrize("own", [DAY, "<time>May 3, 2024</time>", '<p class="date">3 May 2024</p>'])
def test_the_pages_own_date_wins_over_those_of_cards(cards: str, own: str) -> None:
    assert (read(between=own, below=cards).metadata.date or "")[:10] == "2024-05-03"
    assert (read(above=f"<div>{cards}</div>", between=own).metadata.date or "")[:10] == "2024-05-03"


def test_the_author_of_a_card_is_not_the_pages() -> None:
    card = '<div class=x><h3><a href="/p/{0}">Another story of ours {0}</a></h3><p class=byline>By Rui Sá</p></div>'
    assert read(below=card.format(1) + card.format(2)).metadata.authors == ()


@pytest.mark.parametrize(
    "own",
    [
        f'<header><h1><a href="/harbour">{TITLE}</a></h1><time datetime="2024-05-03">May 3</time></header>',
        f'<h1>{TITLE}</h1><div><a href="/author/jane-doe">Jane Doe the Elder</a> {TIME}</div>',
        f'<h1>{TITLE}</h1><div><a href="/2024/05/03">3 May 2024</a></div>',
        f'<h1>{TITLE}</h1><p><a href="/category/all-news-of-town">All news of town</a> {TIME}</p>',
    ],
    ids=["a title that is a link", "beside the author", "a link of its own", "beside the section"],
)
def test_a_date_beside_title_author_or_section_stays_the_pages_own(own: str) -> None:
    page = f"<html lang=en><title>{TITLE}</title><body><main><article>{own}{PROSE}</article></main></body></html>"
    found = extract(Source("page.html", page.encode()), ExtractOptions(extractor="model")).metadata
    assert (found.date or "")[:10] == "2024-05-03"


def test_a_byline_that_is_a_heading_with_a_link_is_the_pages_own() -> None:
    byline = '<div><h4 class="author-name">By <a href="/kelport/our-desk">The Kelport Harbour editors</a></h4></div>'
    assert read(between=byline).metadata.authors == ("The Kelport Harbour editors",)
