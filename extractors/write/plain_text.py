"""Plain text: title, blank line, paragraphs; list items with their markers, a table's rows on a line each."""

from __future__ import annotations

from collections.abc import Iterable

from ..article import Article, Block, Kind
from ..settings import Settings

COMMENTS_HEADING = "Comments"
_CELL_SEPARATOR = " | "
_DEEPEST_INDENT = 8
_TASKS = {"true": "[x] ", "false": "[ ] "}


def render_text(article: Article, settings: Settings) -> str:
    """The article as plain text, ending in a newline; empty if there is no article."""
    body = article_text(article.kept)
    title = article.title if settings.title else None
    comments = article_text(article.comments)
    parts = [p for p in (title, body, comments and COMMENTS_HEADING, comments) if p]
    return "\n\n".join(parts) + "\n" if parts else ""


def article_text(blocks: Iterable[Block]) -> str:
    """The blocks as text, without the title: what JSON calls `text`."""
    parts: list[str] = []
    last: Block | None = None
    started: set[int] = set()
    for block in blocks:
        if block.kind in (Kind.IMAGE, Kind.EMBED) or not block.text:
            continue
        parts.append(_between(last, block))
        if _ident(block, "tr") not in (None, last and _ident(last, "tr")):
            parts.append(_CELL_SEPARATOR * _column(block))  # cells without text before the first that has some
        parts.append(_line(block, started))
        last = block
    return "".join(parts)


def _between(last: Block | None, block: Block) -> str:
    """What separates two blocks: nothing at the start, a bar within a row, a line break within a list or table."""
    if last is None:
        return ""
    if block.continues and block.index == last.index + 1:
        return "\n"
    row = _ident(block, "tr")
    if row is not None and row == _ident(last, "tr"):
        return _CELL_SEPARATOR * (_column(block) - _column(last)) or " "
    for tags in (("table",), ("ul", "ol", "menu", "dir", "dl")):
        outer = _ident(block, *tags)
        if outer is not None and outer == _ident(last, *tags):
            return "\n"
    return "\n\n"


def _line(block: Block, started: set[int]) -> str:
    """The block's text; the first in a list item behind its marker, what follows in it set in below."""
    text = block.text
    if _ident(block, "tr") is not None:
        return text.replace("\n", " ")
    if block.kind is Kind.CODE:
        return text
    items = [c for c in block.containers if c.tag == "li"]
    if not items:
        return text
    item = items[-1]
    # Only below items that are there: the outer ones may have been cut.
    indent = "  " * min(sum(c.ident in started for c in items[:-1]), _DEEPEST_INDENT)
    marker = "- " if item.number is None else f"{item.number}. "
    marker += _TASKS.get(dict(item.attrs).get("checked", ""), "")
    if item.ident in started:
        marker = " " * len(marker)
    started.add(item.ident)
    return indent + marker + text.replace("\n", "\n" + indent + " " * len(marker))


def _ident(block: Block, *tags: str) -> int | None:
    """The ident of the block's outermost container with one of these tags."""
    return next((c.ident for c in block.containers if c.tag in tags), None)


def _column(block: Block) -> int:
    return next((c.number or 0 for c in block.containers if c.tag in ("td", "th")), 0)
