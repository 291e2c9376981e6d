"""Devices and FIFOs as outputs: what takes bytes and is not to be replaced by a file."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from typing import IO

from ..errors import OutputError

# Descriptors of this process, by name: opened anew, a file behind one would be cut, and written from its beginning.
_STREAM = re.compile(r"/(?:dev|proc/(?:self|\d+))/(?:fd/(\d+)|(stdout)|(stderr))")
_MOST_LINKS = 40
_PATIENCE = 5.0  # seconds
_PAUSE = 0.05


def is_device(path: str) -> bool:
    """Whether a path leads to a device, a FIFO, a socket or a descriptor of this process."""
    if _descriptor(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def check_device(path: str) -> None:
    """Raise OutputError for a device that takes no stream of bytes, before anything is done for it."""
    number = _descriptor(path)
    try:
        mode = (os.stat(path) if number is None else os.fstat(number)).st_mode
    except OSError as err:
        raise OutputError(path, f"cannot be written: {(err.strerror or str(err)).lower()}") from err
    if stat.S_ISBLK(mode):
        raise OutputError(path, "a disk and no file: name a file")
    if stat.S_ISSOCK(mode) and number is None:
        raise OutputError(path, "a socket and no file: name a file")


def open_device(path: str) -> IO[bytes]:
    """Open for writing. Raises OutputError when it takes no stream of bytes or, a FIFO, has no reader; OSError."""
    check_device(path)
    number = _descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fd = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        except OSError as err:
            if err.errno != errno.ENXIO:
                raise
            if time.monotonic() > deadline:
                raise OutputError(path, "a FIFO that nobody reads: begin its reader first") from None
            time.sleep(_PAUSE)
        else:
            os.set_blocking(fd, True)
            return os.fdopen(fd, "wb")


def _descriptor(path: str) -> int | None:
    """The number of the descriptor that a path names, itself or by links."""
    for _ in range(_MOST_LINKS):
        found = _STREAM.fullmatch(os.path.abspath(path))
        if found:
            return int(found[1]) if found[1] else 1 if found[2] else 2
        try:
            path = os.path.join(os.path.dirname(path), os.readlink(path))
        except (OSError, ValueError):
            return None
    return None
