"""Addresses from feeds and sitemaps: RSS, Atom, JSON Feed, sitemaps and their indexes, packed or not, and lines."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from time import sleep, struct_time
from typing import Any, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from ..article import Source
from ..errors import CleancopyError, InputError, NetworkError, NotAPageError
from ..files import read_unopened
from ..options import MEBIBYTE, FetchOptions, Limits
from ..page.unpack import unpack
from ..sandbox import Begun, Helper, Stopped
from ..text import is_url
from .answers import ANY_TYPE
from .transport import Reach
from .visit import Web, arrive

_LARGEST = 50 * MEBIBYTE  # what the sitemap protocol allows, unpacked
_DEEPEST = 8  # the protocol knows one level of indexes
_MOST_SITEMAPS = 50_000
_SNIFFED = 1024
_AT_ONCE = 256  # links that travel together from the process that reads a document
_LONGEST_URL = 8192  # characters
_WORD = re.compile(rb"\S+")
_ROOTS = {"urlset": "sitemap", "sitemapindex": "sitemap", "rss": "feed", "feed": "feed", "RDF": "feed"}


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the day on which its page appeared or last changed, where that is said."""

    url: str
    day: date | None = None


class NoPage(NamedTuple):
    """What a feed or sitemap holds that leads to no page: a part that failed, or entries that are passed over."""

    name: str
    error: CleancopyError | None = None
    skipped: str | None = None


def find_links(
    where: str,
    options: FetchOptions = FetchOptions(),
    limits: Limits = Limits(),
    since: date | None = None,
    limit: int | None = None,
    *,
    sandbox: bool = False,
) -> Iterator[str | NoPage]:
    """The addresses in a feed or sitemap, a URL or a file, each once and in order; of an index those of all its parts.

    `since` leaves out what is known to be older, `limit` all but the first so many. Parts are fetched when their turn
    comes; one that cannot be had costs no other. With `sandbox`, another process reads the documents, under `limits` of
    time and memory. Raises NetworkError and InputError for a source that cannot be had or that is none.
    """
    number = 0
    with Helper(limits) if sandbox else nullcontext() as helper, closing(_Met()) as met:
        for one in _links(where, options, limits, helper):
            if isinstance(one, NoPage):
                yield one
            elif (since is None or one.day is None or one.day >= since) and met.is_new(one.url):
                yield one.url
                number += 1
                if number == limit:
                    return


