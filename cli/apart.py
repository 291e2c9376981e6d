"""Work in a process of its own, which the system stops when it computes too long or wants too much memory.

Nothing in Python can stop a library that is busy in C code, and no exception comes through a crash of it. So what a
page could hang or break runs in a child process; the parent holds the results and knows which input it was.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from ..extractors.batch.parent import die_with_parent
from .options import parse_size

_MEBIBYTE = 1 << 20
T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """What one input may take: `seconds` of computing (not of waiting), and bytes of `memory` (address space).

    `is_fast` says that --fast is given already, and nobody need be told to try it.
    """

    seconds: float = 8.0
    memory: int = 1 << 30
    is_fast: bool = False


def page_limits(timeout: float | None, memory: str, *, is_fast: bool) -> Limits:
    """The limits of the options --timeout and --memory. Raises SetupError for a size that is none."""
    return Limits(timeout or Limits.seconds, parse_size(memory), is_fast)


@dataclass(frozen=True, slots=True)
class Begun:
    """What `work` yields before it takes up an input; from then on its time counts."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands for an input that the child did not survive; `problem` says why, and what to do."""

    name: str
    problem: str


def apart(work: Callable[[int], Iterator[Begun | T]], limits: Limits) -> Iterator[T | Stopped]:
    """Yield what `work(0)` does, from a child process.

    When the child is stopped within an input, `Stopped` stands for that one, and another child goes on with
    `work(number of inputs begun)`. What `work` raises is raised here.
    """
    if not hasattr(os, "fork"):  # Windows has no limits of this kind
        yield from (message for message in work(0) if not isinstance(message, Begun))
        return
    begun = 0
    while True:
        taken: Begun | None = None
        messages = _from_child(work, begun, limits)
        try:
            while True:
                message = next(messages)
                if isinstance(message, Begun):
                    taken, begun = message, begun + 1
                else:
                    taken = None
                    yield message
        except StopIteration as end:
            status = end.value
        if taken is not None:
            yield Stopped(taken.name, _why(status, limits))
        elif status:
            raise RuntimeError(f"the process that reads pages ended with {status}")
        else:
            return


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
    return f"needs more memory than {limits.memory // _MEBIBYTE} MiB: give it more with --memory"


def _from_child(work: Callable[[int], Iterator[Any]], first: int, limits: Limits) -> Generator[Any, None, int]:
    """The messages of a child that does `work(first)`; returns its exit status, negative for a signal."""
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            # SIGTERM or SIGKILL ends the parent alone, and this may wait for a pipe or a server.
            die_with_parent(parent)
            _serve(work(first), limits, writing)
            status = 0
        finally:  # whatever happens, nothing of what the parent does next is done here
            os._exit(status)
    os.close(writing)
    alive = True
    try:
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


def _received(pipe: BinaryIO) -> Any:
    """The next message, None when the child has ended, perhaps in the middle of one."""
    try:
        return pickle.load(pipe)  # noqa: S301  # from our own child
    except (EOFError, pickle.UnpicklingError):
        return None


def _serve(messages: Iterator[Any], limits: Limits, writing: int) -> None:
    """The child: send each message; the clock runs from a Begun to the message after it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent as well, which ends this
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with open(writing, "wb") as pipe:
        try:
            for message in messages:
                signal.setitimer(signal.ITIMER_PROF, 0)
                pickle.dump(message, pipe)
                pipe.flush()
                if isinstance(message, Begun):
                    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        except BrokenPipeError:
            raise  # the parent is gone
        except BaseException as err:
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.write(_pickled(err))


def _pickled(err: BaseException) -> bytes:
    """The exception for the parent; where it cannot travel (some libraries' cannot), one that says the same."""
    try:
        data = pickle.dumps(err)
        pickle.loads(data)  # noqa: S301  # our own
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(err).__name__}: {err}"))
    return data


def _why(status: int, limits: Limits) -> str:
    if status == -signal.SIGPROF:
        hint = "" if limits.is_fast else ", or try --fast"
        return f"takes longer than {limits.seconds:g} s: give it more with --timeout{hint}"
    if status == -signal.SIGKILL:
        return "its process was killed: the system may be out of memory"
    return f"its process ended with status {status}: please report it with the page"
