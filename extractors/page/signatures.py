"""What a file is by its first bytes: formats that are no pages, packings, mails and archives."""

from __future__ import annotations

import re

MAIL_SUFFIXES = (".eml", ".emlx")
_SNIFFED = 64 * 1024  # headers that servers add can stand before the sender by the dozen
_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
SEPARATOR = re.compile(rb"From [^\n]*\n(?=>?[!-9;-~]{1,100}:)")  # what stands before each message of a mailbox
# A text may begin with "From:" and "Subject:", as copied mails do; it may be read as the mail that it was as well.
_OF_MAILS = frozenset("to cc date mime-version reply-to list-id newsgroups".split())
_OF_SERVERS = frozenset("received return-path delivered-to message-id dkim-signature arc-seal x-received".split())
_BY_BROWSERS = ("snapshot-content-location", "x-maf-information")
SIZE_LINE = re.compile(rb"\A\d{1,12}[ \t]*\r?\n")  # the first line of an .emlx file


def is_mail(name: str, data: bytes) -> bool:
    """Return whether these are the bytes of a mail, by its name and headers, or by its headers alone."""
    head = data[:_SNIFFED].lstrip(b"\r\n")
    if name.lower().removesuffix(".gz").endswith(MAIL_SUFFIXES):
        return headers_at_start(without_envelope(SIZE_LINE.sub(b"", head, count=1))) is not None
    return begins_like_a_mail(head)


def begins_like_a_mail(head: bytes) -> bool:
    """Return whether the first bytes of a file are a mail's headers, or those of a mailbox."""
    if not head[:_SNIFFED].lstrip(b"\r\n")[:101].partition(b":")[1]:
        return False
    headers = headers_at_start(without_envelope(head[:_SNIFFED].lstrip(b"\r\n")))
    if headers is None or any(name in headers for name in _BY_BROWSERS):
        return False
    sender = headers.get("from", b"")
    if b"saved by" in sender.lower():
        return False
    by_servers = len(headers.keys() & _OF_SERVERS)
    if "from" not in headers:
        return by_servers > ("received" in headers)
    return by_servers + len(headers.keys() & _OF_MAILS) >= 1 + ("subject" not in headers)


def without_envelope(data: bytes) -> bytes:
    """The message without the line that stands before it in a mailbox."""
    separator = SEPARATOR.match(data)
    return data[separator.end() :] if separator else data


def headers_at_start(head: bytes) -> dict[str, bytes] | None:
    """Return the headers that `head` begins with by lower-case names, or None if it begins with anything else.

    The last line may be cut off; a line that is neither header nor its continuation, before the first empty line,
    means that these are no headers.
    """
    found: dict[str, bytes] = {}
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    for number, line in enumerate(lines):
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header:
            found.setdefault(line[: header.end() - 1].strip().decode("ascii").lower(), line[header.end() :].strip())
        elif not (found and line[:1] in b" \t") and number < len(lines) - 1:
            return None
    return found or None
