"""Batches in which one call that changes the disk goes wrong: the process is killed there, or the disk is full.

Run as a program, it is a server: it has loaded the package, and forks a process for each run that it is asked for on
standard input, with `faulty_writes.c` preloaded. Workers are left out, for they are begun anew when they die: what they
do is done in the process itself. Every result is committed by itself, so that there are as many commits as can be.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

HERE = Path(__file__).parent
FAULTS = {"none": 0, "kill before": 1, "kill after": 2, "kill within": 3, "full": 4, "once": 5}


def compiler() -> str | None:
    """The C compiler, where there is one and libraries can be preloaded."""
    return which("cc") if sys.platform == "linux" else None


@dataclass(frozen=True)
class Ended:
    """How a run ended: its status (negative: by a signal), what it said, and how many calls changed the disk."""

    status: int
    said: str
    calls: int


class Runs:
    """Asks the server for runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, folder: Path, *args: object, fault: str = "none", number: int = 0, error: int = 0) -> Ended:
        """Run `cleancopy ARGS...` in the folder; its call of that number is the one that goes wrong."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"args": [str(arg) for arg in args], "fault": FAULTS[fault], "number": number, "error": error}
        self._process.stdin.write(json.dumps({**asked, "folder": str(folder)}) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@contextmanager
def faulty_runs(folder: Path) -> Iterator[Runs]:
    """A server of runs; the library is compiled into a folder."""
    cc, built = compiler(), folder / "faulty_writes.so"
    assert cc is not None
    subprocess.run([cc, "-shared", "-fPIC", "-O1", "-o", built, HERE / "faulty_writes.c", "-ldl"], check=True)
    environ = {**os.environ, "LD_PRELOAD": str(built), "XDG_CONFIG_HOME": str(folder / "config")}
    process = subprocess.Popen(
        [sys.executable, __file__, built], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    )
    try:
        yield Runs(process)
    finally:
        process.communicate(timeout=20)


class WorkersInPlace:
    """In the place of a pool of processes: tasks are done here, one by one."""

    def __init__(self, _workers: int, recipe: Any) -> None:
        self._recipe = recipe

    def __enter__(self) -> WorkersInPlace:
        return self

    def __exit__(self, *_raised: object) -> None:
        pass

    def run(self, tasks: Iterator[Any], _stopped: object) -> Iterator[Any]:
        from cleancopy.extractors.batch.work import convert

        for task in tasks:
            if task is not None:
                yield task, convert(task, self._recipe)


def _load() -> None:
    import datasketch  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import zstandard  # noqa: F401

    import cleancopy.cli.app
    import cleancopy.cli.batch
    import cleancopy.cli.batch_account
    import cleancopy.cli.commands
    import cleancopy.cli.common_options  # noqa: F401
    from cleancopy.extractors.article import Source
    from cleancopy.extractors.batch import journal, local, work
    from cleancopy.extractors.batch.job import Gates
    from cleancopy.extractors.options import ExtractOptions, Options, WriteOptions

    options = Options(ExtractOptions(extractor="model"), WriteOptions(format="json"))
    recipe = work.Recipe(options, Gates(), files=False, dedupe=True)
    page = b"<title>A page</title><p>The harbour reopened on Monday, nine days after a storm had closed it to all."
    work.convert(work.Task(0, "page.html", source=Source("page.html", page)), recipe)
    local.Workers = WorkersInPlace  # type: ignore[attr-defined,assignment,misc]
    journal._COMMIT_EVERY = -1.0


def _serve(library: ctypes.CDLL) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reading)
            _run(library, asked, writing)
        os.close(writing)
        with open(reading, encoding="utf-8", errors="replace") as pipe:
            said, _, calls = pipe.read().rpartition("\n\0")
        _, code = os.waitpid(pid, 0)
        ended = {"status": os.waitstatus_to_exitcode(code), "said": said or calls, "calls": int(calls) if said else 0}
        print(json.dumps(ended), flush=True)


def _run(library: ctypes.CDLL, asked: dict[str, Any], writing: int) -> None:
    from cleancopy.cli import app

    os.dup2(writing, 1)
    os.dup2(writing, 2)
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(asked["folder"])
    sys.argv = ["cleancopy", *asked["args"]]
    status = 99
    library.faulty_writes_begin(asked["folder"].encode(), asked["number"], asked["fault"], asked["error"])
    try:
        app.main()
    except SystemExit as left:
        status = int(left.code or 0)
    finally:
        sys.stderr.flush()
        os.write(writing, b"\n\0%d" % library.faulty_writes_calls())
        os._exit(status)


if __name__ == "__main__":
    library = ctypes.CDLL(sys.argv[1])
    library.faulty_writes_begin.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]
    library.faulty_writes_calls.restype = ctypes.c_long
    _load()
    _serve(library)
