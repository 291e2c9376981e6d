"""When a batch with failures is a failure, and which of them are named: what nightly jobs and people need."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.batch_options import parse_max_failures
from cleancopy.extractors.errors import SetupError

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = (
    "Harbour reopens\n\nThe harbour of Kelport reopened on Monday, nine days after a storm had closed it to all "
    "traffic.\n\nDivers found the channel free of wreckage, and the first ferry left at noon with two hundred people.\n"
)
FORM = "<!DOCTYPE html><form><input><select></select></form>"


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Path:
    """Six pages, an empty file and a form."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.txt").write_text(PAGE)
    (folder / "empty.html").write_bytes(b"")
    (folder / "form.html").write_text(FORM)
    (folder / "style.css").write_text("p {}")
    return folder


@pytest.fixture
def batch(run_here: Run) -> Run:
    return lambda *args: run_here("batch", "in", "-o", "out.jsonl", "-j", 1, *args)


@pytest.mark.parametrize(
    ("given", "failed", "of", "allowed"),
    [
        ("0", 0, 9, True), ("0", 1, 9, False), ("3", 3, 3, True), ("3", 4, 99, False), ("0%", 1, 10**9, False),
        ("25%", 2, 8, True), ("25%", 2, 7, False), ("0.5%", 1, 200, True), ("0.5%", 1, 199, False),
        ("100%", 7, 7, True), (" 2 % ", 1, 50, True),
    ],
)  # fmt: skip
def test_a_number_or_a_share_of_failures_is_allowed(given: str, failed: int, of: int, allowed: bool) -> None:
    assert parse_max_failures(given).allows(failed, of) is allowed


@pytest.mark.parametrize("wrong", ["", "-1", "2.5", "%", "101%", "many", "1e3", "٣", "5%%", "inf%"])
def test_what_is_no_number_and_no_share_is_refused(wrong: str) -> None:
    with pytest.raises(SetupError, match="--max-failures"):
        parse_max_failures(wrong)


def test_failures_up_to_the_limit_are_a_success_with_a_line(batch: Run) -> None:
    assert batch().returncode == 5
    assert batch("--max-failures", 1).returncode == 5
    done = batch("--max-failures", "2")
    assert done.returncode == 0
    assert "cleancopy: 2 of 8 failed: no more than --max-failures 2 allows" in done.stderr
    # What is skipped is not counted: 2 of 8 are 25 %, of 9 they would be less.
    assert batch("--max-failures", "24%").returncode == 5
    assert batch("--max-failures", "25%").returncode == 0


def test_a_batch_of_which_nothing_came_out_is_a_failure_whatever_is_allowed(run_here: Run) -> None:
    done = run_here("batch", "gone", "in/empty.html", "-o", "out.jsonl", "-j", 1, "--max-failures", "100%")

    assert done.returncode == 3
    assert "nothing came out: that is a failure" in done.stderr


@pytest.mark.parametrize("most", ["2", "100%"])
def test_what_is_filtered_has_come_out_only_where_it_is_written(batch: Run, most: str) -> None:
    options = ("--min-words", 9999, "--max-failures", most)
    done = batch(*options)
    assert done.returncode == 5
    assert "nothing came out: that is a failure" in done.stderr
    assert batch(*options, "--with-filtered").returncode == 0


def named(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The inputs that have a line."""
    return sorted(line.split(": ")[1] for line in done.stderr.splitlines() if line.startswith("cleancopy: in/"))


@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_a_second_run_names_new_failures_only(run_here: Run, pages: Path, tmp_path: Path, out: str) -> None:
    def batch(*args: object) -> tuple[int, list[str], int]:
        done = run_here("batch", "in", "-o", out, "-j", 1, "--report", "r.json", *args)
        told = json.loads((tmp_path / "r.json").read_bytes())
        before = told["failed_before"]
        assert (f"cleancopy: {before} failed as before" in done.stderr) == (before > 0 and "--all-failures" not in args)
        # The report names them all.
        assert len([one for one in told["inputs"] if one["status"] != "skipped"]) == told["failed"] == len(pair) + more
        return done.returncode, named(done), before

    pair, more = ["in/empty.html", "in/form.html"], 0
    assert batch() == (5, pair, 0)
    assert batch() == (5, [], 2)
    assert batch("--all-failures") == (5, pair, 2)
    (pages / "new.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (pages / "form.html").write_text(FORM + " ")  # changed, and fails again: that is news
    more = 1
    assert batch() == (5, ["in/form.html", "in/new.html"], 1)
    assert batch() == (5, [], 3)
    assert batch("--redo") == (5, ["in/empty.html", "in/form.html", "in/new.html"], 0)
    assert batch("--no-title") == (5, ["in/empty.html", "in/form.html", "in/new.html"], 0)
    assert batch("--no-title") == (5, [], 3)
    (pages / "empty.html").write_bytes(bytes(range(256)) * 30)
    assert batch("--no-title") == (5, ["in/empty.html"], 2)
    (pages / "empty.html").write_text(PAGE)
    (pages / "new.html").write_text(PAGE)
    pair, more = ["in/form.html"], 0
    assert batch("--no-title") == (5, [], 1)


def test_a_failure_for_another_reason_is_new(run_here: Run, tmp_path: Path) -> None:
    lost = ("batch", "in/0.txt", "lost.html", "-o", "out.jsonl", "-j", 1)
    assert "lost.html: no such file" in run_here(*lost).stderr
    assert "lost.html" not in run_here(*lost).stderr
    (tmp_path / "lost.html").symlink_to("lost.html")
    assert "cleancopy: lost.html: " in run_here(*lost).stderr


def test_quiet_says_nothing_but_one_line_when_something_is_wrong(batch: Run, pages: Path, run_here: Run) -> None:
    done = batch("-q")
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == "cleancopy: 2 of 8 failed (1 no-article, 1 unreadable)\n"
    done = batch("-q")
    assert (done.returncode, done.stderr) == (
        5, "cleancopy: 2 of 8 failed (1 no-article, 1 unreadable), 2 of them as before\n",
    )  # fmt: skip
    done = batch("-q", "--max-failures", 2)
    assert (done.returncode, done.stderr) == (0, "")
    (pages / "empty.html").unlink()
    (pages / "form.html").unlink()
    done = batch("-q")
    assert (done.returncode, done.stderr) == (0, "")
    done = run_here("batch", "in", "-o", "out.jsonl", "-q", "-j", 1, "--report", "missing/r.json")
    assert done.returncode == 6
    assert done.stderr.count("\n") == 1
    assert "missing/r.json: cannot be written" in done.stderr
