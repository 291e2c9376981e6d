"""HTML: a small, self-contained document around the article's clean fragment."""

from __future__ import annotations

from html import escape

from ..article import Article
from ..settings import Settings
from .plain_text import COMMENTS_HEADING


def render_html(article: Article, settings: Settings) -> str:
    """A whole document: nothing in it but the article, and nothing in it runs or loads but its images."""
    meta = article.metadata
    title = escape(meta.title or "", quote=False)
    lang = f' lang="{escape(meta.language)}"' if meta.language else ""
    head = ['<meta charset="utf-8">', f"<title>{title}</title>"]
    named = [("author", name) for name in meta.authors]
    named += [("description", meta.description or ""), ("date", meta.date or "")]
    head += [f'<meta name="{name}" content="{escape(value)}">' for name, value in named if value]
    if meta.url:
        head.append(f'<link rel="canonical" href="{escape(meta.url)}">')
    heading = f"<h1>{title}</h1>\n" if settings.title and title else ""
    body = f"<article>\n{heading}{article.html or ''}\n</article>"
    if article.comments_html:
        body += f"\n<section>\n<h2>{COMMENTS_HEADING}</h2>\n{article.comments_html}\n</section>"
    return (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>\n" + "\n".join(head) + f"\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
