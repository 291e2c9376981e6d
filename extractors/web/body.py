"""The body of an answer: unpacked piece by piece, within a limit on both sides, and whole or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from ..errors import NetworkError, TooLargeError

ACCEPTED = "gzip, deflate"
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_PIECE = 256 * 1024


def read_body(response: httpx.Response, name: str, limit: int) -> bytes:
    """Return the body. Raises TooLargeError over `limit` bytes, packed or not, and NetworkError for a broken one.

    What httpcore raises (time over, connection broken) passes through.
    """
    declared = response.headers.get("content-length", "").strip()
    if declared.isdigit() and int(declared[:20]) > limit:
        raise TooLargeError(name, too_large(limit))
    unpacked = bytearray()
    for part in _unpacked(_received(response, name, limit), _packing(response, name), name):
        unpacked += part
        if len(unpacked) > limit:
            raise TooLargeError(name, too_large(limit))
    return bytes(unpacked)


def too_large(limit: int) -> str:
    """The sentence about a body over the limit."""
    return f"larger than {limit >> 20} MiB: not a page that can be read safely"


def _received(response: httpx.Response, name: str, limit: int) -> Iterator[bytes]:
    """The bytes as they come. Raises TooLargeError, and NetworkError when there are more than were announced."""
    total = 0
    last = b""
    for part in response.iter_raw():
        total += len(part)
        if total > limit:
            raise TooLargeError(name, too_large(limit))
        last = part or last
        yield part
    stream = response.extensions.get("network_stream")
    received = getattr(stream, "last", b"")
    # The body's last bytes are the last that came, unless the server sent more than it had said.
    if "content-length" in response.headers and last and received and not received.endswith(last):
        raise NetworkError(name, "cannot be fetched whole: the server sent more than it had announced")


def _packing(response: httpx.Response, name: str) -> str:
    encodings = [e.strip().lower() for e in response.headers.get("content-encoding", "").split(",")]
    encodings = [e.removeprefix("x-") for e in encodings if e and e != "identity"]
    if len(encodings) > 1 or any(e not in ("gzip", "deflate") for e in encodings):
        given = ", ".join(encodings)[:60]
        raise NetworkError(name, f"cannot be fetched: packed as {given}, which was not asked for")
    return encodings[0] if encodings else ""


def _unpacked(parts: Iterator[bytes], packing: str, name: str) -> Iterator[bytes]:
    """The parts, unpacked. Gzip may have several members; what follows the last is ignored, as browsers do."""
    if not packing:
        yield from parts
        return
    member = None
    try:
        for part in parts:
            rest = part
            while rest:
                member = member or zlib.decompressobj(_GZIP if packing == "gzip" else _deflate_kind(rest))
                yield from _pieces(member, rest)
                rest = member.unused_data if member.eof else b""
                if not rest.startswith(b"\x1f") or packing != "gzip":
                    break
                member = None
    except zlib.error:
        raise NetworkError(name, f"cannot be fetched: the server calls it {packing}, and it is not") from None
    if member is not None and not member.eof:
        raise NetworkError(name, "cannot be fetched whole: the packed page breaks off")


def _pieces(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """What some packed bytes hold, in pieces of bounded size: a few bytes of a bomb are many when unpacked."""
    while True:
        piece = member.decompress(data, _PIECE)
        yield piece
        data = member.unconsumed_tail
        if member.eof or (not data and len(piece) < _PIECE):
            return


def _deflate_kind(head: bytes) -> int:
    """Deflate is meant to have zlib's header, and many servers leave it out."""
    return _ZLIB if len(head) > 1 and head[0] & 15 == 8 and (head[0] << 8 | head[1]) % 31 == 0 else _RAW
