"""Marked elements: what says by microdata, RDFa, rel, class name or <time> that it is a byline or a date.

extruct reads microdata and RDFa in full, but its RDFa alone takes some 60 ms a page, and neither tells where on the
page a value stands, which the vote needs to tell a byline from a related post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ..blocks import Layout
from ..text import fold, safe

_MOST_MARKS = 300
_MOST_ELEMENTS = 100_000
_LONGEST_TEXT = 400
_LONGEST_NAME = 200
_MOST_PIECES = 40
_MOST_PARTS = 16
_HIGHEST, _HIGHEST_BLOCK, _DEEPEST_BLOCK = 14, 6, 20
_PROPERTIES = frozenset("name author creator datepublished datemodified datecreated dateupdated created".split())
AUTHOR_WORDS = (
    r"author|byline|by-line|by_line|writer|contributor|autor|auteur|redacteur|verfasser|forfatter|skribent|kirjoittaja|yazar"
    r"|penulis|\bfirma\b"
)
_CLASS = re.compile(
    rf"{AUTHOR_WORDS}|date(?!picker)|time(?!line)"
    r"|publish|posted"
    r"|datum|fecha|pub-|created|updated|modified|post-?meta|entry-?meta|article-?meta|article-?info"
    r"|meta-?info|user-?name"
    r"|poster"
)
_INSIDE = {
    "comment": re.compile(r"comment|disqus|replies|reply|respond"),
    "other": re.compile(r"related|recommend|popular|trending|latest|recirc|similar|next-?post|testimonial|review"),
    "listed": re.compile(
        r"related|recommend|read-?more|more-|teaser|card|carousel|slider|popular|trending|latest|sidebar|widget|promo"
        r"|also|recirc|upsell|cross-?sell|similar|next-?post|prev|testimonial|review"
    ),
}
# What belongs to somebody else: replies, and teasers of other pages.
OTHERS = frozenset(("comment", "other"))
_INSIDE_TAGS = {"aside": "listed", "footer": "listed", "nav": "listed"}
_TELLING = frozenset(("itemprop", "property", "rel", "data-testid"))  # attributes
_NEVER = frozenset(
    "meta link script style html body svg g path use rect circle img picture source input option select "
    "label form button iframe".split()
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked element. `by` is how ("itemprop", "property", "rel", "class", "time"), `name` the property or the names.

    `value` is its content or datetime attribute, `parts` the pieces of its text, `block` the block that it stands
    in (-1: none), `inside` what it stands in ("comment", "other" for teasers of other pages, "listed" for boxes),
    `scope` the type of its microdata item, `element` the element itself.
    """

    by: str
    name: str
    tag: str
    parts: tuple[str, ...]
    value: str | None
    block: int
    inside: frozenset[str]
    scope: str
    element: HtmlElement

    @property
    def text(self) -> str:
        """The text of the element, on one line."""
        return " ".join(self.parts)


class _Surroundings(NamedTuple):
    inside: frozenset[str]
    scope: str


def read_marks(tree: HtmlElement, layout: Layout) -> tuple[Mark, ...]:
    """The marked elements of a page in reading order; bounded in what it reads, and the tree is not changed."""
    return _Reader(layout).run(tree)


