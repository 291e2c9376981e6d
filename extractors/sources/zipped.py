"""Pages in a ZIP archive: as in a directory, names say which members are pages, or how they begin."""

from __future__ import annotations

import lzma
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, BinaryIO

from ..article import Origin, Source
from ..errors import InputError, NotAPageError, TooLargeError
from ..options import Limits
from .archives import Entry
from .companions import page_within, part_of
from .discover import NOT_BY_BEGINNING, NOT_BY_NAME, SNIFFED, Found, begins_like_a_page, is_hidden, is_page_name

_ENCRYPTED = 0x1
_UTF_8 = 0x800  # flag: the name is UTF-8
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# zipfile unpacks these as far as it has read them, 4 KiB at the least, and 40 bytes of bzip2 can become 45 MB: they are
# read in steps of so many bytes.
_STEPS = {zipfile.ZIP_BZIP2: 64, zipfile.ZIP_LZMA: 4096}
# What zipfile says of damage, by how it begins, in plain words.
_DAMAGE = {
    "Bad CRC-32": "its data are damaged (the checksum is wrong)",
    "Bad magic number for file header": "there is no file where the archive's list says",
    "File name in directory": "the archive's list and the file itself give it different names",
    "Truncated file header": "the archive ends within it",
    "Overlapped entries": "it overlaps another file of the archive",
    "compressed patched data": "it is stored as a patch to another file",
    "strong encryption": "it is encrypted",
}
# What zipfile lets through when it reads a member that is damaged, or made to do damage.
_BROKEN = (
    zipfile.BadZipFile,  # no header where it should be, one of another member, a wrong checksum
    zlib.error,
    lzma.LZMAError,
    OSError,  # bzip2 data that are none; a disk that fails
    EOFError,  # data that end before the archive says so
    UnicodeDecodeError,  # a name in the header that is not in UTF-8, as it says
    RuntimeError,  # a packing that zipfile does not know, or that this Python was built without
    MemoryError,  # LZMA data that ask for gigabytes
)


def entries_in_zip(
    path: str, limits: Limits, start: int, file: BinaryIO | None, skip_companions: bool
) -> Iterator[Entry | Found]:
    """The pages of an archive in its order, called `path#member`; hidden members are left out, others are skipped.

    `start` is the number of a member.
    """
    try:
        opened = open_zip(path, file)
    except InputError as err:
        yield Found(path, err)
        return
    with opened as archive:
        met: Counter[str] = Counter()
        names = set(map(_name, archive.infolist()))
        for number, member in enumerate(archive.infolist()):
            name = _name(member)
            parts = tuple(name.replace("\\", "/").split("/"))  # old tools of Windows wrote backslashes
            if member.is_dir() or any(is_hidden(part) for part in parts):
                continue
            met[name] += 1
            again = f" ({met[name]})" if met[name] > 1 else ""
            if number >= start:
                within = tuple(part for part in parts if part not in ("", ".", ".."))
                found = Found(f"{path}#{name}{again}", within=within, origin=Origin(path, name))
                page = page_within(parts, names.__contains__) if skip_companions else None
                if page:
                    yield replace(found, skipped=part_of(page))
                    continue
                yield _entry(archive, member, found, limits, number + 1)


def _name(member: zipfile.ZipInfo) -> str:
    """What a member is called: Unix tools write UTF-8 without saying so, and zipfile takes that for DOS characters."""
    if member.flag_bits & _UTF_8 or member.filename.isascii():
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def open_zip(path: str, file: BinaryIO | None) -> zipfile.ZipFile:
    """The archive, its directory read. Raises InputError: zipfile reads all of the directory or nothing."""
    try:
        return zipfile.ZipFile(file or path)
    except OSError as err:  # the file, not what is in it
        raise InputError(path, f"cannot be read: {_reason(err)}") from None
    except zipfile.BadZipFile:
        raise NotAPageError(path, "cannot be read: no ZIP archive, or a damaged one") from None
    except UnicodeDecodeError:
        raise NotAPageError(path, "cannot be read: a name in it is said to be UTF-8 and is not") from None
    except NotImplementedError as err:  # a later version of the format than zipfile reads
        raise NotAPageError(path, f"cannot be read: {_reason(err)}") from None


def _entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Found, limits: Limits, then: int) -> Entry | Found:
    said = is_page_name(_name(member))
    if said is False:
        return replace(found, skipped=NOT_BY_NAME)

    def read() -> Found:
        if not said and not begins_like_a_page(read_member(archive, member, found.name, SNIFFED)):
            return replace(found, skipped=NOT_BY_BEGINNING)
        data = read_member(archive, member, found.name, limits.max_bytes)
        return replace(found, source=Source(found.name, data, origin=found.origin, wrapped=True))

    return Entry(found, read, then)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limit: int) -> bytes:
    """A member's bytes, unpacked no further than one over the limit. Raises InputError."""
    if member.flag_bits & _ENCRYPTED:
        raise InputError(name, "encrypted: unpack the archive first")
    if member.compress_type not in (*_BOUNDED, *_STEPS):
        raise InputError(name, f"packed by method {member.compress_type}, which is not known: unpack the archive first")
    if not 0 <= member.header_offset <= sys.maxsize:  # where no file can be read
        raise InputError(name, "cannot be unpacked: it lies outside of the archive")
    try:
        with archive.open(member) as file:
            step = _STEPS.get(member.compress_type)
            data = _read_in_steps(file, step, limit + 1) if step else file.read(limit + 1)
    except _BROKEN as err:
        raise InputError(name, f"cannot be unpacked: {_reason(err)}") from None
    if len(data) > limit and limit != SNIFFED:
        raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
    return data


def _read_in_steps(file: IO[bytes], step: int, most: int) -> bytes:
    if isinstance(file, zipfile.ZipExtFile):
        file.MIN_READ_SIZE = step
    data = bytearray()
    while len(data) < most and (piece := file.read(min(step, most - len(data)))):
        data += piece
    return bytes(data)


def _reason(err: Exception) -> str:
    if isinstance(err, EOFError):
        return "its data end too early"
    if isinstance(err, UnicodeDecodeError):
        return "its name is said to be UTF-8 and is not"
    if isinstance(err, MemoryError):
        return "it takes more memory than there is"
    said = str(err)
    plain = next((words for begin, words in _DAMAGE.items() if said.startswith(begin)), None)
    if plain or isinstance(err, zlib.error | lzma.LZMAError) or (isinstance(err, OSError) and not err.errno):
        return plain or "its data are damaged"
    reason = getattr(err, "strerror", None) or said or type(err).__name__
    return reason[:1].lower() + reason[1:]
