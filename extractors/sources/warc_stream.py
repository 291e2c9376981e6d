"""The bytes of a WARC file, packed or not: read in order, passed over, and searched for the next record after damage.

Each byte is looked at a bounded number of times, whatever is in the file, and no more of it is held than a piece.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import deque
from typing import BinaryIO, NamedTuple

LONGEST_HEADERS = 64 * 1024
_RECORD = re.compile(rb"WARC/\d\.\d\r?\n(?=[A-Za-z-]+:)")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_START = b"WARC/"
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04].", re.DOTALL)
_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 64 * 1024
_RAW_PIECE = 16 * 1024  # what is left of it when a member ends is copied
_SEARCHED = 1 << 20
_MEMBER_HEADER = 512  # bytes; longer ones are not recognised after damage
# What may be unpacked again after damage: so many times the file's size, and so many bytes.
_MOST_AGAIN, _ALWAYS_AGAIN = 4, 64 << 20
# A record that unpacks to more than this, and to so many times what it is packed to, is passed over without that.
_LARGE, _BOMB_RATIO = 32 << 20, 200


class DamagedError(Exception):
    """What should come does not. `is_whole` says that the record before it is whole."""

    def __init__(self, is_whole: bool = False) -> None:
        super().__init__()
        self.is_whole = is_whole


class Position(NamedTuple):
    """A place in a file: an offset, and how many unpacked bytes behind the gzip member that begins there."""

    offset: int
    inner: int = 0

    def __str__(self) -> str:
        return f"{self.offset}+{self.inner}" if self.inner else str(self.offset)


def open_stream(file: BinaryIO) -> PlainStream | PackedStream:
    """The stream of a file, by how it begins."""
    file.seek(0)
    packed = file.read(2) == _GZIP_MAGIC
    return PackedStream(file) if packed else PlainStream(file)


class PlainStream:
    """A file that is not packed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        self._buffer = b""
        self._at = 0
        self._searched, self._searched_at = b"", -_SEARCHED - 1  # what was searched last

    @property
    def at(self) -> Position:
        """The place of the next byte."""
        return Position(self._at)

    def go_to(self, position: Position) -> None:
        """Go on reading there."""
        self._at, self._buffer = position.offset, b""

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer only at the file's end."""
        if len(self._buffer) < size:
            self._file.seek(self._at)
            self._buffer = self._file.read(max(size, _PIECE // 8))
        return self._buffer[:size]

    def take(self, size: int) -> bytes:
        """The next bytes, passed over."""
        data = self.peek(size)
        self.skip(len(data))
        return data

    def skip(self, size: int) -> bool:
        """Pass over bytes; whether there were so many."""
        if size > self._size - self._at:
            return False
        self._at += size
        self._buffer = self._buffer[size:]
        return True

    def goes_on(self) -> bool:
        """Whether a record may follow."""
        return self._at < self._size

    def has_whole(self, size: int) -> bool:
        """Whether there are so many bytes, and behind them a line's end, a record or the end of all."""
        if size > self._size - self._at:
            return False
        self._file.seek(self._at + size)
        behind = self._file.read(len(_START))
        return behind[:1] in (b"\r", b"\n", b"") or behind == _START

    def find_record(self, damaged: Position) -> bool:
        """Go to the next place behind a damaged record where one begins; whether there is any."""
        at = damaged.offset + 1
        while at < self._size:
            if not self._searched_at <= at < self._searched_at + _SEARCHED:
                self._searched_at = at
                self._file.seek(at)
                self._searched = self._file.read(_SEARCHED + LONGEST_HEADERS)
            found = record_in(self._searched, at - self._searched_at)
            if found is not None and found < _SEARCHED:
                self.go_to(Position(self._searched_at + found))
                return True
            at = self._searched_at + _SEARCHED
        return False


class PackedStream:
    """A file of gzip members: of a record each, as they should be, of blocks, or one for the whole file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        self._unpacked_again = 0
        self._searched, self._searched_at = b"", -_SEARCHED - 1  # what was searched last
        self._begin_at(0)

    def _begin_at(self, offset: int) -> None:
        self._raw, self._raw_end = b"", offset  # packed bytes that were read, and where they end in the file
        self._member: zlib._Decompress | None = None
        self._members: deque[tuple[int, int]] = deque()  # of those in the buffer: the offset, the unpacked bytes before
        self._buffer = bytearray()
        self._unpacked = 0
        self._held: bytes | None = None  # what a member begins with that is the next record's
        self._is_broken = False  # nothing more can be unpacked
        self._returns = True  # after damage, to where the broken member began

    @property
    def at(self) -> Position:
        """The place of the next byte."""
        taken = self._unpacked - len(self._buffer)
        while len(self._members) > 1 and self._members[1][1] <= taken:
            self._members.popleft()
        offset, before = self._members[0] if self._members else (self._raw_offset, taken)
        return Position(offset, taken - before)

    @property
    def _raw_offset(self) -> int:
        return self._raw_end - len(self._raw)

    def go_to(self, position: Position) -> None:
        """Go on reading there."""
        self._begin_at(position.offset)
        self.skip(position.inner)

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer only at the file's end, before damage and before a member that begins a record."""
        while len(self._buffer) < size and self._unpack():
            pass
        return bytes(memoryview(self._buffer)[:size])

    def take(self, size: int) -> bytes:
        """The next bytes, passed over."""
        data = self.peek(size)
        self._drop(len(data))
        return data

    def skip(self, size: int) -> bool:
        """Pass over bytes; whether there were so many."""
        began, passed = self._raw_offset, 0
        while passed < size:
            if not self._buffer and not self._unpack():
                return False
            step = min(size - passed, len(self._buffer))
            del self._buffer[:step]
            passed += step
            if self._is_bomb(passed, began):
                return False
        return True

    def _is_bomb(self, passed: int, began: int) -> bool:
        """Whether to give up what is passed over since an offset in the file."""
        if passed <= _LARGE or passed <= _BOMB_RATIO * (self._raw_offset - began):
            return False
        self._buffer.clear()
        self._is_broken, self._returns = True, False
        return True

    def has_whole(self, size: int) -> bool:  # noqa: ARG002  # as of the other stream
        """Whether there are so many bytes: nobody can tell before they are unpacked."""
        return True

    def goes_on(self) -> bool:
        """Whether a record may follow; that of the next member is begun. Raises DamagedError when it cannot be."""
        while not self._buffer and self._held is None and self._unpack():
            pass
        if not self._buffer and self._held is not None:
            self._add(self._held)
            self._held = None
        if self._is_broken and not self._buffer:
            raise DamagedError(is_whole=True)
        return bool(self._buffer)

    def find_record(self, damaged: Position) -> bool:
        """Go to the next place behind a damaged record where one begins; whether there is any."""
        if self.at == damaged:
            self._drop(1)
        while True:
            began, passed = self._raw_offset, 0
            while not self._is_bomb(passed, began) and (piece := self.peek(_SEARCHED)):
                found = record_in(piece)
                if found is not None and found < _SEARCHED - LONGEST_HEADERS:
                    return self.skip(found)
                passed += self._drop(len(piece) if len(piece) < _SEARCHED else _SEARCHED - LONGEST_HEADERS)
            if not self._is_broken:
                return self.goes_on()
            if not self._find_member():
                return False
            if self.peek(len(_START)) == _START:
                return True

    def _drop(self, size: int) -> int:
        del self._buffer[:size]
        return size

    def _unpack(self) -> bool:
        """Unpack a piece more into the buffer; whether that was possible."""
        if self._held is not None or self._is_broken:
            return False
        if self._member is not None:
            self._add(self._piece())
            return True
        if not self._begin_member():
            return False
        first = b""
        while len(first) < len(_START) and self._member is not None and not self._is_broken:
            first += self._piece()
        if first.startswith(_START) and self._unpacked:
            self._held = first
            return False
        self._add(first)
        return True

    def _add(self, piece: bytes) -> None:
        self._buffer += piece
        self._unpacked += len(piece)

    def _begin_member(self) -> bool:
        if len(self._raw) < len(_GZIP_MAGIC):
            self._read_raw()
        if not self._raw:
            return False
        if not self._raw.startswith(_GZIP_MAGIC):
            self._is_broken = True
            return False
        self._members.append((self._raw_offset, self._unpacked))
        self._member = zlib.decompressobj(31)
        return True

    def _piece(self) -> bytes:
        assert self._member is not None
        if not self._raw:
            self._read_raw()
        try:
            piece = self._member.decompress(self._raw, _PIECE)
        except zlib.error:
            self._is_broken = True
            return b""
        if self._member.eof:
            self._raw, self._member = self._member.unused_data, None
            return piece
        if not piece and not self._raw:
            self._is_broken = True  # the file ends within a member
        self._raw = self._member.unconsumed_tail
        return piece

    def _read_raw(self) -> None:
        self._file.seek(self._raw_end)
        piece = self._file.read(_RAW_PIECE)
        self._raw += piece
        self._raw_end += len(piece)

    def _find_member(self) -> bool:
        """Go to the next member behind the broken one that begins a record; whether there is any."""
        offset, before = self._members[-1] if self._members else (self._raw_offset, self._unpacked)
        at = offset + 1
        self._unpacked_again += self._unpacked - before
        if not self._returns or self._unpacked_again > _MOST_AGAIN * self._size + _ALWAYS_AGAIN:
            at = max(at, self._raw_offset)
        while at < self._size:
            if not self._searched_at <= at < self._searched_at + _SEARCHED:
                self._searched_at = at
                self._file.seek(at)
                self._searched = self._file.read(_SEARCHED + _MEMBER_HEADER)
            for match in _MEMBER.finditer(self._searched, at - self._searched_at):
                start = match.start()
                if start < _SEARCHED and _begins_record(self._searched[start : start + _MEMBER_HEADER]):
                    self._begin_at(self._searched_at + start)
                    return True
            at = self._searched_at + _SEARCHED
        return False


def record_in(piece: bytes, start: int = 0) -> int | None:
    """Where in some bytes the first record begins that may be whole: its headers end before another record begins."""
    begun = _RECORD.search(piece, start)
    while begun:
        following = _RECORD.search(piece, begun.end())
        end = min(following.start() if following else len(piece), begun.start() + LONGEST_HEADERS)
        if _BLANK_LINE.search(piece, begun.end() - 1, end):
            return begun.start()
        begun = following
    return None


def is_cut_short(piece: bytes) -> bool:
    """Whether another record begins before the headers end of the one with which some bytes begin."""
    following = _RECORD.search(piece, 1)
    return following is not None and not _BLANK_LINE.search(piece, 0, following.start())


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, len(_START)) == _START
    except zlib.error:
        return False
