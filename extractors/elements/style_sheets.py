"""What a page's own style sheet says of classes: which are not drawn or off the screen, and what lists count with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import LIST_STYLE, NUMBERINGS

_MOST_RULES = 200  # of a page
_SELECTOR = re.compile(
    r"(?:\w{0,12}\.([A-Za-z_][\w-]{0,60})\s+)?(?:p|span|b|i|em|font|a|small)?\.([A-Za-z_][\w-]{0,60})"
)
_LIST_SELECTOR = re.compile(r"(?:ol)?\.([A-Za-z_][\w-]{0,60})")
_HIDES = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:[;!]|$))", re.I
)
_OFF = re.compile(r"(?:^|[;\s])(?:left|right|top|text-indent)\s*:\s*-\d{3,6}(?:px|r?em|pt|vw)", re.I)
# What hides has one of these values; most rules have none, and are told by it at once.
_HIDING_VALUE = re.compile(r":\s*(?:none|hidden|0|-\d{3})", re.I)
_LONGEST_RULE = 1_000  # characters
_LONGEST_PIECE = 300  # characters: what is longer may be the rest of a text, for a click to unfold


def hidden_by_sheets(index: ElementIndex) -> Iterator[tuple[HtmlElement, bool]]:
    """Yield the short elements that a class rule of the page hides, and whether by moving them off the screen."""
    found = list(islice(_rules(index), _MOST_RULES))
    for element in index.classed({name for _, name, _ in found}) if found else ():
        names = set(element.get("class").split())
        for around, name, is_off_screen in found:
            if name in names and (around is None or _is_in(element, around)) and _is_short(element):
                yield element, is_off_screen
                break


def _rules(index: ElementIndex) -> Iterator[tuple[str | None, str, bool]]:
    """Yield the class of an element around, if the rule has one, the class that is hidden, and how."""
    for sheet in index.sheets:
        for selectors, said in _unconditional(sheet):
            if not _HIDING_VALUE.search(said):
                continue
            is_off_screen = _OFF.search(said) is not None
            if not is_off_screen and not _HIDES.search(said):
                continue
            for selector in selectors.split(","):
                one = _SELECTOR.fullmatch(selector.strip())
                if one:
                    yield one[1], one[2], is_off_screen


def number_lists(index: ElementIndex) -> None:
    """Write what lists count with, where a class rule of the page's own style sheet says so, into their `type`."""
    kinds: dict[str, str] = {}
    for sheet in index.sheets:
        for selectors, said in _unconditional(sheet) if "list-style" in sheet else ():
            found = LIST_STYLE.search(said)
            for selector in selectors.split(",") if found else ():
                one = _LIST_SELECTOR.fullmatch(selector.strip())
                if one and found:
                    kinds[one[1]] = NUMBERINGS[found[1].lower()]
    for element in index.classed(kinds) if kinds else ():
        if element.tag == "ol" and element.get("type") is None:
            element.set("type", next(kinds[name] for name in element.get("class").split() if name in kinds))


def _unconditional(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules of a sheet, but for those for paper, narrow screens or one browser
    (those within @media and the like)."""
    first, *commented = text.split("/*")
    text = first + "".join(piece.partition("*/")[2] for piece in commented)
    depth = 0
    nested: list[str] = []
    *closed, _ = text.split("}")
    for piece in closed:
        depth = max(0, depth + piece.count("{") - 1)
        nested.append(piece)
        if depth:
            continue
        rule = "}".join(nested) if len(nested) > 1 else piece
        nested = []
        if len(rule) <= _LONGEST_RULE:
            selectors, brace, said = rule.partition("{")
            selectors = selectors.rpartition(";")[2]
            if brace and not selectors.lstrip().startswith("@"):
                yield selectors, said


def _is_in(element: HtmlElement, name: str) -> bool:
    return any(name in (one.get("class") or "").split() for one in islice(element.iterancestors(), 12))


def _is_short(element: HtmlElement) -> bool:
    return sum(map(len, islice(element.itertext(), 20))) <= _LONGEST_PIECE
