"""A batch that is stopped, killed, or runs out of room: nothing half-written, and the second run ends as it should."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
COMMAND = (sys.executable, "-m", "cleancopy.cli", "batch")
PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><body><article><h1>Harbour {0}</h1><p>The harbour "
    "of Kelport reopened on Monday, nine days after a storm had closed it to all traffic, and the ferries "
    "left at noon.</p><p>Divers found the channel free of wreckage, and the first ferry left with {0} "
    "passengers on board.</p></article></html>"
)


def write_pages(top: Path, count: int) -> None:
    for i in range(count):
        path = top / f"{i % 7}" / f"{i:04}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(i))


def outputs(top: Path) -> dict[str, bytes]:
    """All files below a directory, hidden ones as well."""
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def children(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found |= {int(child), *children(int(child))}
    return found


def begin(tmp_path: Path, *args: object, until: int = 0, out: str = "out") -> subprocess.Popen[bytes]:
    """A batch that has written some outputs already."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, args)], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if sum(1 for _ in (tmp_path / out).rglob("*.txt")) >= until:
            return process
        time.sleep(0.02)
    return process


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_a_batch_that_is_stopped_goes_on_and_ends_as_if_undisturbed(run: Run, tmp_path: Path, number: int) -> None:
    write_pages(tmp_path / "pages", 120)
    args = ("pages", "-o", "out", "--fast", "-j", "2", "--report", "r.json")
    process = begin(tmp_path, *args, until=10)
    workers = children(process.pid)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    some = len(list((tmp_path / "out").rglob("*.txt")))

    assert 10 <= some < 120
    assert process.returncode == (-9 if number == signal.SIGKILL else 130)
    assert b"Traceback" not in err
    if number != signal.SIGKILL:
        assert b"goes on from here" in err
        assert json.loads((tmp_path / "r.json").read_bytes())["complete"] is False
    time.sleep(1)
    assert not [
        pid
        for pid in workers
        if Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text()
    ]

    assert run("batch", *args).returncode == 0
    told = json.loads((tmp_path / "r.json").read_bytes())
    assert (told["ok"], told["complete"]) == (120, True)
    assert told["earlier"] > 0 or number == signal.SIGKILL
    assert run("batch", "pages", "-o", "undisturbed", "--fast", "-j", "1").returncode == 0
    assert outputs(tmp_path / "out") == outputs(tmp_path / "undisturbed")


def test_waiting_for_a_list_that_never_ends_can_be_interrupted(tmp_path: Path) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "--list", "-", "-o", "out"], cwd=tmp_path, stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "out.cleancopy").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    os.close(read)
    os.close(write)

    assert process.returncode == 130
    assert b"Traceback" not in err
    assert b"Fatal" not in err


@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_when_nothing_more_can_be_written_the_batch_stops_and_says_where(run: Run, tmp_path: Path, out: str) -> None:
    write_pages(tmp_path / "pages", 12)
    (tmp_path / "pages/3/big.html").write_text(PAGE.format("word " * 60_000))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    args = [*COMMAND, "pages", "-o", out, "--fast", "-j", "1", "--no-rules"]
    process = subprocess.Popen(args, cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=limit)  # noqa: PLW1509
    err = process.communicate(timeout=60)[1].decode()

    assert process.returncode == 6, err
    assert "cannot be written: file too large" in err or "disk" in err
    assert "Traceback" not in err
    if out == "out":
        assert all(b"passengers" in data for data in outputs(tmp_path / "out").values())
    else:
        assert not (tmp_path / out).exists()
    assert run("batch", "pages", "-o", out, "--fast", "-j", "1", "--no-rules").returncode == 0
