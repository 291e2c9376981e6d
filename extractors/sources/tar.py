"""Pages in a tar archive, packed or not, read forward block by block: as in a directory, names say what is a page.

The standard library's reader takes headers of any size into memory and ends without a word where an archive is damaged;
here it reads single blocks (`TarInfo.frombuf`), and after damage reading goes on at the next header.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from tarfile import (
    AREGTYPE,
    BLKTYPE,
    CHRTYPE,
    CONTTYPE,
    DIRTYPE,
    FIFOTYPE,
    LNKTYPE,
    REGTYPE,
    SYMTYPE,
    HeaderError,
    TarInfo,
)
from typing import BinaryIO

from ..article import Origin, Source
from ..errors import InputError, NotAPageError, SetupError, TooLargeError
from ..options import Limits
from ..page.packings import BrokenPackingError, Unpacked, packing_of, unpack_stream
from .archives import Entry
from .companions import page_within, part_of
from .discover import NOT_BY_BEGINNING, NOT_BY_NAME, SNIFFED, Found, begins_like_a_page, is_hidden, is_page_name

_BLOCK = 512
_PIECE = 64 * 1024
_LONGEST_NAMES = 64 * 1024  # bytes of a header that holds a long name; systems allow 4 KiB
_DAMAGED = "damaged: reading goes on after it"
_CUT_OFF = "cut off: the archive ends before it does"
_LONG_NAME, _LONG_LINK, _SPARSE, _DUMPED_FOLDER = b"L", b"K", b"S", b"D"
_EXTENDED = (b"x", b"X")  # X: Solaris
_NO_MEMBERS = (*_EXTENDED, b"g", b"A", _LONG_NAME, _LONG_LINK, b"N", b"V", DIRTYPE, _DUMPED_FOLDER)
_SPECIAL = {CHRTYPE: "a device", BLKTYPE: "a device", FIFOTYPE: "a named pipe", _SPARSE: "a sparse file"}
_OTHER_VOLUME = b"M"
_FILES = (REGTYPE, AREGTYPE, CONTTYPE)
_FIELD = re.compile(rb"\d{1,7} (path|size|linkpath|GNU\.sparse\.[a-z]{1,20})=")
_LONGEST_SHOWN = 200  # characters of a link's goal


def entries_in_tar(
    path: str, limits: Limits, start: int, file: BinaryIO | None, skip_companions: bool
) -> Iterator[Entry | Found]:
    """The pages of an archive in its order, called `path#member`; hidden members are left out, others are skipped.

    `start` is where a member's header stands in the unpacked archive. Raises SetupError without the library for zstd.
    """
    try:
        with file or open(path, "rb") as opened:
            yield from _Reader(path, _Stream(opened), limits, skip_companions).entries(start)
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


@dataclass(frozen=True, slots=True)
class _Said:
    """What the headers before a member's own say of it; `size` is that of its data in the archive, in bytes."""

    name: str | None = None
    link: str | None = None
    size: int | None = None
    is_sparse: bool = False
    is_extended: bool = False