class _Reader:
    """What is known while the marks of one page are read."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.places: dict[HtmlElement, int] = {}
        self.around: dict[HtmlElement, _Surroundings] = {}

    def run(self, tree: HtmlElement) -> tuple[Mark, ...]:
        found = list(islice(_marked(tree), _MOST_MARKS))
        if found:
            for i, chunks in enumerate(self.layout.chunks):
                for chunk in chunks[:_MOST_PARTS]:
                    if not chunk.tail:
                        self.places.setdefault(chunk.element, i)
            for i, owner in enumerate(self.layout.owners):
                self.places.setdefault(owner, i)
        return tuple(self._mark(*each) for each in found)

    def _mark(self, element: HtmlElement, by: str, name: str) -> Mark:
        parent = element.getparent()
        inside, scope = self._surroundings(parent) if parent is not None else _Surroundings(frozenset(), "")
        value = element.get("content") or element.get("datetime") or (element.get("title") if by == "time" else None)
        value = fold(safe(value[:_LONGEST_TEXT])) if value else None
        return Mark(by, name, element.tag, _parts(element), value, self._place(element), inside, scope, element)

    def _place(self, element: HtmlElement) -> int:
        for inner in islice(element.iter(), _DEEPEST_BLOCK):
            if inner in self.places:
                return self.places[inner]
        for outer in islice(element.iterancestors(), _HIGHEST_BLOCK):
            if outer in self.places:
                return self.places[outer]
        return -1

    def _surroundings(self, element: HtmlElement) -> _Surroundings:
        """What an element says of itself and of the elements around it; remembered, for marks come in clusters."""
        known = self.around.get(element)
        if known is not None:
            return known
        inside: set[str] = set()
        scope = ""
        for up in islice(_and_above(element), _HIGHEST):
            if up.tag in _INSIDE_TAGS:
                inside.add(_INSIDE_TAGS[up.tag])
            if not scope and up.get("itemscope") is not None:
                scope = (up.get("itemtype") or "?").rpartition("/")[2][:_LONGEST_NAME]
            names = f"{up.get('class') or ''} {up.get('id') or ''}"[: 2 * _LONGEST_NAME].lower()
            if len(names) > 1:
                inside.update(word for word, pattern in _INSIDE.items() if word not in inside and pattern.search(names))
        self.around[element] = _Surroundings(frozenset(inside), scope)
        return self.around[element]


def _and_above(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from (e for e in element.iterancestors() if e.tag not in ("body", "html"))


def _marked(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, str]]:
    known: dict[tuple[str | None, str | None], str] = {}  # the same names come again and again on a page
    for element in islice(tree.iter(etree.Element), _MOST_ELEMENTS):
        tag, keys = element.tag, element.keys()
        if tag != "time" and _TELLING.isdisjoint(keys):
            if keys and tag not in _NEVER and (names := _known_names(element, known)):
                yield element, "class", names
            continue
        attributes = dict(element.items())
        prop = _property(attributes, tag) if "itemprop" in attributes or "property" in attributes else ""
        if prop in _PROPERTIES:
            yield element, "itemprop" if "itemprop" in attributes else "property", prop
        elif tag in _NEVER:
            continue
        elif tag == "time":
            yield element, "time", _names(attributes)
        elif "rel" in attributes and "author" in attributes["rel"]:
            yield element, "rel", "author"
        else:
            if "data-testid" in attributes:
                names = _names(attributes)
                names = known[attributes.get("class"), attributes.get("id")] = names if _CLASS.search(names) else ""
            else:
                names = _known_names(element, known)
            if names:
                yield element, "class", names


def _known_names(element: HtmlElement, known: dict[tuple[str | None, str | None], str]) -> str:
    key = element.get("class"), element.get("id")
    names = known.get(key)
    if names is None:
        names = _names({name: value for name, value in zip(("class", "id"), key, strict=True) if value is not None})
        names = known[key] = names if _CLASS.search(names) else ""
    return names


def _property(attributes: dict[str, str], tag: str) -> str:
    name = attributes.get("itemprop") or ("" if tag == "meta" else attributes.get("property")) or ""
    return name.lower().split(" ")[0].rpartition(":")[2].rpartition("/")[2]


def _names(attributes: dict[str, str]) -> str:
    """Class names, id and test id of an element, in lower case."""
    return " ".join(attributes[k] for k in ("class", "id", "data-testid") if k in attributes)[:_LONGEST_NAME].lower()


def _parts(element: HtmlElement) -> tuple[str, ...]:
    """The pieces of an element's text that is shown, some 400 characters at most."""
    pieces: list[str] = []
    length = 0
    for piece in islice(element.itertext(etree.Element), _MOST_PIECES):
        text = fold(safe(piece[:_LONGEST_TEXT]))
        if text:
            pieces.append(text)
            length += len(text)
        if length > _LONGEST_TEXT or len(pieces) >= _MOST_PARTS:
            break
    return tuple(pieces)
