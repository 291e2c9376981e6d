"""Ctrl-C, which counts whenever it comes.

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
_noted: list[int] = []


def leave_at_once() -> None:
    """Have Ctrl-C end the process in order while it still loads its modules."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def note() -> None:
    """Have Ctrl-C raise KeyboardInterrupt, and be noted."""
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, _leave):  # and not where it is ignored
        signal.signal(signal.SIGINT, _ask)
        sys.unraisablehook = _say_unless_noted


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
    if signal.getsignal(signal.SIGINT) is _ask:
        signal.signal(signal.SIGINT, lambda _number, _frame: None)


def ignore() -> None:
    """Have the interpreter end in peace: its last steps know no handlers any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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
