"""Pages in a WARC file: what crawlers, archives and Common Crawl store.

A damaged record fails alone: reading goes on at the next one that is whole. Headers are read up to a limit, bodies that
are no pages are passed over, and what is looked at again after damage is counted, so that the time grows with the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from ..article import Origin, Source
from ..errors import InputError, TooLargeError
from ..options import Limits
from ..text import is_url
from .archives import Entry
from .discover import Found, url_parts
from .http_body import decoded
from .warc_stream import LONGEST_HEADERS, DamagedError, PackedStream, PlainStream, Position, is_cut_short, open_stream

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
_WANTED = ("response", "resource", "conversion", "revisit", "continuation")
_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?!\d)")
_LENGTH = re.compile(r"[0-9]{1,18}")
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_LONGEST_SAID = 8192  # characters of what a record says of itself: servers and crawlers take no longer addresses
_FEW_HEADERS = 4096  # bytes
_MOST_BETWEEN = 16  # bytes between two records, which should be two line ends
_DAMAGED = "a damaged record: reading goes on after it"


def entries_in_warc(
    path: str, limits: Limits, start: Any, file: BinaryIO | None, _skip_companions: bool
) -> Iterator[Entry | Found]:
    """The pages of a WARC file, packed or not, in its order; a page is called `path#offset:URL`.

    What is no page (images, redirects, other answers than 200) comes as skipped.
    """
    try:
        with file or open(path, "rb") as opened:
            yield from _Reader(path, open_stream(opened), limits).entries(start or None)
    except OSError as err:
        yield Found(path, InputError(path, f"cannot be read: {(err.strerror or str(err)).lower()}"))


@dataclass(frozen=True, slots=True)
class Record:
    """The headers of a record (names in lower case) and, of a server's answer, those of the answer and its status."""

    position: Position
    headers: dict[str, str]
    length: int
    status: int | None = None
    sent: dict[str, str] | None = None

    @property
    def kind(self) -> str:
        """What the record holds: response, request, metadata …"""
        return self.headers.get("warc-type", "").strip().lower()

    @property
    def url(self) -> str:
        """The address that it was fetched from."""
        return self.headers.get("warc-target-uri", "").strip().strip("<>")

    def origin(self, path: str) -> Origin:
        """Where the page was found, as the record's headers say."""
        said = (self.headers.get(name, "") for name in ("warc-record-id", "warc-date", "warc-target-uri"))
        record_id, day, target = (one.strip("<> \t")[:_LONGEST_SAID] or None for one in said)
        return Origin(path, None, record_id, day, target)

    @property
    def is_http(self) -> bool:
        """Whether it holds an answer of a server, with its headers."""
        return self.headers.get("content-type", "").strip().lower().startswith("application/http")

    @property
    def content_type(self) -> str | None:
        """The page's type, as its server or the archive declared it."""
        if self.is_http:
            return (self.sent or {}).get("content-type")
        declared = self.headers.get("content-type")
        # Common Crawl's texts (WET) are UTF-8 and do not say so.
        return "text/plain; charset=utf-8" if declared == "text/plain" else declared


