"""Pages in a WARC file, read with FastWARC (extra `warc`): what crawlers, archives and Common Crawl store.

A damaged record costs itself: reading goes on at the next one that is whole.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from ..article import Origin, Source
from ..errors import InputError, SetupError, TooLargeError
from ..settings import Settings
from .find import Found, is_url, placed, url_parts

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
_GZIP_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_RECORD = re.compile(rb"WARC/\d\.\d\r?\n(?=[A-Za-z-]+:)")
_PIECE = 1 << 20
_OVERLAP = 64
_BUFFER = 256 * 1024
_LONGEST_SAID = 8192  # characters of what a record says of itself
_LONGEST_HEADER = 64 * 1024
_DAMAGED = "a damaged record: reading goes on after it"


def pages_in_warc(path: str, settings: Settings, file: BinaryIO | None = None) -> Iterator[Found]:
    """The pages of a WARC file, packed or not, in its order; a page is called `path#offset:URL`.

    What is no page (images, redirects, other answers than 200) comes as skipped. Raises SetupError without FastWARC.
    """
    try:
        from fastwarc import warc
    except ImportError:
        raise SetupError(path, "WARC files need a library: pip install 'cleancopy[warc]'") from None
    try:
        with file or open(path, "rb", buffering=_BUFFER) as stream:
            yield from _Reader(path, stream, settings, warc).pages()
    except OSError as err:
        yield Found(path, InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}"))


class _Reader:
    """Reads one file, from its start and, after damage, from the next whole record."""

    def __init__(self, path: str, file: BinaryIO, settings: Settings, library: Any) -> None:
        self._path = path
        self._file = file
        self._settings = settings
        self._library = library
        kinds = library.WarcRecordType
        self._wanted = (kinds.response, kinds.resource, kinds.conversion, kinds.revisit)

    def pages(self) -> Iterator[Found]:
        """All pages. Each is held back until what follows it is known to be whole: in a file that is not packed, a
        record that was cut off runs into the next one. Records that are no pages are read as well: one of them may be
        what is damaged."""
        start: int | None = 0
        while start is not None:
            held: Found | None = None
            at, length, damaged = start, 0, False
            try:
                for record in self._records(start):
                    if held is not None:
                        yield held
                    at, length = record.stream_pos, record.content_length
                    is_wanted = record.record_type in self._wanted
                    held = placed(self._page(record, at), _origin(self._path, record)) if is_wanted else None
            except (OSError, ValueError):
                damaged = True
            if not damaged:
                # A record that claims to be longer than what is left of the file has swallowed all that follows it.
                start = self._next_whole(at + 1) if self._may_go_beyond(at, length) else None
                if held is not None:
                    yield held
                elif start is not None:
                    yield self._damaged_after(at)
                continue
            end = self._end_if_whole(at, length)
            if held is not None and end is not None:
                yield held
            name = held.name if held is not None and end is None else None
            origin = held.origin if held is not None else Origin(self._path)
            yield Found(name, InputError(name, _DAMAGED), origin=origin) if name else self._damaged_after(at)
            start = self._next_whole(at + 1 if end is None else end)

    def _damaged_after(self, at: int) -> Found:
        name = f"{self._path}#after:{at}"
        return Found(name, InputError(name, _DAMAGED), origin=Origin(self._path))

    def _may_go_beyond(self, at: int, length: int) -> bool:
        """Whether the last record that was read ends behind the file's end; where it is packed nobody can tell."""
        if self._is_packed(at):
            return True
        self._file.seek(at)
        head = self._file.read(_LONGEST_HEADER)
        return at + head.find(b"\r\n\r\n") + 4 + length > self._file.seek(0, io.SEEK_END)

    def _end_if_whole(self, at: int, length: int) -> int | None:
        """Where to look for the next record, if the one at `at` is whole and the damage lies behind it; else None."""
        if self._is_packed(at):
            return at + 1  # what could be unpacked is whole
        self._file.seek(at)
        head = self._file.read(_LONGEST_HEADER)
        end = at + head.find(b"\r\n\r\n") + 4 + length
        self._file.seek(end)
        return end if self._file.read(4) == b"\r\n\r\n" and b"\r\n\r\n" in head else None

    def _records(self, start: int) -> Iterator[WarcRecord]:
        self._file.seek(start)
        yield from self._library.ArchiveIterator(self._file, parse_http=False, fsspec_args=False)

    def _next_whole(self, start: int) -> int | None:
        """Where the next record begins that can be read, or None."""
        for at in self._candidates(start):
            try:
                self._file.seek(at)
                for record in self._library.ArchiveIterator(self._file, parse_http=False, fsspec_args=False):
                    record.reader.read(1)
                    return at
            except (OSError, ValueError):
                continue
        return None

    def _candidates(self, start: int) -> Iterator[int]:
        """Where something begins that looks like a record."""
        pattern = _GZIP_MEMBER if self._is_packed(0) else _RECORD
        at = start
        while True:
            self._file.seek(at)
            piece = self._file.read(_PIECE)
            for match in pattern.finditer(piece):
                if at + match.start() >= start:
                    yield at + match.start()
            if len(piece) < _PIECE:
                return
            at += _PIECE - _OVERLAP

    def _is_packed(self, at: int) -> bool:
        self._file.seek(at)
        return self._file.read(2) == b"\x1f\x8b"

    def _page(self, record: WarcRecord, at: int) -> Found:
        """A record as a page, or why it is none."""
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        name = f"{self._path}#{at}:{url}"
        within = _within(url, at)
        try:
            declared = self._declared_type(record)
            problem = _no_page(record, declared, url)
            if problem:
                return Found(name, skipped=problem, within=within)
            length, limit = record.content_length, self._settings.max_bytes
            data = record.reader.read(limit + 1)
            if len(data) > limit:
                raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
            if len(data) < length and not _is_encoded(record):
                raise InputError(name, "cut off: the archive ends, or goes on, before the page does")
            return Found(name, source=Source(name, data, url or None, declared), within=within)
        except InputError as err:
            return Found(name, err, within=within)

    def _declared_type(self, record: WarcRecord) -> str | None:
        """The page's type, as its server or the archive declared it. An answer's headers are read on the way."""
        if record.is_http:
            record.parse_http(auto_decode="all")
            return record.http_headers.get("Content-Type")
        declared = record.headers.get("Content-Type")
        # Common Crawl's texts (WET) are UTF-8 and do not say so.
        return "text/plain; charset=utf-8" if declared == "text/plain" else declared


