"""Ctrl-C ends a run with status 130 and without a traceback, at whatever moment it comes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "cleancopy.cli")
PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)
# A pretended import in whose weak reference's callback the signal comes: Python drops what is raised there.
DROPPED = """
import os, signal, sys, weakref
from cleancopy.cli import pages

class Thing:
    pass

real = pages.Taker.over

def over(self, names, first):
    for number, one in enumerate(real(self, names, first)):
        yield one
        if number == 1:
            os.kill(os.getppid(), signal.SIGUSR1)

def drop(_number, _frame):
    thing = Thing()
    kept = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
    del thing

signal.signal(signal.SIGUSR1, drop)
pages.Taker.over = over
sys.argv = ["cleancopy", "-o", "out.txt", "page.txt", "endless"]
from cleancopy.cli.app import main
main()
"""


def test_an_interrupt_that_python_drops_is_obeyed(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    os.mkfifo(tmp_path / "endless")
    process = subprocess.Popen(
        [sys.executable, "-c", DROPPED], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130, err
    assert err == b"cleancopy: interrupted\n"
    assert not (tmp_path / "out.txt").exists()


def test_little_is_loaded_before_an_interrupt_is_seen_to() -> None:
    script = (
        "import sys; before = set(sys.modules); import cleancopy.extractors.interrupts;"
        " print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cleancopy.extractors.interrupts" in done.stdout.split()
    assert not {"typing", "re", "dataclasses", "contextlib"} & set(done.stdout.split())


def full_time(command: list[str], folder: Path) -> float:
    began = time.monotonic()
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)
    return time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("arguments", [["-o", "out.txt", "page.txt", "pages"], ["batch", "pages", "-o", "out", "-j1"]])
def test_at_any_moment_the_status_is_130_unless_all_was_done(tmp_path: Path, arguments: list[str], number: int) -> None:
    (tmp_path / "pages").mkdir()
    for i in range(4):
        (tmp_path / f"pages/{i}.txt").write_text(PAGE + f"\n\nThe captain of ferry {i} was pleased.\n")
    (tmp_path / "page.txt").write_text(PAGE)
    command = [*COMMAND, "--fast", *arguments] if arguments[0] != "batch" else [*COMMAND, *arguments, "--fast"]
    whole = full_time(command, tmp_path)
    chance = random.Random(18)
    for _ in range(8 if number == signal.SIGINT else 4):
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        _await_our_code(process)
        time.sleep(chance.random() * whole)
        if process.poll() is None:
            if number == signal.SIGTERM:
                process.terminate()
            else:
                os.killpg(process.pid, number)  # as a terminal does: all processes of the command
        _, err = process.communicate(timeout=60)

        assert process.returncode in (0, 130), err
        assert b"Traceback" not in err
        assert b"interrupted" in err or process.returncode == 0
        assert not list(tmp_path.glob(".*.part"))


def _await_our_code(process: subprocess.Popen[bytes]) -> None:
    """Until Python's own start is over, in which nothing can be done about a signal: a library of ours is open then."""
    maps = Path(f"/proc/{process.pid}/maps")
    deadline = time.monotonic() + 30
    while maps.exists() and process.poll() is None and time.monotonic() < deadline:
        if b"lib-dynload" in maps.read_bytes() or b"lxml" in maps.read_bytes():
            return
        time.sleep(0.002)
    if not maps.exists():
        time.sleep(0.3)


def test_a_command_that_nohup_begins_goes_on(tmp_path: Path) -> None:
    read, write = os.pipe()
    (tmp_path / "ignores.py").write_text(
        "import os, signal, sys\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\nos.execv(sys.argv[1], sys.argv[1:])\n"
    )
    command = [sys.executable, "ignores.py", *COMMAND, "--fast", "-"]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _await_our_code(process)
    time.sleep(0.5)
    process.send_signal(signal.SIGHUP)
    os.write(write, PAGE.encode())
    os.close(write)
    os.close(read)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, b"")
    assert b"Divers found" in out
