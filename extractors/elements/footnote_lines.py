"""Part footnotes that are lines of one paragraph: each becomes a paragraph, to which its mark in the text leads."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex

_WITHIN = re.compile(r"\A#[^#]{1,100}\Z")
_FEWEST_NOTES, _MOST_LINES = 2, 2_000
# What whole texts stand in on old pages, their paragraphs parted by two breaks.
_OLD_HOLDERS = ("font", "td", "body", "blockquote", "center")
_WRAPS, _MOST_DIGITS = ("small", "em", "i", "font", "span"), 3
_INLINE_HOLDERS = ("sup", "span", "b", "strong", "small")


def part_footnotes(index: ElementIndex) -> None:
    """Split each paragraph of which several lines begin with what marks in the text lead to, or with raised numbers
    that count."""
    starts: dict[HtmlElement, set[HtmlElement]] = {}
    _add_targets(index, starts)
    _add_counted(index, starts)
    for paragraph, firsts in starts.items():
        if len(firsts) < _FEWEST_NOTES or len(paragraph) > _MOST_LINES:
            continue
        if paragraph.tag in ("p", "div"):
            _split(paragraph, firsts)
        elif paragraph.tag in _OLD_HOLDERS:
            _wrap(firsts)


def _add_targets(index: ElementIndex, starts: dict[HtmlElement, set[HtmlElement]]) -> None:
    """Add, for each paragraph, what lines begin with that links on the page lead to."""
    links = [link for link in index.links_within if _WITHIN.match(link.get("href") or "")]
    if not links:
        return
    targets = {link.get("href")[1:] for link in links if link.tag == "a"}
    for element in (*index.valued("id", *targets), *index.valued("name", *targets)):
        if (element.get("id") or element.get("name")) in targets and element.getparent() is not None:
            first = _first_of_line(element)
            if first is not None:
                starts.setdefault(first.getparent(), set()).add(first)


def _add_counted(index: ElementIndex, starts: dict[HtmlElement, set[HtmlElement]]) -> None:
    """Add, for each paragraph, the raised numbers that lines begin with, each one more than the one before."""
    last: dict[HtmlElement, int] = {}
    found: dict[HtmlElement, set[HtmlElement]] = {}
    for sup in index.tagged("sup"):
        number = (sup.text or "").strip(" []")
        if len(sup) or not number.isdecimal() or len(number) > _MOST_DIGITS or sup.getparent() is None:
            continue
        _unwrap(sup.getparent())
        first = _first_of_line(sup)
        if first is None:
            continue
        paragraph = first.getparent()
        if last.get(paragraph, int(number) - 1) + 1 == int(number):
            last[paragraph] = int(number)
            found.setdefault(paragraph, set()).add(first)
    for paragraph, firsts in found.items():
        if paragraph.tag in ("p", "div"):
            starts.setdefault(paragraph, set()).update(firsts)


def _unwrap(holder: HtmlElement) -> None:
    """Drop what sets all lines of a paragraph small or in italics."""
    paragraph = holder.getparent()
    if holder.tag not in _WRAPS or paragraph is None or len(paragraph) > 1 or paragraph.tag not in ("p", "div"):
        return
    is_all = not (paragraph.text or "").strip() and not (holder.tail or "").strip()
    if is_all and holder.find("br") is not None:
        holder.drop_tag()


def _first_of_line(element: HtmlElement) -> HtmlElement | None:
    """The child of a paragraph that an element is or begins, if a line begins with it."""
    while element.getparent() is not None and element.getparent().tag in _INLINE_HOLDERS:
        parent = element.getparent()
        if element.getprevious() is not None or (parent.text or "").strip():
            return None
        element = parent
    previous, parent = element.getprevious(), element.getparent()
    if parent is None:
        return None
    before = parent.text if previous is None else previous.tail
    if (before or "").strip(" \t\r\n[(") or (previous is not None and previous.tag != "br"):
        return None
    return element


def _split(paragraph: HtmlElement, firsts: set[HtmlElement]) -> None:
    """Move each line that begins a note, and the lines below it, into a paragraph of its own."""
    made: HtmlElement | None = None
    behind = paragraph
    tail, paragraph.tail = paragraph.tail, None
    children = list(paragraph)
    for number, child in enumerate(children):
        if child in firsts and (number > 0 or (paragraph.text or "").strip()):
            break_before = children[number - 1]
            if break_before.getparent() is not None and break_before.tag == "br":
                opening = (break_before.tail or "").strip()
                break_before.getparent().remove(break_before)
            else:
                opening = ""
            made = etree.Element(paragraph.tag)
            made.text = opening or None
            behind.addnext(made)
            behind = made
        if made is not None:
            made.append(child)
    behind.tail = tail


def _wrap(firsts: set[HtmlElement]) -> None:
    """Put each line that begins a note into a paragraph in its place, up to the first two breaks behind it."""
    for first in firsts:
        previous, parent = first.getprevious(), first.getparent()
        if previous is None or previous.tag != "br":
            continue
        line = [first]
        for one in first.itersiblings():
            if one in firsts or (one.tag == "br" and not (one.tail or "").strip() and _is_break(one.getnext())):
                break
            line.append(one)
        named = next((e.get("id") or e.get("name") for e in first.iter() if e.get("id") or e.get("name")), None)
        made = etree.Element("p", {"class": "footnote"} | ({"id": named} if named else {}))
        parent.insert(parent.index(first), made)
        previous.tail = None
        made.text = (first.tail or "").lstrip("]). \xa0")  # its label is its mark's
        parent.remove(first)
        for one in line[1:]:
            made.append(one)


def _is_break(element: HtmlElement | None) -> bool:
    return element is None or element.tag == "br"
