"""Evaluating in a process of its own, which the system ends when its time is over: libxml2 itself cannot be stopped."""

from __future__ import annotations

import os
import pickle
import select
import signal
from collections.abc import Callable
from time import monotonic, thread_time
from typing import Any

# A busy machine gives a process less than its share; a process that has not ended by then waits for something else.
_PATIENCE = 10
_PIECE = 1 << 16


def can_bound() -> bool:
    """Whether the system can do it: not on Windows."""
    return hasattr(os, "fork") and hasattr(signal, "setitimer")


def spent() -> float:
    """Return the seconds that this thread has computed, and processes of its own that have ended."""
    times = os.times()
    return thread_time() + times.children_user + times.children_system


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """Return what `work` returns, from a copy of this process that may compute for so many seconds.

    Only what pickles can come back. Raises TimeoutError when the time is over or the copy dies otherwise, and any error
    that `work` raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _serve(work, seconds, reading, writing)
    os.close(writing)
    ended = False
    try:
        data = _received(reading, monotonic() + seconds * _PATIENCE)
        ended = os.waitpid(child, 0 if data is not None else os.WNOHANG) != (0, 0)
    finally:
        os.close(reading)
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if not data:
        raise TimeoutError
    result = pickle.loads(data)  # noqa: S301  # from our own child
    if isinstance(result, BaseException):
        raise result
    return result


def _serve(work: Callable[[], Any], seconds: float, reading: int, writing: int) -> None:
    """The child: send what comes of it, and end without doing anything that the parent would do."""
    try:
        os.close(reading)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent as well, which ends this
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001))
        try:
            result = work()
        except Exception as err:
            result = err
        with open(writing, "wb") as pipe:
            pickle.dump(result, pipe)
    finally:
        os._exit(0)


def _received(reading: int, deadline: float) -> bytes | None:
    """All that the child sends; None where it has not ended by the deadline."""
    pieces: list[bytes] = []
    while (left := deadline - monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        piece = os.read(reading, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    return None
