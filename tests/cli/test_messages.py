"""Messages: one line each, on stderr, starting with the program's name and naming the source; never a traceback."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)
RULES = """
[pack]
name = "mine"

[[rule]]
id = "divers"
action = "drop"
text = "^divers"

[[rule]]
id = "body"
action = "body"
selector = "div.nowhere"
"""

FAILING: dict[str, tuple[bytes, str]] = {
    "empty.html": (b"", "empty"),
    "blank.html": (b" \n\n", "empty"),
    "photo.html": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
    "paper.html": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
    "broken.html.gz": (b"\x1f\x8b\x08\0\0\0\0\0nonsense", "broken gzip data"),
    "cut.html.gz": (gzip.compress(PAGE.encode())[:-20], "ends too early"),
    "noise.bin": (bytes(range(256)) * 16, "binary data"),
    "nothing.html": (b"<!DOCTYPE html><form><input></form>", "no article found"),
    "line\nbreak.html": (b"", "empty"),
    "es\x1b[31mcape.html": (b"", "empty"),
    "left\u202eright.html": (b"", "empty"),
    "next\u2028line\x85.html": (b"", "empty"),
    os.fsdecode(b"bad\xff.html"): (b"", "empty"),
}


def test_each_failure_is_one_line_that_names_its_source(run: Run, tmp_path: Path) -> None:
    for name, (data, _) in FAILING.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "dangling.html").symlink_to("nowhere")
    (tmp_path / "looping.html").symlink_to("looping.html")
    more = {
        "missing.html": "no such file",
        "dangling.html": "no such file",
        "looping.html": "too many levels of symbolic links",
        "x" * 5000: "no such file",
        "missing.html/": "no such file",
        "dangling.html/page.html": "no such file",
        "http://127.0.0.1:1/": "cannot be fetched",
    }
    problems = {name: problem for name, (_, problem) in FAILING.items()} | more
    done = run(*problems)
    lines = done.stderr.decode().split("\n")
    assert (done.returncode, done.stdout) == (5, b"")
    assert lines.pop() == ""
    assert len(lines) == len(problems)
    for line, (name, problem) in zip(lines, problems.items(), strict=True):
        shown = "".join("?" if not c.isprintable() else c for c in name)
        assert line.startswith(f"cleancopy: {shown}: ")
        assert problem in line
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked.html").touch(mode=0o000)
    (tmp_path / "folder").mkdir(mode=0o000)
    lines = run("locked.html", "folder").stderr.decode().splitlines()
    assert lines == [
        "cleancopy: locked.html: cannot be read: permission denied",
        "cleancopy: folder: cannot be listed: permission denied",
    ]


def test_a_page_that_works_is_silent_and_verbose_tells_what_was_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "r.toml").write_text(RULES)
    silent = run("--rules", "r.toml", "page.txt")
    verbose = run("-v", "--rules", "r.toml", "page.txt")
    assert silent.stderr == b""
    assert silent.stdout == verbose.stdout
    lines = verbose.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("cleancopy: page.txt: ok, ")
    assert "divers (1)" in lines[0]


def test_quiet_leaves_out_remarks_and_keeps_errors(run: Run, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "style.css").touch()
    (tmp_path / "site" / "page.html").write_text(f"<!DOCTYPE html><article><p>{PAGE * 3}</article>")
    (tmp_path / "r.toml").write_text(RULES)
    arguments = ("--rules", "r.toml", "site", "missing")
    loud, quiet = run(*arguments).stderr.decode(), run("-q", *arguments).stderr.decode()
    error = "cleancopy: missing: no such file: check the path\n"
    remark, _, rest = loud.partition(error)
    assert remark == (
        "cleancopy: site/page.html: rule body: the body selector matches nothing here, so it is not used\n"
    )
    assert rest.startswith("cleancopy: skipped 1 file")
    assert quiet == error


def test_what_a_page_says_cannot_command_the_terminal_through_messages(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "r.toml").write_text(
        "[pack]\nname = 'x'\n[[rule]]\nid = 'a'\naction = \"\\u001b]0;owned\\u0007\"\ntext = 'x'\n"
    )
    done = run("-v", "--rules", "r.toml", "page.txt")
    assert done.returncode == 2
    assert not set(done.stderr) & set(b"\x1b\x07")


@pytest.mark.parametrize("arguments", ["-", "explain -", "batch - -o out", "batch --list - -o out", "-f json -"])
def test_standard_input_that_is_closed_is_not_called_empty(tmp_path: Path, arguments: str) -> None:
    done = subprocess.run(
        f"exec {sys.executable} -m cleancopy.cli {arguments} <&-",
        shell=True, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "standard input is closed" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 3
