"""Input bytes to page bytes: one layer of packing, a size limit on both sides, and a refusal of what is not a page."""

from __future__ import annotations

import io

from ..errors import InputError, NotAPageError, SetupError, TooLargeError
from .decode import is_wide
from .packings import BrokenPackingError, packing_of, unpack_stream
from .signatures import name_file

_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b\x0e\x0f"))
_TEXTUAL = (b"WARC/", b"%PDF-", b"{\\rtf")  # formats that can be text all through
_ZLIB_HEADS = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_SNIFFED = 4096


def unpack(data: bytes, name: str, max_bytes: int) -> bytes:
    """Return the page's own bytes, unpacked once if they are gzip, bzip2, xz or zstd.

    Raises TooLargeError over `max_bytes` (before or after unpacking), InputError for broken packings, SetupError for
    zstd without its library, and NotAPageError for what is known not to be a page.
    """
    if len(data) > max_bytes:
        raise TooLargeError(name, _too_large(max_bytes))
    packing = packing_of(data)
    if packing:
        data = _unpacked(data, packing, name, max_bytes)
        if packing_of(data):
            raise NotAPageError(name, "packed twice: unpack it first")
    what = name_file(data)
    if what and not (_may_be_text(data) and _is_text(data[:_SNIFFED])):
        raise NotAPageError(name, f"not a page but {what}")
    if data[:2] in _ZLIB_HEADS and not _is_text(data[:_SNIFFED]):
        raise NotAPageError(name, "packed with zlib: unpack it first")
    if not is_wide(data) and is_binary(data):
        raise NotAPageError(name, "not a page but binary data")
    return data


def _may_be_text(data: bytes) -> bool:
    return not data.startswith(_TEXTUAL)


def _too_large(max_bytes: int) -> str:
    return f"larger than {max_bytes >> 20} MiB: not a page that can be read safely"


def _unpacked(data: bytes, packing: str, name: str, max_bytes: int) -> bytes:
    """All members one after the other, as the packing's own tool does, never more than `max_bytes` in memory."""
    parts: list[bytes] = []
    total = 0
    try:
        for part in unpack_stream(io.BytesIO(data), packing):
            total += len(part)
            if total > max_bytes:
                raise TooLargeError(name, f"{_too_large(max_bytes)} (after unpacking)")
            parts.append(part)
    except BrokenPackingError as err:
        raise InputError(name, str(err)) from None
    except ImportError:
        raise SetupError(name, "zstd needs a library: pip install 'cleancopy[zstd]'") from None
    return b"".join(parts)


def _is_text(head: bytes) -> bool:
    """Valid UTF-8 without control bytes: a text may begin with "GIF89a" and say what that is."""
    if len(head.translate(None, _CONTROL_BYTES)) < len(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as err:
        return len(head) == _SNIFFED and err.start >= _SNIFFED - 3  # cut within a character
    return True


def is_binary(data: bytes) -> bool:
    """Return whether data have control bytes that no text has; NULs alone may be UTF-16 or UTF-32: decoding decides."""
    head = data[:_SNIFFED]
    if not head or head.lstrip().startswith(b"<"):
        return False  # markup may hold any bytes, and is still a page
    odd = len(head) - len(head.translate(None, _CONTROL_BYTES))
    nul = head.count(0)
    return (odd - nul) * 20 > len(head)
