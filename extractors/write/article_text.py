"""Plain text: title, blank line, paragraphs; list items with their markers, a table's rows on a line each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..article import Article, Block
from ..options import WriteOptions
from .nesting import LISTS
from .tree import Node, Passage, item_label, text_tree

COMMENTS_HEADING = "Comments"
TASKS = {"true": "[x] ", "false": "[ ] "}
LINE_BY_LINE = LISTS | {"dl", "table"}
DEEPEST_INDENT = 8  # levels
_CELL_SEPARATOR = " | "
_LINE_START = re.compile("\n(?=[^\n])")


def render_text(article: Article, options: WriteOptions) -> str:
    """Return the article as plain text, ending in a newline; empty if there is no article."""
    body = article_text(article.kept)
    title = article.title if options.title else None
    comments = article_text(article.comments) if options.comments else ""
    parts = [p for p in (title, body, comments and COMMENTS_HEADING, comments) if p]
    return "\n\n".join(parts) + "\n" if parts else ""


def article_text(blocks: Iterable[Block]) -> str:
    """Return the blocks as text, without the title: what JSON calls `text`."""
    return "\n\n".join(_paragraphs(text_tree(blocks)))


def text_of(part: Node | Passage, between: str = "\n") -> str:
    """Return all texts in a part of a tree that was made of texts."""
    if isinstance(part, Passage):
        return "".join([run if isinstance(run, str) else "\n" for run in part.runs])
    return between.join(text_of(inner, between) for inner in part.parts)


class ListLine(NamedTuple):
    """What is in a list, line for line: `outer` counts the items around it that have a line above it.

    `marker` is that of its item, and stands before the item's first line only.
    """

    part: Node | Passage  # a passage, or a table's row
    holder: str  # the tag of what it is in
    outer: int
    marker: str
    is_first: bool


def list_lines(node: Node) -> Iterator[ListLine]:
    """Yield the lines of a list or table."""
    return _lines(node, _Item())


def _paragraphs(node: Node) -> Iterator[str]:
    """Yield what stands between blank lines: a paragraph, a whole list, a whole table."""
    for part in node.parts:
        if isinstance(part, Passage):
            yield text_of(part)
        elif part.tag in LINE_BY_LINE:
            yield _joined(list_lines(part))
        else:
            yield from _paragraphs(part)


def _joined(lines: Iterable[ListLine]) -> str:
    """Return the lines of a list, blank ones around code."""
    parts: list[str] = []
    after_code = False
    for line in lines:
        is_code = line.part.tag == "pre"
        if parts and (is_code or after_code):
            parts.append("")
        parts.append(_line(line))
        after_code = is_code
    return "\n".join(parts)


def _line(line: ListLine) -> str:
    if isinstance(line.part, Node):
        cells = (text_of(cell, " ").replace("\n", " ") for cell in line.part.parts)
        return _CELL_SEPARATOR.join(cells)
    indent, blank = "  " * min(line.outer, DEEPEST_INDENT), " " * len(line.marker)
    text = _LINE_START.sub(f"\n{indent}{blank}", text_of(line.part))
    return indent + (line.marker if line.is_first else blank) + text


@dataclass(slots=True)
class _Item:
    """A list's item that lines are made of."""

    marker: str = ""
    outer: int = 0
    has_line: bool = False


def _lines(node: Node, item: _Item) -> Iterator[ListLine]:
    for part in node.parts:
        if isinstance(part, Passage):
            yield ListLine(part, node.tag, item.outer, item.marker, not item.has_line)
            item.has_line = True
        elif part.tag == "tr":
            yield ListLine(part, node.tag, item.outer, item.marker, False)
        elif part.tag == "li":
            marker = part.get("label") or (
                "-" if part.number is None else f"{item_label(part.number, node.get('type'))}."
            )
            marker += " " + TASKS.get(part.get("checked"), "")
            # Set in below items that are there: the outer ones may have been cut.
            yield from _lines(part, _Item(marker, item.outer + (item.has_line and item.marker != "")))
        else:
            yield from _lines(part, item)
