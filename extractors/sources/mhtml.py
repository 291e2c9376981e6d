"""The page in an MHTML file, as browsers save it "as a single file": the HTML part of a MIME message."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message

from ..article import Source
from ..errors import InputError
from ..page.mime import body_of, cut_part, is_cut_within, parse_message
from ..page.saved import is_address, mail_time, without_archive
from ..page.signatures import is_mail
from ..page.unpack import unpack
from .discover import MHTML_SUFFIXES

_HEADERS = re.compile(
    rb"\A\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_SNIFFED = 8192
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def is_mhtml(name: str, data: bytes) -> bool:
    """Whether these are the bytes of an MHTML file, by its name or its first headers."""
    if name.lower().removesuffix(".gz").endswith(MHTML_SUFFIXES):
        return True
    return _HEADERS.match(data[:_SNIFFED]) is not None and not is_mail(name, data)


def page_in_mhtml(source: Source, max_bytes: int) -> Source:
    """The saved page, with the address that it was saved from. Raises InputError when there is none in it."""
    message = parse_message(unpack(source.data, source.name, max_bytes), source.name)
    if not message.is_multipart() and ("Content-Type" not in message or message.get_content_type() not in _PAGE_TYPES):
        raise InputError(source.name, "not an MHTML file: save the page again, as a single file or as HTML")
    part = _root(message)
    if part is None:
        raise InputError(source.name, "an MHTML file without a page in it")
    body = body_of(part)
    if part is cut_part(message) and (is_cut_within(part) or b"</html>" not in body[-_SNIFFED:].lower()):
        raise InputError(source.name, "not whole: the file breaks off within the page: save it again")
    named = (str(part.get("Content-Location", "")), str(message.get("Snapshot-Content-Location", "")))
    addresses = (without_archive(re.sub(r"\s+", "", text))[0] for text in named)
    url = source.url or next(filter(is_address, addresses), None)
    declared = str(part["Content-Type"]) if part["Content-Type"] else None
    origin = replace(source.origin, saved_at=source.origin.saved_at or mail_time(str(message.get("Date", ""))))
    return Source(source.name, body, url, declared, origin=origin)


def _root(message: Message) -> Message | None:
    """The part that the message names as its start, else the first page in it."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_type() in _PAGE_TYPES]
    start = message.get_param("start")
    for part in parts:
        if start and part.get("Content-ID") == start:
            return part
    return parts[0] if parts else None
