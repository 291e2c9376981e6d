"""Put what React streams behind a page where it belongs: the hidden box "S:1" into the place "B:1"."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .queries import query

_PLACES = query("//template[starts-with(@id, 'B:') or starts-with(@id, 'P:')]")
_BOXES = query("//*[@hidden and starts-with(@id, 'S:')]")
_IDENT = re.compile(r"[BPS]:([0-9a-f]{1,8})")
_MOST_PLACES = 5_000


def place_streams(root: HtmlElement) -> None:
    """Move the children of each streamed box to the place that has its number, as React's script would."""
    places = _PLACES(root)[:_MOST_PLACES]
    if not places:
        return
    boxes = {ident: box for box in _BOXES(root) for ident in [_ident(box)] if ident}
    for place in places:
        box = boxes.pop(_ident(place) or "", None)
        parent = place.getparent()
        if box is None or parent is None or any(one is box for one in place.iterancestors()):
            continue
        index = parent.index(place)
        _add_text(parent, index, box.text)
        for child in list(box):
            parent.insert(index, child)
            index += 1
        if box.getparent() is not None:
            box.drop_tree()
        place.drop_tree()


def _ident(element: HtmlElement) -> str | None:
    match = _IDENT.fullmatch(element.get("id") or "")
    return match[1] if match else None


def _add_text(parent: HtmlElement, index: int, text: str | None) -> None:
    if text and text.strip():
        if index:
            before = parent[index - 1]
            before.tail = (before.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
