"""Computing time for code that is not ours, and may never come back by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.1


class OutOfBudgetError(BaseException):
    """The time is used up. No Exception, so that the code concerned cannot take it for one of its own and go on."""


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Raise OutOfBudgetError in the middle of what runs inside, after so many seconds of computing.

    Only in a process's main thread and where there are signals: elsewhere nothing is stopped. Python must have its
    turn: a single long call into C code ends first.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    running = True

    def stop(_number: int, _frame: FrameType | None) -> None:
        if running:
            raise OutOfBudgetError

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: one that is raised where nothing can be raised, in a callback from C, is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            running = False
    finally:  # also where the signal came just before that line
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
