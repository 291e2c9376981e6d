"""Mails: the text of a message, its HTML before its plain part, with subject, sender and date from its headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html import escape
from itertools import islice

from ..article import Given, Source
from ..errors import InputError, NotAPageError
from .decode import decode
from .mime import body_as_sent, body_of, cut_part, header_text, is_cut_within, parse_message
from .signatures import SEPARATOR, SIZE_LINE, without_envelope

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_TEXT_TYPES = ("text/plain", "text/markdown", "text/x-markdown", "text/enriched")
_DOCUMENT = re.compile(r"\s*<(!doctype html|html|head|body)\b", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LOST_BOUNDARY = re.compile(rb"^--([^\r\n]{1,200})\r?\n(?=content-[a-z-]{1,40}:)", re.I | re.M)
_QUOTED = re.compile(rb"^>(>*From )", re.M)  # how mailboxes mark what is no separator
_EMPTY_LINES = re.compile(r"\n[ \t\r]*\n")
_VIA = re.compile(r"^'?(.+?)'? via .{1,100}$")
_PGP = "-----BEGIN PGP MESSAGE-----"
_MOST_NAMED = 3
_BREAKS_OFF = "the mail breaks off: the line that ends its last part is missing, and its text may be as well"
_ENCRYPTED = "an encrypted mail: decrypt it in your mail program and save it again"


@dataclass(frozen=True, slots=True)
class _Text:
    """One part of a mail's text: HTML or plain."""

    text: str
    is_html: bool

    @property
    def is_empty(self) -> bool:
        shown = _TAG.sub("", self.text).replace("&nbsp;", " ") if self.is_html else self.text
        return not shown.strip() and "<img" not in self.text.lower()


def page_in_mail(source: Source, encoding: str | None) -> Source:
    """Return the text of a mail as a page, with what its headers say. `encoding` overrides what its parts declare.

    Raises InputError when it has no text.
    """
    data = source.data.lstrip(b"\r\n")
    if SEPARATOR.match(data) and any(True for _ in islice(_separators(data), 1, 2)):
        raise NotAPageError(source.name, "a mailbox of several mails: give it a name that ends in .mbox")
    if SEPARATOR.match(data):
        data = _QUOTED.sub(rb"\1", without_envelope(data))
    message = parse_message(SIZE_LINE.sub(b"", data, count=1), source.name)
    reading = _Reading(encoding, source.name)
    texts = reading.texts_of(message)
    if not _is_text(texts):
        raise InputError(source.name, _why_empty(message))
    if all(_PGP in text.text for text in texts):
        raise InputError(source.name, _ENCRYPTED)
    kind = "text/html" if any(text.is_html for text in texts) else "text/plain"
    whole = "\n\n".join(text.text if kind == "text/plain" or text.is_html else _marked(text.text) for text in texts)
    charset = encoding or "utf-8"
    body = whole.encode(charset, "xmlcharrefreplace" if kind == "text/html" else "replace")
    notes = (*source.notes, _BREAKS_OFF) if reading.has_read(cut_part(message)) else source.notes
    return replace(source, data=body, content_type=f"{kind}; charset={charset}", given=given_by(message), notes=notes)


def _separators(data: bytes) -> Iterator[re.Match[bytes]]:
    """Where messages of a mailbox begin: after an empty line."""
    for separator in SEPARATOR.finditer(data):
        before = data[max(0, separator.start() - 4) : separator.start()].replace(b"\r", b"")
        if not separator.start() or before.endswith(b"\n\n"):
            yield separator


def given_by(message: Message) -> Given:
    """Return what a mail's headers say: its subject, who wrote it, and when."""
    return Given(
        "mail header",
        title=header_text(message, "Subject") or None,
        authors=_authors(message),
        date=_date(message),
        last_word=True,
    )


def _authors(message: Message) -> tuple[str, ...]:
    """The names of those who wrote a mail, or their addresses; behind a list that writes itself there, theirs."""
    for header in ("X-Original-From", "From", "Sender"):
        text = header_text(message, header)
        if text:
            try:
                found = getaddresses([text])[:20]
            except (ValueError, IndexError, RecursionError):
                found = []
            named = (_VIA.sub(r"\1", name).strip(" '\"") or address for name, address in found)
            return tuple(dict.fromkeys(name for name in named if name)) or (text[:200],)
    return ()


