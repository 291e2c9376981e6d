"""Ctrl-C, which counts whenever it comes; `kill` and a terminal that closes ask for the same.

Python drops a KeyboardInterrupt that is raised where nobody can take it: in the callback of a weak reference, of which
an import has many. So the signal is also noted, and looked up where the run goes on, and at its end.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False  # not from typing, which takes 10 ms in which nothing is seen to yet
if TYPE_CHECKING:
    from typing import NoReturn

_STATUS = 130
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
# What a terminal sends to all of its processes: children leave it to their parent.
FROM_TERMINAL = tuple(number for number in SIGNALS if number != signal.SIGTERM)
_noted: list[int] = []


def leave_at_once() -> None:
    """Have a signal end the process in order while it still loads its modules."""
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, _leave)


def note() -> None:
    """Have a signal raise KeyboardInterrupt, and be noted."""
    for number in SIGNALS:
        # Not where it is ignored: nohup has a command go on.
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL, _leave):
            signal.signal(number, _ask)
            sys.unraisablehook = _say_unless_noted


def leave_to_parent() -> None:
    """Have a child go on where the terminal interrupts it: its parent is told too, and ends it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN if number in FROM_TERMINAL else signal.SIG_DFL)


def check() -> None:
    """Raise KeyboardInterrupt where one has been dropped."""
    if _noted:
        raise KeyboardInterrupt


def told() -> None:
    """Forget an interrupt that the user was told of: it is not to be told of again."""
    _noted.clear()


def over() -> None:
    """Leave what is over at the status that it has."""
    _noted.clear()
    for number in SIGNALS:
        if signal.getsignal(number) is _ask:
            signal.signal(number, lambda _number, _frame: None)


def ignore() -> None:
    """Have the interpreter end in peace: its last steps know no handlers any more."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _leave(_number: int, _frame: object) -> NoReturn:
    os.write(2, b"cleancopy: interrupted\n")
    os._exit(_STATUS)


def _say_unless_noted(dropped: sys.UnraisableHookArgs) -> None:
    """Say of an exception that nobody can take, as Python does, but of none that is noted."""
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)


def _ask(number: int, _frame: object) -> NoReturn:
    _noted.append(number)
    raise KeyboardInterrupt
