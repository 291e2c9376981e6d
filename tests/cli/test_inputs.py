"""What can be named as a source: files, pipes, several at once, directories, and names of every kind."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)


def records(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    """The status of each source, in the order of the output."""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {r["source"]: r["status"] for r in found}


def test_standard_input_is_read_without_a_source_and_as_a_dash(run: Run) -> None:
    plain, dash = run(stdin=PAGE.encode()), run("-f", "json", "-", stdin=PAGE.encode())
    assert (plain.returncode, plain.stdout.decode()) == (0, PAGE)
    assert json.loads(dash.stdout)["source"] == "-"


def test_several_sources_are_told_apart_as_head_does_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(PAGE.replace("Harbour", "Airport").encode()))
    done = run("a.txt", "missing.txt", "b.txt.gz", "-", stdin=PAGE.encode())
    airport = PAGE.replace("Harbour", "Airport")
    assert done.stdout.decode() == f"==> a.txt <==\n{PAGE}\n==> b.txt.gz <==\n{airport}\n==> - <==\n{PAGE}"
    assert done.returncode == 5


def test_markdown_of_several_sources_is_told_apart_by_comments(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a--b.txt").write_text(PAGE)
    done = run("-f", "markdown", "--no-front-matter", "a--b.txt", "a--b.txt")
    first = done.stdout.decode().splitlines()[0]
    assert first.startswith("<!-- ==> a")
    assert first.endswith(" <== -->")
    assert "--" not in first[4:-3]


def test_a_quoted_pattern_is_taken_as_by_batch(run: Run, tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.html"):
        (tmp_path / name).write_text(PAGE)
    done = run("-f", "json", "?.txt")
    assert (done.returncode, records(done)) == (0, {"a.txt": "ok", "b.txt": "ok"})
    done = run("x*.txt")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"cleancopy: x*.txt: nothing has a name like this: check the pattern\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with pages and with everything that must not stop the walk."""
    top = tmp_path / "site"
    (top / "deep" / "er").mkdir(parents=True)
    (top / ".git").mkdir()
    for name in ("b.html", "a.txt", "deep/er/C.HTM", ".hidden.html", ".git/page.html", "we\nird.txt"):
        (top / name).write_text(PAGE)
    (top / "zipped.txt.gz").write_bytes(gzip.compress(PAGE.encode()))
    (top / "nameless").write_text(f"<!DOCTYPE html><p>{PAGE}")
    (top / "style.css").write_text("p {}")
    (top / "notes").write_text("remember the milk")
    os.mkfifo(top / "pipe.html")
    (top / "dangling.html").symlink_to("nowhere.html")
    (top / "looping.html").symlink_to("looping.html")
    (top / "linked.html").symlink_to("b.html")
    (top / "deep" / "up").symlink_to("..")
    return top


def test_a_directory_is_walked_in_order_and_nothing_in_it_hangs(run: Run, tree: Path) -> None:
    done = run("-f", "json", "site")
    assert records(done) == {
        "site/a.txt": "ok",
        "site/b.html": "ok",
        "site/dangling.html": "unreadable",
        "site/deep/er/C.HTM": "ok",
        "site/linked.html": "ok",
        "site/looping.html": "unreadable",
        "site/nameless": "ok",
        "site/we\nird.txt": "ok",
        "site/zipped.txt.gz": "ok",
    }
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == sorted(records(done))
    errors = done.stderr.decode().splitlines()
    assert len(errors) == 3
    assert errors[0].startswith("cleancopy: site/dangling.html: ")
    assert errors[1].startswith("cleancopy: site/looping.html: ")
    assert "skipped 4 files" in errors[2]
    assert done.returncode == 5


def test_verbose_names_the_files_that_are_passed_over(run: Run, tree: Path) -> None:
    told = run("-v", "site").stderr.decode().splitlines()
    skipped = [line for line in told if ": skipped: " in line]
    assert [line.split(": ")[1] for line in skipped] == [
        "site/deep/up",
        "site/notes",
        "site/pipe.html",
        "site/style.css",
    ]


def test_a_directory_without_pages_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("empty")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"no pages found" in done.stderr


def test_folders_may_be_nested_very_deep(run: Run, tmp_path: Path) -> None:
    subprocess.run(["mkdir", "-p", tmp_path / "site" / "/".join("d" * 1050)], check=True)  # too deep for pathlib
    (tmp_path / "site" / "page.txt").write_text(PAGE)
    try:
        done = run("site")
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "site"], check=True)  # too deep for shutil
    assert (done.returncode, done.stdout.decode()) == (0, PAGE)


HOSTILE = ["line\nbreak.txt", "es\x1b[31mcape.txt", "-f.txt", "--help", "bell\x07.txt", "right\u202eleft.txt"]


def test_file_names_of_every_kind_are_read_and_come_back_in_records(run: Run, tmp_path: Path) -> None:
    names = [*HOSTILE, os.fsdecode(b"bad\xff.txt")]
    for name in names:
        (tmp_path / name).write_text(PAGE)
    done = run("-f", "json", "--", *names)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == names
    assert b"\x1b" not in done.stdout


def test_names_between_articles_cannot_command_a_terminal(run: Run, tmp_path: Path) -> None:
    names = [*HOSTILE[1:], os.fsdecode(b"bad\xff.txt")]
    for name in names:
        (tmp_path / name).write_text(PAGE)
    done = run(*(f"./{name}" for name in names))
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.count("==> ./") == len(names)
    assert not set(text) & set("\x1b\x07\u202e")


def test_a_line_break_in_a_name_does_not_break_the_line_between_articles(run: Run, tmp_path: Path) -> None:
    name = "a <==\nForged text\n==> b"
    (tmp_path / name).write_text(PAGE)
    lines = run(name, name).stdout.decode().splitlines()
    assert "Forged text" not in lines


def test_a_name_cannot_end_the_comment_between_articles(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a--->b.txt").write_text(PAGE)
    first = run("-f", "html", "a--->b.txt", "a--->b.txt").stdout.decode().splitlines()[0]
    assert first.index("-->") == len(first) - 3


def test_an_endless_file_is_given_up_at_the_size_limit(run: Run) -> None:
    done = run("/dev/zero")
    assert done.returncode == 3
    assert done.stderr.decode() == "cleancopy: /dev/zero: larger than 20 MiB: not a page that can be read safely\n"
