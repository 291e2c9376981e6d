"""Archives of pages as streams of pages. What is wrong with one page does not cost the others.

How a format is read: its module has a function `entries_in_FORMAT(path, limits, start, file, skip_companions)`, named
in `_reader_of` below, that goes through the archive in its order and yields

- a `Found` for what needs no unpacking to be passed over (`skipped`) or is broken (`error`), and
- an `Entry` for a page: how it is called, how it is read, and where the archive goes on without it.

The function itself must be safe: it holds neither the archive nor a page of it in memory, looks at each byte a bounded
number of times, and has a limit for whatever it reads before it knows how much that is (header lines, names, counts).
Everything that unpacks or parses belongs into `Entry.read`, which is called before the next entry is asked for, or not
at all; it gives the page's bytes as they were saved (`Source.wrapped`), at most `limits.max_bytes` of them, and
raises InputError. What is in them (MHTML, mail) is taken out where the page is extracted. `start` is 0 or the `then` of
an entry: go on there, so that an entry whose reader was stopped is never read again.

None of it runs in the process that counts: a batch reads archives in a `sandbox.Helper`, the command line within
`sandbox.apart`. Both call `steps`, and an entry that takes too much time or memory fails alone.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, BinaryIO

from ..article import Source
from ..errors import InputError
from ..options import Limits
from ..page.packings import without_packing
from ..page.signatures import SEPARATOR, is_tar
from ..sandbox import Begun
from .discover import EPUB_SUFFIX, MAILBOX_SUFFIXES, WARC_SUFFIXES, Found, is_page_name
from .source_reader import saved_page

# The module and function that read a format; they are imported when one is met.
_ZIP = ("zipped", "entries_in_zip")
_WARC = ("warc", "entries_in_warc")
_TAR = ("tar", "entries_in_tar")
_MAILBOX = ("mailbox", "entries_in_mbox")
_EPUB = ("epub", "entries_in_epub")
_TAR_SUFFIXES = (".tgz", ".tbz2", ".tbz", ".txz", ".tzst")
_EPUB_MARK = b"mimetypeapplication/epub+zip"
_SNIFFED = 1024
Reader = Callable[[str, Limits, Any, BinaryIO | None, bool], Iterator["Entry | Found"]]
# How an archive is opened that is not a file of this machine; it is pickled.
Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in an archive that is not read yet.

    `known` is what is known of it: its name, its place, its origin. `read` reads it and raises InputError; it may find
    out that it is no page. `then` is the `start` with which the archive goes on after it.
    """

    known: Found
    read: Callable[[], Found]
    then: Any

    def found(self) -> Found:
        """The page, or what is wrong with it."""
        try:
            return self.read()
        except InputError as err:
            return replace(self.known, error=err)


def is_archive(name: str) -> bool:
    """Whether a file holds several pages, by its name or, where that says nothing, by how it begins."""
    return _reader_by_name(name) is not None or (is_page_name(name) is None and _reader_by_beginning(name) is not None)


def entries_in(
    path: str,
    limits: Limits = Limits(),
    start: Any = 0,
    file: BinaryIO | None = None,
    skip_companions: bool = True,
) -> Iterator[Entry | Found]:
    """The entries of an archive in its order; one without any is an input that failed.

    `file` is read instead of the file called `path`, when it lies elsewhere; it can be moved in. With
    `skip_companions`, the parts of a page that a browser saved come as skipped.
    """
    empty = start == 0
    try:
        reader = _reader_of(path, file)
    except InputError as err:  # it has changed since it was found to be an archive
        yield Found(path, err)
        return
    for one in reader(path, limits, start, file, skip_companions):
        empty = False
        yield one
    if empty:
        yield Found(path, InputError(path, "no pages in this archive"))


