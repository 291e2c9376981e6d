"""An article set for a person at a terminal, with rich: a comfortable width, headings, lists and tables."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich import box
from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..extractors.article import Article, Block, Kind
from ..extractors.settings import Settings
from ..extractors.write.plain_text import COMMENTS_HEADING

_COMFORTABLE = 80


def set_for_terminal(article: Article, settings: Settings, width: int | None = None) -> str:
    """The article as text with the terminal's own styles. Page text is never read as markup."""
    columns = width or shutil.get_terminal_size().columns
    out = io.StringIO()
    console = RichConsole(
        file=out, width=min(columns, _COMFORTABLE), force_terminal=True, markup=False, highlight=False, emoji=False
    )
    if settings.title and article.title:
        console.print(Text(article.title, style="bold"))
        console.print(Rule(style="dim"))
    for part in _parts(article.kept):
        console.print(part)
        console.print()
    if article.comments:
        console.print(Text(COMMENTS_HEADING, style="bold"))
        console.print()
    for part in _parts(article.comments):
        console.print(part)
        console.print()
    return out.getvalue().rstrip("\n") + "\n"


def _parts(blocks: Iterable[Block]) -> Iterator[RenderableType]:
    """Paragraphs one by one, each list and each table as a whole."""
    shown = (b for b in blocks if b.kind not in (Kind.IMAGE, Kind.EMBED))
    for (tag, _), group in groupby(shown, key=_whole):
        if tag == "table":
            yield _table(list(group))
        elif tag == "list":
            yield _list(list(group))
        else:
            yield from (_paragraph(b) for b in group)


def _whole(block: Block) -> tuple[str, int]:
    """The table or list that a block is a part of; a block on its own stands for itself."""
    for container in block.containers:
        if container.tag == "table":
            return "table", container.ident
        if container.tag in ("ul", "ol", "menu", "dir", "dl"):
            return "list", container.ident
    return "block", -1


def _paragraph(block: Block) -> RenderableType:
    if block.kind is Kind.HEADING:
        return Text(block.text, style="bold")
    if block.kind is Kind.CODE:
        return Padding(Text(block.text, style="cyan", overflow="fold"), (0, 0, 0, 4))
    text = Text(block.text, style="dim italic" if block.kind is Kind.CAPTION else "")
    quotes = sum(c.tag == "blockquote" for c in block.containers)
    return Padding(text, (0, 0, 0, 2 * min(quotes, 4))) if quotes else text


def _list(blocks: list[Block]) -> RenderableType:
    """Items behind their markers, what wraps or follows in an item set in below it."""
    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column()
    started: set[int] = set()
    for block in blocks:
        items = [c for c in block.containers if c.tag == "li"]
        indent = "  " * min(sum(c.ident in started for c in items[:-1]), 8)
        marker = ""
        if items and items[-1].ident not in started:
            started.add(items[-1].ident)
            marker = "• " if items[-1].number is None else f"{items[-1].number}. "
        style = "bold" if block.kind is Kind.TERM else ""
        pad = "" if block.kind is Kind.TERM else "  "
        grid.add_row(Text(indent + (marker or pad)), Text(block.text, style=style))
    return grid


def _table(blocks: list[Block]) -> RenderableType:
    table = Table(show_header=False, box=box.SIMPLE, pad_edge=False)
    for _, row in groupby((b for b in blocks if b.kind is not Kind.CAPTION), key=_row):
        cells: list[Text] = []
        for block in row:
            column = next((c.number or 0 for c in block.containers if c.tag in ("td", "th")), len(cells))
            cells.extend(Text() for _ in range(column - len(cells)))
            header = any(c.tag == "th" for c in block.containers)
            cell = Text(block.text, style="bold" if header else "")
            if column < len(cells):
                cells[-1] = Text("\n").join([cells[-1], cell])
            else:
                cells.append(cell)
        table.add_row(*cells)
    captions = [b.text for b in blocks if b.kind is Kind.CAPTION]
    table.title = Text(" ".join(captions), style="italic") if captions else None
    return table


def _row(block: Block) -> int:
    return next((c.ident for c in block.containers if c.tag == "tr"), -1)
