"""Move the content that React streams behind a page to its placeholder: the hidden box "S:1" to "B:1"."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .index import ElementIndex

# A page with several roots puts a prefix before each of its numbers.
_PLACE = re.compile(r"(\w{0,40}[-:_]|)[BP]:([0-9a-f]{1,8})")
_BOX = re.compile(r"(\w{0,40}[-:_]|)S:([0-9a-f]{1,8})")
_BOUNDARY = re.compile(r"\A/?\$[?!~]?\Z")
_MOST_PLACES = 5_000


def place_streams(index: ElementIndex) -> None:
    """Move the children of each streamed box to the place that has its number, as React's script would."""
    places = [(place, ident) for place in index.tagged("template") for ident in [_ident(place, _PLACE)] if ident]
    if not places:
        return
    boxes = {ident: box for box in index.having("hidden") for ident in [_ident(box, _BOX)] if ident}
    for place, ident in places[:_MOST_PLACES]:
        box = boxes.pop(ident, None)
        parent = place.getparent()
        if box is None or parent is None or any(one is box for one in place.iterancestors()):
            continue
        at = parent.index(place)
        _add_text(parent, at, box.text)
        for child in list(box):
            parent.insert(at, child)
            at += 1
        _drop_fallback(place)
        if box.getparent() is not None:
            box.drop_tree()
        place.drop_tree()
    for boundary in index.having("id", _BOUNDARY, ("$",)):
        if boundary.tag == "template" and boundary.getparent() is not None:
            boundary.drop_tree()


def _drop_fallback(place: HtmlElement) -> None:
    """Drop what is shown until the part is there: all between its place and the end of the boundary around both."""
    depth, shown = 0, []
    for one in place.itersiblings():
        if one.tag == "template" and _BOUNDARY.search(one.get("id") or ""):
            if depth == 0 and one.get("id") == "/$":
                break
            depth += -1 if one.get("id") == "/$" else 1
        shown.append(one)
    else:
        return
    place.tail = None
    for one in shown:
        one.getparent().remove(one)


def _ident(element: HtmlElement, pattern: re.Pattern[str]) -> str | None:
    match = pattern.fullmatch(element.get("id") or "")
    return f"{match[1]}{match[2]}" if match else None


def _add_text(parent: HtmlElement, index: int, text: str | None) -> None:
    if text and text.strip():
        if index:
            before = parent[index - 1]
            before.tail = (before.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
