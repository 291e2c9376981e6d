"""Raise the numbers that typed footnotes begin with, where raised numbers in the text count up to the last of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from .footnote_marks import is_behind_words

_NUMBER = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?\s*")
_LABEL = re.compile(r"\s*(?:\[(\d{1,3})\]|\(?(\d{1,3})[.)])\s*(?=\S)")
_HOLDERS = frozenset("p div li dd td small em i font span blockquote".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FEWEST, _MOST_MARKS, _MOST_BELOW = 2, 500, 5_000  # notes; marks; elements behind the last mark
_LONGEST_HEADING = 40  # characters


def raise_note_labels(root: HtmlElement) -> None:
    """Write the numbers of lines ("[1] The log …", "2. Colza …") or of a list below the text as raised ones, as notes
    have them: only where the text has the raised numbers from 1 to the last, each once, and none below has its own."""
    raised = [
        sup for sup in islice(root.iter("sup"), _MOST_MARKS) if len(sup) == 0 and _NUMBER.fullmatch(sup.text or "")
    ]
    marks = [sup for sup in raised if is_behind_words(sup)]
    if len(marks) < _FEWEST or len(raised) > len(marks):
        return
    if [_number(sup) for sup in marks] != list(range(1, len(marks) + 1)):
        return
    below = list(islice(_behind(root, marks[-1]), _MOST_BELOW))
    if not _raise_lines(below, len(marks)):
        _raise_items(below, len(marks))


def _number(sup: HtmlElement) -> int:
    found = _NUMBER.fullmatch(sup.text or "")
    return int(found[1]) if found else 0


def _behind(root: HtmlElement, last: HtmlElement) -> Iterator[HtmlElement]:
    is_behind = False
    for element in root.iter(etree.Element):
        if is_behind:
            yield element
        is_behind = is_behind or element is last


def _raise_lines(below: list[HtmlElement], count: int) -> bool:
    found: list[tuple[HtmlElement, re.Match[str]]] = []
    for element in below:
        text = element.tail if element.tag == "br" else element.text if element.tag in _HOLDERS else None
        match = _LABEL.match(text) if text else None
        if match and int(match[1] or match[2]) == len(found) + 1:
            found.append((element, match))
    if len(found) != count:
        return False
    for element, match in found:
        sup = etree.Element("sup")
        sup.text, sup.tail = match[1] or match[2], f" {match.string[match.end() :]}"
        if element.tag == "br":
            element.tail = None
            element.addnext(sup)
        else:
            element.text = None
            element.insert(0, sup)
    return True


def _raise_items(below: list[HtmlElement], count: int) -> None:
    for items in below:
        if items.tag != "ol" or len(items) != count or not _is_below_heading(items):
            continue
        if any(item.tag != "li" for item in items):
            continue
        for number, item in enumerate(items, 1):
            sup = etree.Element("sup")
            sup.text, sup.tail, item.text = str(number), f" {item.text or ''}", None
            item.insert(0, sup)
        return


def _is_below_heading(items: HtmlElement) -> bool:
    """Return whether a rule or a short heading stands right above a list, as above notes."""
    above = items.getprevious()
    if above is None or (above.tail or "").strip():
        return False
    said = "".join(islice(above.itertext(), 10)).strip()
    return above.tag == "hr" or (above.tag in _HEADINGS and 0 < len(said) <= _LONGEST_HEADING)
