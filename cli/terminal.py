"""An article set for a person at a terminal, with rich: a comfortable width, headings, lists and tables."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator

from rich import box
from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..extractors.article import Article
from ..extractors.options import WriteOptions
from ..extractors.write.article_text import COMMENTS_HEADING, DEEPEST_INDENT, LINE_BY_LINE, list_lines, text_of
from ..extractors.write.tree import Node, Passage, text_tree

_COMFORTABLE = 80  # columns
_MOST_QUOTES = 4  # that are set in


def set_for_terminal(article: Article, options: WriteOptions, width: int | None = None) -> str:
    """Return the article as text with the terminal's own styles. Page text is never read as markup."""
    columns = width or shutil.get_terminal_size().columns
    out = io.StringIO()
    console = RichConsole(
        file=out, width=min(columns, _COMFORTABLE), force_terminal=True, markup=False, highlight=False, emoji=False
    )
    if options.title and article.title:
        console.print(Text(article.title, style="bold"))
        console.print(Rule(style="dim"))
    for part in _shown(text_tree(article.kept)):
        console.print(part)
        console.print()
    comments = article.comments if options.comments else ()
    if comments:
        console.print(Text(COMMENTS_HEADING, style="bold"))
        console.print()
    for part in _shown(text_tree(comments)):
        console.print(part)
        console.print()
    return out.getvalue().rstrip("\n") + "\n"


def _shown(node: Node, quotes: int = 0) -> Iterator[RenderableType]:
    """Yield paragraphs one by one, each list and each table as a whole; `quotes` counts the quotations around them."""
    for part in node.parts:
        if isinstance(part, Passage):
            yield _paragraph(part, quotes)
        elif part.tag == "table":
            yield _table(part)
        elif part.tag in LINE_BY_LINE:
            yield _list(part)
        else:
            yield from _shown(part, quotes + (part.tag == "blockquote"))


def _paragraph(passage: Passage, quotes: int) -> RenderableType:
    text, tag = text_of(passage), passage.tag
    if tag == "pre":
        return Padding(Text(text, style="cyan", overflow="fold"), (0, 0, 0, 4))
    if tag[:1] == "h":
        return Text(text, style="bold")
    shown = Text(text, style="dim italic" if tag == "figcaption" else "")
    return Padding(shown, (0, 0, 0, 2 * min(quotes, _MOST_QUOTES))) if quotes else shown


def _list(node: Node) -> RenderableType:
    """Return items behind their markers, what wraps or follows in an item set in below it."""
    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column()
    for line in list_lines(node):
        text = text_of(line.part, " | ")
        indent = "  " * min(line.outer, DEEPEST_INDENT)
        marker = line.marker.replace("- ", "• ") if line.is_first else ""
        is_term = line.holder == "dt"
        grid.add_row(Text(indent + (marker or ("" if is_term else "  "))), Text(text, style="bold" if is_term else ""))
    return grid


def _table(node: Node) -> RenderableType:
    table = Table(show_header=False, box=box.SIMPLE, pad_edge=False)
    captions = [text_of(part, " ") for part in node.parts if part.tag == "caption"]
    for row in node.parts:
        if row.tag != "caption":
            cells = row.parts if isinstance(row, Node) else [row]
            table.add_row(*(Text(text_of(cell), style="bold" if cell.tag == "th" else "") for cell in cells))
    table.title = Text(" ".join(captions), style="italic") if captions else None
    return table
