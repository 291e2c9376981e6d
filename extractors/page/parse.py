"""Text to an lxml tree: the one place where HTML is parsed."""

from __future__ import annotations

import re
from itertools import islice

import lxml.html
from lxml import etree

from ..errors import InputError

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# libxml2 does not know that <embed> has no end tag, and takes the rest of the page for what is within it.
_EMBED = re.compile(rb"</?embed(?=[\s/>])[^<>]*>", re.I)
# Some pages are put together of documents. What stands behind the end of the first libxml2 drops, browsers show it.
_END = re.compile(rb"</(?:body|html)(?=[\s/>])[^<>]*>", re.I)
_ENDS = (b"</body", b"</html")
# What XML cannot hold: trafilatura gives up a page for one of them. On bytes, for that is many times as fast.
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\v\f")
_FEEDS_AS_BLANKS = bytes.maketrans(b"\v\f", b"  ")
# The same written as references, which libxml2 resolves all the same: decimal or hexadecimal, also without a semicolon.
_REFERENCED = re.compile(
    rb"&#(?:0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])|x0*(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?", re.I
)
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_REPLACEMENT = "\ufffd".encode()
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_CHARACTERS = ("\ufffe", "\uffff")


def parse_html(text: str, name: str) -> tuple[lxml.html.HtmlElement, bool]:
    """Return (root element, whether the parser gave up before the end).

    Entities and external resources are never loaded; comments and processing instructions are gone.
    Raises InputError when nothing at all can be made of it, MemoryError when there is not enough.
    """
    text = _XML_DECLARATION.sub("", text)
    if not text.isascii() and any(sign in text for sign in _SIGNS_OF_HAN):
        text = _join_lines_of_han(text)
    if _has_long_tag(text):
        text = _LONG_TAG.sub(_without_flood, text)
    at = text.find(_STREAMED)
    if at >= 0:
        text = text[:at] + _BOUNDARY.sub(r'<template id="\1"></template>', text[at:])
    root, complete = _parse(text, name)
    if not complete:
        # libxml2 stops at 2,048 nested elements and drops the rest of the page. Wrappers are what nests so deep:
        # without them the text is all there, with its paragraphs, if not its lists and tables.
        root, complete = _parse(_WRAPPER.sub("<hr>", text), name)
    for template in list(root.iter("template")):
        if template.get("shadowrootmode"):  # what stands in it is shown, where the element around it stands
            template.tag = "div"
    return root, not complete


# React's comments around what is shown until the streamed part is there: elements, for comments are gone.
_STREAMED = "<!--$?--><template"
_BOUNDARY = re.compile(r"<!--(/?\$[?!~]?)-->")


# Between Chinese or Japanese characters a line break of the source is no blank. What is as it was typed is left alone.
_SIGNS_OF_HAN = "，。、の"
_HAN = "\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
# Tags of emphasis and of readings may stand there as well: what other elements part may be parted for the reader.
_WITHIN_WORDS = r"(?:</?(?:b|strong|i|em|u|mark|s|del|ins|font|ruby|rb|rt|rp|rtc)(?:\s[^<>]{0,200})?>){0,6}"
_BROKEN_HAN = re.compile(rf"(?<=[{_HAN}])({_WITHIN_WORDS})[ \t]*\r?\n[ \t]*({_WITHIN_WORDS})(?=[{_HAN}])", re.I)
_PREFORMATTED = re.compile(r"<(pre|textarea|script|style)\b(?:.*?</\1>|.*)", re.S | re.I)


def _join_lines_of_han(text: str) -> str:
    pieces, end = [], 0
    for one in _PREFORMATTED.finditer(text):
        pieces += [_BROKEN_HAN.sub(r"\1\2", text[end : one.start()]), one[0]]
        end = one.end()
    return "".join([*pieces, _BROKEN_HAN.sub(r"\1\2", text[end:])])


_WRAPPER = re.compile(
    r"(?:</?(?:div|span|section|article|font|center|table|tbody|tr|td|ul|ol|li|dl|dd|blockquote|b|i|em|strong|a|small)"
    r"\b[^<>]*>)+",
    re.I,
)


# libxml2 compares each attribute of an element with all before it: a hundred thousand take minutes.
_LONG, _MOST_ATTRIBUTES = 20_000, 2_000
_LONG_TAG = re.compile(rf"<([a-z][a-z0-9:]{{0,30}})\s([^<>]{{{_LONG},}})>?", re.I)
_ATTRIBUTE = re.compile(r"""[^\s/=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s"']\S*+))?+""")


def _has_long_tag(text: str) -> bool:
    """Whether there may be such a tag: it would cover a whole piece of half its length."""
    half = _LONG // 2
    pieces = ((start, start + half) for start in range(0, len(text) - half + 1, half))
    return any(text.find("<", *piece) < 0 and text.find(">", *piece) < 0 for piece in pieces)


def _without_flood(tag: re.Match[str]) -> str:
    """The tag itself, or without its attributes where there are thousands: one long value is no flood."""
    attributes = sum(1 for _ in islice(_ATTRIBUTE.finditer(tag[2]), _MOST_ATTRIBUTES + 1))
    return f"<{tag[1]}>" if attributes > _MOST_ATTRIBUTES else tag[0]


def _parse(text: str, name: str) -> tuple[lxml.html.HtmlElement, bool]:
    # Bytes with a fixed encoding: a str that declares one is refused by lxml, and would be copied all the same.
    data = _allowed(text)
    lowered = data.lower()
    first = min((at for at in map(lowered.find, _ENDS) if at >= 0), default=len(data))
    data = data[:first] + _END.sub(b"", data[first:])
    if b"<embed" in lowered:
        data = _EMBED.sub(b"", data)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, collect_ids=False
    )
    # One class for all elements: lxml.html asks Python for each of them whether it is a form or a field.
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as err:
        if getattr(err, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from err
        raise InputError(name, f"no HTML can be made of it ({err})") from err
    if root is None:
        raise InputError(name, "no HTML can be made of it (Document is empty)")
    return root, not parser.error_log.filter_from_fatals()


def _allowed(text: str) -> bytes:
    """The text as UTF-8 without the characters that XML cannot hold; lone surrogates become U+FFFD.

    So each text that is read from the tree can be written into it.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        data = _SURROGATES.sub("\ufffd", text).encode("utf-8")
    data = data.translate(_FEEDS_AS_BLANKS, _CONTROLS)
    for character in _NO_CHARACTERS:
        if character in text:
            data = data.replace(character.encode(), _REPLACEMENT)
    return _REFERENCED.sub(b"", data) if b"&#" in data else data
