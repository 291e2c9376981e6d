"""`batch -o -`: JSON Lines on standard output, in the order of the inputs, each as soon as it can be said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = [sys.executable, "-m", "cleancopy.cli", "batch"]
PAGE = (
    "Harbour {0} reopens\n\nThe harbour of Kelport reopened on Monday, nine days after a storm had closed it to all "
    "traffic.\n\nDivers found channel {0} free of wreckage, and the first ferry left at noon with two hundred people.\n"
)


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Path:
    """Twelve pages, of which the first takes longest, and one that cannot be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:02}.txt").write_text("".join(PAGE.format(part) for part in range(n, 300 if n == 0 else n + 1)))
    (folder / "05b.html").write_bytes(b"")
    return folder


def test_the_records_are_those_of_a_file_in_the_same_order_and_nothing_is_left_behind(
    run_here: Run, tmp_path: Path
) -> None:
    done = run_here("batch", "in", "in/00.txt", "in/x", "-o", "-", "-j", 2, "--report", "r.json")
    told = json.loads((tmp_path / "r.json").read_bytes())

    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "r.json"]
    assert (told["output"], told["found"], told["ok"], told["failed"], told["skipped"]) == ("-", 15, 12, 2, 1)
    assert done.returncode == 5
    assert "words in standard output" in done.stderr
    run_here("batch", "in", "in/00.txt", "in/x", "-o", "out.jsonl", "-j", 2)
    assert done.stdout == (tmp_path / "out.jsonl").read_text()
    assert len(done.stdout.splitlines()) == 14


def test_what_is_filtered_is_sent_when_it_is_asked_for(run_here: Run) -> None:
    sent = [
        run_here("batch", "in", "-o", "-", "-j", 1, "-q", "--min-words", 100, *more)
        for more in ((), ("--with-filtered",))
    ]
    assert [done.returncode for done in sent] == [5, 5]
    assert [len(done.stdout.splitlines()) for done in sent] == [2, 13]


def test_a_record_is_there_before_the_last_input_is(tmp_path: Path) -> None:
    command = [*COMMAND, "--list", "-", "-o", "-", "-j", "1"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for name in ("in/03.txt", "in/missing.html", "in/01.txt"):
        process.stdin.write(name.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["source"] == name
    process.stdin.close()
    assert process.stdout.read() == b""
    assert process.wait(60) == 5


def test_a_reader_that_leaves_ends_the_batch_in_silence(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "in", "-o", "-", "-j", "1", "-q"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.stdout.close()
    assert json.loads(first)["source"] == "in/00.txt"
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(60) == 141


def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "in", "-o", "-", "-j", "1", "-q"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 6
    assert done.stderr == b"cleancopy: standard output: cannot be written: no space left on device\n"


@pytest.mark.parametrize("output", ["/dev/full", "-", "/dev/stdout", "link.txt"])
def test_a_full_device_has_nothing_written_and_nothing_to_go_on_with(tmp_path: Path, output: str) -> None:
    os.symlink("/dev/full", tmp_path / "link.txt")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "in", "-o", output, "-j", "1"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    said = done.stderr.decode()
    assert done.returncode == 6
    assert "no space left on device" in said
    assert "words, not all of them in " in said
    assert "goes on from here" not in said


def test_one_file_that_cannot_be_written_is_said_to_hold_nothing_yet(tmp_path: Path) -> None:
    os.symlink("/dev/full", tmp_path / "out.jsonl")
    done = subprocess.run(
        [*COMMAND, "in", "-o", "out.jsonl", "-j", "1"], cwd=tmp_path, stderr=subprocess.PIPE, check=False
    )
    said = done.stderr.decode()
    assert done.returncode == 6
    assert "words, none of them yet in out.jsonl" in said
    assert "stopped there: the same command goes on from here" in said
    assert (tmp_path / "out.jsonl.cleancopy").is_dir()


def test_an_interrupt_leaves_whole_records_and_does_not_promise_to_go_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless")
    process = subprocess.Popen(
        [*COMMAND, "in/01.txt", "--list", "endless", "-o", "-", "-j", "1", "-q"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    writer = os.open(tmp_path / "endless", os.O_WRONLY)
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["source"] == "in/01.txt"
        time.sleep(0.2)
        process.terminate()
        output, said = process.communicate(timeout=60)
    finally:
        os.close(writer)
    assert (process.returncode, output, said) == (130, b"", b"cleancopy: interrupted\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dedupe",), "--dedupe"),
        (("--skip-existing",), "--skip-existing"),
        (("-f", "markdown"), "standard output holds JSON records"),
        (("--cluster", "local"), "-o -"),
    ],
)
def test_what_needs_a_file_or_a_folder_is_refused(run_here: Run, options: tuple[str, ...], said: str) -> None:
    done = run_here("batch", "in", "-o", "-", *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
