"""An article as text, JSON, Markdown or HTML: one function for each, found by name, imported when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .article_text import article_text, render_text

if TYPE_CHECKING:
    from ..article import Article
    from ..settings import Settings


def render_json(article: Article, settings: Settings) -> str:
    """See `cleancopy.extractors.write.json_record`."""
    from .json_record import render_json as render

    return render(article, settings)


def render_markdown(article: Article, settings: Settings) -> str:
    """See `cleancopy.extractors.write.markdown`."""
    from .markdown import render_markdown as render

    return render(article, settings)


def render_html(article: Article, settings: Settings) -> str:
    """See `cleancopy.extractors.write.html`."""
    from .html import render_html as render

    return render(article, settings)


RENDERERS: dict[str, Callable[[Article, Settings], str]] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
    "html": render_html,
}

__all__ = ["RENDERERS", "article_text", "render_html", "render_json", "render_markdown", "render_text"]
