"""Whatever goes in: an Article or one of our errors comes out, and every format can be read back."""

from __future__ import annotations

import json

import lxml.html
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleancopy.extractors import Article, CleancopyError, Source, Status, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

TAGS = (
    "p div span h1 h2 ul ol li table tr td th pre code blockquote a b i em br img figure figcaption dl dt dd script"
).split()
WORDS = st.sampled_from(
    "harbour ferry council 港口 порт café # * _x_ [a](b) | `c` 1. <b> & \u202e \x1b[31m \u00ad".split(" ")
)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)
HOSTILE_ATTRIBUTES = st.sampled_from(
    [
        "",
        ' href="javascript:alert(1)"',
        ' href=" java\nscript:x"',
        ' onclick="x()"',
        ' src="data:text/html,x"',
        ' style="x"',
    ]
)
FORMATS = ("text", "json", "markdown", "html")


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """Pages of nested, unclosed and misplaced elements around texts."""
    parts = []
    for _ in range(draw(st.integers(1, 40))):
        tag = draw(st.sampled_from(TAGS))
        parts.append(
            draw(st.sampled_from((f"<{tag}{draw(HOSTILE_ATTRIBUTES)}>", f"</{tag}>", f"<{tag}>{draw(TEXTS)}</{tag}>")))
        )
        parts.append(draw(TEXTS))
    return f"<html><body><article><h1>Ferry</h1>{''.join(parts)}</article></body></html>".encode()


def _extract(data: bytes, format: str) -> Article | None:
    try:
        return extract(Source("page", data))
    except CleancopyError as err:
        assert "page" in str(err)
        assert "\n" not in str(err)
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(st.binary(max_size=3000), st.text(max_size=2000).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes_give_an_article_or_an_error_of_ours(data: bytes) -> None:
    article = _extract(data, "json")

    assert article is None or len(article.blocks) == len(article.decisions)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=pages())
def test_every_format_can_be_read_back_and_is_clean(data: bytes) -> None:
    for format in FORMATS:
        article = _extract(data, format)
        assert article is not None
        text = RENDERERS[format](article, WriteOptions(format=format))
        assert not set(text) & set("\x1b\u202e\u00ad\x00")
        if format == "json":
            assert json.loads(text)["status"] in {str(s) for s in Status}
        if format == "markdown":
            header, _, body = text.removeprefix("---\n").partition("---\n")
            assert isinstance(yaml.safe_load(header), dict)
            _assert_clean(MarkdownIt("commonmark", {"html": True}).enable("table").render(body))
        if format == "html":
            _assert_clean(text)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=pages(), other=pages())
def test_a_page_gives_the_same_whatever_came_before_it(data: bytes, other: bytes) -> None:
    first = _extract(data, "json")
    _extract(other, "json")

    assert _extract(data, "json") == first


def _assert_clean(html: str) -> None:
    """No scripts, handlers or targets that run or read something."""
    root = lxml.html.fromstring(html or "<p></p>")
    for element in root.iter():
        assert element.tag not in ("script", "style", "iframe", "object", "embed", "form", "input")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            target = "".join(value.split()).lower()
            assert not target.startswith(("javascript:", "data:", "vbscript:", "file:"))
