"""One input to a Source: its bytes, at most as many as the settings allow."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from typing import BinaryIO

from ..article import Source
from ..errors import InputError, TooLargeError
from ..settings import Settings
from .find import MHTML_SUFFIXES, is_url, nothing_called

_SNIFFED = 8192
_PATIENCE = 5.0  # seconds
_PIECE = 1 << 20


def read_source(name: str, settings: Settings, stdin: BinaryIO | None = None) -> Source:
    """Read a file, standard input ("-") or a URL.

    Raises InputError (with the reason), TooLargeError over `settings.max_bytes`, NetworkError for a URL.
    """
    if is_url(name):
        from .web import fetch

        return fetch(name, settings)
    return saved_page(read_unopened(name, settings, stdin), settings)


def read_unopened(name: str, settings: Settings, stdin: BinaryIO | None = None) -> Source:
    """Read the bytes of a file or of standard input, and do nothing with them. Raises InputError."""
    if name == "-":
        return read_stream(stdin or sys.stdin.buffer, name, settings)
    try:
        with open(name, "rb", opener=open_unwaiting) as file:
            await_writer(file, name)
            return read_stream(file, name, settings)
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


def read_stream(stream: BinaryIO, name: str, settings: Settings) -> Source:
    """The bytes of a file or pipe, and nothing done with them yet. Raises TooLargeError."""
    return Source(name, _bounded(stream, name, settings.max_bytes), settings.url, wrapped=True)


def saved_page(source: Source, settings: Settings) -> Source:
    """The source itself, or the page that a browser saved in it with all that belongs to it (MHTML).

    Raises InputError when that is broken.
    """
    if not source.wrapped:
        return source
    if (
        source.name.lower().removesuffix(".gz").endswith(MHTML_SUFFIXES)
        or b"multipart/related" in source.data[:_SNIFFED].lower()
    ):
        from .mhtml import is_mhtml, page_in_mhtml

        if is_mhtml(source.name, source.data):
            return page_in_mhtml(source, settings.max_bytes)
    return replace(source, wrapped=False)


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
