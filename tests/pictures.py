"""Draw the README's picture of the terminal anew: `python tests/pictures.py`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Settings, Source, extract

ROOT = Path(__file__).parent.parent
WIDTH, LINES = 84, 26


def draw() -> None:
    """Write samples/pictures/terminal.svg: the command and the beginning of what it prints on a terminal."""
    page = "samples/pages/newspaper.html"
    article = extract(Source(page, (ROOT / page).read_bytes()), Settings())
    shown = set_for_terminal(article, Settings(), width=80).splitlines()[:LINES]
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), f"cleancopy {page}"))
    console.print(Text.from_ansi("\n".join(shown)))
    console.print(Text("…", style="dim"))
    console.save_svg(str(ROOT / "samples/pictures/terminal.svg"), title="cleancopy")


if __name__ == "__main__":
    draw()
