"""Text that stands in a page's data and nowhere else on it."""

from __future__ import annotations

import json
from html import escape
from time import thread_time
from typing import Any

import pytest

from cleancopy.extractors import Article, Source, Status, extract

SENTENCES = [
    f"In the year {year} the harbour of Kelport was closed for {days} days, and no ferry left the quay in that time."
    for year, days in ((1901, 12), (1923, 4), (1950, 31), (1987, 9), (2024, 6))
]
TEASER = "Elsewhere: the council of another town meets on Thursday to talk about parking fees, and nothing is decided."
SHELL = '<div id="__next"></div><script src="/a.js"></script>'


def page(*scripts: str, body: str = SHELL) -> Article:
    html = f"<!DOCTYPE html><html lang='en'><title>Harbour</title><body>{body}{''.join(scripts)}</body></html>"
    return extract(Source("page.html", html.encode(), None, "text/html; charset=utf-8"))


def data(value: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


def state(value: Any) -> Any:
    return {"props": {"pageProps": value, "related": [{"summary": TEASER} for _ in range(20)]}}


STATES = {
    "list of blocks": data(state({"article": {"body": [{"type": "p", "text": s} for s in SENTENCES]}})),
    "list of texts": data(state({"article": {"paragraphs": SENTENCES}})),
    "html": data(state({"post": {"content": "".join(f"<p>{s}</p>" for s in SENTENCES)}})),
    "lines": data(state({"post": {"body": "\n\n".join(SENTENCES)}})),
    "pieces of paragraphs": data(
        state({"doc": {"content": [{"content": [{"text": s[:20]}, {"text": s[20:]}]} for s in SENTENCES]}})
    ),
    "assigned": f"<script>window.__INITIAL_STATE__ = {json.dumps(state({'body': SENTENCES}))};init()</script>",
    "assigned by key": f"<script>window['STATE']={json.dumps(state({'body': SENTENCES}))}</script>",
    "parsed": f"<script>var state = JSON.parse({json.dumps(json.dumps(state({'body': SENTENCES})))});</script>",
    "flat": data(["Harbour", {"a": 1}, *SENTENCES]).replace("__NEXT", "__NUXT"),
    "attribute": '<div id="data-preloaded" data-preloaded="'
    + escape(
        json.dumps({"topic_1": json.dumps({"post_stream": {"posts": [{"cooked": f"<p>{s}</p>"} for s in SENTENCES]}})})
    )
    + '"></div>',
    "json-ld": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "headline": "Harbour", "articleBody": "\n".join(SENTENCES)})
    + "</script>",
}


@pytest.mark.parametrize("script", STATES.values(), ids=STATES.keys())
def test_the_article_in_a_pages_data_is_found(script: str) -> None:
    article = page(script)
    assert article.status is Status.OK
    texts = [block.text for block in article.kept]
    assert [s for s in SENTENCES if s in texts] == SENTENCES
    assert TEASER not in texts
    assert article.metadata.title == "Harbour"
    assert any("data" in note for note in article.notes)


def test_an_article_that_is_to_be_seen_is_taken_from_there() -> None:
    seen = "".join(f"<p>Seen. {s}</p>" for s in SENTENCES)
    article = page(STATES["list of texts"], body=f"<article><h1>Harbour</h1>{seen}</article>")
    assert all(block.text.startswith("Seen.") for block in article.kept)
    assert article.notes == ()


def test_the_rest_of_a_paid_article_that_stands_in_the_data_is_used() -> None:
    node = {"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": "\n".join(SENTENCES * 3)}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    article = page(script, body=f"<article><h1>Harbour</h1><p>{SENTENCES[0]}</p></article>")
    assert article.status is Status.OK
    assert any(SENTENCES[4] in block.text for block in article.kept)


@pytest.mark.parametrize(
    "script",
    [
        data({"messages": {"error": "Something went wrong. Please try again later, or tell us what you did."}}),
        data({"a": "x" * 100_000}),
        '<script type="application/json">{"broken": </script>',
        '<script type="application/json">' + "[" * 100_000 + "</script>",
        "<script>window.a = {" + "a = {" * 10_000 + "</script>",
        data([["deep"]] * 1000),
    ],
)
def test_data_without_an_article_is_none(script: str) -> None:
    assert page(script).status is not Status.OK


def test_the_data_of_a_page_with_much_to_see_is_not_searched_for_texts() -> None:
    shop = "".join(f"<a href='/{n}'>Rug number {n}, woven by hand</a> " for n in range(60))
    assert page(STATES["list of texts"], body=f"<nav>{shop}</nav>").notes == ()


def test_addresses_are_no_sentences() -> None:
    images = [{"url": f"https://images.example/a/b/c/d/e/f/g/h/i/j/{n}.large.jpg?v=1.0"} for n in range(50)]
    assert page(data({"body": images})).status is Status.NEEDS_JAVASCRIPT


def test_markup_in_the_data_is_no_more_than_text(tmp_path: object) -> None:
    texts = [s + " if a < b & c > d <script>alert(1)</script>" for s in SENTENCES]
    script = data({"body": texts}).replace("</script>", "<\\/script>", 5)
    article = page(script)
    assert article.html is None or "<script" not in article.html
    assert any("if a < b & c > d" in block.text for block in article.kept)


def test_the_pieces_of_one_long_paragraph_are_joined_in_proportion_to_their_number() -> None:
    piece = "It was closed. No ferry left the quay in that time and "
    began = thread_time()
    article = page(
        f"<script>window.STATE = {json.dumps({'body': [[s] for s in SENTENCES] + [[piece] * 8000]})}</script>"
    )
    assert thread_time() - began < 4
    assert article.status is Status.OK
