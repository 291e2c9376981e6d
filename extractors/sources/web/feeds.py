"""Addresses from feeds and sitemaps: RSS, Atom, JSON Feed, sitemaps and their indexes, packed or not, and lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from time import sleep, struct_time
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from ...article import Source
from ...errors import InputError, NotAPageError
from ...page.unpack import unpack
from ...settings import MEBIBYTE, Settings
from ..find import is_url
from ..read import read_source
from .answers import ANY_TYPE
from .transport import Reach
from .visit import Web, arrive

_LARGEST = 50 * MEBIBYTE  # what the sitemap protocol allows, unpacked
_DEEPEST = 3
_MOST_SITEMAPS = 50_000
_SNIFFED = 1024
_ROOTS = {"urlset": "sitemap", "sitemapindex": "sitemap", "rss": "feed", "feed": "feed", "RDF": "feed"}


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the day on which its page appeared or last changed, where that is said."""

    url: str
    day: date | None = None


def find_links(where: str, settings: Settings, since: date | None = None, limit: int | None = None) -> Iterator[str]:
    """The addresses in a feed or sitemap, a URL or a file, each once and in order; of an index those of all its parts.

    `since` leaves out what is known to be older, `limit` all but the first so many. Parts are fetched when their turn
    comes. Raises NetworkError and InputError for a source that cannot be had or that is none, in the first step.
    """
    new = (link.url for link in _links(where, settings) if since is None or link.day is None or link.day >= since)
    return islice(_each_once(new), limit)


def _each_once(urls: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for url in urls:
        if url not in seen:
            seen.add(url)
            yield url


def _links(where: str, settings: Settings) -> Iterator[Link]:
    settings = replace(settings, max_bytes=max(settings.max_bytes, _LARGEST), url=None)
    if not is_url(where):
        source = read_source(where, settings)
        first, parts = _read(source, settings)
        yield from first
        if not parts:
            return
    reach = Reach(typed=True)
    with Web(settings) as web:
        if is_url(where):
            first, parts = _read(arrive(web, where, reach, ANY_TYPE), settings)
            yield from first
        yield from _parts(web, [(part, 1) for part in parts], reach.onward)


def _parts(web: Web, waiting: list[tuple[str, int]], reach: Reach) -> Iterator[Link]:
    """The links of an index's parts, depth first. One that fails ends it: a list with a hole looks whole."""
    waiting.reverse()
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_SITEMAPS:
        url, depth = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        sleep(web.settings.web.delay)
        links, parts = _read(arrive(web, url, reach, ANY_TYPE), web.settings)
        yield from links
        if depth < _DEEPEST:
            waiting += [(part, depth + 1) for part in reversed(parts)]


def _read(source: Source, settings: Settings) -> tuple[Iterator[Link], list[str]]:
    """The links of a document, and the addresses of its parts. Raises InputError for what is neither."""
    data = unpack(source.data, source.name, settings.max_bytes)
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return iter(_json_feed(data, source)), []
    if not head.startswith(b"<"):
        lines = data.decode("utf-8-sig", "replace").split()
        if lines and is_url(lines[0]):
            return (Link(line) for line in lines if is_url(line)), []
        raise NotAPageError(source.name, "neither a feed nor a sitemap: name an RSS, Atom or JSON feed, or a sitemap")
    kind = _ROOTS.get(_root(data))
    if kind == "sitemap":
        return _sitemap(data, source)
    if kind == "feed":
        return iter(_feed(data, source)), []
    raise NotAPageError(source.name, "neither a feed nor a sitemap: name an RSS, Atom or JSON feed, or a sitemap")


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


def _sitemap(data: bytes, source: Source) -> tuple[Iterator[Link], list[str]]:
    parts = []
    for element in _events(data, "{*}sitemap"):
        parts += [url for url in [_absolute(_child(element, "loc"), source)] if url]
        element.clear()
    return _sitemap_links(data, source), parts


def _sitemap_links(data: bytes, source: Source) -> Iterator[Link]:
    for element in _events(data, "{*}url"):
        url = _absolute(_child(element, "loc"), source)
        if url:
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


def _feed(data: bytes, source: Source) -> Iterator[Link]:
    import feedparser

    # A stream: from bytes feedparser would make a file name or an address, and open it.
    headers = {"content-location": source.url or "", "content-type": source.content_type or "application/xml"}
    try:
        entries = feedparser.parse(io.BytesIO(data), response_headers=headers).entries
    except Exception as err:  # it forgives much, and stumbles over characters, dates and charsets that there are not
        raise InputError(source.name, f"a broken feed: it cannot be read ({type(err).__name__})") from None
    for entry in entries:
        url = _absolute(entry.get("link") or entry.get("id") or "", source)
        if url:
            yield Link(url, _date_of(entry.get("published_parsed") or entry.get("updated_parsed")))


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
            url = _absolute(item.get("url") or item.get("external_url") or item.get("id"), source)
            if url:
                yield Link(url, _day(item.get("date_published") or item.get("date_modified")))


def _absolute(link: Any, source: Source) -> str | None:
    """An http(s) address, or None."""
    try:
        url = urljoin(source.url or "", link.strip()) if isinstance(link, str) else ""
    except ValueError:
        return None
    return url if is_url(url) else None


def _day(text: Any) -> date | None:
    try:
        when = datetime.fromisoformat(text) if isinstance(text, str) else None
        return (when.astimezone(UTC) if when.tzinfo else when).date() if when else None
    except (ValueError, OverflowError):  # the first day of the year 1, east of Greenwich
        return None
