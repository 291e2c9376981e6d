"""The body of a server's answer as it was stored: chunks put together, one packing undone, within a limit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from ..errors import InputError, TooLargeError
from ..page.unpack import is_binary

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's numbers for them
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_NO_CHUNK = re.compile(rb"[^\s<]{1,16}\r\n\s*<")  # what should be a chunk's size, and is none
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_LENGTH = re.compile(r"[0-9]{1,18}")
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW = 8 << 20  # bytes: what browsers allow


class _BrokenOffError(Exception):
    """A body ends before it should; `data` is what there is of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


def decoded(headers: Mapping[str, str], body: bytes, name: str, limit: int, may_break_off: bool = False) -> bytes:
    """The page in a body, by the headers (names in lower case). Archives keep bodies as sent, or decoded with the old
    headers: what is not coded as they say is taken as it is, if it looks like HTML or a text.

    Raises TooLargeError over `limit` bytes and InputError for a packing that is not known, or broken, and for a body
    that is not whole, unless it is known that it `may_break_off`.
    """
    try:
        return _decoded(headers, body, name, limit)
    except _BrokenOffError as err:
        if may_break_off:
            return err.data
        raise InputError(name, "not whole: what was stored of the server's answer ends before it does") from None


def _decoded(headers: Mapping[str, str], body: bytes, name: str, limit: int) -> bytes:
    is_whole = True
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body, is_whole = _put_together(body, name)
    codings = [c.strip().lower().removeprefix("x-") for c in headers.get("content-encoding", "").split(",")]
    codings = [c for c in codings if c not in ("", "identity", "utf-8", "none")]
    if not codings or not body:
        data = body
        said = headers.get("content-length", "").strip()
        if "transfer-encoding" not in headers and _LENGTH.fullmatch(said) and int(said) > len(body) > 0:
            is_whole = False
    elif len(codings) > 1 or codings[0] not in _UNPACKERS:
        raise InputError(name, f"packed as {', '.join(codings)[:60]}, which is not known: unpack it first")
    else:
        try:
            data = _UNPACKERS[codings[0]](body, name, limit + 1)
        except _BrokenOffError as err:
            data, is_whole = err.data, False
        except (zlib.error, ValueError):
            if is_binary(body):
                problem = f"broken: the server called it {codings[0]}, and it cannot be unpacked as that"
                raise InputError(name, problem) from None
            data = body  # it was stored unpacked
    if len(data) > limit:
        raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
    if not is_whole:
        raise _BrokenOffError(data)
    return data


def _put_together(body: bytes, name: str) -> tuple[bytes, bool]:
    """The chunks of a body, as far as they go, and whether the last one is there; the body itself if it has none.

    Raises InputError for a body that has chunks, but not at its beginning.
    """
    data = bytearray()
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match.group(1), 16)
        if size == 0:
            return bytes(data), True
        at = match.end() + size
        data += memoryview(body)[match.end() : at]
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    if at:
        return bytes(data), False
    if _NO_CHUNK.match(body) or (body.endswith(_LAST_CHUNK) and not body.lstrip().startswith(b"<")):
        raise InputError(name, "broken: the server sent it in chunks, and the first of them has no size")
    return body, True


def _gunzipped(body: bytes, _name: str, most: int) -> bytes:
    """All members; what follows the last is ignored, as browsers do."""
    if not body.startswith(b"\x1f\x8b"):
        raise ValueError
    data = bytearray()
    while body.startswith(b"\x1f\x8b") and len(data) < most:
        member = zlib.decompressobj(_GZIP)
        data += member.decompress(body, most - len(data))
        if not member.eof and len(data) < most:
            raise _BrokenOffError(bytes(data))
        body = member.unused_data
    return bytes(data)


def _inflated(body: bytes, _name: str, most: int) -> bytes:
    """Deflate is meant to have zlib's header, and many servers leave it out."""
    has_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    unpacker = zlib.decompressobj(_ZLIB if has_header else _RAW)
    data = unpacker.decompress(body, most)
    if not unpacker.eof and len(data) < most:
        raise _BrokenOffError(data)
    return data


def _from_brotli(body: bytes, name: str, most: int) -> bytes:
    if body.lstrip().startswith(b"<"):
        return body
    brotli = _library("brotli", name)
    unpacker = brotli.Decompressor()
    data = bytearray()
    try:
        piece = unpacker.process(body, output_buffer_limit=most)
        while True:
            data += piece
            if unpacker.is_finished() or len(data) >= most:
                return bytes(data)
            if unpacker.can_accept_more_data():
                raise _BrokenOffError(bytes(data))
            piece = unpacker.process(b"", output_buffer_limit=most - len(data))
    except brotli.error as err:
        raise ValueError from err


def _from_zstd(body: bytes, name: str, most: int) -> bytes:
    if not body.startswith(_ZSTD_MAGIC):
        raise ValueError
    zstandard = _library("zstandard", name)
    try:
        with zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(body) as reader:
            data = bytes(reader.read(most))
        size = zstandard.frame_content_size(body)  # -1 where the frame does not say it
    except zstandard.ZstdError as err:
        raise ValueError from err
    if len(data) < min(size, most):
        raise _BrokenOffError(data)
    return data


def _library(which: str, name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(which)
    except ImportError:
        raise InputError(name, "its packing needs a library: pip install 'cleancopy[warc]'") from None


_UNPACKERS = {"gzip": _gunzipped, "deflate": _inflated, "br": _from_brotli, "zstd": _from_zstd}
