"""What a page declares its text to be, and how much of it each block says."""

from __future__ import annotations

import json

import pytest

from cleancopy.extractors.blocks import split
from cleancopy.extractors.features.declared_article import NOTHING_DECLARED, describe_declared, read_declared
from cleancopy.extractors.page.parse import parse_html

FIRST = "The ferry sails again from Monday on."
SECOND = "Tickets are sold on board, the council said."
BODY = (
    f"<nav><a href=/>Home page of this site</a></nav><p>{FIRST}</p><p>{SECOND}</p><p>Subscribe to our letter today</p>"
)


def ld(data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def columns(head: str, body: str = BODY) -> dict[str, list[int]]:
    tree = parse_html(f"<head>{head}</head><body>{body}", "-")[0]
    return {k: list(v) for k, v in describe_declared(split(tree).words, read_declared(tree)).items()}


@pytest.mark.parametrize(
    "head",
    [
        ld({"@type": "NewsArticle", "articleBody": f"{FIRST} {SECOND}"}),
        ld({"@graph": [{"@type": "WebSite"}, {"articleBody": f"<p>{FIRST}</p>\n<p>{SECOND}</p>"}]}),
        ld({"@type": "QAPage", "mainEntity": {"text": FIRST, "acceptedAnswer": [{"text": SECOND}]}}),
        "<script type='application/LD+json'>{\"articleBody\" : " + json.dumps(f"{FIRST} {SECOND}") + ", oops}</script>",
    ],
)
def test_blocks_that_the_declared_text_says_are_known(head: str) -> None:
    found = columns(head)

    assert found["declared"][0] == found["declared"][3] == 0
    assert min(found["declared"][1:3]) >= 190
    assert len(set(found["page_declared"])) == 1 and found["page_declared"][0] > 0


def test_descriptions_are_kept_apart_from_the_text() -> None:
    found = columns(f"<meta property='og:description' content='{FIRST}'>")

    assert found["described"] == [0, 200, 0, 0]
    assert found["declared"] == found["page_declared"] == [0] * 4


@pytest.mark.parametrize(
    "head",
    ["", "<script>var articleBody = 1</script>", "<script type=application/ld+json>{\"articleBody\": \"cut o</script>",
     "<script type=application/ld+json>" + "[" * 5000 + "</script>", ld({"articleBody": None, "text": ["a"]})],
)  # fmt: skip
def test_what_declares_nothing_or_is_broken_declares_nothing(head: str) -> None:
    tree = parse_html(f"<head>{head}</head><body>{BODY}", "-")[0]

    assert [*read_declared(tree).body, *read_declared(tree).description] == []
    assert set(describe_declared([["a"], []], NOTHING_DECLARED).values()) == {bytes(2)}


def test_many_and_long_declarations_are_bounded() -> None:
    many = "".join(ld({"articleBody": "word " * 50}) for _ in range(3000))
    tree = parse_html(f"<head>{many}</head><body>{BODY}", "-")[0]

    assert len(read_declared(tree).body) <= 2000 * 50
