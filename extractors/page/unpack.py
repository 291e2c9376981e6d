"""Input bytes to page bytes: one layer of gzip, a size limit on both sides, and a refusal of what is not a page."""

from __future__ import annotations

import zlib

from ..errors import InputError, NotAPageError, TooLargeError
from .decode import is_wide

GZIP_MAGIC = b"\x1f\x8b"

# First bytes of things that are often saved or piped by mistake, and what to tell the user about them.
_NOT_PAGES = {
    b"%PDF-": "a PDF document: convert it first, for instance with pdftotext",
    b"PK\x03\x04": "a ZIP archive or office document: unpack or export it first",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "an image, sound or video file",
    b"\x00\x00\x01\x00": "an icon",
    b"\x7fELF": "a program",
    **{b"BZh%d1AY&SY" % level: "packed with bzip2: unpack it first" for level in range(1, 10)},
    b"\xfd7zXZ": "packed with xz: unpack it first",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"\xd0\xcf\x11\xe0": "an old office document: export it as HTML or text first",
    b"{\\rtf": "an RTF document: export it as HTML or text first",
    b"SQLite format 3": "a database",
    b"OggS": "a sound or video file",
    b"ID3": "a sound file",
    b"wOF": "a font",
}
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b\x0e\x0f"))
_TEXTUAL = (b"%PDF-", b"{\\rtf", b"BZh")  # formats that can be text all through
_ZLIB_HEADS = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_SNIFFED = 4096
_CHUNK = 256 * 1024


def unpack(data: bytes, name: str, max_bytes: int) -> bytes:
    """Return the page's own bytes, gunzipped once if they are gzip.

    Raises TooLargeError over `max_bytes` (before or after unpacking), InputError for broken gzip and NotAPageError
    for what is known not to be a page.
    """
    if len(data) > max_bytes:
        raise TooLargeError(name, _too_large(max_bytes))
    if data.startswith(GZIP_MAGIC):
        data = _gunzip(data, name, max_bytes)
        if data.startswith(GZIP_MAGIC):
            raise NotAPageError(name, "packed with gzip twice: unpack it first")
    for magic, what in _NOT_PAGES.items():
        if data.startswith(magic) and (magic.startswith(_TEXTUAL) or not _is_text(data[:_SNIFFED])):
            raise NotAPageError(name, f"not a page but {what}")
    if data[:2] in _ZLIB_HEADS and not _is_text(data[:_SNIFFED]):
        raise NotAPageError(name, "packed with zlib: unpack it first")
    if not is_wide(data) and _is_binary(data):
        raise NotAPageError(name, "not a page but binary data")
    return data


def _too_large(max_bytes: int) -> str:
    return f"larger than {max_bytes >> 20} MiB: not a page that can be read safely"


def _gunzip(data: bytes, name: str, max_bytes: int) -> bytes:
    """All gzip members one after the other, as gunzip does, never more than `max_bytes` in memory."""
    import gzip
    import io

    parts: list[bytes] = []
    total = 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        while True:
            try:
                part = file.read1(_CHUNK)
            except EOFError:
                raise InputError(name, "the gzip data ends too early: fetch or pack it again") from None
            except gzip.BadGzipFile as err:
                if total and "Not a gzipped file" in str(err):
                    break  # something else behind the last member: gunzip ignores it as well
                raise InputError(name, "broken gzip data: fetch or pack it again") from None
            except (OSError, zlib.error):
                raise InputError(name, "broken gzip data: fetch or pack it again") from None
            if not part:
                break
            total += len(part)
            if total > max_bytes:
                raise TooLargeError(name, f"{_too_large(max_bytes)} (after unpacking)")
            parts.append(part)
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


def _is_binary(data: bytes) -> bool:
    """Many control bytes that no text has; NULs alone may still be UTF-16 or UTF-32, which decoding decides."""
    head = data[:_SNIFFED]
    if not head or head.lstrip().startswith(b"<"):
        return False  # markup may hold any bytes, and is still a page
    odd = len(head) - len(head.translate(None, _CONTROL_BYTES))
    nul = head.count(0)
    return (odd - nul) * 20 > len(head)
