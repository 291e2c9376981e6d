"""On a terminal a batch has a bar; in a pipe, or with --no-progress, it has none."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent.parent.parent / "samples" / "pages"


@pytest.mark.parametrize("options", [(), ("--no-progress",)])
def test_a_bar_is_shown_on_a_terminal_unless_it_is_not_wanted(tmp_path: Path, options: tuple[str, ...]) -> None:
    sources = [str(SAMPLES / name) for name in ("german.html", "recipe.html", "no-article.html")]
    command = [sys.executable, "-m", "cleancopy.cli", "batch", *sources, "-o", "out", "-j", "1", "--fast", *options]
    master, slave = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(command, cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave, env=environ)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # Linux says so when the other side has closed
            break
        if not piece:
            break
        shown += piece
    process.wait(timeout=60)
    os.close(master)
    text = shown.decode()

    assert process.returncode == 5
    assert ("\x1b[?25l" in text) == (not options)  # a bar hides the cursor
    assert text.count("\x1b[?25h") == text.count("\x1b[?25l")
    assert "no-article.html: no article found" in text
    assert "found" in text
    assert "Traceback" not in text
