"""What a person at a terminal sees, through a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Article, Block, Decision, Kind, Metadata, Status
from cleancopy.extractors.article import By
from cleancopy.extractors.options import WriteOptions

Show = Callable[..., tuple[int, str, str]]

PROSE = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic and had torn "
    "two cranes from their rails, the port authority said in a statement that was read out at noon."
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Harbour [bold red]reopens[/] now</title></head>
<body><article><h1>Harbour [bold red]reopens[/] now</h1>
<p>{PROSE}</p><h2>What the divers found</h2>
<p>Divers saw [link=https://evil.example]nothing[/link] :smile: of note, they said on the quay.</p>
<ul><li>The north quay opens in May, according to the plan of the port.</li><li>{PROSE}</li></ul>
<table><tr><th>Quay</th><th>Opens</th></tr><tr><td>North</td><td>May</td></tr></table>
<p>{PROSE}</p></article></body></html>
"""
HOSTILE = (
    "Harbour \x1b[31mreopens\x1b[0m\n\n"
    "Divers \x1b]0;owned\x07saw \x9b2J nothing\x08\x7f of note, \u202ethey said\u202c on the quay. "
    f"{PROSE}\n\n{PROSE}\n"
)
STYLE = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Run the command with a terminal as its standard output (and input, if there is no `stdin`).

    Returns the status, what the terminal was sent (line ends as \\n), and stderr.
    """
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "hostile.txt").write_text(HOSTILE)

    def call(*arguments: str, columns: int = 70, stdin: bytes | None = b"") -> tuple[int, str, str]:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
        process = subprocess.Popen(
            [sys.executable, "-m", "cleancopy.cli", *arguments],
            stdin=slave if stdin is None else subprocess.DEVNULL,
            stdout=slave,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**env, "TERM": "xterm-256color", "XDG_CONFIG_HOME": str(tmp_path / "config")},
        )
        os.close(slave)
        parts = []
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # what Linux says when the other side is closed
                break
            if not part:
                break
            parts.append(part)
        os.close(master)
        _, errors = process.communicate(timeout=30)
        return process.returncode, b"".join(parts).decode().replace("\r\n", "\n"), errors.decode()

    return call


def test_an_article_is_set_in_the_width_of_the_terminal_with_bold_headings(show: Show) -> None:
    status, text, errors = show("page.html", columns=50)
    assert (status, errors) == (0, "")
    assert "\x1b[1mWhat the divers found\x1b[0m\n" in text
    assert text.startswith("\x1b[1mHarbour ")
    lines = STYLE.sub("", text).splitlines()
    assert 45 <= max(map(len, lines)) <= 50
    assert PROSE in " ".join(" ".join(lines).split())
    assert any(re.match(r" *North +May *$", line) for line in lines)
    item = next(i for i, line in enumerate(lines) if line.startswith("• The harbour of"))
    assert lines[item + 1].startswith("  ")


def test_lines_are_never_longer_than_is_comfortable_to_read(show: Show) -> None:
    lines = STYLE.sub("", show("page.html", columns=200)[1]).splitlines()
    assert 70 <= max(map(len, lines)) <= 80


def test_what_looks_like_markup_on_a_page_is_shown_to_the_letter(show: Show) -> None:
    text = show("page.html")[1]
    plain = STYLE.sub("", text)
    assert plain.startswith("Harbour [bold red]reopens[/] now\n")
    assert "[link=https://evil.example]nothing[/link] :smile:" in " ".join(plain.split())
    assert not re.search(r"\x1b\[[\d;]*3[0-7]m", text), "colours of the page's own"


@pytest.mark.parametrize("options", [(), ("-f", "markdown"), ("-f", "html")])
def test_nothing_on_a_page_can_command_the_terminal(show: Show, options: tuple[str, ...]) -> None:
    status, text, _ = show(*options, "hostile.txt")
    assert status == 0
    assert "of note" in text
    assert "\x1b[31m" not in text
    assert not set(STYLE.sub("", text)) & set("\x1b\x07\x08\x7f\x9b\u202e")


def test_several_articles_and_other_formats_keep_their_form(show: Show) -> None:
    text = show("page.html", "page.html")[1]
    assert text.startswith("==> page.html <==\n\x1b[1mHarbour")
    assert text.count("\n\n==> page.html <==\n") == 1
    markdown = show("-f", "markdown", "--no-front-matter", "page.html")[1]
    assert "\n## What the divers found\n" in markdown
    assert "\x1b" not in markdown


def test_json_is_indented_for_a_person(show: Show) -> None:
    text = show("-f", "json", "page.html")[1]
    assert text.startswith('{\n  "source": "page.html",\n')
    assert "\x1b" not in text
    assert json.loads(text)["status"] == "ok"


def test_without_a_source_a_terminal_gets_the_help(show: Show) -> None:
    status, text, errors = show(stdin=None)
    assert (status, errors) == (2, "")
    assert "Usage: cleancopy [OPTIONS] [SOURCE]..." in STYLE.sub("", text)
    assert "--format" in STYLE.sub("", text)


def article(title: str, *blocks: tuple[Kind, str]) -> Article:
    found = tuple(Block(i, kind, text, len(text.split())) for i, (kind, text) in enumerate(blocks))
    return Article("x", Status.OK, Metadata(title=title), found, tuple(Decision(True, By.MODEL, "") for _ in found))


TEXT = st.text(alphabet="ab[]/\\=:#@( \u4e2dé", min_size=1, max_size=60)
BLOCK = st.tuples(st.sampled_from([Kind.HEADING, Kind.PARAGRAPH, Kind.CAPTION]), TEXT)


@settings(max_examples=60, deadline=None)
@given(title=TEXT, blocks=st.lists(BLOCK, max_size=5), width=st.integers(8, 120))
def test_page_text_is_shown_to_the_letter_at_any_width(title: str, blocks: list[tuple[Kind, str]], width: int) -> None:
    shown = STYLE.sub("", set_for_terminal(article(title, *blocks), WriteOptions(), width))
    assert "\x1b" not in shown
    assert "".join(shown.split()).replace("─", "") == "".join((title + "".join(t for _, t in blocks)).split())


def test_long_lines_of_code_are_shown_whole(show: Show) -> None:
    code = "result = " + "+".join(f"value_{i}" for i in range(20))
    shown = STYLE.sub("", set_for_terminal(article("Title", (Kind.CODE, code)), WriteOptions(), 80))
    assert "".join(code.split()) in "".join(shown.split())


def test_without_title_the_first_block_comes_first() -> None:
    shown = set_for_terminal(article("Title", (Kind.PARAGRAPH, "First")), WriteOptions(title=False), 40)
    assert STYLE.sub("", shown) == "First\n"