def open_archive(path: str, limits: Limits = Limits(), file: BinaryIO | None = None) -> Iterator[Found]:
    """The pages in an archive, with their bytes, read in this process and without limits of time and memory."""
    for one in entries_in(path, limits, 0, file):
        found = one.found() if isinstance(one, Entry) else one
        if found.source:
            try:
                found = replace(found, source=saved_page(found.source, limits))
            except InputError as err:
                found = replace(found, source=None, error=err)
        yield found


def page_in(name: str, limits: Limits = Limits()) -> Source:
    """The page of an archive that reports call `archive#member`, read without limits of time and memory.

    Raises InputError; for an archive without a page's name too, with the first name that it has.
    """
    path = _archive_of(name)
    first = None
    for one in entries_in(path, limits):
        known = one.known if isinstance(one, Entry) else one
        if known.name == name:
            found = one.found() if isinstance(one, Entry) else one
            if found.source is None:
                raise found.error or InputError(name, found.skipped or "cannot be read")
            return saved_page(found.source, limits)
        if name == path and known.name == path and known.error:
            raise known.error
        first = first or (known.name if not known.skipped else None)
    if name != path:
        raise InputError(name, "no page in this archive is called so: batch names those that are")
    raise InputError(name, f"an archive: name one page in it, such as {first}")


def is_page_in_archive(name: str) -> bool:
    """Whether a name is an archive's, or that of a page in one as reports give it, and no file's."""
    return os.path.isfile(path := _archive_of(name)) and is_archive(path) and (path == name or not os.path.exists(name))


def _archive_of(name: str) -> str:
    """The longest beginning of a name before a "#" that is a file; else the name itself."""
    end = len(name)
    while end > 0 and not os.path.isfile(name[:end]):
        end = name.rfind("#", 0, end)
    return name[:end] if end > 0 else name


def steps(
    path: str, limits: Limits, skip_companions: bool, opener: Opener | None, start: Any
) -> Iterator[Begun | Found]:
    """Read an archive as work for a sandbox: what is to come, and what has come of it."""
    yield Begun(path)
    try:
        with opener() if opener else nullcontext() as file:
            for one in entries_in(path, limits, start, file, skip_companions):
                if isinstance(one, Entry):
                    yield Begun(one.known.name, one.then)
                    yield one.found()
                else:
                    yield one
                yield Begun(path)
    except OSError as err:  # from the opener, or a disk that fails
        yield Found(path, InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}"))


def _reader_of(path: str, file: BinaryIO | None) -> Reader:
    found = _reader_by_name(path) or (_reader_by_beginning(path) if file is None else None)
    if found is None:
        try:
            open(path, "rb").close()
        except OSError as err:
            raise InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}") from None
        raise InputError(path, "not an archive of pages")
    module, function = found
    return getattr(import_module(f".{module}", __package__), function)  # type: ignore[no-any-return]


def _reader_by_name(name: str) -> tuple[str, str] | None:
    lower = name.lower()
    unpacked = without_packing(name)
    if lower.removesuffix(".gz").endswith(WARC_SUFFIXES):
        return _WARC
    if unpacked.endswith(".tar") or lower.endswith(_TAR_SUFFIXES):
        return _TAR
    if lower.endswith(EPUB_SUFFIX):
        return _EPUB
    if unpacked.endswith(MAILBOX_SUFFIXES):
        return _MAILBOX
    return _ZIP if lower.endswith(".zip") else None


def _reader_by_beginning(name: str) -> tuple[str, str] | None:
    """By the first bytes of a file: mailboxes mostly have no ending."""
    if not os.path.isfile(name):
        return None
    try:
        with open(name, "rb") as file:
            head = file.read(_SNIFFED)
    except OSError:
        return None  # it is told when the file is read
    if SEPARATOR.match(head.removeprefix(BOM_UTF8)):
        return _MAILBOX
    if is_tar(head):
        return _TAR
    return _EPUB if _EPUB_MARK in head[:_SNIFFED] and head.startswith(b"PK") else None
