"""Join sentences that <noscript> and <button> part: both are blocks elsewhere, and words of a sentence within one."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from .index import ElementIndex

_HOLDS_PICTURE = ".//img"
_MOST_NEIGHBOURS = 20
_LINES = frozenset("p h1 h2 h3 h4 h5 h6 li td th dd dt figcaption blockquote div".split())


def join_sentences(index: ElementIndex) -> None:
    """Make inline what stands between words of one line; drop a picture's second copy for browsers without scripts."""
    for element in index.tagged("noscript", "button"):
        parent = element.getparent()
        if parent is None or not (element.tail or "").strip() or not _text_before(element):
            continue
        previous = element.getprevious()
        if (
            element.tag == "noscript"
            and element.find(_HOLDS_PICTURE) is not None
            and previous is not None
            and previous.tag == "img"
        ):
            _use_copy(previous, element)
        elif element.tag == "noscript" or parent.tag in _LINES:
            element.tag = "span"


def _text_before(element: HtmlElement) -> bool:
    """Return whether words of the same line come before an element; an inline element between them does not part it."""
    for one in islice(element.itersiblings(preceding=True), _MOST_NEIGHBOURS):
        if (one.tail or "").strip():
            return True
        if one.tag in ("br", "p", "div"):
            return False
    return bool((element.getparent().text or "").strip())


def _use_copy(picture: HtmlElement, noscript: HtmlElement) -> None:
    """Put the copy's address where the picture has only a placeholder, and drop the copy."""
    copy = noscript.find(".//img")
    if copy is not None and (picture.get("src") or "data:").startswith("data:") and copy.get("src"):
        picture.set("src", copy.get("src"))
    noscript.drop_tree()