def _date(message: Message) -> str | None:
    text = header_text(message, "Date")
    try:
        return parsedate_to_datetime(text).isoformat() if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class _Reading:
    """Gathers the texts of one mail."""

    def __init__(self, encoding: str | None, name: str) -> None:
        self._encoding = encoding
        self._name = name
        self._mended = False
        self._read: list[Message] = []

    def has_read(self, part: Message | None) -> bool:
        """Return whether a part is among those whose text was read."""
        return any(part is one for one in self._read)

    def texts_of(self, message: Message) -> list[_Text]:
        """Return the texts of a mail; where it has none, those of attached pages and texts."""
        texts = self._texts(message)
        if not _is_text(texts):
            texts = [text for part in _attached_pages(message) for text in self._texts(part, attached=True)]
        return texts

    def _texts(self, part: Message, *, attached: bool = False) -> list[_Text]:
        """The texts of a part and of those in it, in their order; of alternatives the best."""
        kind = part.get_content_type()
        if part.is_multipart():
            return self._texts_within(part, kind)
        if part.get_content_maintype() == "multipart":
            return self._texts_behind_lost_boundary(part)
        if kind not in (*_PAGE_TYPES, *_TEXT_TYPES) or (_is_attached(part) and not attached):
            return []
        if is_cut_within(part):
            raise InputError(self._name, "not whole: the mail breaks off within its text: save it again")
        self._read.append(part)
        text, _ = decode(body_of(part), self._name, _declared(part), self._encoding)
        if kind in _PAGE_TYPES or ("Content-Type" not in part and _DOCUMENT.match(text)):
            return [_Text(text, True)]
        if str(part.get_param("format", "")).lower() == "flowed":
            text = _unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
        return [_Text(text, False)]

    def _texts_within(self, part: Message, kind: str) -> list[_Text]:
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind == "multipart/encrypted":
            return []
        if kind == "multipart/alternative":
            full = [texts for texts in map(self._texts, children) if _is_text(texts)]
            return next((t for t in reversed(full) if any(text.is_html for text in t)), full[-1] if full else [])
        if kind == "multipart/related":
            start = part.get_param("start")
            children.sort(key=lambda child: not (start and child.get("Content-ID") == start))
            full = [texts for texts in map(self._texts, children) if _is_text(texts)]
            return next((t for t in full if any(text.is_html for text in t)), full[0] if full else [])
        if kind in ("multipart/signed", "multipart/report"):
            children = children[:1]
        texts = []
        for child in children:
            if child.get_content_type() == "message/rfc822":
                texts.append(_Text(header_text(_forwarded(child), "Subject"), False))
            texts += self._texts(child)
        return texts

    def _texts_behind_lost_boundary(self, part: Message) -> list[_Text]:
        """The texts of a multipart whose declared boundary, if any, is not the one that is used in it.

        One without any, such as a mail that was cut before its first part, is a text.
        """
        body = body_as_sent(part)
        boundary = None if self._mended else _LOST_BOUNDARY.search(body)
        if boundary is not None:
            self._mended = True  # once: a message made for it would be read again at every level
            kind = part.get_content_type().encode("ascii", "replace")
            quoted = boundary[1].rstrip().replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            again = parse_message(b'Content-Type: %b; boundary="%b"\n\n' % (kind, quoted) + body, self._name)
            if again.is_multipart():
                return self._texts_within(again, again.get_content_type())
        text, _ = decode(body_of(part), self._name, _declared(part), self._encoding)
        return [_Text(text, bool(_DOCUMENT.match(text)))]


def _is_text(texts: Iterable[_Text]) -> bool:
    return any(not text.is_empty for text in texts)


def _forwarded(part: Message) -> Message:
    """The message that a message/rfc822 part holds."""
    inner = part.get_payload()
    return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else part


def _attached_pages(message: Message) -> Iterator[Message]:
    """The attachments that are pages or texts: all there is to read in a mail without a text of its own."""
    for part in message.walk():
        if not part.is_multipart() and part.get_content_type() in (*_PAGE_TYPES, "text/plain") and _is_attached(part):
            yield part


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _declared(part: Message) -> str | None:
    """The part's type with its charset, as a server would declare it."""
    charset = part.get_content_charset()
    return f"{part.get_content_type()}; charset={charset}" if charset else None


def _unflowed(text: str, delete_space: bool) -> str:
    """Plain text with its soft line breaks undone (RFC 3676): a line that ends in a blank goes on in the next."""
    lines: list[tuple[str, list[str]]] = []
    flows = False
    for line in text.replace("\r\n", "\n").split("\n"):
        rest = line.lstrip(">")
        quoted = line[: len(line) - len(rest)]
        rest = rest.removeprefix(" ")
        is_soft = rest.endswith(" ") and rest != "-- "
        said = rest[:-1] if is_soft and delete_space else rest
        if flows and lines[-1][0] == quoted and rest != "-- ":
            lines[-1][1].append(said)
        else:
            lines.append((quoted, [said]))
        flows = is_soft
    return "\n".join(f"{quoted} {''.join(said)}" if quoted else "".join(said) for quoted, said in lines)


def _marked(text: str) -> str:
    """Plain text as HTML paragraphs, where it stands beside HTML."""
    pieces = (piece.strip() for piece in _EMPTY_LINES.split(text))
    return "\n".join(f"<p>{escape(piece)}</p>" for piece in pieces if piece)


def _why_empty(message: Message) -> str:
    """Why there is no text in a mail, and what to do."""
    parts = list(message.walk())
    kinds = {part.get_content_type() for part in parts}
    if "multipart/encrypted" in kinds:
        return _ENCRYPTED
    if kinds & {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return "a mail in S/MIME, encrypted or signed: open it in your mail program and save its text"
    names = list(_file_names(parts))
    if names:
        more = " …" if len(names) > _MOST_NAMED else ""
        return f"a mail without a text, only attachments ({', '.join(names[:_MOST_NAMED])}{more}): save those"
    return "a mail without a text"


def _file_names(parts: Iterable[Message]) -> Iterator[str]:
    for part in parts:
        if not part.is_multipart() and part.get_content_maintype() != "multipart":
            name = part.get_filename()
            if name or part.get_content_type() not in (*_PAGE_TYPES, *_TEXT_TYPES):
                yield " ".join(str(name or part.get_content_type()).split())[:80]
