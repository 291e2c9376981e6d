from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.features.page_signs import SIGNS, read_signs
from cleancopy.extractors.page.parse import parse_html


def signs(html: str, url: str | None = None) -> dict[str, int]:
    """The signs that a page gives, without those that are 0."""
    found = read_signs(parse_html(html or "<p>", "-")[0], url)
    return {name: value for name, value in zip(SIGNS, found, strict=True) if value}


def linked_data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("html", "sign"),
    [
        (linked_data('{"@type": "NewsArticle"}'), "ld_article"),
        (linked_data('{"@type":["Product"]}'), "ld_product"),
        (linked_data('{"@type" : "https://schema.org/QAPage"}'), "ld_forum"),
        (linked_data('{"@type": "FAQPage", broken'), "ld_faq"),
        ('<meta property="og:type" content="article">', "og_article"),
        ('<meta property="og:type" content=" Website ">', "og_website"),
        ('<meta property="og:type" content="og:product">', "og_product"),
        ('<meta property="og:type" content="video.movie">', "og_other"),
        ('<meta property="article:published_time" content="2024-01-01">', "published"),
        ('<meta name="DC.date" content="2024-01-01">', "published"),
        ('<meta property="product:price:amount" content="5">', "price"),
        ('<meta name="generator" content="MediaWiki 1.40">', "made_docs"),
        ('<script src="https://cdn.shopify.com/a.js"></script>', "made_shop"),
        ('<link rel="stylesheet" href="/discourse/a.css">', "made_forum"),
        ('<body class="woocommerce single"><p>x', "made_shop"),
        ('<body class="single-post"><p>x', "path_blog"),
    ],
)
def test_what_a_page_declares_becomes_a_sign(html: str, sign: str) -> None:
    assert signs(html).get(sign, 0) >= 1
    assert sign not in signs("<p>plain")


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("/forum/a", "path_forum"),
        ("/t/some-topic/12", "path_forum"),
        ("/products/shoe", "path_product"),
        ("/category/news", "path_list"),
        ("/docs/install", "path_docs"),
        ("/2024/05/post", "path_blog"),
        ("/", "path_root"),
        ("", "path_root"),
        ("/a/1234567", "path_digits"),
    ],
)
def test_the_address_tells_the_kind_of_page_wherever_it_stands(path: str, sign: str) -> None:
    url = f"https://example.org{path}"

    assert signs("<p>x", url)[sign] == 1
    assert signs(f'<link rel="canonical" href="{url}">')[sign] == 1
    assert signs(f'<meta property="og:url" content="{url}">')[sign] == 1


def test_where_the_page_came_from_counts_more_than_what_it_calls_itself() -> None:
    html = '<link rel="canonical" href="https://example.org/forum/a">'

    assert "path_forum" not in signs(html, "https://example.org/about")
    assert "path_forum" in signs(html + '<meta property="og:url" content="https://example.org/about">')


@pytest.mark.parametrize(("path", "depth"), [("/", 0), ("/a", 1), ("/a/b/", 2), ("/a" * 50, 20)])
def test_the_depth_of_the_path_is_counted(path: str, depth: int) -> None:
    assert signs("<p>x", f"https://example.org{path}").get("path_depth", 0) == depth


def test_a_page_that_says_nothing_gives_no_signs() -> None:
    assert signs("<p>some text") == {}


def test_headings_forms_and_the_like_are_counted() -> None:
    few, many = signs("<h1>a</h1>"), signs("<h1>a</h1>" * 9 + "<form><input></form>")

    assert 0 < few["count_h1"] < many["count_h1"]
    assert {"count_form", "count_input"} <= many.keys() - few.keys()


@pytest.mark.parametrize("url", ["http://[", "nonsense", "mailto:a@b.c", "//", "\u202e"])
def test_an_address_that_is_none_is_passed_over(url: str) -> None:
    assert signs("<p>x", url).get("path_blog") is None


def test_no_count_leaves_its_byte() -> None:
    found = signs(linked_data('{"@type": "Product"}' * 999) + "<input>" * 2500)

    assert found["ld_product"] == 255
    assert found["count_input"] <= 255


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=60)
def test_any_content_is_read(text: str) -> None:
    value = text.replace('"', "").replace("<", "")
    html = f'<meta property="og:type" content="{value}"><link rel="canonical" href="{value}">' + linked_data(value)

    assert read_signs(parse_html(html, "-")[0], text or None)
