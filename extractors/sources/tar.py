"""Pages in a tar archive, packed or not, read forward block by block: as in a directory, names say what is a page.

The standard library's reader takes headers of any size into memory and ends without a word where an archive is damaged;
here it reads single blocks (`TarInfo.frombuf`), and after damage reading goes on at the next header.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from tarfile import AREGTYPE, CONTTYPE, DIRTYPE, REGTYPE, HeaderError, TarInfo
from typing import BinaryIO

from ..article import Origin, Source
from ..errors import InputError, NotAPageError, SetupError, TooLargeError
from ..page.packings import BrokenPackingError, Unpacked, packing_of, unpack_stream
from ..settings import Settings
from .archives import Entry
from .companions import page_within, part_of
from .find import NOT_BY_BEGINNING, NOT_BY_NAME, SNIFFED, Found, begins_like_a_page, is_hidden, is_page_name

_BLOCK = 512
_PIECE = 64 * 1024
_LONGEST_NAMES = 64 * 1024  # bytes of a header that holds a long name; systems allow 4 KiB
_DAMAGED = "damaged: reading goes on after it"
_CUT_OFF = "cut off: the archive ends before it does"
_LONG_NAME, _EXTENDED, _SPARSE = b"L", b"x", b"S"
_FIELD = re.compile(rb"(\d{1,7}) (path|size)=")


def entries_in_tar(path: str, settings: Settings, start: int, file: BinaryIO | None) -> Iterator[Entry | Found]:
    """The pages of an archive in its order, called `path#member`; hidden members are left out, others are skipped.

    `start` is where a member's header stands in the unpacked archive. Raises SetupError without the library for zstd.
    """
    try:
        with file or open(path, "rb") as opened:
            yield from _Reader(path, _Stream(opened), settings).entries(start)
    except BrokenPackingError as err:
        yield Found(f"{path}#end", InputError(f"{path}#end", str(err)))
    except ImportError:
        raise SetupError(path, "zstd needs a library: pip install 'cleancopy[zstd]'") from None
    except OSError as err:
        yield Found(path, InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}"))


class _Stream:
    """The unpacked bytes of an archive, read forward; `at` is how far."""

    def __init__(self, file: BinaryIO) -> None:
        packing = packing_of(file.read(16))
        file.seek(0)
        self._file: BinaryIO | Unpacked = Unpacked(unpack_stream(file, packing)) if packing else file
        self._size = None if packing else file.seek(0, io.SEEK_END)
        if not packing:
            file.seek(0)
        self.at = 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.at += len(data)
        return data

    def skip(self, size: int) -> bool:
        """Pass over so many bytes; whether there are as many."""
        if self._size is not None and not isinstance(self._file, Unpacked):
            whole = self.at + size <= self._size
            self.at = self._file.seek(min(self.at + size, self._size))
            return whole
        while size > 0:
            passed = len(self.read(min(size, _PIECE)))
            if not passed:
                return False
            size -= passed
        return True


class _Reader:
    def __init__(self, path: str, stream: _Stream, settings: Settings) -> None:
        self._path = path
        self._stream = stream
        self._settings = settings
        self._met: Counter[str] = Counter()
        self._is_cut_off = False

    def entries(self, start: int) -> Iterator[Entry | Found]:
        """All entries whose headers stand at `start` or behind it."""
        stream, name, size = self._stream, None, None
        is_lost = is_over = False
        while block := stream.read(_BLOCK):
            at = stream.at - len(block)
            if not block.strip(b"\0"):
                is_over = True  # two of these end an archive; another one may follow
                continue
            header = _header(block, strict=is_lost or is_over)
            if header is None:
                if at == 0:
                    yield Found(
                        self._path, NotAPageError(self._path, "cannot be read: no tar archive, or a damaged one")
                    )
                    return
                if not (is_lost or is_over) and at >= start:
                    yield self._failed(at, _DAMAGED)
                is_lost = True
                continue
            is_lost = is_over = False
            if header.type in (_LONG_NAME, _EXTENDED) and header.size <= _LONGEST_NAMES:
                data = stream.read(_padded(header.size))[: header.size]
                if header.type == _LONG_NAME:
                    name = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
                else:
                    name, size = _extended(data, name, size)
                continue
            end = stream.at + _padded(header.size if size is None else size)
            if header.type in (REGTYPE, AREGTYPE, CONTTYPE):
                header.size = header.size if size is None else size
                yield from self._member(header, name or header.name, at, start)
            elif header.type == _SPARSE and at >= start:
                yield Found(f"{self._path}#{header.name}", skipped="a sparse file")
            if header.type != DIRTYPE and not stream.skip(end - stream.at) and not self._is_cut_off:
                yield self._failed(at, _CUT_OFF)
                return
            if header.type not in b"gK":
                name = size = None

    def _failed(self, at: int, problem: str) -> Found:
        name = f"{self._path}#after:{at}"
        return Found(name, InputError(name, problem))

    def _member(self, header: TarInfo, filename: str, at: int, start: int) -> Iterator[Entry | Found]:
        parts = tuple(part for part in filename.split("/") if part not in ("", ".", ".."))
        if any(is_hidden(part) for part in parts):
            return
        self._met[filename] += 1
        if at < start:
            return
        again = f" ({self._met[filename]})" if self._met[filename] > 1 else ""
        found = Found(f"{self._path}#{filename}{again}", within=parts, origin=Origin(self._path, filename))
        page = page_within(parts, self._met.__contains__) if self._settings.skip_companions else None
        said = is_page_name(filename)
        if page:
            yield replace(found, skipped=part_of(page))
        elif said is False:
            yield replace(found, skipped=NOT_BY_NAME)
        else:
            yield Entry(found, lambda: self._read(found, header.size, is_named=bool(said)), at + 1)

    def _read(self, found: Found, size: int, *, is_named: bool) -> Found:
        """A member's bytes. Raises InputError."""
        limit = self._settings.max_bytes
        data = b"" if is_named else self._stream.read(min(size, SNIFFED))
        if not is_named and not begins_like_a_page(data):
            return replace(found, skipped=NOT_BY_BEGINNING)
        if size > limit:
            raise TooLargeError(found.name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
        try:
            data += self._stream.read(size - len(data))
        except BrokenPackingError as err:
            self._is_cut_off = True
            raise InputError(found.name, str(err)) from None
        if len(data) < size:
            self._is_cut_off = True
            raise InputError(found.name, _CUT_OFF)
        return replace(found, source=Source(found.name, data, origin=found.origin, wrapped=True))


def _header(block: bytes, *, strict: bool) -> TarInfo | None:
    """The header that a block is, or None; where headers are looked for, old ones without a mark are not seen."""
    if len(block) < _BLOCK or (strict and block[257:262] != b"ustar"):
        return None
    try:
        header = TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (HeaderError, ValueError, OverflowError):
        return None
    return header if header.size >= 0 else None


def _extended(data: bytes, name: str | None, size: int | None) -> tuple[str | None, int | None]:
    """The name and size that an extended header (pax) gives the member after it."""
    at = 0
    while at < len(data):
        length, _, _ = data[at : at + 8].partition(b" ")
        if not length.isdigit() or not int(length):
            break
        field = data[at : at + int(length)].rstrip(b"\n")
        found = _FIELD.match(field)
        if found and found[2] == b"path":
            name = field[found.end() :].decode("utf-8", "surrogateescape")
        elif found and field[found.end() :].isdigit() and len(field) < found.end() + 20:
            size = int(field[found.end() :])
        at += int(length)
    return name, size


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
