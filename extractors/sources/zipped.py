"""Pages in a ZIP archive: as in a directory, names say which members are pages, or how they begin."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from ..article import Source
from ..errors import InputError, NotAPageError, TooLargeError
from ..settings import Settings
from .find import NOT_BY_BEGINNING, NOT_BY_NAME, SNIFFED, Found, begins_like_a_page, is_page_name

_ENCRYPTED = 0x1


def pages_in_zip(path: str, settings: Settings, file: BinaryIO | None = None) -> Iterator[Found]:
    """The pages of an archive in its order, called `path#member`; hidden members are left out, others are skipped."""
    try:
        with zipfile.ZipFile(file or path) as archive:
            met: Counter[str] = Counter()
            for member in archive.infolist():
                parts = tuple(member.filename.split("/"))
                if member.is_dir() or any(_is_hidden(part) for part in parts):
                    continue
                met[member.filename] += 1
                again = f" ({met[member.filename]})" if met[member.filename] > 1 else ""
                yield _member(archive, member, f"{path}#{member.filename}{again}", settings)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as err:
        reason = "no ZIP archive, or a damaged one" if isinstance(err, zipfile.BadZipFile) else _reason(err)
        yield Found(path, NotAPageError(path, f"cannot be read: {reason}"))


def _is_hidden(part: str) -> bool:
    return (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX"


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, settings: Settings) -> Found:
    within = tuple(part for part in member.filename.split("/") if part not in ("", ".", ".."))
    said = is_page_name(member.filename)
    if said is False:
        return Found(name, skipped=NOT_BY_NAME, within=within)
    try:
        data = _read(archive, member, name, settings.max_bytes if said else SNIFFED)
        if said is None:
            if not begins_like_a_page(data):
                return Found(name, skipped=NOT_BY_BEGINNING, within=within)
            data = _read(archive, member, name, settings.max_bytes)
    except InputError as err:
        return Found(name, err, within=within)
    return Found(name, source=Source(name, data), within=within)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limit: int) -> bytes:
    """A member's bytes, unpacked no further than one over the limit. Raises InputError."""
    if member.flag_bits & _ENCRYPTED:
        raise InputError(name, "encrypted: unpack the archive first")
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError) as err:
        raise InputError(name, f"cannot be unpacked: {_reason(err)}") from None
    if len(data) > limit and limit != SNIFFED:
        raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
    return data


def _reason(err: Exception) -> str:
    return (getattr(err, "strerror", None) or str(err) or type(err).__name__).lower()
