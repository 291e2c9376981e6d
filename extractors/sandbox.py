"""Work in a process of its own, which the system stops when it computes too long or wants too much memory.

Nothing in Python can stop a library that is busy in C code, and no exception comes through a crash of it. So what an
input could hang or break runs in another process; this one holds the results and knows which input it was.

`apart` forks a process for one piece of work: for programs with one thread, such as the command line. A `Helper` is a
fresh process that does one piece of work after the other: for programs with threads, which cannot be forked safely.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from .interrupts import SIGNALS, check, leave_to_parent
from .options import MEBIBYTE, Limits

if TYPE_CHECKING:
    import subprocess
    from types import TracebackType

_NO_MEMORY = 77  # the exit status of a process that ran out of memory
_PR_SET_PDEATHSIG = 1
T = TypeVar("T")
Run = Callable[[Any], Generator[Any, None, int]]


@dataclass(frozen=True, slots=True)
class Begun:
    """What `work` yields before it takes up an input; from then on its time counts.

    `then` is what `work` is to be called with to go on after this input; None where nothing can follow it.
    """

    name: str
    then: Any = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """What takes the place of an input that the process did not survive; `problem` says why, and what to do."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class _Done:
    """A helper's last message about a piece of work."""


def apart(work: Callable[[Any], Iterator[Begun | T]], limits: Limits, start: Any = 0) -> Iterator[T | Stopped]:
    """Yield what `work(start)` does, from a forked process.

    When that is stopped within an input, `Stopped` is yielded for it, and another process goes on with
    `work(begun.then)`. What `work` raises is raised here.
    """
    if not hasattr(os, "fork"):  # Windows has no limits of this kind
        yield from (message for message in work(start) if not isinstance(message, Begun))
        return
    yield from _results(lambda token: _from_fork(work, token, limits), limits, start)


class Helper:
    """A process that works for this one, begun when it is first needed and again after it was stopped.

    Use as a context. One piece of work is done at a time; it and its results are pickled.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Helper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, work: Callable[[Any], Iterator[Begun | T]], start: Any = 0) -> Iterator[T | Stopped]:
        """Yield what `work(start)` does, as `apart` would."""
        return _results(lambda token: self._from_process(work, token), self._limits, start)

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.wait()

    def _from_process(self, work: Callable[[Any], Iterator[Any]], token: Any) -> Generator[Any, None, int]:
        """The messages of the process that does `work(token)`; returns its exit status, 0 if it lives on."""
        process = self._process = self._process or _begin_helper()
        assert process.stdin is not None
        assert process.stdout is not None
        lives = False
        failed: BaseException | None = None  # raised when the process is ready again
        try:
            with suppress(BrokenPipeError):  # it has died, as reading its messages will show
                pickle.dump((work, token, self._limits), process.stdin)
                process.stdin.flush()
            while (message := _received(process.stdout)) is not None:  # type: ignore[arg-type]
                if isinstance(message, BaseException):
                    failed = message
                    continue
                lives = isinstance(message, _Done)
                if not lives:
                    yield message
                    continue
                if failed is not None:
                    raise failed
                return 0
            return process.wait()
        finally:
            if not lives:
                self.close()


def _results(run: Run, limits: Limits, start: Any) -> Iterator[Any]:
    """The messages of one process after the other, without the `Begun`, each that was stopped as `Stopped`."""
    token = start
    while True:
        taken: Begun | None = None
        messages = run(token)
        try:
            while True:
                check()
                message = next(messages)
                check()
                if isinstance(message, Begun):
                    taken = message
                else:
                    taken = None
                    yield message
        except StopIteration as end:
            status = end.value
        finally:
            messages.close()
        check()
        if not status:
            return
        if taken is None:
            raise RuntimeError(f"the process that reads pages ended with {status}")
        yield Stopped(taken.name, _why(status, limits))
        if taken.then is None:
            return
        token = taken.then


@contextmanager
def within(limits: Limits) -> Iterator[None]:
    """Let allocations beyond the memory fail. Not while a page is fetched, for that may begin a browser."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    lower = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (lower, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def too_much_memory(limits: Limits) -> str:
    """The problem of an input that wanted more."""
    return f"needs more memory than {limits.memory // MEBIBYTE} MiB: {limits.advice_memory}"


