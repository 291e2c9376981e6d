"""Source to Page: unpack, decode, tell HTML from plain text, and parse once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from lxml.html import HtmlElement

from ..article import Page, Source
from ..errors import InputError, NotAPageError
from ..options import Limits
from .decode import decode
from .foreign import name_foreign
from .front_matter import split_front_matter
from .packings import without_packing
from .plain_text import paragraphs_of
from .signatures import is_mail
from .unpack import unpack

_TEXT_SUFFIXES = {".txt", ".text", ".md", ".asc"}
_DOCUMENT_START = re.compile(r"<(!doctype|\?xml|html|head|body)\b", re.I)
_SPACES = re.compile(r"[\s\ufeff]*")
_HTML_SUFFIXES = {".html", ".htm", ".xhtml", ".xht", ".shtml"}
_TAG = re.compile(
    r"</?(p|div|br|a|span|li|ul|ol|h[1-6]|td|tr|table|article|section|body|html|title|meta|font|b|i)\b[^<>]{0,500}>",
    re.I,
)
_SNIFFED = 64 * 1024
_TAGS_OF_HTML = 3


def read_page(source: Source, encoding: str | None = None, limits: Limits = Limits()) -> Page:
    """Return the page in `source`: an lxml tree for HTML, paragraphs for plain text.

    `encoding` overrides every declaration; the page has at most `limits.max_bytes`, unpacked.

    Raises InputError (or one of its kinds) when it cannot be read as either.
    """
    data = unpack(source.data, source.name, limits.max_bytes)
    if is_mail(source.name, data):
        from .mail import page_in_mail

        source = page_in_mail(replace(source, data=data), encoding)
        data = source.data
    text, encoding = decode(data, source.name, source.content_type, encoding)
    if not text.strip(" \t\r\n\0\ufeff"):
        raise InputError(source.name, "empty: there is nothing in it")
    problem = None if source.given else name_foreign(text, source.name, source.content_type)
    if problem:
        raise NotAPageError(source.name, f"not a page but {problem}")
    if "\0" in text:
        text = text.replace("\0", "")
    if _looks_like_html(text, source):
        from ..elements import tidy
        from .parse import parse_html
        from .saved import with_traces

        tree, truncated = parse_html(text, source.name)
        tidy(tree)
        source = with_traces(source, text, tree)
        shown = _text_shown_as_html(tree)
        if shown is not None:
            return Page(source, encoding, paragraphs=paragraphs_of(shown), truncated=truncated)
        return Page(source, encoding, tree=tree, truncated=truncated)
    if _looks_like_noise(text):
        raise NotAPageError(source.name, "neither HTML nor readable text")
    given, text = split_front_matter(text)
    if given is not None and source.given is None:
        source = replace(source, given=given)
    return Page(source, encoding, paragraphs=paragraphs_of(text))


def _text_shown_as_html(tree: HtmlElement) -> str | None:
    """The text of a page that is nothing but one <pre>: how browsers save a plain text that they showed."""
    body = tree.find("body")
    if body is None or len(body) != 1 or body[0].tag != "pre" or len(body[0]) or (body.text or "").strip():
        return None
    return str(body[0].text or "") if not (body[0].tail or "").strip() else None


def _looks_like_html(text: str, source: Source) -> bool:
    """Markup decides; a text file or a text/plain answer needs a document's beginning, for it may be *about* HTML."""
    head = text[:_SNIFFED]
    if _begins_as_document(head):
        return True
    declared = (source.content_type or "").partition(";")[0].strip().lower()
    suffixes = {s.lower() for s in PurePosixPath(without_packing(source.name)).suffixes[-1:]}
    if declared == "text/plain" or (suffixes & _TEXT_SUFFIXES and not declared):
        return False
    tags = sum(1 for _ in _TAG.finditer(head))
    said = bool(suffixes & _HTML_SUFFIXES) or declared in ("text/html", "application/xhtml+xml")
    return tags >= _TAGS_OF_HTML or (tags > 0 and said)


def _begins_as_document(head: str) -> bool:
    """Whether a document's first tag stands at the beginning, after nothing but white space and comments."""
    at = 0
    while True:
        at = _SPACES.match(head, at).end()  # type: ignore[union-attr]  # matches nothing at least
        if not head.startswith("<!--", at):
            return _DOCUMENT_START.match(head, at) is not None
        end = head.find("-->", at)
        if end < 0:
            return False
        at = end + 3


def _looks_like_noise(text: str) -> bool:
    """Whether the decoded text is mostly replacement and control characters."""
    head = text[:_SNIFFED]
    bad = sum(c == "\ufffd" or (c < " " and c not in "\t\n\r\f") or "\x7f" <= c <= "\x9f" for c in head)
    return bad * 10 > len(head)
