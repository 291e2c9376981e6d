"""Draw pictures of the README anew: `python tests/pictures.py [terminal] [explain]`."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Settings, Source, extract

ROOT = Path(__file__).parent.parent
PAGE = "samples/pages/newspaper.html"
WIDTH, LINES = 84, 26
SHOWN = "Nobody in that room"  # the pull quote: cut, and it is plain to see why


def draw_terminal() -> None:
    """Write samples/pictures/terminal.svg: the command and the beginning of what it prints on a terminal."""
    article = extract(Source(PAGE, (ROOT / PAGE).read_bytes()), Settings())
    shown = set_for_terminal(article, Settings(), width=80).splitlines()[:LINES]
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), f"cleancopy {PAGE}"))
    console.print(Text.from_ansi("\n".join(shown)))
    console.print(Text("…", style="dim"))
    console.save_svg(str(ROOT / "samples/pictures/terminal.svg"), title="cleancopy")


def draw_report() -> None:
    """Write samples/pictures/explain.png: the report with one block's grounds open. Needs Chromium and playwright."""
    from playwright.sync_api import sync_playwright

    from cleancopy.extractors.explaining.report import render_report

    article = extract(Source(PAGE, (ROOT / PAGE).read_bytes()), Settings(format="html", explain=True))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        file = Path(folder) / "why.html"
        file.write_text(render_report(article), encoding="utf-8")
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 720}, color_scheme="light")
        page.goto(file.as_uri())
        block = page.locator(".block", has_text=SHOWN).first
        block.locator(".row").click()
        block.evaluate("block => scrollTo(0, block.getBoundingClientRect().top + scrollY - 96)")
        page.evaluate("document.activeElement.blur()")
        page.mouse.move(1, 1)
        page.wait_for_timeout(300)
        page.screenshot(path=ROOT / "samples/pictures/explain.png")
        browser.close()


PICTURES = {"terminal": draw_terminal, "explain": draw_report}

if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        PICTURES[name]()
