"""MIME messages parsed with the standard library, bounded: what mails and pages saved as MHTML are made of.

The library's own parser takes time and memory without a limit for hostile messages: half a million semicolons in a
header are quadratic, a message of boundaries alone becomes a million parts. So headers are cut before anything looks
into them, and parts and their nesting are counted while they are made.
"""

from __future__ import annotations

import re
from copy import copy
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import collapse_rfc2231_value
from typing import Any

from ..errors import InputError

_LONGEST_HEADER = 16 * 1024  # characters; a mail to a thousand people names them in more, and nobody reads them here
_MOST_HEADERS = 2_000  # of one part
_MOST_PARTS = 2_000
_MOST_CONTAINERS = 50  # multiparts and messages; each level that they nest is looked through for every line below it
_TOO_MUCH = "a mail or saved page of too many parts or headers: not a message that can be read safely"
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_CUT_CODE = re.compile(rb"=[0-9A-Fa-f]?\Z")
_ENCODED_WORDS = 200  # RFC 2047 allows 75 characters each


class _Flood(Exception):
    """The message has more parts or headers than any that people send."""


class _BoundedPolicy(Compat32):
    """Compat32 with headers as they stand in the message, cut where they are too long, and a count of containers."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse([line[:_LONGEST_HEADER] for line in sourcelines[:_MOST_HEADERS]])
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return value


class _Counter:
    """Makes the parts of one message, no more than there may be."""

    def __init__(self) -> None:
        self.parts = 0
        self.containers = 0

    def make(self, policy: Any = None) -> Message:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise _Flood
        return _Part(self, policy)


class _Part(Message):
    """One part, which says so when it is a container or has too many headers."""

    def __init__(self, counter: _Counter, policy: Any) -> None:
        super().__init__(policy)
        self._counter = counter
        self._count = 0

    def set_raw(self, name: str, value: str) -> None:
        """Add a header as it stands in the message; the parser calls this for each."""
        self._count += 1
        if self._count > _MOST_HEADERS:
            raise _Flood
        if name.lower() == "content-type" and value.lstrip()[:10].lower().startswith(("multipart/", "message/")):
            self._counter.containers += 1
            if self._counter.containers > _MOST_CONTAINERS:
                raise _Flood
        super().set_raw(name, value)

    def get_param(self, param: str, failobj: Any = None, header: str = "content-type", unquote: bool = True) -> Any:
        """Return a parameter as text, put together (RFC 2231); `failobj` too where the header's are damaged.

        All that the standard library asks for (boundary, charset, file name) goes through here, and it fails for
        pieces without a number beside numbered ones, and for charsets that no name can be.
        """
        try:
            value = super().get_param(param, failobj, header, unquote)
            return collapse_rfc2231_value(value) if isinstance(value, tuple) else value
        except (TypeError, ValueError, LookupError):
            return failobj


def parse_message(data: bytes, name: str) -> Message:
    """Return the message in `data`. Raises InputError for one that would take too much."""
    counter = _Counter()
    try:
        return BytesParser(counter.make, policy=_BoundedPolicy()).parsebytes(data)
    except (_Flood, RecursionError):
        raise InputError(name, _TOO_MUCH) from None


def cut_part(message: Message) -> Message | None:
    """Return the part in which a message of several parts breaks off; None for one that ends as it should.

    It is the last part of a multipart without the line that ends it; where that is a multipart as well, its last part.
    """
    part: Any = message
    while any(isinstance(one, CloseBoundaryNotFoundDefect) for one in part.defects):
        within = part.get_payload()
        part = within[-1] if isinstance(within, list) else part
        if not part.is_multipart():
            return part  # type: ignore[no-any-return]
    return None


def is_cut_within(part: Message) -> bool:
    """Return whether the coded bytes of a part that is no container break off within a group."""
    coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    body = body_as_sent(part)
    if coding == "base64":
        return len(_NO_BASE64.sub(b"", body)) % 4 != 0
    return coding == "quoted-printable" and _CUT_CODE.search(body[-2:]) is not None


def body_of(part: Message) -> bytes:
    """Return the bytes of a part that is no container, its transfer encoding undone as far as that goes."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError):
        body = None
    return body if isinstance(body, bytes) else b""


def body_as_sent(part: Message) -> bytes:
    """Return the bytes of a part that is no container as they stand in the message, whatever its transfer encoding."""
    as_sent = copy(part)
    del as_sent["Content-Transfer-Encoding"]
    return body_of(as_sent)


def header_text(message: Message, name: str) -> str:
    """Return a header's text on one line, encoded words (RFC 2047) decoded; empty if there is none."""
    value = message.get(name)
    if value is None:
        return ""
    text = str(value).encode("ascii", "surrogateescape")
    plain = _decoded(text, None)
    if plain.count("=?") in range(1, _ENCODED_WORDS):
        try:
            pieces = decode_header(plain)
        except (HeaderParseError, ValueError, LookupError):
            pieces = []
        plain = "".join(p if isinstance(p, str) else _decoded(p, charset) for p, charset in pieces) or plain
    return " ".join(plain.replace("\0", "").split())


def _decoded(data: bytes, charset: str | None) -> str:
    """Return a header's bytes as text: by the charset that they name, else UTF-8 or what mail programs of old took."""
    if charset not in (None, "unknown-8bit"):
        try:
            return data.decode(str(charset), "replace")
        except (LookupError, ValueError):
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
