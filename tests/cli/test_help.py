"""`cleancopy help`: the guides of samples/, as they are installed, and what the commands' own help says."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.commands import COMMANDS

Run = Callable[..., subprocess.CompletedProcess[bytes]]
GUIDES = {p.stem: p for p in (Path(__file__).parents[2] / "samples").glob("*.md") if p.stem != "README"}


@pytest.mark.parametrize("topic", GUIDES)
def test_in_a_pipe_a_guide_is_printed_as_it_is_written(run: Run, topic: str) -> None:
    done = run("help", topic)
    text = GUIDES[topic].read_bytes()

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout[: len(text)] == text
    options = f"\nAll options: cleancopy {topic} --help\n" if topic in COMMANDS else ""
    assert done.stdout[len(text) :].decode() == options


def test_without_a_topic_all_are_listed_with_their_titles(run: Run) -> None:
    done = run("help")
    listed = dict(line.split("\t") for line in done.stdout.decode().splitlines())

    assert done.returncode == 0
    assert set(listed) == (set(GUIDES) | set(COMMANDS)) - {"help"}
    assert listed["cluster"] == "A batch on a cluster"
    assert listed["explain"] == COMMANDS["explain"]


@pytest.mark.parametrize("topic", sorted(set(COMMANDS) - set(GUIDES)))
def test_a_command_without_a_guide_shows_its_options(run: Run, topic: str) -> None:
    done = run("help", topic)

    assert done.returncode == 0
    assert f"Usage: cleancopy {topic}" in done.stdout.decode()


def test_an_unknown_topic_is_one_line_with_the_known_ones(run: Run) -> None:
    done = run("help", "ruels")

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("cleancopy: help ruels: there is no such topic: use one of batch, ")
    assert done.stderr.count(b"\n") == 1


def test_on_a_terminal_a_guide_is_set_without_pictures_and_marks() -> None:
    ours, theirs = pty.openpty()
    environ = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    command = [sys.executable, "-m", "cleancopy.cli", "help", "output"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, env=environ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)

    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert b"pictures/" not in shown
    assert b"\n## " not in shown
    assert "Why a block was kept or cut" in shown.decode()