class _Met:
    """The addresses that were met; they wait on disk, however many there are."""

    def __init__(self) -> None:
        import sqlite3

        self._met = sqlite3.connect("", check_same_thread=False)  # a file of its own that SQLite deletes
        self._met.execute("PRAGMA journal_mode = OFF")
        self._met.execute("CREATE TABLE met (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def is_new(self, url: str) -> bool:
        digest = hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return self._met.execute("INSERT OR IGNORE INTO met VALUES (?)", (digest,)).rowcount > 0

    def close(self) -> None:
        self._met.close()


def _links(where: str, options: FetchOptions, limits: Limits, helper: Helper | None) -> Iterator[Link | NoPage]:
    limits = replace(limits, max_bytes=max(limits.max_bytes, _LARGEST))
    parts: list[tuple[str, int]] = []
    if not is_url(where):
        source = read_unopened(where, limits)
        yield from _sorted_out(_read(source, limits, helper), parts, 1)
        if not parts:
            return
    reach = Reach(typed=True)
    with Web(options, limits) as web:
        if is_url(where):
            source = arrive(web, where, reach, ANY_TYPE)
            yield from _sorted_out(_read(source, limits, helper), parts, 1)
        yield from _parts(web, parts, reach.onward, helper)


def _parts(web: Web, waiting: list[tuple[str, int]], reach: Reach, helper: Helper | None) -> Iterator[Link | NoPage]:
    """The links of an index's parts, depth first, and the parts that cannot be had."""
    waiting.reverse()
    seen: set[str] = set()
    while waiting:
        url, depth = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        parts: list[tuple[str, int]] = []
        try:
            if depth > _DEEPEST:
                raise InputError(url, f"lies below {_DEEPEST} sitemap indexes: name it with --sitemap to have it read")
            if len(seen) > _MOST_SITEMAPS:
                raise InputError(url, f"comes after {_MOST_SITEMAPS:,} other sitemaps: name it with --sitemap")
            sleep(web.options.delay)
            source = arrive(web, url, reach, ANY_TYPE)
            yield from _sorted_out(_read(source, web.limits, helper), parts, depth + 1)
        except (InputError, NetworkError) as err:
            yield NoPage(url, err)
        waiting += reversed([part for part in parts if part[0] not in seen])


def _sorted_out(
    read: Iterator[Link | NoPage | str], parts: list[tuple[str, int]], depth: int
) -> Iterator[Link | NoPage]:
    """The links of a document; the addresses of its parts go into the list."""
    for one in read:
        if isinstance(one, Link | NoPage):
            yield one
        elif len(parts) <= _MOST_SITEMAPS:
            parts.append((one, depth))


def _read(source: Source, limits: Limits, helper: Helper | None) -> Iterator[Link | NoPage | str]:
    """The links of a document and the addresses of its parts. Raises InputError for what is neither, or too much."""
    if helper is None:
        yield from _content(source, limits)
        return
    for some in helper.run(partial(_read_in_steps, source, limits)):
        if isinstance(some, Stopped):
            raise InputError(some.name, some.problem)
        yield from some


def _read_in_steps(source: Source, limits: Limits, _start: object) -> Iterator[Begun | list[Link | NoPage | str]]:
    """The content as work for a sandbox."""
    yield Begun(source.name)
    content = _content(source, limits)
    while some := list(islice(content, _AT_ONCE)):
        yield some
        yield Begun(source.name)


def _content(source: Source, limits: Limits) -> Iterator[Link | NoPage | str]:
    data = _as_utf_8(unpack(source.data, source.name, limits.max_bytes))
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _json_feed(data, source)
    if not head.startswith(b"<"):
        if is_url(head[:_SNIFFED].decode("utf-8", "replace")):
            return _lines(data)
        raise NotAPageError(source.name, "neither a feed nor a sitemap: name an RSS, Atom or JSON feed, or a sitemap")
    root = _root(data)
    if root in _ROOTS:
        return _complete((_sitemap if _ROOTS[root] == "sitemap" else _feed)(data, source), data, root, source)
    raise NotAPageError(source.name, "neither a feed nor a sitemap: name an RSS, Atom or JSON feed, or a sitemap")


def _complete(
    read: Iterator[Link | str | None], data: bytes, root: str, source: Source
) -> Iterator[Link | NoPage | str]:
    """The links of a document's entries (None: an entry that has none), but for the last where the document breaks off.

    Raises InputError then, and where there are entries and not one has an address.
    """
    is_whole = re.search(
        rb"</(?:[^\s<>:]{1,40}:)?%b\s*>|<(?:[^\s<>:]{1,40}:)?%b(?:\s[^<>]*)?/>" % ((root.encode(),) * 2), data
    )
    last, number, found = None, 0, 0
    for one in read:
        if last is not None:
            yield last
        last = one
        number += 1
        found += one is not None
    if is_whole and last is not None:
        yield last
    if not is_whole:
        raise InputError(source.name, f"breaks off before its end: {max(number - 1, 0):,} entries of it were read")
    if number and not found:
        raise InputError(source.name, f"none of its {number:,} entries has an address of a page")
    if number > found:
        yield NoPage(source.name, skipped=f"{number - found:,} of its entries have no address of a page")


def _as_utf_8(data: bytes) -> bytes:
    """Return a document in UTF-16 that begins with its mark as UTF-8, without its declaration; any other as it is."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    return re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", data.decode("utf-16", "replace")).encode("utf-8", "replace")


def _lines(data: bytes) -> Iterator[Link]:
    for match in _WORD.finditer(data):
        url = match.group().decode("utf-8", "replace")
        if is_url(url) and len(url) <= _LONGEST_URL:
            yield Link(url)


def _events(data: bytes, *tags: str, start: bool = False) -> Iterator[Any]:
    """The elements of a document one by one, without entities or network; the rest of a broken one is left out."""
    events = etree.iterparse(
        io.BytesIO(data), events=("start",) if start else ("end",), tag=tags or None,
        resolve_entities=False, no_network=True, recover=True, huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
    except (etree.XMLSyntaxError, ValueError):  # what is read in spite of its faults may be no text either
        return


def _root(data: bytes) -> str:
    first = next(_events(data, start=True), None)
    try:
        return str(first.tag).rpartition("}")[2] if first is not None else ""
    except UnicodeDecodeError:
        return ""


def _sitemap(data: bytes, source: Source) -> Iterator[Link | str | None]:
    for element in _events(data, "{*}url", "{*}sitemap"):
        url = _absolute(_child(element, "loc"), source)
        if url is None or element.tag.endswith("sitemap"):
            yield url
        else:
            yield Link(url, _day(_child(element, "publication_date") or _child(element, "lastmod")))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _child(element: Any, name: str) -> str:
    found = next(element.iter(f"{{*}}{name}"), None)
    try:
        return (found.text or "").strip() if found is not None else ""
    except UnicodeDecodeError:
        return ""


def _feed(data: bytes, source: Source) -> Iterator[Link | None]:
    import feedparser

    # A stream: from bytes feedparser would make a file name or an address, and open it.
    headers = {"content-location": source.url or "", "content-type": source.content_type or "application/xml"}
    try:
        feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except Exception as err:  # it forgives much, and stumbles over characters, dates and charsets that there are not
        raise InputError(source.name, f"a broken feed: it cannot be read ({type(err).__name__})") from None
    own = source if source.url else replace(source, url=_absolute(feed.feed.get("link"), source))
    for entry in feed.entries:
        url = _absolute(entry.get("link") or _address(entry.get("id")), own)
        yield Link(url, _date_of(entry.get("published_parsed") or entry.get("updated_parsed"))) if url else None


def _date_of(when: struct_time | None) -> date | None:
    try:
        return date(*when[:3]) if when else None
    except ValueError:
        return None


def _json_feed(data: bytes, source: Source) -> Iterator[Link]:
    try:
        feed = json.loads(data)
        items = feed["items"]
        if not isinstance(items, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError(source.name, "no JSON Feed: there are no items in it") from None
    for item in items:
        if isinstance(item, dict):
            url = _absolute(item.get("url") or item.get("external_url") or _address(item.get("id")), source)
            if url:
                yield Link(url, _day(item.get("date_published") or item.get("date_modified")))


def _absolute(link: Any, source: Source) -> str | None:
    """An http(s) address, or None; an empty link is none, and not the feed's own address."""
    try:
        url = urljoin(source.url or "", link.strip()) if isinstance(link, str) and link.strip() else ""
    except ValueError:
        return None
    return url if is_url(url) and len(url) <= _LONGEST_URL else None


def _address(ident: Any) -> str | None:
    """An entry's name, where it is an address; others are no links within the feed's site."""
    return ident if isinstance(ident, str) and is_url(ident) else None


def _day(text: Any) -> date | None:
    try:
        when = datetime.fromisoformat(text) if isinstance(text, str) else None
        return (when.astimezone(UTC) if when.tzinfo else when).date() if when else None
    except (ValueError, OverflowError):  # the first day of the year 1, east of Greenwich
        return None
