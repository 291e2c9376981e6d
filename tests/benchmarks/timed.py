"""An extractor in a process of its own: timed on each page, and cut off when it hangs."""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 120.0  # for the imports, which may be slow on a busy machine
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

Extract = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Extractor:
    """One row of the table. `load` imports what it needs and returns the function to be timed.

    `load` is a function at the top of a module, so that a child process can find it. `distribution` is what to
    install for it, and whose version the table names.
    """

    name: str
    load: Callable[[], Extract]
    distribution: str


class Failure(StrEnum):
    """Why a page gave no text."""

    ERROR = "error"
    CUT_OFF = "cut off"
    CRASH = "crash"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an extractor made of one page. `seconds` is CPU time, None where it raised or died; `why` says of what."""

    text: str = ""
    seconds: float | None = None
    failure: Failure | None = None
    why: str = ""


class LeftOutError(Exception):
    """An extractor that cannot be started; the message is the line to print."""


def use_bytecode(folder: Path) -> None:
    """Let commands keep their bytecode below `folder`: what is installed has it, whatever is set here."""
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class Child:
    """The process of one extractor. It is replaced when a page hangs or kills it, and ends with the `with` block.

    `warm_up` is extracted once before anything is timed, so that what is loaded at the first call costs no page.
    Raises LeftOutError if the extractor cannot be loaded.
    """

    def __init__(self, extractor: Extractor, warm_up: bytes | None = None, limit: float = 20.0) -> None:
        self._extractor = extractor
        self._warm_up = warm_up
        self._limit = limit
        self.version = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def extract(self, data: bytes) -> Outcome:
        """The text of a page and the CPU time it took; a page beyond the limit counts as taking all of the limit."""
        try:
            self._pipe.send_bytes(data)
            if self._pipe.poll(self._limit):
                outcome: Outcome = self._pipe.recv()
                return outcome
            outcome = Outcome(seconds=self._limit, failure=Failure.CUT_OFF, why=f"more than {self._limit:g} s")
        except (EOFError, OSError):
            self._process.join(1)
            outcome = Outcome(failure=Failure.CRASH, why=f"the process ended with {self._process.exitcode}")
        self._stop()
        self._start()
        return outcome

    def memory(self) -> float:
        """What the process holds in memory now, in MiB; of Linux."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _start(self) -> str:
        """Start the process, wait until it is ready, and return the extractor's version."""
        spawn = multiprocessing.get_context("spawn")
        self._pipe, other = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(other, self._extractor), daemon=True)
        self._process.start()
        other.close()
        try:
            ready, said = self._pipe.recv() if self._pipe.poll(START_SECONDS) else (False, "it takes too long to start")
        except EOFError:
            ready, said = False, "its process dies at the start"
        if not ready:
            self._stop()
            raise LeftOutError(f"{self._extractor.name} is left out: {said}")
        if self._warm_up is not None:
            data, self._warm_up = self._warm_up, None  # not again, should it be the page that hangs
            if self.extract(data).failure not in (Failure.CUT_OFF, Failure.CRASH):
                self._warm_up = data
        return str(said)

    def _stop(self) -> None:
        """End the process that this object started, and no other."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, extractor: Extractor) -> None:
    """Load the extractor, then answer each page with its Outcome until the other end closes."""
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is not the table's
    try:
        run = extractor.load()
    except ImportError as error:
        pipe.send((False, f"pip install '{extractor.distribution}' ({error})"))
        return
    except Exception as error:
        pipe.send((False, f"it does not start ({_describe(error)})"))
        return
    pipe.send((True, _version(extractor.distribution)))
    while True:
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send(_timed(run, data))


def _timed(run: Extract, data: bytes) -> Outcome:
    start = time.process_time()
    try:
        text = run(data)
    except Exception as error:
        return Outcome(failure=Failure.ERROR, why=_describe(error))
    return Outcome(text=text, seconds=time.process_time() - start)


def _describe(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(": ")


def _version(distribution: str) -> str:
    try:
        return version(distribution.partition("[")[0])
    except PackageNotFoundError:
        return ""
