"""Where and when a page was saved, by the traces that browsers, their extensions and archives leave in it.

A trace names the page itself; what the page declares (`<link rel=canonical>`, og:url) may name another one. So the
order is: the address that the user gives, a trace, the declarations. Nothing is fetched because of any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ..article import Source
from ..elements.declarations import declarations

_BEGINNING, _END = 16 * 1024, 8 * 1024  # characters in which programs put their comments
_LONGEST_COMMENT, _LONGEST_ADDRESS = 4096, 4000
_MOST_COMMENTS, _MOST_METAS = 20, 200
# Of the text of a comment. Each stands at its beginning or is a line of its own, so that one place is tried for each.
_SINGLE_FILE = re.compile(r"\s*Page saved with SingleFile\b")
_SINGLE_FILE_URL = re.compile(r"^[ \t]*url:[ \t]*(\S+)", re.M)
_SINGLE_FILE_DATE = re.compile(r"^[ \t]*saved date:[ \t]*(\S[^\n]*)", re.M)
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d{1,6}\)(\S+)", re.I)  # Chromium, Edge, Internet Explorer
_MONOLITH = re.compile(r"\s*Saved from (\S+) at (\S+) using monolith\b")
_HTTRACK = re.compile(r"\s*Mirrored from (\S+) by HTTrack Website Copier[^,]{0,200}, (\S[^\n]*)")
_WAYBACK = re.compile(r"\s*FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM")
_ARCHIVED = re.compile(r"(?:https?:)?//(?:web|wayback)\.archive\.org/web/(\d{4,14})?[a-z_*]{0,6}/+(?=https?:/)", re.I)
_ONE_SLASH = re.compile(r"(https?:)/+", re.I)
_BODY = re.compile(r"<[bB][oO][dD][yY]\b")  # in both cases, for `re.I` takes many times as long
_NOT_IN_ADDRESSES = re.compile(r'[ "<>\\`]')
_OFFSET = re.compile(r"(GMT[+-]\d{4}).*", re.S)


def with_traces(source: Source, text: str, tree: HtmlElement) -> Source:
    """Return the source with the address and time of the traces in its page, where nothing better is known of them."""
    url, saved_at = source.url, source.origin.saved_at
    for address, time in _traces(text, tree):
        found, archived = without_archive(address or "")
        url = url or (found if is_address(found) else None)
        saved_at = saved_at or time or archived
    if url == source.url and saved_at == source.origin.saved_at:
        return source
    return replace(source, url=url, origin=replace(source.origin, saved_at=saved_at))


def without_archive(address: str) -> tuple[str, str | None]:
    """Return the address within one of the Wayback Machine, and when it was archived; another address as it is."""
    found = _ARCHIVED.match(address)
    if found is None:
        return address, None
    stamp = found.group(1) or ""
    return _ONE_SLASH.sub(r"\1//", address[found.end() :], count=1), _from_digits(stamp) if len(stamp) == 14 else None


def _traces(text: str, tree: HtmlElement) -> Iterator[tuple[str | None, str | None]]:
    """Return pairs of an address and a time, either may be missing, the surest first."""
    for comment in _comments(text):
        if _SINGLE_FILE.match(comment):
            url, day = _SINGLE_FILE_URL.search(comment), _SINGLE_FILE_DATE.search(comment)
            yield url and url.group(1), day and _as_scripts_write(day.group(1))
        elif found := _MONOLITH.match(comment):
            yield found.group(1), _iso(found.group(2))
        elif found := _SAVED_FROM.match(comment):
            yield found.group(1), None
        elif found := _HTTRACK.match(comment):
            # It leaves out the scheme. Today's sites answer to https, and most links within are relative anyway.
            address = found.group(1)
            yield address if "://" in address else f"https://{address}", mail_time(found.group(2))
        elif found := _WAYBACK.match(comment):
            yield None, _with_format(found.group(1), "%H:%M:%S %b %d, %Y")
    yield tree.get("data-scrapbook-source"), _from_digits(tree.get("data-scrapbook-create") or "")
    metas = {(m.get("name") or "").lower(): m.get("content") or "" for m in declarations(tree).metas[:_MOST_METAS]}
    yield metas.get("savepage-url"), _as_scripts_write(metas.get("savepage-date", ""))  # Save Page WE


def _comments(text: str) -> Iterator[str]:
    """The comments before the body and after the document's end; one within may be anybody's."""
    beginning = text[:_BEGINNING]
    body = _BODY.search(beginning)
    closed = text.rfind("</html", max(len(text) - _END, 0))
    for part in (beginning[: body.start()] if body else beginning, text[closed:] if closed >= 0 else ""):
        at = 0
        for _ in range(_MOST_COMMENTS):
            begin = part.find("<!--", at)
            end = part.find("-->", begin)
            if begin < 0 or end < 0:
                break
            yield part[begin + 4 : min(end, begin + _LONGEST_COMMENT)]
            at = end


def is_address(text: str) -> bool:
    """Return whether a file's word for where it came from is an address of the web, with nothing unseen in it."""
    if len(text) > _LONGEST_ADDRESS or not text.isprintable() or _NOT_IN_ADDRESSES.search(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _as_scripts_write(text: str) -> str | None:
    """ISO 8601 for a date as JavaScript shows it: Thu Jan 01 2026 12:00:00 GMT+0100 (Central European Time)."""
    return _with_format(_OFFSET.sub(r"\1", text.strip()), "%a %b %d %Y %H:%M:%S GMT%z") or _iso(text.strip())


def mail_time(text: str) -> str | None:
    """Return ISO 8601 for a date as mails and MHTML files have it: Sat, 31 Jan 2026 11:00:00 GMT."""
    try:
        return parsedate_to_datetime(text.strip()[:80]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_digits(text: str) -> str | None:
    """ISO 8601 for 20260131120000, UTC, with or without thousandths."""
    return _with_format(text[:14], "%Y%m%d%H%M%S")


def _with_format(text: str, form: str) -> str | None:
    if not text:
        return None
    try:
        time = datetime.strptime(text[:80], form)
    except (ValueError, OverflowError):
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()


def _iso(text: str) -> str | None:
    try:
        time = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()
