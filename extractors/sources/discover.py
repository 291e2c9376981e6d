"""What the user named, as a stream of single inputs: directories walked, the rest taken as it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from urllib.parse import unquote, urlsplit

from ..article import Origin, Source
from ..errors import InputError, MissingError
from ..files import nothing_called
from ..page.packings import without_packing
from ..page.signatures import MAIL_SUFFIXES, begins_like_a_mail
from ..text import is_url
from .companions import page_around, page_beside, part_of

MHTML_SUFFIXES = (".mhtml", ".mht")
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".txt", ".text", *MHTML_SUFFIXES, *MAIL_SUFFIXES)
WARC_SUFFIXES = (".warc", ".wet")
MAILBOX_SUFFIXES = (".mbox", ".mbx")
EPUB_SUFFIX = ".epub"
NOT_BY_NAME = "not a page by its name"
UNOPENED = "an archive within a folder: name it itself to have its pages read"
NOT_BY_BEGINNING = "not a page by its beginning"
_NO_PAGE_SUFFIXES = frozenset(
    ".css .js .mjs .map .json .xml .png .jpg .jpeg .gif .webp .svg .ico .bmp .avif .woff .woff2 .ttf .otf .eot .mp3 "
    ".mp4 .webm .ogg .wav .avi .mov .pdf .zip .tar .tgz .tbz2 .txz .tzst .bz2 .xz .zst .7z .rar .exe .dll .so .py "
    ".pyc .toml .csv .tsv .db .sqlite .log .md .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .rtf .mobi .azw3 "
    ".heic .pages .tif .tiff .m4a .flac .mkv .iso .deb .rpm .apk .jar .c .h .cpp .java .go .rs .rb .sh .ts .jsx "
    ".tsx .yaml .yml .ini .lock .bak .tmp .part".split()
)
_UNOPENED_SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst")
SNIFFED = 2048
_HELD = 5000
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<div", b"<p>", b"<p ", b"<?xml")


@dataclass(frozen=True, slots=True)
class Found:
    """One input: its name, and the error that finding it raised or the reason for passing it over, if any.

    A page in an archive comes with its bytes as `source`, with `within`, where it stands in the archive, and with its
    `origin`, which is known also where the page cannot be read.
    """

    name: str
    error: InputError | None = None
    skipped: str | None = None
    source: Source | None = None
    within: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)


def placed(found: Found, origin: Origin) -> Found:
    """The same, with where it was found."""
    source = found.source and replace(found.source, origin=origin)
    return replace(found, source=source, origin=origin)


def url_parts(url: str) -> tuple[str, ...]:
    """Host, folders and name of a page's address; the query is a part of the name."""
    try:
        address = urlsplit(url)
        host = address.netloc.rpartition("@")[2]
    except ValueError:
        return (url,)
    *folders, last = unquote(address.path, errors="surrogateescape").lstrip("/").split("/")
    name = last or "index"
    return (host.lower() or "page", *folders, f"{name}?{address.query}" if address.query else name)


def find_sources(
    names: Iterable[str], leave_out: Collection[str] = (), skip_companions: bool = True
) -> Iterator[Found]:
    """Yield each input, directories replaced by their pages in sorted order, patterns by what is called like them.

    Nothing is opened that could block.

    A name that is wrong comes with its error, so that it cannot cost the others. `leave_out` are real paths of files
    and folders that are passed over in silence, wherever a directory holds them. `skip_companions` skips the parts of
    saved pages that a directory or pattern leads to.
    """
    for name in names:
        if name == "-" or is_url(name):
            yield Found(name)
        elif os.path.isdir(name):
            yield from _walk(name, leave_out, skip_companions)
        elif is_pattern(name):
            for one in (matching := names_like(name)):
                page = page_around(one, name) if skip_companions else None
                found = find_sources([one], leave_out, skip_companions)
                yield from (Found(one, skipped=part_of(page)),) if page else found
            if not matching:
                yield Found(name, nothing_like(name))
        elif not os.path.lexists(name):
            yield Found(name, nothing_called(name))
        else:
            yield Found(name)


def is_pattern(name: str) -> bool:
    """Whether a source is a pattern, as shells have them, and nothing has that very name."""
    return any(mark in name for mark in "*?[") and not os.path.lexists(name)


def names_like(pattern: str) -> list[str]:
    """The names that a pattern matches, sorted; hidden ones only where it says so."""
    from glob import glob

    try:
        found = sorted(glob(pattern, recursive=True))
    except ValueError:  # no file can have such a name
        return []
    return [f"./{name}" if name == "-" else name for name in found]  # a file, and not standard input


def nothing_like(pattern: str) -> MissingError:
    """The error for a pattern that matches nothing."""
    return MissingError(pattern, "nothing has a name like this: check the pattern")


