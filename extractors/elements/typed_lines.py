"""Mark up lines that a style or a <br> keeps apart: code outside of <pre>, texts whose line breaks are shown."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS, CODE_TAGS

_SHOWS_BREAKS = re.compile(r"white-space\s*:\s*(?:pre|pre-wrap|pre-line|break-spaces)\b", re.I)
_TYPEWRITER = re.compile(r"font(?:-family)?\s*:[^;]{0,80}(?:mono|courier|consolas|menlo)", re.I)
_MOST_LINES = 5_000


def mark_lines(index: ElementIndex) -> None:
    """Make <pre> of <code> with line breaks that a paragraph is all of, and of boxes that are styled like it; write the
    line breaks that a style shows as <br>."""
    for code in index.tagged("code"):
        parent = code.getparent()
        if parent is not None and parent.tag in ("p", "div") and code.find("br") is not None and _is_all(code, parent):
            code.tag = "pre"
    for box in index.having("style", _SHOWS_BREAKS, ("white-space",)):
        if box.tag not in BLOCK_TAGS or box.tag in CODE_TAGS or box.find(".//pre") is not None:
            continue
        if _TYPEWRITER.search(box.get("style") or "") and box.tag in ("p", "div"):
            box.tag = "pre"
        elif all(one.tag not in BLOCK_TAGS for one in box.iterdescendants()):
            _write_breaks(box)


def _is_all(code: HtmlElement, parent: HtmlElement) -> bool:
    return len(parent) == 1 and not (parent.text or "").strip() and not (code.tail or "").strip()


def _write_breaks(box: HtmlElement) -> None:
    left = _MOST_LINES
    for element in list(box.iter("*")):
        for text, is_tail in ((element.text, False), (element.tail if element is not box else None, True)):
            lines = (text or "").split("\n")[:left] if text and "\n" in text.strip("\n") else []
            if len(lines) < 2 or len(lines) != (text or "").count("\n") + 1:
                continue
            left -= len(lines)
            parent = element.getparent() if is_tail else element
            at = parent.index(element) + 1 if is_tail else 0
            if is_tail:
                element.tail = lines[0]
            else:
                element.text = lines[0]
            for number, line in enumerate(lines[1:]):
                line_break = etree.Element("br")
                line_break.tail = line
                parent.insert(at + number, line_break)
