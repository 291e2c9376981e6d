"""HTML: the article's clean fragment, and a small, self-contained document around it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..article import Article
from ..options import WriteOptions
from .article_text import COMMENTS_HEADING
from .tree import CELLS, Node, Passage, Run


def render_html(article: Article, options: WriteOptions) -> str:
    """Return a whole document: nothing in it but the article, and nothing in it runs or loads but its images."""
    article = article.shown(options)
    meta = article.metadata
    title = escape(meta.title or "", quote=False)
    lang = f' lang="{escape(meta.language)}"' if meta.language else ""
    head = ['<meta charset="utf-8">', f"<title>{title}</title>"]
    named = [("author", name) for name in meta.authors]
    named += [("description", meta.description or ""), ("date", meta.date or "")]
    head += [f'<meta name="{name}" content="{escape(value)}">' for name, value in named if value]
    if meta.url:
        head.append(f'<link rel="canonical" href="{escape(meta.url)}">')
    heading = f"<h1>{title}</h1>\n" if options.title and title else ""
    body = f"<article>\n{heading}{article.html}\n</article>"
    comments = fragment(article.comments_tree) if options.comments else ""
    if comments:
        body += f"\n<section>\n<h2>{COMMENTS_HEADING}</h2>\n{comments}\n</section>"
    return (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>\n" + "\n".join(head) + f"\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def fragment(tree: Node | None) -> str:
    """Return an article's tree as HTML without anything around it; empty if there is none."""
    parts: list[str] = []
    for part in tree.parts if tree else ():
        _add(part, parts)
    return "".join(parts)


def _add(part: Node | Passage, parts: list[str]) -> None:
    if isinstance(part, Passage):
        text = _inline(part.runs)
        if part.tag == "pre":
            language = f' class="language-{escape(part.language)}"' if part.language else ""
            text = f"<pre><code{language}>{text}\n</code></pre>"
        elif part.tag:
            text = f"<{part.tag}>{text}</{part.tag}>\n"
        parts.append(text)
        return
    parts.append(_start_tag(part))
    for inner in part.parts:
        _add(inner, parts)
    parts.append(f"</{part.tag}>\n" if part.parts or part.tag not in CELLS else f"</{part.tag}>")


def _start_tag(node: Node) -> str:
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs if name not in ("checked", "label"))
    box = ""
    if node.tag == "li":
        task = node.get("checked")
        box = f'<input type="checkbox" disabled{" checked" if task == "true" else ""}> ' if task else ""
        attrs += f' value="{node.number}"' if node.number is not None else ""
    elif node.tag == "ol":
        first = node.parts[0]
        start = first.number if isinstance(first, Node) else None
        attrs += f' start="{start}"' if start not in (None, 1) else ""
    return f"<{node.tag}{attrs}>{box}"


def _inline(runs: Iterable[Run]) -> str:
    parts = []
    for run in runs:
        if isinstance(run, str):
            parts.append(escape(run, quote=False))
            continue
        tag, inner, target, title = run
        if tag == "br":
            parts.append("<br>")
        elif tag == "img":
            named = f' title="{escape(title)}"' if title else ""
            parts.append(f'<img src="{escape(target)}" alt="{escape("".join(map(str, inner)))}"{named}>')
        elif tag == "a":
            parts.append(f'<a href="{escape(target)}">{_inline(inner)}</a>')
        elif tag == "note":
            parts.append(f'<a href="#fn-{escape(target)}" role="doc-noteref">{_inline(inner)}</a>')
        elif tag == "math":  # as pandoc and MathJax know it: TeX between signs
            parts.append(f'<span class="math inline">\\({_inline(inner)}\\)</span>')
        elif tag == "math display":
            parts.append(f'<span class="math display">\\[{_inline(inner)}\\]</span>')
        else:
            parts.append(f"<{tag}>{_inline(inner)}</{tag}>")
    return "".join(parts)
