"""JSON-LD: an article is found wherever it may stand, however broken; listed articles are not this page's."""

from __future__ import annotations

import json
from time import thread_time

import pytest

from cleancopy.extractors.page.json_ld import Node, as_text, is_article, of_this_page, read_json_ld
from cleancopy.extractors.page.parse import parse_html


def nodes_of(markup: str) -> tuple[Node, ...]:
    return read_json_ld(parse_html(f"<html><head>{markup}</head><body><p>x</p></body></html>", "page")[0])


def headlines(markup: str) -> list[str]:
    return [text for node in nodes_of(markup) if is_article(node) and (text := as_text(node.get("headline")))]


def json_ld(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


ARTICLE = '{"@type": "NewsArticle", "headline": "Harbour reopens"}'


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'[{{"@type": "WebSite"}}, {ARTICLE}]',
        f'{{"@context": "https://schema.org", "@graph": [{{"@type": "Person"}}, {ARTICLE}]}}',
        f'{{"@graph": {ARTICLE}}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f'{{"@type": "WebPage", "mainEntity": [[{ARTICLE}]]}}',
        ARTICLE.replace('"NewsArticle"', '["Thing", "BlogPosting"]'),
        ARTICLE.replace("NewsArticle", "https://schema.org/Article"),
        f"<!-- {ARTICLE} -->",
        f"  {ARTICLE};\n",
        '{"@type": "Article", "headline": "Harbour\n reopens"}',
        '{"@type": "Article", "headline": {"@value": "Harbour reopens"}}',
        '{"@type": "Article", "headline": ["Harbour reopens", "Port"]}',
        '{"@type": "Article", "headline": ""}</script><script type="application/ld+json">' + ARTICLE,
        '{"@type": "Article", "headline": </script><script type="Application/LD+JSON; charset=utf-8">' + ARTICLE,
    ],
)
def test_an_article_is_found_wherever_json_ld_may_put_it(text: str) -> None:
    assert headlines(json_ld(text))[:1] == ["Harbour reopens"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        '"NewsArticle"',
        "[1, 2.5, null, true, [[]]]",
        '{"@type": null, "headline": "x"}',
        '{"@type": 3, "headline": "x"}',
        '{"@type": {"a": 1}, "headline": "x"}',
        '{"@type": [null, ["NewsArticle"]], "headline": "x"}',
        '{"@type": "Organization", "headline": "x"}',
        '{"@graph": 3, "mainEntity": "x"}',
        '{"@type": "NewsArticle", "headline": 3}',
        '{"@type": "NewsArticle", "headline": {}}',
        '{"@type": "NewsArticle", "headline": [[], {"name": null}]}',
        '{"@type": "NewsArticle", "headline": NaN}',
        "9" * 5000,
        "[" * 100_000,
        '{"@type":' * 100_000,
    ],
)
def test_json_ld_without_a_headline_gives_none_and_never_raises(text: str) -> None:
    assert headlines(json_ld(text)) == []


def test_other_scripts_are_not_read() -> None:
    assert headlines(json_ld(ARTICLE, kind="application/json")) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Article", "headline": "Harbour reopens",}',
        '[{"@type": "Article", "headline": "Harbour reopens"}, ]',
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/*<![CDATA[*/ {ARTICLE} /*]]>*/",
        f"{ARTICLE};;",
        ARTICLE.replace("Harbour", "Harbour&#32;").replace("  ", " ").replace("&#32; ", "&#32;"),
    ],
)
def test_common_mistakes_are_forgiven(text: str) -> None:
    assert headlines(json_ld(text)) == ["Harbour reopens"]


def test_what_is_only_referred_to_is_looked_up() -> None:
    graph = [
        {
            "@type": "Article",
            "headline": "Harbour reopens",
            "author": {"@id": "#jane"},
            "publisher": [{"@id": "#site"}],
        },
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        {"@type": "Organization", "@id": "#site", "name": "Kelport News"},
    ]
    article = nodes_of(json_ld(json.dumps({"@graph": graph})))[0]

    assert as_text(article["author"]) == "Jane Doe"
    assert as_text(article["publisher"]) == "Kelport News"


def test_a_reference_to_itself_or_to_nothing_ends() -> None:
    text = '{"@type": "Article", "@id": "#a", "name": "x", "author": {"@id": "#a"}, "creator": {"@id": "#nowhere"}}'

    assert len(nodes_of(json_ld(text))) == 1


URL = "https://news.example/harbour"


def own(*articles: dict[str, object], title: str | None = "Harbour reopens after the storm") -> list[str]:
    nodes: list[Node] = [{"@type": "NewsArticle", **article} for article in articles]
    return [str(node["headline"]) for node in of_this_page(nodes, URL, title)]


def test_of_several_articles_the_page_own_is_the_one_whose_address_or_headline_it_has() -> None:
    by_address = {"headline": "A storm is over", "url": "http://www.news.example/harbour/"}
    by_headline = {"headline": "Harbour reopens", "mainEntityOfPage": {"@id": "https://news.example/x"}}
    other = {"headline": "Airport closes", "url": "https://news.example/airport"}

    assert own(other, by_address) == ["A storm is over"]
    assert own(by_headline, other, other) == ["Harbour reopens"]


def test_a_list_of_other_articles_has_none_of_the_page() -> None:
    others = [{"headline": f"Airport closes {i}", "url": f"https://news.example/{i}"} for i in range(4)]

    assert own(*others) == []
    assert own(others[0]) == []
    assert own(*({"headline": f"Airport {i}"} for i in range(4)), title=None) == []


def test_a_single_article_without_anything_to_compare_is_believed() -> None:
    assert own({"headline": "Storm is over"}) == ["Storm is over"]


@pytest.mark.parametrize("value", [None, 3, [], {}, {"@id": []}, "http://[x", ["a"]])
def test_odd_addresses_cost_nothing(value: object) -> None:
    assert own({"headline": "Harbour reopens", "url": value, "@id": value, "mainEntityOfPage": value})
    assert own({"headline": "Storm", "url": value, "@id": value, "mainEntityOfPage": value})


@pytest.mark.parametrize(
    "text",
    [
        "[" * (1 << 19),
        '{"a":' * 100_000 + "1",
        '{"@type":"Article","author":' * 30_000,
        '{"@graph":[' * 90_000,
        "," * (1 << 19),
    ],
    ids=["brackets", "objects", "authors", "graphs", "commas"],
)
def test_bombs_are_left_out(text: str) -> None:
    assert nodes_of(json_ld(text) + json_ld(ARTICLE))[-1]["headline"] == "Harbour reopens"


def test_more_than_a_mebibyte_is_not_read() -> None:
    padding = '{"@type": "Thing", "name": "' + "x" * (1 << 20) + '"}'

    assert headlines(json_ld(padding) + json_ld(ARTICLE)) == []


def test_closing_marks_are_taken_off_in_proportion_to_their_number() -> None:
    began = thread_time()
    assert headlines(json_ld(ARTICLE + ";" * 800_000)) == ["Harbour reopens"]
    assert thread_time() - began < 3
