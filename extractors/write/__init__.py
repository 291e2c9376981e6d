"""An article as text, JSON, Markdown or HTML: one function for each, found by name, imported when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .article_text import article_text, render_text

if TYPE_CHECKING:
    from ..article import Article
    from ..options import WriteOptions


def render_json(article: Article, options: WriteOptions) -> str:
    """See `cleancopy.extractors.write.json_record`."""
    from .json_record import render_json as render

    return render(article, options)


def render_markdown(article: Article, options: WriteOptions) -> str:
    """See `cleancopy.extractors.write.markdown`."""
    from .markdown import render_markdown as render

    return render(article, options)


def render_html(article: Article, options: WriteOptions) -> str:
    """See `cleancopy.extractors.write.html`."""
    from .html import render_html as render

    return render(article, options)


RENDERERS: dict[str, Callable[[Article, WriteOptions], str]] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
    "html": render_html,
}

__all__ = ["RENDERERS", "article_text", "render_html", "render_json", "render_markdown", "render_text"]
