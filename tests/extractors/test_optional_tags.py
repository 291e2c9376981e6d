"""<html>, <head> and <body> may be left out of a page, as HTML allows and minifiers do."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, Status, extract

ARTICLE = (
    "<h1>Harbour reopens</h1>"
    "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p>"
    "<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.</p>"
)
HEAD = "<!DOCTYPE html><meta charset=utf-8><title>Harbour reopens</title>"


@pytest.mark.parametrize(
    "page",
    [
        f"<!DOCTYPE html><html><head><title>Harbour reopens</title><body><article>{ARTICLE}",
        f"{HEAD}{ARTICLE}",
        f"{HEAD}<div>{ARTICLE}</div>",
        f"<article>{ARTICLE}</article>",
        *(f"{HEAD}<{tag}>{ARTICLE}</{tag}>" for tag in ("article", "main", "section")),
    ],
)
def test_an_article_is_found_without_them(page: str) -> None:
    article = extract(Source("page.html", page.encode()))
    assert article.status is Status.OK
    assert article.metadata.title == "Harbour reopens"
    assert [b.text[:5] for b in article.kept] == ["The h", "Diver"]
