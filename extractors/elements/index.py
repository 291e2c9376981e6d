"""Index a page's elements by tag and by the attributes that the steps ask about: one walk for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from lxml.html import HtmlElement

_TAGS = frozenset(
    (
        *"script style img noscript button template dialog ruby iframe hr dt cite code sup q".split(),
        *"label input mjx-container h1 h2 h3 h4 h5 h6".split(),
    )
)
_ATTRIBUTES = frozenset(
    (
        *"id class style hidden popover aria-hidden role href title name epub:type".split(),
        *"data-tex data-latex data-formula data-math data-equation".split(),
    )
)


class ElementIndex:
    """The elements of a page's body, as they are before the first step: an earlier step may have dropped one since.
    `root` is the page.

    Class names and styles return from element to element: each value is compared with a pattern once.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        body = root.find("body")
        self._elements: list[HtmlElement] = list((root if body is None else body).iterdescendants("*"))
        self._by_tag: dict[str, list[int]] = defaultdict(list)
        self._by_attribute: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, element in enumerate(self._elements):
            tag = element.tag
            if tag in _TAGS:
                self._by_tag[tag].append(number)
            for name, value in element.items():
                if name in _ATTRIBUTES:
                    self._by_attribute[name][value].append(number)

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """Return the elements with one of the tags, in the order of the document."""
        return self._sorted(self._by_tag.get(tag, ()) for tag in tags)

    def having(
        self, attribute: str, pattern: re.Pattern[str] | None = None, pieces: tuple[str, ...] = ("",)
    ) -> list[HtmlElement]:
        """Return the elements with an attribute, or those in whose value a pattern is found, in document order.

        `pieces` in small letters are looked for first, in all values at once: without one of them no value can match.
        """
        values = self._by_attribute.get(attribute, {})
        if pattern is None:
            return self._sorted(values.values())
        together = "\n".join(("", *values, "")).lower()
        if not any(piece in together for piece in pieces):
            return []
        return self._sorted(found for value, found in values.items() if pattern.search(value))

    def _sorted(self, found: Iterable[Sequence[int]]) -> list[HtmlElement]:
        return [self._elements[number] for number in sorted(chain.from_iterable(found))]