def _walk(top: str, leave_out: Collection[str], skip_companions: bool) -> Iterator[Found]:
    """The files below a directory, sorted: hidden ones left out, links to directories not followed."""
    shunned = {os.path.basename(path) for path in leave_out}
    open_folders: list[tuple[str, Iterator[str]]] = [("", iter((top,)))]
    while open_folders:
        folder, names = open_folders[-1]
        name = next(names, None)
        if name is None:
            open_folders.pop()
            continue
        path = os.path.join(folder, name)
        if name in shunned and os.path.realpath(path) in leave_out:
            continue
        is_folder = not folder or (os.path.isdir(path) and not os.path.islink(path))
        page = page_beside(path) if skip_companions and folder and is_folder else None
        if page:
            yield from _parts(path, part_of(page))
            continue
        if not is_folder:
            yield _file_in_directory(path)
            continue
        try:
            open_folders.append((path, sorted_names(path)))
        except OSError as err:
            yield Found(path, InputError(path, f"cannot be listed: {_reason(err)}"))


def _parts(folder: str, reason: str) -> Iterator[Found]:
    """The files in a companion folder, as skipped."""
    for found in _walk(folder, (), False):
        yield Found(found.name, skipped=reason)


def sorted_names(folder: str) -> Iterator[str]:
    """The names in a folder that are not hidden, sorted; those of a huge folder wait on disk and not in memory."""
    with os.scandir(folder) as entries:
        shown = (entry.name for entry in entries if not entry.name.startswith("."))
        first = list(islice(shown, _HELD))
        return _sorted_on_disk(chain(first, shown)) if len(first) == _HELD else iter(sorted(first))


def _sorted_on_disk(names: Iterable[str]) -> Iterator[str]:
    import sqlite3

    spool = sqlite3.connect("", check_same_thread=False)  # a file of its own that SQLite deletes
    spool.execute("PRAGMA cache_size = -1024")
    # Bytes sort as the strings do, lone surrogates included: both go by code points.
    spool.execute("CREATE TABLE spool (name BLOB PRIMARY KEY) WITHOUT ROWID")
    spool.executemany("INSERT INTO spool VALUES (?)", ((name.encode("utf-8", "surrogatepass"),) for name in names))

    def stored() -> Iterator[str]:
        try:
            for (name,) in spool.execute("SELECT name FROM spool ORDER BY name"):
                yield name.decode("utf-8", "surrogatepass")
        finally:
            spool.close()

    return stored()


def _file_in_directory(path: str) -> Found:
    try:
        mode = os.stat(path).st_mode
    except OSError as err:
        return Found(path, InputError(path, f"cannot be read: {_reason(err)}"))
    if stat.S_ISDIR(mode):
        return Found(path, skipped="a link to a directory")
    if not stat.S_ISREG(mode):
        return Found(path, skipped="not a regular file")
    said = is_source_name(path)
    if said is None:
        return _sniffed(path)
    if without_packing(path).endswith(_UNOPENED_SUFFIXES):
        return Found(path, skipped=UNOPENED)
    return Found(path) if said else Found(path, skipped=NOT_BY_NAME)


def is_page_name(path: str) -> bool | None:
    """Whether a file is a page, by its name; None when the name does not say."""
    lower = without_packing(path)
    if lower.endswith(PAGE_SUFFIXES):
        return True
    return False if os.path.splitext(lower)[1] in _NO_PAGE_SUFFIXES or _is_taken_archive(lower) else None


def is_source_name(path: str) -> bool | None:
    """Whether a file in a directory is taken, by its name: pages, and archives that are made of pages."""
    return True if _is_taken_archive(without_packing(path)) else is_page_name(path)


def _is_taken_archive(lower: str) -> bool:
    return lower.endswith((*WARC_SUFFIXES, *MAILBOX_SUFFIXES, EPUB_SUFFIX))


def is_hidden(part: str) -> bool:
    """Whether a part of a name in an archive hides what it names."""
    return (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX"


def _sniffed(path: str) -> Found:
    """A file whose name says nothing is a page if it begins like one."""
    try:
        with open(path, "rb") as file:
            head = file.read(SNIFFED)
    except OSError as err:
        return Found(path, InputError(path, f"cannot be read: {_reason(err)}"))
    return Found(path) if begins_like_a_page(head) else Found(path, skipped=NOT_BY_BEGINNING)


def begins_like_a_page(head: bytes) -> bool:
    """Whether the first bytes of a file without a telling name are those of an HTML page or a mail."""
    lower = head[:SNIFFED].lower()
    return any(mark in lower for mark in _MARKUP) or begins_like_a_mail(head)


def _reason(err: OSError) -> str:
    return (err.strerror or str(err)).lower()
