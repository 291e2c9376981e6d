"""Every exit status, each reached as a user would reach it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cleancopy.cli import app
from cleancopy.cli.console import Console
from cleancopy.cli.exits import ExitStatus

Run = Callable[..., subprocess.CompletedProcess[bytes]]

COMMAND = [sys.executable, "-m", "cleancopy.cli"]
PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "menu.html").write_text("<!DOCTYPE html><form><input><select></select></form>")
    return tmp_path


def test_the_numbers_are_a_promise() -> None:
    assert {s.name: s.value for s in ExitStatus} == {
        "OK": 0,
        "NO_ARTICLE": 1,
        "USAGE": 2,
        "UNREADABLE": 3,
        "NETWORK": 4,
        "SOME_FAILED": 5,
        "OUTPUT": 6,
        "WALLED": 7,
        "INTERNAL": 70,
        "INTERRUPTED": 130,
        "BROKEN_PIPE": 141,
    }


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["page.txt"], ExitStatus.OK),
        (["menu.html"], ExitStatus.NO_ARTICLE),
        (["--rules", "missing.toml", "page.txt"], ExitStatus.USAGE),
        (["empty"], ExitStatus.UNREADABLE),
        (["empty", "missing"], ExitStatus.UNREADABLE),
        (["http://127.0.0.1:1/"], ExitStatus.NETWORK),
        (["page.txt", "missing"], ExitStatus.SOME_FAILED),
        (["-o", "missing/out.txt", "page.txt"], ExitStatus.OUTPUT),
    ],
)
def test_the_status_says_how_the_run_ended(
    run: Run, folder: Path, arguments: Sequence[str], status: ExitStatus
) -> None:
    done = run(*arguments)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


SURPRISE = """
import cleancopy.extractors.blocks as blocks
known = blocks.split
def split(tree):
    if "boom" in tree.text_content():
        raise ZeroDivisionError("a surprise")
    return known(tree)
