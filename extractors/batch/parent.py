"""Processes that do not outlive the one that began them."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None) -> None:
    """This process is killed when the one that began it is gone, even from within C code.

    On Linux the kernel sees to it; elsewhere a thread does, which looks for `parent`.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == 1 != parent:
            os._exit(1)  # it was gone before; in a container, the first process may be the parent
    else:
        threading.Thread(target=_leave_with, args=(parent or os.getppid(),), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
