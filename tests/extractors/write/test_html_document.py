from __future__ import annotations

import lxml.html
import pytest
from fragments import tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Article, Metadata, Status
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import render_html

NASTY = "\"'></title><script>alert(1)</script>&lt; <b>"


def page(meta: Metadata, html: str = "<p>One.</p>\n") -> Article:
    return Article("-", Status.OK, meta, tree=tree_of(html) if html else None)


def test_a_whole_document_around_the_article() -> None:
    meta = Metadata(
        "A ship", ("Ann", "Bo"), "2024-05-01", None, None, "https://example.com/a?b=1&c=2", "en", "About it"
    )

    text = render_html(page(meta), WriteOptions())

    root = lxml.html.document_fromstring(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert text.endswith("</html>\n")
    assert root.get("lang") == "en"
    assert root.findtext(".//title") == "A ship"
    assert root.xpath("//meta/@charset") == ["utf-8"]
    assert [(m.get("name"), m.get("content")) for m in root.iter("meta") if m.get("name")] == [
        ("author", "Ann"),
        ("author", "Bo"),
        ("description", "About it"),
        ("date", "2024-05-01"),
    ]
    assert root.xpath("//link[@rel='canonical']/@href") == ["https://example.com/a?b=1&c=2"]
    assert [(e.tag, e.text) for e in next(root.iter("article"))] == [("h1", "A ship"), ("p", "One.")]


def test_the_headline_can_be_left_out() -> None:
    root = lxml.html.document_fromstring(render_html(page(Metadata("A ship")), WriteOptions(title=False)))

    assert root.find(".//h1") is None
    assert root.findtext(".//title") == "A ship"


@pytest.mark.parametrize("html", [None, ""])
def test_a_page_without_an_article_is_a_document_all_the_same(html: str | None) -> None:
    root = lxml.html.document_fromstring(render_html(page(Metadata(), html), WriteOptions()))

    assert root.find(".//article") is not None
    assert root.find(".//h1") is None
    assert not root.xpath("//meta[@name] | //link")


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30) | st.just(NASTY))
def test_no_metadata_breaks_out_of_its_place(value: str) -> None:
    meta = Metadata(value, (value,), value, url=value, language=value, description=value)

    root = lxml.html.document_fromstring(render_html(page(meta), WriteOptions()))

    assert not list(root.iter("script", "b"))
    assert root.findtext(".//title") == value
    assert (root.findtext(".//h1") or "") == value
    assert {m.get("content") for m in root.iter("meta") if m.get("name")} <= {value}
    assert root.get("lang", "") == value
    assert len(next(root.iter("head"))) == 2 + (4 if value else 0)