blocks.split = split
from cleancopy.cli.app import main
main()
"""


def test_a_surprise_in_one_page_is_an_internal_error_and_costs_no_other_page(folder: Path) -> None:
    (folder / "bad.html").write_text("<!DOCTYPE html><p>boom</p>")
    command = [sys.executable, "-c", SURPRISE]
    both = subprocess.run([*command, "bad.html", "page.txt"], cwd=folder, capture_output=True, check=False)
    lines = both.stderr.decode().splitlines()
    assert both.returncode == ExitStatus.SOME_FAILED
    assert both.stdout.decode().endswith(PAGE)
    assert len(lines) == 1
    assert lines[0].startswith("cleancopy: bad.html: internal error (ZeroDivisionError: a surprise)")
    alone = subprocess.run([*command, "bad.html"], cwd=folder, capture_output=True, check=False)
    assert alone.returncode == ExitStatus.INTERNAL


@pytest.fixture
def interrupted(folder: Path) -> Callable[..., tuple[int, bytes, bytes]]:
    """Run the command on a pipe that never ends, press Ctrl-C while it reads, and return status, output and errors."""

    def call(*options: str) -> tuple[int, bytes, bytes]:
        os.mkfifo(folder / "endless")
        process = subprocess.Popen(
            [*COMMAND, *options, "endless"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        writer = os.open(folder / "endless", os.O_WRONLY)  # returns when the command has opened the other end
        try:
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=30)
        finally:
            os.close(writer)
        return process.returncode, output, errors

    return call


def test_control_c_ends_the_run_without_a_traceback_and_without_half_a_file(
    interrupted: Callable[..., tuple[int, bytes, bytes]], folder: Path
) -> None:
    (folder / "out.txt").write_text("precious")
    status, output, errors = interrupted("-o", "out.txt", "page.txt")
    assert status == ExitStatus.INTERRUPTED
    assert output == b""
    assert b"Traceback" not in errors
    assert (folder / "out.txt").read_text() == "precious"
    assert not list(folder.glob("*.part")) + list(folder.glob(".*"))


def test_control_c_while_a_module_is_imported_has_the_same_status(tmp_path: Path) -> None:
    (tmp_path / "begun.py").write_text(
        "from cleancopy.cli import app\n"
        "def press(): raise KeyboardInterrupt\n"
        "app._run = lambda console: exec('press()', {'press': press})\n"
        "app.main()\n"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}  # not left to the working directory, which a safe path leaves out
    run = subprocess.run([sys.executable, "-m", "begun"], env=env, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (ExitStatus.INTERRUPTED, b"cleancopy: interrupted\n")


def test_control_c_is_answered_in_one_line(interrupted: Callable[..., tuple[int, bytes, bytes]]) -> None:
    assert interrupted() == (ExitStatus.INTERRUPTED, b"", b"cleancopy: interrupted\n")


def into_closed_pipe(*arguments: str, cwd: Path, buffered: bool = True) -> tuple[int, bytes]:
    """Run with standard output going to a pipe that nobody reads any more; return status and stderr."""
    reader, writer = os.pipe()
    os.close(reader)
    env = {**os.environ, "PYTHONUNBUFFERED": "" if buffered else "1"}
    done = subprocess.run([*COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, cwd=cwd, env=env, check=False)
    os.close(writer)
    return done.returncode, done.stderr


def test_a_closed_pipe_ends_the_run_silently(folder: Path) -> None:
    assert into_closed_pipe("page.txt", cwd=folder) == (ExitStatus.BROKEN_PIPE, b"")


@pytest.mark.parametrize(
    ("arguments", "buffered"),
    [
        (["page.txt"] * 50, True),
        (["page.txt"], False),
        (["schema"], True),
        (["-f", "json", "page.txt"], True),
        (["explain", "page.txt"], True),
        (["explain", "--json", "page.txt"], False),
        (["rules", "list"], True),
    ],
)
def test_a_pipe_that_closes_in_the_middle_ends_the_run_silently(
    folder: Path, arguments: list[str], buffered: bool
) -> None:
    assert into_closed_pipe(*arguments, cwd=folder, buffered=buffered) == (ExitStatus.BROKEN_PIPE, b"")


@pytest.mark.parametrize(
    ("arguments", "buffered"),
    [
        (["page.txt"], True),
        (["page.txt"], False),
        (["schema"], False),
        (["page.txt"] * 50, True),
        (["schema"], True),
        (["--help"], True),
        (["-f", "json", "page.txt"], True),
        (["explain", "page.txt"], True),
        (["explain", "--json", "page.txt"], False),
        (["rules", "list"], True),
    ],
)
def test_a_full_disk_behind_standard_output_is_said_in_one_line(
    folder: Path, arguments: list[str], buffered: bool
) -> None:
    env = {**os.environ, "PYTHONUNBUFFERED": "" if buffered else "1"}
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, cwd=folder, env=env, check=False
        )
    assert done.returncode == ExitStatus.OUTPUT
    assert done.stderr.decode() == "cleancopy: standard output: cannot be written: no space left on device\n"


def redirected(how: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run with a redirection of the shell."""
    return subprocess.run(
        ["sh", "-c", f'"$@" {how}', "sh", *COMMAND, *arguments], cwd=cwd, capture_output=True, check=False
    )


def test_a_file_can_be_read_with_standard_input_closed(folder: Path) -> None:
    done = redirected("<&-", "page.txt", cwd=folder)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (ExitStatus.OK, PAGE, b"")


def test_a_closed_standard_output_is_an_output_error(folder: Path) -> None:
    done = redirected(">&-", "page.txt", cwd=folder)
    assert done.returncode == ExitStatus.OUTPUT
    assert len(done.stderr.splitlines()) == 1


def test_the_article_is_printed_with_standard_error_closed(folder: Path) -> None:
    done = redirected("2>&-", "page.txt", cwd=folder)
    assert (done.returncode, done.stdout.decode()) == (ExitStatus.OK, PAGE)


@pytest.mark.parametrize("how", ["2>/dev/full", "2>&-"])
def test_the_status_of_a_batch_is_right_where_its_account_cannot_be_printed(folder: Path, how: str) -> None:
    assert redirected(how, "batch", "page.txt", "-o", "out", "-j", "1", cwd=folder).returncode == ExitStatus.OK


def test_not_every_error_of_the_system_is_about_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    def step(_console: Console) -> int:
        raise IsADirectoryError(21, "Is a directory", "pack")

    assert app._guarded(step, Console()) == ExitStatus.INTERNAL
    assert capsys.readouterr().err.startswith("cleancopy: internal error (IsADirectoryError: [Errno 21]")


@pytest.mark.parametrize("how", ["2>/dev/full", "2>&-"])
def test_the_status_is_right_where_the_error_cannot_be_said(folder: Path, how: str) -> None:
    assert redirected(how, "missing", cwd=folder).returncode == ExitStatus.UNREADABLE
