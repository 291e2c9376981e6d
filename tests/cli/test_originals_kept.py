"""No command writes over a file that it reads, by whatever name, and then it writes nothing at all."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><body><article><h1>Harbour {0}</h1><p>The harbour of "
    "Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p><p>Divers found the channel "
    "free of wreckage, and the first ferry left with {0} passengers.</p></article></html>"
)
RULES = '[[rule]]\nid = "a"\naction = "drop"\ntext = "^Share$"\n'
COOKIES = "# Netscape HTTP Cookie File\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder in which the command runs: pages, other names of one of them, and files that options name."""
    (tmp_path / "d/e").mkdir(parents=True)
    for i, name in enumerate(["page.html", "d/b.html", "d/e/c.txt", "d/d.htm", "example.com.txt"]):
        (tmp_path / name).write_text(PAGE.format(i))
    os.link(tmp_path / "page.html", tmp_path / "hard.md")
    (tmp_path / "soft.json").symlink_to("d/../page.html")
    (tmp_path / "way").symlink_to("d")
    (tmp_path / "my.toml").write_text(RULES)
    (tmp_path / "cookies.txt").write_text(COOKIES)
    (tmp_path / "list.txt").write_text("page.html\nd/b.html\n")
    return tmp_path


def everything(top: Path) -> dict[str, bytes]:
    """All files with what is in them, but for journals of batches."""
    return {
        str(p.relative_to(top)): p.read_bytes()
        for p in top.rglob("*")
        if p.is_file() and ".cleancopy" not in str(p.relative_to(top))
    }


@pytest.mark.parametrize(
    "command",
    [
        "-o page.html page.html",
        "-o ./d/../page.html page.html",
        "-o hard.md page.html",
        "-o page.html hard.md",
        "-o soft.json page.html",
        "-o page.html -f json soft.json d",
        "-o d/b.html d",
        "-o way/e/c.txt d",
        "-o d/e/c.txt way",
        "-o d/b.html d/*.html",
        "-o . -f html page.html",
        "-o d/ -f html page.html d/b.html",
        "-o d -f html d",
        "-o d -f text page.html d",
        "-o my.toml -f text --rules my.toml page.html",
        "-o cookies.txt --cookies cookies.txt page.html",
        "explain --html page.html page.html",
        "explain --html hard.md ./page.html",
        "explain --html my.toml --rules my.toml page.html",
        "rules learn --force -o d/b.html d",
        "rules learn --force -o my.toml --rules my.toml d",
        "rules import ftr -o example.com.txt example.com.txt",
        "batch page.html d -o out/ --report page.html",
        "batch d -o out/ --report d/b.html",
        "batch way -o out.jsonl --report d/e/c.txt",
        "batch --list list.txt -o out.jsonl --report list.txt",
        "batch --list list.txt -o out.jsonl --report hard.md",
        "batch page.html -o out.jsonl --rules my.toml --report my.toml",
        "batch page.html -o out.jsonl --report out.jsonl",
    ],
)
def test_a_file_that_is_read_is_not_written(run: Run, pages: Path, command: str) -> None:
    before = everything(pages)
    done = run(*command.split())
    assert done.returncode in (2, 6), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert b"Traceback" not in done.stderr
    assert everything(pages) == before


def test_neither_is_the_file_that_is_standard_input(pages: Path) -> None:
    import sys

    before = everything(pages)
    with (pages / "page.html").open("rb") as piped:
        command = [sys.executable, "-m", "cleancopy.cli", "-o", "hard.md"]
        done = subprocess.run(command, stdin=piped, capture_output=True, cwd=pages, timeout=60, check=False)
    assert done.returncode == 6
    assert b"standard input" in done.stderr
    assert everything(pages) == before


@pytest.mark.parametrize(
    "command",
    [
        "-o d/new.html d/b.html",
        "-o d/d.htm d/b.html",
        "-o d/results.md d",
        "explain --html d/d.htm d/b.html",
        "batch d -o out/ --report d/report.txt",
    ],
)
def test_other_files_are_written_beside_them_and_again(run: Run, pages: Path, command: str) -> None:
    words = command.split()
    option = next(one for one in ("--report", "--html", "-o") if one in words)
    output = pages / words[words.index(option) + 1]
    assert run(*command.split()).returncode == 0
    first = output.read_bytes()
    assert b"Harbour" in first or b'"found"' in first
    assert run(*command.split()).returncode == 0


@pytest.mark.parametrize("output", ["missing/../page.html", "missing/deeper/../../page.html", "./missing/../d/b.html"])
def test_a_name_through_a_folder_that_is_not_there_is_refused_as_the_system_does(
    output: str, pages: Path, run: Run
) -> None:
    before = everything(pages)
    done = run("d/b.html" if "d/b" in output else "page.html", "-o", output, cwd=pages)

    assert done.returncode == 6 and output.encode() in done.stderr
    assert everything(pages) == before
