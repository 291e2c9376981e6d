"""Draw pictures of the README anew: `python tests/pictures.py [terminal] [explain] [markdown]`."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.text import Text

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import render_markdown

ROOT = Path(__file__).parent.parent
PAGE = "samples/pages/newspaper.html"
WIDTH, LINES = 84, 26
SHOWN = "Nobody in that room"  # the pull quote: cut, and it is plain to see why


def draw_terminal() -> None:
    """Write samples/pictures/terminal.svg: the command and the beginning of what it prints on a terminal."""
    article = extract(Source(PAGE, (ROOT / PAGE).read_bytes()))
    shown = set_for_terminal(article, WriteOptions(), width=80).splitlines()[:LINES]
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), f"cleancopy {PAGE}"))
    console.print(Text.from_ansi("\n".join(shown)))
    console.print(Text("…", style="dim"))
    console.save_svg(str(ROOT / "samples/pictures/terminal.svg"), title="cleancopy")


def draw_report() -> None:
    """Write samples/pictures/explain.png: the report with one block's grounds open. Needs Chromium and playwright."""
    from playwright.sync_api import sync_playwright

    from cleancopy.extractors.explain.report import render_report

    article = extract(Source(PAGE, (ROOT / PAGE).read_bytes()))
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


BEGINS, ENDS = "## The program", "Before you trust it"
STYLE = """
body{margin:0;display:grid;grid-template-columns:1fr 1fr;font:15px/1.45 'DejaVu Sans',sans-serif}
body{color:#1f2328;background:#fff}
body>*{padding:14px 22px;overflow:hidden}
.source{margin:0;background:#f6f8fa;border-right:1px solid #d1d9e0;white-space:pre-wrap}
pre,code{font:13px/1.45 'DejaVu Sans Mono',monospace}article code{background:#eff1f3;border-radius:4px;padding:1px 4px}
article pre{background:#f6f8fa;padding:10px;border-radius:6px}article pre code{background:none;padding:0}
h2{border-bottom:1px solid #d1d9e0;margin:0 0 10px}h2:not(:first-child){margin-top:18px}
blockquote{margin:0 0 14px;padding:2px 14px;border-left:4px solid #d1d9e0}
blockquote.warning{border-color:#9a6700}blockquote.warning b{color:#9a6700;display:block}
"""


def draw_markdown() -> None:
    """Write samples/pictures/markdown.png: a part of a page's Markdown, and beside it how it is shown."""
    page = "samples/pages/tutorial.html"
    article = extract(Source(page, (ROOT / page).read_bytes()))
    text = render_markdown(article, WriteOptions(front_matter=False))
    text = text[text.index(BEGINS) : text.index(ENDS)].strip()
    shown = MarkdownIt("commonmark").enable("table").render(text)
    # As GitHub shows its alerts.
    shown = re.sub(r"<blockquote>\s*<p>\[!WARNING\]", '<blockquote class="warning"><p><b>Warning</b>', shown)
    html = f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style>"
    html += f'<pre class="source">{escape(text)}</pre><article>{shown}</article>'
    browser = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)
    if browser is None:
        raise SystemExit("the picture of Markdown needs Chromium: apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(html, encoding="utf-8")
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1240,795",
             f"--screenshot={ROOT / 'samples/pictures/markdown.png'}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


PICTURES = {"terminal": draw_terminal, "explain": draw_report, "markdown": draw_markdown}

if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        PICTURES[name]()
