"""One input to a Source: its bytes, at most as many as the settings allow."""

from __future__ import annotations

import sys
from typing import BinaryIO

from ..article import Source
from ..errors import InputError, MissingError, TooLargeError
from ..settings import Settings
from .find import is_url


def read_source(name: str, settings: Settings, stdin: BinaryIO | None = None) -> Source:
    """Read a file, standard input ("-") or a URL.

    Raises InputError (with the reason), TooLargeError over `settings.max_bytes`, NetworkError for a URL.
    """
    if is_url(name):
        from .web import fetch

        return fetch(name, settings)
    if name == "-":
        stream = stdin or sys.stdin.buffer
        return Source(name, _bounded(stream, name, settings.max_bytes), settings.url)
    try:
        with open(name, "rb") as file:
            return Source(name, _bounded(file, name, settings.max_bytes), settings.url)
    except FileNotFoundError:
        raise MissingError(name, "no such file: check the path") from None
    except (OSError, ValueError) as err:
        reason = (getattr(err, "strerror", None) or str(err)).lower()
        raise InputError(name, f"cannot be read: {reason}") from err


def _bounded(stream: BinaryIO, name: str, limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
    return data
