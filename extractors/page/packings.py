"""Packed bytes as streams of unpacked pieces: gzip, bzip2, xz (and .lzma), zstd; bounded, whatever the bytes say."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

_MAGICS = {
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ\x00": "xz",
    b"\x5d\x00\x00": "lzma",
    b"\x28\xb5\x2f\xfd": "zstd",
    **{b"BZh%d1AY&SY" % level: "bzip2" for level in range(1, 10)},
}
PACKING_SUFFIXES = (".gz", ".bz2", ".xz", ".lzma", ".zst")
# Of a zstd frame, and of one to be skipped.
_MAGICS_START = (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60)))
_ZSTD_STEP = 256  # bytes; three of them can become 128 KiB
_PIECE = 64 * 1024
_WIDEST_WINDOW = 128 << 20  # bytes; what zstd --ultra -22 takes


class BrokenPackingError(Exception):
    """The packed data are damaged or cut off."""


def packing_of(data: bytes) -> str | None:
    """Return how these bytes are packed, by the first of them."""
    found = next((packing for magic, packing in _MAGICS.items() if data.startswith(magic)), None)
    # An .lzma file has no real magic: the size that follows is unknown (all ones) or below a tebibyte.
    if found == "lzma" and not (len(data) > 13 and (data[5:13] == b"\xff" * 8 or data[10:13] == b"\0\0\0")):
        return None
    return found


def without_packing(name: str) -> str:
    """Return a file's name in lower case without the ending of its packing."""
    lower = name.lower()
    return next((lower.removesuffix(end) for end in PACKING_SUFFIXES if lower.endswith(end)), lower)


def unpack_stream(file: BinaryIO, packing: str) -> Iterator[bytes]:
    """Yield what a packed file holds, in pieces of 64 KiB (of zstd, 11 MiB at most), and little more in memory.

    All members one after the other; something else behind the last of them is ignored, as the packings' tools do.
    Raises BrokenPackingError, and ImportError where the library for zstd is missing.
    """
    pieces = _zstd(file) if packing == "zstd" else _members(file, packing)
    is_begun = False
    try:
        for piece in pieces:
            is_begun = True
            yield piece
    except EOFError:
        raise BrokenPackingError(f"the {packing} data ends too early or is damaged: fetch or pack it again") from None
    except MemoryError:
        raise BrokenPackingError(f"the {packing} data needs more memory than there is: unpack it first") from None
    except (zlib.error, ValueError, OSError) as err:
        if isinstance(err, OSError) and err.errno:  # a disk that fails
            raise
        if not (is_begun and "Not a gzipped file" in str(err)):
            raise BrokenPackingError(f"broken {packing} data: fetch or pack it again") from None


def _members(file: BinaryIO, packing: str) -> Iterator[bytes]:
    if packing == "gzip":
        import gzip

        opened: Any = gzip.GzipFile(fileobj=file)
        error: type[Exception] = gzip.BadGzipFile
    elif packing == "bzip2":
        import bz2

        opened, error = bz2.BZ2File(file), OSError
    else:
        import lzma

        opened, error = lzma.LZMAFile(file), lzma.LZMAError  # noqa: SIM115  # it is closed below
    with opened:
        try:
            while piece := opened.read1(_PIECE):
                yield piece
        except error as err:
            if isinstance(err, OSError) and err.errno:
                raise
            raise ValueError(str(err)) from None


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    import zstandard

    unpacking = zstandard.ZstdDecompressor(max_window_size=_WIDEST_WINDOW)
    member, rest, is_begun = unpacking.decompressobj(), b"", False
    try:
        while packed := rest or file.read(_ZSTD_STEP):
            if not is_begun and member.eof:
                member = unpacking.decompressobj()
            is_begun = True
            piece, rest = member.decompress(packed), b""
            if piece:
                yield piece
            if member.eof:
                rest, is_begun = member.unused_data, False
                if rest and not _MAGICS_START[0].startswith(rest[:4]) and not rest.startswith(_MAGICS_START):
                    return
    except zstandard.ZstdError as err:
        raise ValueError(str(err)) from None
    if is_begun:
        raise EOFError


class Unpacked(io.RawIOBase):
    """A packed file to read forward: `read` returns as many bytes as asked for, fewer only at the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, for io.BufferedReader."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes. Raises BrokenPackingError."""
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        size = len(self._held) if size < 0 else size
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken
