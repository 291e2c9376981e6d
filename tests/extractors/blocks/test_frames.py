"""Lists that only frame an article, and what is left of its blocks without them."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import Kind
from cleancopy.extractors.blocks import split
from cleancopy.extractors.blocks.frames import frames, unwrapped
from cleancopy.extractors.options import ExtractOptions, WriteOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write import RENDERERS

PROSE = "<p>The harbour of Kelport reopened on day {0}, after storm number {0} had closed it to all traffic.</p>"
ARTICLE = "".join(PROSE.format(n) for n in range(6))
STEPS = "<ol><li>Open the harbour.</li><li>Let the boats in, one after the other.</li></ol>"


def containers_left(html: str) -> list[str]:
    """The tags of the containers that blocks stand in when the frames are gone, of all blocks together."""
    blocks = split(parse_html(html, "page")[0]).blocks
    framing = frames(blocks)
    return sorted({c.tag for block in blocks for c in unwrapped(block, framing).containers})


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"<ul><li>{ARTICLE}</li></ul>", []),
        (f"<ul><li>{ARTICLE}</li><li>Share</li></ul>", []),
        (f"<ul><li><ul><li>{ARTICLE}</li></ul></li></ul>", []),
        (f"<dl><dt>News</dt><dd>{ARTICLE}</dd></dl>", []),
        (f"<ul><li>{ARTICLE}{STEPS}</li></ul>", ["li", "ol"]),
        (f"<ul><li><blockquote>{ARTICLE}</blockquote></li></ul>", ["blockquote"]),
        (ARTICLE + STEPS, ["li", "ol"]),
        (f"<ul><li>{PROSE}</li><li>{PROSE}</li><li>{PROSE}</li></ul>", ["li", "ul"]),
        (f"<ul><li>{ARTICLE}</li><li>{ARTICLE}</li><li>{ARTICLE}</li></ul>", ["li", "ul"]),
        (f"<ul><li>{PROSE * 3}</li></ul>", ["li", "ul"]),
    ],
    ids="whole beside nested terms steps quotation none short equal few".split(),
)
def test_a_list_with_the_article_in_one_item_is_a_frame(html: str, left: list[str]) -> None:
    assert containers_left(html) == left


def test_what_is_no_item_any_more_is_a_paragraph() -> None:
    blocks = split(parse_html(f"<ul><li>First words{ARTICLE}{STEPS}</li></ul>", "page")[0]).blocks
    kinds = [unwrapped(block, frames(blocks)).kind for block in blocks]
    assert kinds == [Kind.PARAGRAPH] * 7 + [Kind.ITEM] * 2


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_an_article_in_an_item_reads_like_any_other(format: str) -> None:
    options, write = ExtractOptions(extractor="model"), WriteOptions(format=format)
    menu = "<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
    shown = [
        RENDERERS[format](extract(Source("a.html", f"<title>Harbour</title>{menu}{body}".encode()), options), write)
        for body in (f"<div>{ARTICLE}</div>", f"<ul><li>{ARTICLE}</li></ul>")
    ]
    assert shown[0] == shown[1]
    assert shown[0].count("\n\n") >= 6
