"""The bytes of a file or of standard input, bounded; named pipes are not waited for without end."""

from __future__ import annotations

import os
import re
import stat
import sys
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from .article import Source
from .errors import InputError, MissingError, TooLargeError
from .options import Limits

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,20}):/")
_HOST = re.compile(r"www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6}(?::\d+)?/", re.I)
STDIN_CLOSED = "standard input is closed: there is nothing to read from"
_PATIENCE = 5.0  # seconds that a named pipe may be empty
_PIECE = 1 << 20  # bytes


def read_unopened(name: str, limits: Limits, url: str | None = None, stdin: BinaryIO | None = None) -> Source:
    """Read the bytes of a file or of standard input, and do nothing with them. `url` is where they came from.

    Raises InputError, TooLargeError over `limits.max_bytes`.
    """
    if name == "-":
        if stdin is None and sys.stdin is None:
            raise InputError(name, STDIN_CLOSED)
        return read_stream(stdin or sys.stdin.buffer, name, limits, url)
    try:
        with open(name, "rb", opener=open_unwaiting) as file:
            await_writer(file, name)
            return read_stream(file, name, limits, url)
    except FileNotFoundError:
        raise nothing_called(name) from None
    except (OSError, ValueError) as err:
        reason = (getattr(err, "strerror", None) or str(err)).lower()
        raise InputError(name, f"cannot be read: {reason}") from err


def open_unwaiting(name: str, flags: int) -> int:
    """Open without waiting: a named pipe has no writer yet, or never gets one."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def await_writer(file: BinaryIO, name: str) -> None:
    """A named pipe may be slow, but not forever empty. Raises InputError."""
    if not hasattr(os, "O_NONBLOCK"):
        return
    if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
        import select

        if not select.select([file], [], [], _PATIENCE)[0]:
            raise InputError(name, f"a named pipe that nobody has written to for {_PATIENCE:g} s")
    os.set_blocking(file.fileno(), True)


def read_stream(stream: BinaryIO, name: str, limits: Limits, url: str | None = None) -> Source:
    """The bytes of a file or pipe, and nothing done with them yet. Raises TooLargeError."""
    return Source(name, _bounded(stream, name, limits.max_bytes), url, wrapped=True)


def _bounded(stream: BinaryIO, name: str, limit: int) -> bytes:
    """All of a stream, which may come in pieces: without a buffer, a pipe gives what is in it at the moment."""
    data = bytearray()
    while len(data) <= limit:
        piece: bytes | None = stream.read(min(_PIECE, limit + 1 - len(data)))
        if piece is None:  # whoever shares the pipe has set it not to block, and nothing is in it
            _await_more(stream)
            continue
        if not piece:
            return bytes(data)
        data += piece
    raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")


def _await_more(stream: BinaryIO) -> None:
    import select

    select.select([stream], [], [])


def nothing_called(name: str) -> MissingError:
    """The error for a name that is neither a file nor an address, with what may have been meant."""
    scheme = _SCHEME.match(name)
    if scheme and scheme[1].lower() == "file":
        path = unquote(urlsplit(name).path) or "/path/to/page.html"
        return MissingError(name, f"no such file: give the path itself, without file://: {path}")
    if scheme:
        return MissingError(name, f"{scheme[1]}: addresses are not fetched, only http: and https:")
    if _HOST.match(name):
        return MissingError(name, f"no such file: check the path, or type https://{name} if it is on the web")
    if name.startswith("~"):
        return MissingError(
            name, "no such file: ~ stands for a home folder only where a shell reads it; write the path"
        )
    return MissingError(name, "no such file: check the path")
