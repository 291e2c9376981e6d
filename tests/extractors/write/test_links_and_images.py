"""Links and images are left out where an article is written: what is extracted does not depend on it."""

from __future__ import annotations

import pickle

import pytest

import cleancopy
from cleancopy.extractors import Article, Source, WriteOptions, extract
from cleancopy.extractors.write import RENDERERS

WORDS = "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored. " * 3
PAGE = f"""<!DOCTYPE html><html lang=en><title>Ferry</title><body><article><h1>Ferry</h1><p>{WORDS}</p>
<p>{WORDS} <a href="https://example.com/report">The report</a> says more.</p><img src="https://example.com/a.jpg">
<p>{WORDS}</p></article></body></html>"""
LINK, IMAGE = "https://example.com/report", "https://example.com/a.jpg"


def written(article: Article, format: str, **chosen: bool) -> tuple[bool, bool]:
    """Whether there are links and images in it."""
    text = RENDERERS[format](article, WriteOptions(extras=frozenset({"markdown", "html"}), **chosen))  # type: ignore[arg-type]
    return LINK in text, IMAGE in text.partition('"text"')[2] or (format != "json" and IMAGE in text)


@pytest.mark.parametrize("format", ["markdown", "html", "json"])
def test_one_article_is_written_with_and_without_them(format: str) -> None:
    article = extract(Source("page.html", PAGE.encode()))

    assert written(article, format, links=False) == (False, True)
    assert written(article, format) == (True, True)
    assert written(article, format, images=False) == (True, False)
    assert written(article, format, links=False, images=False) == (False, False)
    assert LINK in article.html and IMAGE in article.html


@pytest.mark.parametrize("sandbox", [False, True])
def test_the_library_leaves_them_out_of_the_markup(sandbox: bool) -> None:
    article = cleancopy.extract(PAGE, links=False, images=False, sandbox=sandbox)

    assert "The report" in article.html
    assert LINK not in article.html and IMAGE not in article.markdown
    assert pickle.loads(pickle.dumps(article)).html == article.html
