"""Rows for a person as a table, for a program as tab-separated lines."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

from ..extractors.text import safe_line
from .console import Console

# Styles of cells that say how something went.
_STYLES = {"ok": "green", "failed": "bold red"}


def print_table(console: Console, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write the rows: on a terminal set as a table under the header, else one a line with tabs and nothing else."""
    clean = [[safe_line(cell) for cell in row] for row in rows]
    if console.is_terminal:
        console.write_styled(_set(header, clean))
    else:
        console.write("".join("\t".join(row) + "\n" for row in clean))


def styled(*parts: tuple[str, str]) -> str:
    """Texts with rich styles, for a terminal; what is in them is never read as markup."""
    from rich.text import Text

    return _printed(Text.assemble(*((safe_line(text), style) for text, style in parts)))


def _set(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = [Text(cell, style=_STYLES.get(cell, "")) for cell in row]
        cells[0].stylize("cyan")
        table.add_row(*cells)
    return _printed(table)


def _printed(renderable: object) -> str:
    from rich.console import Console as RichConsole

    out = io.StringIO()
    width = shutil.get_terminal_size().columns
    RichConsole(file=out, width=width, force_terminal=True, markup=False, highlight=False, emoji=False).print(
        renderable
    )
    return out.getvalue()
