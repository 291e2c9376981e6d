"""Places of a page that look alike: the same tags and classes from the root to an element, numbers aside."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_DIGITS = re.compile(r"\d+")


def shape_of(element: HtmlElement) -> str:
    """Return what siblings of one kind have in common: tag and class names, without numbers."""
    return f"{element.tag} {_DIGITS.sub('', element.get('class') or '')}"


def place_of(element: HtmlElement, known: dict[HtmlElement, int]) -> int:
    """Return a number for the shapes from the root to an element: one for alike places. `known` are those so far."""
    chain = []
    one: HtmlElement | None = element
    while one is not None and one not in known:
        chain.append(one)
        one = one.getparent()
    place = known[one] if one is not None else 0
    for one in reversed(chain):
        place = known[one] = hash((place, shape_of(one)))
    return place