def _origin(path: str, record: WarcRecord) -> Origin:
    """What the record's headers say of where it is from."""
    said = (record.headers.get(f"WARC-{name}") for name in ("Record-ID", "Date", "Target-URI"))
    record_id, day, target = ((one or "").strip("<> \t")[:_LONGEST_SAID] or None for one in said)
    return Origin(path, None, record_id, day, target)


def _no_page(record: WarcRecord, declared: str | None, url: str) -> str | None:
    if str(record.record_type).endswith("revisit"):
        return "a revisit: the page itself is in another record"
    if record.is_http and record.http_headers.status_code is None:
        raise InputError(url, "no whole answer of a server: the record is cut off or damaged")
    if record.is_http and record.http_headers.status_code != 200:
        return f"the server answered {record.http_headers.status_code}"
    kind = (declared or "").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        return f"not a page but {kind}"
    return "robots.txt is for robots" if url.endswith("/robots.txt") else None


def _is_encoded(record: WarcRecord) -> bool:
    """Whether the page's length is not that of its record: it was sent packed or in chunks."""
    if not record.is_http:
        return False
    sent = record.http_headers
    return bool(sent.get("Content-Encoding") or sent.get("Transfer-Encoding"))


def _within(url: str, at: int) -> tuple[str, ...]:
    return url_parts(url) if is_url(url) else (f"record-{at}",)
