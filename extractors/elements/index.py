"""Index a page's elements by tag and by the attributes that the steps ask about: one walk for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import chain, islice

from lxml.html import HtmlElement

EDGE = "\0"  # before and after each value, where pieces are looked for: no value has it in it
_TAGS = (
    *"script style img noscript button template dialog ruby iframe hr dt cite code sup q".split(),
    *"label input mjx-container h1 h2 h3 h4 h5 h6".split(),
)
_ATTRIBUTES = (
    *"id class style hidden popover aria-hidden role href title name epub:type".split(),
    *"data-tex data-latex data-formula data-math data-equation".split(),
)
_MOST_SHEETS, _LONGEST_SHEET = 20, 100_000  # of a page; characters


class ElementIndex:
    """The elements of a page's body, as they are before the first step: an earlier step may have dropped one since.
    `root` is the page.

    Class names and styles return from element to element: each value is looked at once, and most only as a part of
    all values in one text.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        body = root.find("body")
        holder = root if body is None else body
        self._elements: list[HtmlElement] = list(holder.iterdescendants("*"))
        self._by_tag: dict[str, list[tuple[int, HtmlElement]]] = {}
        for place, element in enumerate(holder.iterdescendants(*_TAGS)):
            self._by_tag.setdefault(element.tag, []).append((place, element))
        # The values of each attribute, each with the numbers of its elements.
        self._by_attribute: dict[str, dict[str, list[int]]] = {name: {} for name in _ATTRIBUTES}
        self._texts: dict[str, str] = {}
        values_of = self._by_attribute.get
        for number, element in enumerate(self._elements):
            for name, value in element.items():
                values = values_of(name)
                if values is not None:
                    numbers = values.get(value)
                    if numbers is None:
                        values[value] = [number]
                    else:
                        numbers.append(number)

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """Return the elements with one of the tags, in the order of the document."""
        if len(tags) == 1:
            return [element for _, element in self._by_tag.get(tags[0], ())]
        return [element for _, element in sorted(chain.from_iterable(self._by_tag.get(tag, ()) for tag in tags))]

    def having(
        self, attribute: str, pattern: re.Pattern[str] | None = None, pieces: tuple[str, ...] = ()
    ) -> list[HtmlElement]:
        """Return the elements with an attribute, or those in whose value a pattern is found, in document order.

        `pieces` in small letters are looked for first: without one of them no value can match. They may begin or end
        with EDGE, which is before and after each value, and each name of a class.
        """
        values = self._by_attribute[attribute]
        if not values or pattern is None:
            return self._in_order(values.values())
        looked_at = dict.fromkeys(self._values_with(attribute, pieces)) if pieces else values
        return self._in_order(values[value] for value in looked_at if pattern.search(value))

    def valued(self, attribute: str, *wanted: str) -> list[HtmlElement]:
        """Return the elements whose attribute has one of these values, in document order."""
        values = self._by_attribute[attribute]
        return self._in_order(values[value] for value in wanted if value in values)

    def classed(self, names: Collection[str]) -> list[HtmlElement]:
        """Return the elements that are of one of these classes, in document order."""
        values = self._by_attribute["class"]
        return self._in_order(values[value] for name in names for value in self.by_class.get(name, ()))

    @cached_property
    def links_within(self) -> list[HtmlElement]:
        """The elements whose address begins with "#", in document order."""
        values = self._by_attribute["href"]
        return self._in_order(values[value] for value in self._values_with("href", (f"{EDGE}#",)))

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The texts of the page's own first style sheets."""
        body = self.root.find("body")
        above = () if body is None else (part for part in self.root if part is not body)
        found = chain(chain.from_iterable(part.iter("style") for part in above), self.tagged("style"))
        return tuple([(sheet.text or "")[:_LONGEST_SHEET] for sheet in islice(found, _MOST_SHEETS)])

    @cached_property
    def by_class(self) -> dict[str, list[str]]:
        """The names of the classes of the page, each with the values of `class` that it is in."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for value in self._by_attribute["class"]:
            for name in value.split():
                found[name].append(value)
        return found

    def _values_with(self, attribute: str, pieces: Iterable[str]) -> list[str]:
        """Return the values of an attribute that have one of the pieces in them; those of `class` in one of its names,
        and again for each."""
        known = self.by_class if attribute == "class" else self._by_attribute[attribute]
        text = self._texts.get(attribute)
        if text is None:
            text = self._texts[attribute] = f"{EDGE}{EDGE.join(known)}{EDGE}".lower() if known else ""
        found: set[int] = set()
        for piece in pieces:
            at, number, counted = text.find(piece), -1, 0
            while at >= 0:
                number += text.count(EDGE, counted, at + 1)
                counted = at + 1
                found.add(number)
                at = text.find(piece, text.find(EDGE, counted))
        if not found:
            return []
        names = [name for number, name in enumerate(known) if number in found]
        return [value for name in names for value in self.by_class[name]] if attribute == "class" else names

    def _in_order(self, found: Iterable[Sequence[int]]) -> list[HtmlElement]:
        return [self._elements[number] for number in sorted(set(chain.from_iterable(found)))]
