"""Mails in a mailbox (mbox), read forward line by line: each begins with a line "From ", which its headers follow.

Lines end in LF or CRLF; in mailboxes of old Macs in CR alone, which become LF here.
"""

from __future__ import annotations

import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from ..article import Origin, Source
from ..errors import InputError, NotAPageError, SetupError, TooLargeError
from ..options import Limits
from ..page.packings import BrokenPackingError, Unpacked, packing_of, unpack_stream
from .archives import Entry
from .discover import Found

_LONGEST_LINE = 64 * 1024  # bytes that are looked at together
_PIECE = 1 << 20
_LINE_END = re.compile(rb"\r\n?|\n")
_HEADER = re.compile(rb">?[!-9;-~]{1,100}:")


def entries_in_mbox(
    path: str, limits: Limits, start: int, file: BinaryIO | None, _skip_companions: bool
) -> Iterator[Entry | Found]:
    """The mails of a mailbox in its order, called `path#number`. `start` is where a mail begins in it, unpacked."""
    try:
        with file or open(path, "rb") as opened:
            packing = packing_of(opened.read(16))
            opened.seek(0)
            lines: Any = (
                io.BufferedReader(Unpacked(unpack_stream(opened, packing)), _LONGEST_LINE) if packing else opened
            )
            if not isinstance(lines, io.BufferedReader):
                lines = io.BufferedReader(lines, _LONGEST_LINE)  # of another file system
            first = _LINE_END.search(lines.peek(_LONGEST_LINE).lstrip(b"\r\n"))
            if first and first[0] == b"\r":
                lines = _MacLines(lines)
            yield from _Mailbox(path, lines, limits).entries(start)
    except BrokenPackingError as err:
        yield Found(f"{path}#end", InputError(f"{path}#end", str(err)))
    except ImportError:
        raise SetupError(path, "zstd needs a library: pip install 'cleancopy[zstd]'") from None
    except OSError as err:
        yield Found(path, InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}"))


class _MacLines:
    """Lines that end in CR, or now and then otherwise; the CR of each becomes LF."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._piece = b""
        self._at = 0
        self._is_over = False

    def readline(self, most: int) -> bytes:
        """The next line, or so many bytes of it; none at the end."""
        if not self._is_over and len(self._piece) - self._at <= most:
            more = self._file.read(_PIECE)
            self._is_over = not more
            self._piece, self._at = self._piece[self._at :] + more, 0
        ended = _LINE_END.search(self._piece, self._at, self._at + most)
        end = ended.end() if ended else min(self._at + most, len(self._piece))
        line = self._piece[self._at : end]
        self._at = end
        return line[:-1] + b"\n" if line.endswith(b"\r") else line


class _Mailbox:
    def __init__(self, path: str, lines: io.BufferedReader | _MacLines, limits: Limits) -> None:
        self._path = path
        self._lines = lines
        self._limits = limits
        self._at = 0
        self._next = lines.readline(_LONGEST_LINE)
        self._after = lines.readline(_LONGEST_LINE)
        self._follows_empty = True
        self._is_over = False  # the mail, not the mailbox

    def entries(self, start: int) -> Iterator[Entry | Found]:
        """All mails that begin at `start` or behind it."""
        while self._next and not self._next.removeprefix(BOM_UTF8).strip():
            self._line()
        if self._next.startswith(BOM_UTF8):
            self._at += len(BOM_UTF8)
            self._next = self._next.removeprefix(BOM_UTF8)
        if not self._next.startswith(b"From "):
            problem = "cannot be read: no mailbox, for it does not begin with the line of a mail (From ...)"
            yield Found(self._path, NotAPageError(self._path, problem))
            return
        number = 0
        while self._next:
            at, number = self._at, number + 1
            separator = self._line()
            self._is_over = False
            if at >= start:
                origin = Origin(self._path, str(number))
                found = Found(f"{self._path}#{number}", within=(f"mail-{number:05}",), origin=origin)
                yield Entry(found, partial(self._read, found, separator), at + 1)
            while not self._is_over:
                self._body_line()

    def _read(self, found: Found, separator: bytes) -> Found:
        """A mail's bytes, with the line before it. Raises TooLargeError; what is left of it is passed over."""
        data = bytearray(separator)
        while (line := self._body_line()) is not None:
            data += line
            if len(data) > self._limits.max_bytes:
                most = self._limits.max_bytes >> 20
                raise TooLargeError(found.name, f"larger than {most} MiB: not a page that can be read safely")
        return replace(found, source=Source(found.name, bytes(data), origin=found.origin, wrapped=True))

    def _body_line(self) -> bytes | None:
        """The next line of the mail; None behind the last. Headers follow a separator: texts have "From " as well."""
        is_separator = self._follows_empty and self._next.startswith(b"From ") and _HEADER.match(self._after)
        if not self._next or is_separator:
            self._is_over = True
            return None
        return self._line()

    def _line(self) -> bytes:
        line = self._next
        self._at += len(line)
        self._follows_empty = line in (b"\n", b"\r\n")
        self._next, self._after = self._after, self._lines.readline(_LONGEST_LINE)
        return line