class _Reader:
    def __init__(self, path: str, stream: _Stream, limits: Limits, skip_companions: bool) -> None:
        self._path = path
        self._stream = stream
        self._limits = limits
        self._skip_companions = skip_companions
        self._met: Counter[str] = Counter()
        self._become: dict[str, str] = {}  # of the members so far: what is done with them
        self._is_cut_off = False

    def entries(self, start: int) -> Iterator[Entry | Found]:
        """All entries whose headers stand at `start` or behind it."""
        stream, said = self._stream, _Said()
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
            if header.type in (_LONG_NAME, _LONG_LINK, *_EXTENDED):
                end = stream.at + _padded(header.size)
                said = _with(said, header.type, stream.read(min(header.size, _LONGEST_NAMES)))
            else:
                self._pass_sparse_map(header, block)
                _complete(header, said)
                end = stream.at + _padded(header.size)
                if header.type not in _NO_MEMBERS:
                    yield from self._member(header, at, start)
                said = said if header.type == b"g" else _Said()
            if not stream.skip(end - stream.at) and not self._is_cut_off:
                yield self._failed(at, _CUT_OFF)
                return

    def _pass_sparse_map(self, header: TarInfo, block: bytes) -> None:
        """Pass over the blocks of a sparse member (GNU) that tell of its holes, if its header has no room for them."""
        goes_on = header.type == _SPARSE and block[482] != 0
        while goes_on:
            block = self._stream.read(_BLOCK)
            goes_on = len(block) == _BLOCK and block[504] != 0

    def _failed(self, at: int, problem: str) -> Found:
        name = f"{self._path}#after:{at}"
        return Found(name, InputError(name, problem))

    def _member(self, header: TarInfo, at: int, start: int) -> Iterator[Entry | Found]:
        filename = header.name
        parts = _parts(filename)
        place = "/".join(parts)
        if any(is_hidden(part) for part in parts):
            self._become[place] = "not read"
            return
        self._met[filename] += 1
        again = f" ({self._met[filename]})" if self._met[filename] > 1 else ""
        found = Found(f"{self._path}#{filename}{again}", within=parts, origin=Origin(self._path, filename))
        is_page = is_page_name(filename)
        found = self._passed_over(found, header, is_page)
        is_other = found.skipped or found.error
        self._become[place] = "not read" if is_other else "read itself" if is_page else "looked at itself"
        if at < start:
            return
        if is_other:
            yield found
        else:
            yield Entry(found, lambda: self._read(found, header.size, is_named=bool(is_page)), at + 1)

    def _passed_over(self, found: Found, header: TarInfo, is_page: bool | None) -> Found:
        """The same with why a member is not read, if it is not: it is no file, or no page."""
        page = page_within(found.within, self._met.__contains__) if self._skip_companions else None
        kind = header.type
        if kind == _OTHER_VOLUME:
            return replace(found, error=InputError(found.name, "the rest of a file that begins in another archive"))
        if kind == SYMTYPE:
            skipped = f"a symbolic link to {header.linkname[:_LONGEST_SHOWN]}"
        elif kind in _SPECIAL:
            skipped = _SPECIAL[kind]
        elif page:
            skipped = part_of(page)
        elif is_page is False:
            skipped = NOT_BY_NAME
        elif kind == LNKTYPE and not header.size:
            return self._linked(found, header.linkname)
        elif kind not in (*_FILES, LNKTYPE) and not header.size:
            skipped = "of an unknown type, without data"
        else:
            return found
        return replace(found, skipped=skipped)

    def _linked(self, found: Found, link: str) -> Found:
        """What is to be said of a hard link, which has no data: to go back to them would read a member many times."""
        becomes = self._become.get("/".join(_parts(link)))
        shown = link[:_LONGEST_SHOWN]
        if becomes is None:
            return replace(found, error=InputError(found.name, f"a hard link to {shown}, which is not before it"))
        return replace(found, skipped=f"a hard link to {shown}, which is {becomes}")

    def _read(self, found: Found, size: int, *, is_named: bool) -> Found:
        """A member's bytes. Raises InputError."""
        limit = self._limits.max_bytes
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


def _with(said: _Said, kind: bytes, data: bytes) -> _Said:
    """The same with what one more header says of the member after it; `data` is its beginning."""
    if kind in _EXTENDED:
        return _extended(data, replace(said, is_extended=True))
    text = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
    return replace(said, name=text) if kind == _LONG_NAME else replace(said, link=text)


def _extended(data: bytes, said: _Said) -> _Said:
    """What an extended header (pax) says; of a sparse file it has the name, and the map of its holes may be long."""
    at, real_name = 0, None
    while at < len(data):
        length, _, _ = data[at : at + 8].partition(b" ")
        if not length.isdigit() or not int(length):
            break
        field = data[at : at + int(length)].rstrip(b"\n")
        found = _FIELD.match(field)
        at += int(length)
        if not found:
            continue
        key, value = found[1], field[found.end() :]
        if key.startswith(b"GNU.sparse."):
            said = replace(said, is_sparse=True)
        if at > len(data):
            break  # cut off
        if key == b"path":
            said = replace(said, name=value.decode("utf-8", "surrogateescape"))
        elif key == b"linkpath":
            said = replace(said, link=value.decode("utf-8", "surrogateescape"))
        elif key == b"GNU.sparse.name":
            real_name = value.decode("utf-8", "surrogateescape")
        elif key == b"size" and value.isdigit() and len(value) < 20:
            said = replace(said, size=int(value))
    return replace(said, name=real_name) if real_name else said


def _complete(header: TarInfo, said: _Said) -> None:
    """Add to a header what those before it say; its size becomes that of the data that follow."""
    header.name = said.name or header.name
    header.linkname = said.link or header.linkname
    header.size = header.size if said.size is None else said.size
    if said.is_sparse and header.type in _FILES:
        header.type = _SPARSE
    has_size_of_file = header.type == LNKTYPE and not said.is_extended  # old programs write that, and no data
    if header.type in (SYMTYPE, DIRTYPE, CHRTYPE, BLKTYPE, FIFOTYPE) or has_size_of_file:
        header.size = 0


def _parts(filename: str) -> tuple[str, ...]:
    return tuple(part for part in filename.split("/") if part not in ("", ".", ".."))


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
