"""An article as text, JSON, Markdown or HTML: one function for each, found by name."""

from __future__ import annotations

from collections.abc import Callable

from ..article import Article
from ..settings import Settings
from .html import render_html
from .json_record import render_json
from .markdown import render_markdown
from .text import article_text, render_text

RENDERERS: dict[str, Callable[[Article, Settings], str]] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
    "html": render_html,
}

__all__ = ["RENDERERS", "article_text", "render_html", "render_json", "render_markdown", "render_text"]
