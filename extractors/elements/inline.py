"""Join sentences that <noscript> and <button> part: both are blocks elsewhere, and words of a sentence within one."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

_HOLDS_PICTURE = ".//img"
_INLINE = re.compile(r"display\s*:\s*inline\s*(?:;|!|\Z)", re.I)
_MARK = re.compile(r"[\[(]?\d{1,3}[\])]?|[*†‡…]")  # of a footnote
_MOST_NEIGHBOURS, _MOST_LEVELS = 20, 5
_FEWEST_AFTER = 4  # words behind a button that a line begins with
_OF_PROSE = ("p", "li", "dd")
_LINES = frozenset("p h1 h2 h3 h4 h5 h6 li td th dd dt figcaption blockquote div".split())


def join_sentences(index: ElementIndex) -> None:
    """Make inline what is among words of one line; drop a picture's second copy for browsers without scripts, and
    buttons that open a footnote."""
    for element in (*index.tagged("noscript", "button"), *index.having("style", _INLINE, ("inline",))):
        parent = element.getparent()
        if parent is None or element.tag not in BLOCK_TAGS:
            continue
        previous = element.getprevious()
        before, after = _words_beside(element, True), _words_beside(element, False)
        if (
            element.tag == "noscript"
            and element.find(_HOLDS_PICTURE) is not None
            and getattr(previous, "tag", "") == "img"
        ):
            if before and after:
                _use_copy(previous, element)
        elif element.tag == "button" and before and _MARK.fullmatch("".join(islice(element.itertext(), 5)).strip()):
            element.drop_tree()
        elif (before and after and (element.tag == "noscript" or _holder(element).tag in _LINES)) or (
            after >= _FEWEST_AFTER and _holder(element).tag in _OF_PROSE
        ):
            element.tag = "span"


def _holder(element: HtmlElement) -> HtmlElement:
    """Return the element whose line something is in: the nearest around it that is no inline element."""
    return next((one for one in islice(element.iterancestors(), _MOST_LEVELS) if one.tag in BLOCK_TAGS), element)


def _words_beside(element: HtmlElement, before: bool) -> int:
    """Count the words of the same line before or behind an element; an inline element between them does not part it."""
    one: HtmlElement | None = element
    for _ in range(_MOST_LEVELS):
        if one is None or (one is not element and one.tag in BLOCK_TAGS):
            break
        count = _words_among(one, before)
        if count:
            return count
        one = one.getparent()
    return 0


def _words_among(element: HtmlElement, before: bool) -> int:
    count = 0 if before else _count(element.tail)
    for one in islice(element.itersiblings(preceding=before), _MOST_NEIGHBOURS):
        if count or one.tag in ("br", "p", "div"):
            return count + (_count(one.tail) if before else 0)
        count += _count(one.tail)
    parent = element.getparent()
    return count or (_count(parent.text) if before and parent is not None else 0)


def _count(text: str | None) -> int:
    return len(text.split()) if text else 0


def _use_copy(picture: HtmlElement, noscript: HtmlElement) -> None:
    """Put the copy's address where the picture has only a placeholder, and drop the copy."""
    copy = noscript.find(".//img")
    if copy is not None and (picture.get("src") or "data:").startswith("data:") and copy.get("src"):
        picture.set("src", copy.get("src"))
    noscript.drop_tree()