def die_with_parent(parent: int | None = None) -> None:
    """Have this process killed when the one that began it is gone, even from within C code.

    On Linux the kernel sees to it; elsewhere a thread does, which looks for `parent`.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == 1 != parent:
            os._exit(1)  # it was gone before; in a container, the first process may be the parent
    else:
        import threading

        threading.Thread(target=_leave_with, args=(parent or os.getppid(),), daemon=True).start()


def _leave_with(parent: int) -> None:
    import time

    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _from_fork(work: Callable[[Any], Iterator[Any]], token: Any, limits: Limits) -> Generator[Any, None, int]:
    """The messages of a child that does `work(token)`; returns its exit status, negative for a signal."""
    reading, writing = os.pipe()
    parent = os.getpid()
    # An interrupt just after the fork would have the child unwind, and say so, as the parent does.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    child = os.fork()
    if not child:
        status = 1
        try:
            leave_to_parent()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(reading)
            # SIGTERM or SIGKILL ends the parent alone, and this may wait for a pipe or a server.
            die_with_parent(parent)
            with open(writing, "wb") as pipe:
                status = _serve(lambda: work(token), limits, pipe)
        finally:  # whatever happens, nothing of what the parent does next is done here
            os._exit(status)
    os.close(writing)
    alive = True
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        with open(reading, "rb") as pipe:
            while (message := _received(pipe)) is not None:
                if isinstance(message, BaseException):
                    raise message
                yield message
        status = os.waitpid(child, 0)[1]
        alive = False
        return os.waitstatus_to_exitcode(status)
    finally:
        if alive:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _begin_helper() -> subprocess.Popen[bytes]:
    """A fresh interpreter that runs `serve_requests`. What libraries say on their way down is said by the outcome."""
    import subprocess

    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-W", "ignore", "-c", f"from {__name__} import serve_requests; serve_requests()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def serve_requests() -> None:
    """Do what a `Helper` asks for on standard input, one request after the other, until that ends."""
    leave_to_parent()
    die_with_parent()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    while (request := _received(requests)) is not None:
        work, token, limits = request
        with within(limits):
            status = _serve(lambda: work(token), limits, answers)  # noqa: B023  # called at once
        if status:
            os._exit(status)
        pickle.dump(_Done(), answers)
        answers.flush()


def _received(pipe: BinaryIO) -> Any:
    """The next message, None when the other process has ended, perhaps in the middle of one."""
    try:
        return pickle.load(pipe)  # noqa: S301  # from our own process
    except (EOFError, pickle.UnpicklingError):
        return None


def _serve(work: Callable[[], Iterator[Any]], limits: Limits, pipe: BinaryIO) -> int:
    """Send each message, in the child; the clock runs from a Begun to the message after it. Returns an exit status."""
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    try:
        for message in work():
            _set_clock(0)
            pickle.dump(message, pipe)
            pipe.flush()
            if isinstance(message, Begun):
                _set_clock(limits.seconds)
    except BrokenPipeError:
        raise  # the parent is gone
    except MemoryError:
        return _NO_MEMORY
    except BaseException as err:
        _set_clock(0)
        pipe.write(_pickled(err))
        pipe.flush()
    _set_clock(0)
    return 0


def _set_clock(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _pickled(err: BaseException) -> bytes:
    """The exception for the parent; where it cannot travel (some libraries' cannot), one that says the same."""
    try:
        data = pickle.dumps(err)
        pickle.loads(data)  # noqa: S301  # our own
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(err).__name__}: {err}"))
    return data


def _why(status: int, limits: Limits) -> str:
    if status == _NO_MEMORY:
        return too_much_memory(limits)
    if status == -signal.SIGPROF:
        return f"takes longer than {limits.seconds:g} s: {limits.advice_time}"
    if status == -signal.SIGKILL:
        return "its process was killed: the system may be out of memory"
    return f"its process ended with status {status}: please report it with the page"