class _Reader:
    """Reads one file, from a position and, after damage, from the next record."""

    def __init__(self, path: str, stream: PlainStream | PackedStream, limits: Limits) -> None:
        self._path = path
        self._stream = stream
        self._limits = limits
        self._left = 0  # of the record's body
        self._is_told = False  # whether something is wrong with the record, and was said
        self._problem: DamagedError | None = None  # what the record that was read ends with
        self._begun: Record | None = None  # the record whose headers were read last

    def entries(self, start: Position | None) -> Iterator[Entry | Found]:
        """All entries; without the one at `start`, and those before."""
        stream = self._stream
        stream.go_to(start or Position(0))
        is_passed, is_told = start is not None, False
        while True:
            at, record, self._is_told, self._begun = stream.at, None, False, None
            try:
                if not stream.goes_on():
                    return
                at = stream.at
                record = self._begin(at)
                if record.kind in _WANTED and not is_passed:
                    entry = self._entry(record)
                    self._is_told = isinstance(entry, Found) and entry.error is not None
                    yield entry
                self._end()
                is_told = False
            except DamagedError as err:
                # What comes after a damaged record may be damaged as well, and is not told of each time.
                was_whole = record is not None and err.is_whole
                if was_whole or not (is_told or self._is_told):
                    yield self._damaged(at, None if was_whole else self._begun)
                is_told = True
                if not stream.find_record(stream.at if was_whole else at):
                    return
            is_passed = False

    def _begin(self, at: Position) -> Record:
        """Read the headers of a record. Raises DamagedError."""
        if is_cut_short(self._stream.peek(_FEW_HEADERS)):
            raise DamagedError
        block = self._headers(LONGEST_HEADERS)
        if block is None or not _VERSION.match(block):
            raise DamagedError
        headers = _parsed(block)
        self._begun = Record(at, headers, 0)
        length = headers.get("content-length", "").strip()
        if not _LENGTH.fullmatch(length) or not self._stream.has_whole(int(length)):
            raise DamagedError
        self._left, self._problem = int(length), None
        record = Record(at, headers, self._left)
        if not record.is_http or record.kind not in _WANTED:
            return record
        sent = self._headers(min(LONGEST_HEADERS, self._left))
        if sent is None:
            return record
        self._left -= len(sent)
        status = _STATUS.match(sent)
        return replace(record, length=self._left, sent=_parsed(sent), status=int(status.group(1)) if status else None)

    def _headers(self, most: int) -> bytes | None:
        """The lines up to the next empty one, passed over; None if that is not among the next `most` bytes."""
        for size in (_FEW_HEADERS, most):
            end = _EMPTY_LINE.search(self._stream.peek(min(size, most)))
            if end:
                return self._stream.take(end.end())
        return None

    def _end(self) -> None:
        """Pass over what is left of the record, and what parts it from the next. Raises DamagedError."""
        if self._problem is not None:
            raise self._problem
        stream, left = self._stream, self._left
        self._left = 0
        if left < 0:
            return  # that is done
        if not stream.skip(left):
            raise DamagedError
        self._left = -1
        between = stream.peek(_MOST_BETWEEN)
        rest = between.lstrip(b"\r\n")
        if rest and len(rest) == len(between) and not rest.startswith(b"WARC/"):
            raise DamagedError
        stream.skip(len(between) - len(rest))
        if rest and not rest.startswith(b"WARC/"):
            raise DamagedError(is_whole=True)

    def _entry(self, record: Record) -> Entry | Found:
        name = f"{self._path}#{record.position}:{record.url[:_LONGEST_SAID]}"
        within = url_parts(record.url) if is_url(record.url) else (f"record-{record.position}",)
        found = Found(name, within=within, origin=record.origin(self._path))
        try:
            problem = _no_page(record, name)
        except InputError as err:
            return replace(found, error=err)
        if problem:
            return replace(found, skipped=problem)
        return Entry(found, lambda: replace(found, source=self._read(record, name)), record.position)

    def _read(self, record: Record, name: str) -> Source:
        """The page in a record. Raises InputError when it is too large or the record is damaged."""
        limit = self._limits.max_bytes
        if record.length > limit + (limit >> 1 if "transfer-encoding" in (record.sent or {}) else 0):
            self._is_told = True
            raise TooLargeError(name, f"larger than {limit >> 20} MiB: not a page that can be read safely")
        body = self._stream.take(record.length)
        self._left -= len(body)
        try:
            self._end()
        except DamagedError as err:
            self._problem = err
            if not err.is_whole:
                self._is_told = True
                raise InputError(name, _DAMAGED) from None
        cut = record.headers.get("warc-truncated", "").strip()[:40]
        data = decoded(record.sent or {}, body, name, limit, bool(cut))
        notes = (f"truncated: the crawler cut the page off ({cut})",) if cut else ()
        origin = record.origin(self._path)
        return Source(name, data, record.url or None, record.content_type, origin=origin, notes=notes)

    def _damaged(self, at: Position, begun: Record | None) -> Found:
        name = f"{self._path}#after:{at}"
        origin = begun.origin(self._path) if begun else Origin(self._path)
        return Found(name, InputError(name, _DAMAGED), origin=origin)


def _parsed(block: bytes) -> dict[str, str]:
    """Header lines by name, the first of each; a line that begins with a blank goes on with the one before."""
    headers: dict[str, str] = {}
    lines = _FOLDED.sub(b" ", block).splitlines()
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(
                name.strip().lower().decode("ascii", "replace"), value.strip().decode("utf-8", "replace")
            )
    return headers


def _no_page(record: Record, name: str) -> str | None:
    """Why a record is no page, if it is none. Raises InputError for one that is broken."""
    if record.kind == "revisit":
        return "a revisit: the page is in the record that it refers to"
    if record.kind == "continuation":
        return "a continuation: a part of a record in segments"
    if len(record.url) > _LONGEST_SAID:
        raise InputError(name, f"its address is longer than {_LONGEST_SAID} characters")
    if record.is_http and record.status is None:
        raise InputError(name, "no whole answer of a server: its headers are damaged, cut off or longer than 64 KiB")
    if record.is_http and record.status != 200:
        return f"the server answered {record.status}"
    kind = (record.content_type or "").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        return f"not a page but {kind[:80]}"
    if record.url.endswith("/robots.txt"):
        return "robots.txt is for robots"
    if "warc-segment-number" in record.headers:
        raise InputError(name, "in segments: the page goes on in other records, put it together first")
    return None
