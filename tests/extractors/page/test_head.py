"""A page's declarations as they stand: meta tags, links and JSON-LD, however broken."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.metadata import Subject, read_metadata
from cleancopy.extractors.page.head import Head, absolute, base_url, read_head
from cleancopy.extractors.page.parse import parse_html


def head_of(markup: str, attributes: str = "") -> Head:
    return read_head(parse_html(f"<html {attributes}><head>{markup}</head><body><p>x</p></body></html>", "page")[0])


def subject(tree: HtmlElement) -> Subject:
    layout = split(tree)
    return Subject(tree, layout, [Decision(False, By.MODEL, "")] * len(layout.blocks))


def json_ld(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


@pytest.mark.parametrize("opening", ['{"name":', "["])
def test_json_ld_may_be_nested_to_any_depth(opening: str) -> None:
    closing = {"[": "]", "{": "}"}[opening[0]]
    for depth in range(700, 1000):
        text = f'{{"@type": "NewsArticle", "headline": {opening * depth}"x"{closing * depth}}}'
        tree = parse_html(f"<html><head>{json_ld(text)}</head><body><p>x</p></body></html>", "page")[0]
        assert read_metadata(subject(tree), "").metadata.title in (None, "x")


KEYS = "@type @graph @value name headline author publisher datePublished mainEntity url".split()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.sampled_from(["NewsArticle", "WebSite", "2024-05-06", "http://[x", "Jane\u202e Doe\x1b", "a" * 3000]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(data=st.dictionaries(st.sampled_from(KEYS), VALUES).map(lambda d: {"@type": "NewsArticle", **d}) | VALUES)
def test_whatever_is_declared_metadata_are_safe_lines(data: object) -> None:
    text = json.dumps(data).replace("<", "\\u003c")
    tree = parse_html(f"<html><head>{json_ld(text)}</head><body><p>x</p></body></html>", "page")[0]
    meta = read_metadata(subject(tree), "").metadata
    values = [meta.title, *meta.authors, meta.date, meta.modified, meta.site]
    for value in values:
        assert value is None or (isinstance(value, str) and value == " ".join(value.split()))
        assert not set(value or "") & set("\u202e\x1b")


def test_meta_tags_are_found_by_name_property_or_itemprop_in_any_case() -> None:
    head = head_of(
        '<meta NAME="Description" content=" A \n port "><meta property="OG:Title" content="Harbour">'
        '<meta itemprop="datePublished" content="2024-05-06"><meta name="empty" content=" "><meta content="x">'
        '<meta name="twice" content="first"><meta name="twice" content="second">'
    )
    assert head.first("description") == "A port"
    assert head.first("og:title") == "Harbour"
    assert head.first("datepublished") == "2024-05-06"
    assert head.first("empty", "twice") == "first"
    assert head.first("empty") is None


def test_a_link_is_found_by_each_of_its_relations_and_the_first_counts() -> None:
    head = head_of('<link rel="nofollow LICENSE" href=" /cc "><link rel="license" href="/other"><link rel="icon">')
    assert head.links == {"nofollow": "/cc", "license": "/cc"}


@pytest.mark.parametrize(("attributes", "language"), [('lang="en-GB"', "en-GB"), ('xml:lang="de"', "de"), ("", None)])
def test_the_language_is_declared_on_the_page(attributes: str, language: str | None) -> None:
    assert head_of("", attributes).language == language


@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("/a", "https://example.com/b/c", "https://example.com/a"),
        ("a", "https://example.com/b/c", "https://example.com/b/a"),
        ("//cdn.example/a", "https://example.com/", "https://cdn.example/a"),
        ("https://other.example/a", None, "https://other.example/a"),
        ("/a", None, None),
        ("javascript:alert(1)", "https://example.com/", None),
        ("data:text/html,x", "https://example.com/", None),
        ("mailto:a@example.com", "https://example.com/", None),
        ("", "https://example.com/", None),
        (None, "https://example.com/", None),
        ("http://[x", "https://example.com/", None),
    ],
)
def test_only_web_addresses_become_absolute(link: str | None, base: str | None, url: str | None) -> None:
    assert absolute(link, base) == url


@pytest.mark.parametrize(
    ("markup", "url", "base"),
    [
        ("", "https://example.com/a", "https://example.com/a"),
        ('<base href="https://cdn.example/x/">', "https://example.com/a", "https://cdn.example/x/"),
        ('<base href="/x/">', "https://example.com/a", "https://example.com/x/"),
        ('<base href="http://[x">', "https://example.com/a", "https://example.com/a"),
        ('<base target="_blank"><base href="/x/">', "https://example.com/a", "https://example.com/x/"),
        ('<base href="/x/">', None, None),
        ('<link rel="canonical" href="https://example.com/b">', None, "https://example.com/b"),
        ('<link rel="canonical" href="https://example.com/b">', "https://example.com/a", "https://example.com/a"),
    ],
)
def test_the_base_of_links_is_the_pages_own_word_or_its_address(markup: str, url: str | None, base: str | None) -> None:
    tree = parse_html(f"<html><head>{markup}</head><body><p>x</p></body></html>", "page")[0]
    assert base_url(tree, url) == base


@pytest.mark.parametrize(
    ("declared", "read"),
    [
        ("<p>Five hours, and no decision.</p>", "Five hours, and no decision."),
        ("<p>Five hours, and no", "Five hours, and no"),
        ("Five <b>hours</b>, and <a href='/x'>no decision</a>.", "Five hours, and no decision."),
        ("Five hours.<br />No decision.", "Five hours. No decision."),
        ("<div class='intro'><p>Five hours.</p><p>None left.</p></div>", "Five hours. None left."),
        ("How the <main> element is read", "How the <main> element is read"),
        ("<p>: the paragraph element", "<p>: the paragraph element"),
        ("a < b and b > a", "a < b and b > a"),
    ],
)
@pytest.mark.parametrize("escape", [html.escape, lambda text: html.escape(html.escape(text))])
def test_markup_of_an_editors_field_is_no_part_of_what_is_declared(
    declared: str, read: str, escape: Callable[[str], str]
) -> None:
    assert head_of(f'<meta name="description" content="{escape(declared)}">').first("description") == read
