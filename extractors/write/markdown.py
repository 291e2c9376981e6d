"""GitHub-flavoured Markdown from the article tree, with YAML front matter."""

from __future__ import annotations

import json
import re

from ..article import Article
from ..options import WriteOptions
from ..text import UNSAFE
from .article_text import COMMENTS_HEADING
from .markdown_blocks import blocks_of, heading

# JSON leaves these as they are; YAML forbids most of them and ends a line at two. Readers that know no front matter
# show it as text: there must be no tag in it, and no link.
_YAML_SPECIAL = re.compile(UNSAFE.pattern[:-1] + "\u2028\u2029<]|](?=[(\\[:])")


def render_markdown(article: Article, options: WriteOptions) -> str:
    """Return front matter (if asked for), the title as a first-level heading, and the article."""
    article = article.shown(options)
    parts = [front_matter(article)] if options.front_matter else []
    title = heading(1, article.title or "") if options.title else ""
    if title:
        parts.append(f"{title}\n")
    body = article_markdown(article)
    if body:
        parts.append(body)
    comments = article.comments_tree if options.comments else None
    if comments and comments.parts:
        parts += [f"## {COMMENTS_HEADING}\n", blocks_of(comments)]
    return "\n".join(parts)


def article_markdown(article: Article) -> str:
    """Return the article as Markdown, ending in a newline; without front matter and title."""
    return blocks_of(article.tree) if article.tree and article.tree.parts else ""


def front_matter(article: Article) -> str:
    """Return YAML front matter. Every value is written as JSON, which is YAML that no parser can misread."""
    lines = [f"{key}: {_yaml(value)}" for key, value in article.metadata.as_dict().items() if value]
    return "---\n" + "".join(line + "\n" for line in lines) + "---\n"


def _yaml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    text = json.dumps(value, ensure_ascii=False)
    return _YAML_SPECIAL.sub(lambda match: f"\\U{ord(match.group()):08x}", text)
