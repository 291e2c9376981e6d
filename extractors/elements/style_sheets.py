"""What a page's own style sheet hides: the elements of classes that are not drawn, or are moved off the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from .index import ElementIndex

_LONGEST_STYLE, _MOST_SHEETS, _MOST_RULES = (
    100_000,
    20,
    200,
)  # characters of a style sheet; sheets of a page; rules kept
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+\*/")
# Rules for paper, narrow screens or browsers of one kind are not those that a reader sees.
_CONDITIONAL = re.compile(r"@[\w-]++[^{};]*+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{1,600})\}")
_SELECTOR = re.compile(
    r"(?:\w{0,12}\.([A-Za-z_][\w-]{0,60})\s+)?(?:p|span|b|i|em|font|a|small)?\.([A-Za-z_][\w-]{0,60})"
)
_HIDES = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:[;!]|$))", re.I
)
_OFF = re.compile(r"(?:^|[;\s])(?:left|right|top|text-indent)\s*:\s*-\d{3,6}(?:px|r?em|pt|vw)", re.I)
_LONGEST_PIECE = 300  # characters: what is longer may be the rest of a text, for a click to unfold


def hidden_by_sheets(index: ElementIndex) -> Iterator[tuple[HtmlElement, bool]]:
    """Yield the short elements that a class rule of the page hides, and whether by moving them off the screen."""
    found = list(islice(_rules(index), _MOST_RULES))
    if not found:
        return
    pattern = re.compile(r"(?:^|\s)(?:" + "|".join(re.escape(name) for _, name, _ in found) + r")(?:\s|$)")
    for element in index.having("class", pattern):
        names = set(element.get("class").split())
        for around, name, is_off_screen in found:
            if name in names and (around is None or _is_in(element, around)) and _is_short(element):
                yield element, is_off_screen
                break


def _rules(index: ElementIndex) -> Iterator[tuple[str | None, str, bool]]:
    """Yield the class of an element around, if the rule has one, the class that is hidden, and how."""
    for sheet in islice(index.root.iter("style"), _MOST_SHEETS):
        text = (sheet.text or "")[:_LONGEST_STYLE]
        if "none" not in text and "hidden" not in text and "-" not in text and "font-size" not in text:
            continue
        for rule in _RULE.finditer(_CONDITIONAL.sub("", _COMMENT.sub("", text))):
            is_off_screen = _OFF.search(rule[2]) is not None
            if not is_off_screen and not _HIDES.search(rule[2]):
                continue
            for selector in rule[1].split(","):
                one = _SELECTOR.fullmatch(selector.strip())
                if one:
                    yield one[1], one[2], is_off_screen


def _is_in(element: HtmlElement, name: str) -> bool:
    return any(name in (one.get("class") or "").split() for one in islice(element.iterancestors(), 12))


def _is_short(element: HtmlElement) -> bool:
    return sum(map(len, islice(element.itertext(), 20))) <= _LONGEST_PIECE
