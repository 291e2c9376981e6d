"""Cards: boxes that show another page: teasers, related posts, what comes before and after. Their days and names are
not those of the page."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ..blocks import Layout
from ..page.head import absolute
from ..text import fold, words
from .dates import written_dates
from .person_names import is_person, names_in

_HIGHEST, _MOST_INSIDE, _MOST_SIBLINGS = 12, 120, 40
_MOST_PIECES = 12  # of a block: where it is looked for in the tree
_WHOLE_PAGE = frozenset(("body", "html", "main"))
_ITEMS = frozenset(("li", "article"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEADLINE_WORDS = 3
_NOT_OF_A_PAGE = re.compile(r"\b(?:author|tag|category|license|nofollow|bookmark|self)\b")
_READERS_COMMENT = re.compile(r"(?:^|\s)comment(?:-(?:body|item|node|entry))?(?:\s|$)")
_OF_OTHERS = re.compile(r"(?:^|[\s_-])(?:card|teaser|related|recommended|recommendations?|promo)(?:$|[\s_-])", re.I)
_BESIDE = frozenset(("prev", "previous", "next"))
_BYLINE_CLASS = re.compile(r"\b(?:author|byline|autor|auteur)", re.I)
_BY = re.compile(r"(?:(?:written|posted) by|by|von|par|por|door|di) ?:?", re.I)
# Addresses of people and of sections, which bylines and lines above a headline lead to.
_OF_PEOPLE_OR_SECTIONS = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|users?|u|profiles?|people|staff|team|by|writers?|contributors?|members?"
    r"|categor(?:y|ies|ia)|kategorien?|tags?|topics?|themen?|sections?|search|archives?)(?:[/?.]|$)|/@",
    re.I,
)


class Cards:
    """Finds the card that an element or a block stands in, as the places of the card's blocks. What it has looked at
    it remembers; an element with many others inside is never a card."""

    def __init__(self, layout: Layout, url: str | None, base: str | None) -> None:
        self.layout = layout
        self.url, self.base = _bare(url), base
        self.known: dict[HtmlElement, HtmlElement | None] = {}
        self.named: dict[HtmlElement, str] = {}

    @cached_property
    def places(self) -> dict[HtmlElement, int]:
        """The block that an element begins or is a piece of: most pages have no card, and never ask."""
        found = {owner: i for i, owner in reversed(list(enumerate(self.layout.owners)))}
        for i, chunks in reversed(list(enumerate(self.layout.chunks))):
            found.update((chunk.element, i) for chunk in chunks[:_MOST_PIECES] if not chunk.tail)
        return found

    def around(self, element: HtmlElement) -> range | None:
        """Return the places of the blocks of the card that an element stands in; None if it stands in none."""
        box = self._box(element)
        if box is None:
            return None
        found = [self.places[e] for e in islice(box.iter(etree.Element), _MOST_INSIDE) if e in self.places]
        return range(min(found), max(found) + 1) if found else range(0)

    def of_block(self, place: int) -> range | None:
        """Return the places of the blocks of the card that a block stands in."""
        if place >= len(self.layout.owners):
            return None
        first = next((chunk.element for chunk in self.layout.chunks[place] if not chunk.tail), None)
        return self.around(self.layout.owners[place] if first is None else first)

    def _box(self, element: HtmlElement) -> HtmlElement | None:
        if element not in self.known:
            self.known[element] = self._find(element)
        return self.known[element]

    def _find(self, element: HtmlElement) -> HtmlElement | None:
        for up in islice(element.iterancestors(), _HIGHEST):
            if up not in self.named:
                self.named[up] = self._how_named(up)
            how = self.named[up]
            if how == "large":
                return None
            if how == "surely" or (how == "perhaps" and _has_siblings_alike(up, element)):
                return up
        return None

    def _how_named(self, box: HtmlElement) -> str:
        """Whether a link in a box, or the box itself, says that the box shows the page that the link leads to:
        "surely", "perhaps" (where boxes beside it look the same), "no", or "large": the box is none."""
        if box.tag in _WHOLE_PAGE or sum(1 for _ in islice(box.iter(etree.Element), _MOST_INSIDE)) == _MOST_INSIDE:
            return "large"
        if _READERS_COMMENT.search(box.get("class") or ""):
            return "surely"
        found = "no"
        for link in box.iter("a"):
            said = _text(link)
            count = len(words(said))
            if not count or not self._leads_elsewhere(link) or count <= _words_of_dates(said):
                continue  # nothing but a date: the page's own address, or an archive
            if not _BESIDE.isdisjoint((link.get("rel") or "").lower().split()):
                return "surely"
            if count >= _HEADLINE_WORDS and not _names_people(said):
                if (
                    box is link
                    or box.tag == "nav"
                    or _is_heading(link, box)
                    or _OF_OTHERS.search(box.get("class") or "")
                ):
                    return "surely"
                found = "perhaps"
            elif box.tag in _ITEMS:
                found = "perhaps"
        return found

    def _leads_elsewhere(self, link: HtmlElement) -> bool:
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return False
        if _NOT_OF_A_PAGE.search((link.get("rel") or "").lower()) or _OF_PEOPLE_OR_SECTIONS.search(href):
            return False
        if _is_of_byline(link):
            return False
        return not self._may_be_this_page(href) or _bare(absolute(href, self.base)) != self.url

    def _may_be_this_page(self, href: str) -> bool:
        """Whether a link can lead to the page itself; else nothing has to be joined to its base."""
        if self.url is None:
            return False
        is_plain = href[0] not in "?;" and "./" not in href and not href.endswith(".") and "&" not in href
        last = self.url.rpartition("/")[2] if "/" in self.url else ""
        return not is_plain or not href.isprintable() or " " in href or last in href


def _bare(url: str | None) -> str | None:
    """An address without what does not matter when two are compared."""
    return url.partition("#")[0].partition("?")[0].rstrip("/").partition("://")[2] if url else None


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(islice(element.itertext(etree.Element), _MOST_INSIDE)).split())[:500]


def _is_of_byline(link: HtmlElement) -> bool:
    """Whether a link says who wrote the page: "By <a>The editors</a>"."""
    parent = link.getparent()
    if parent is None:
        return False
    return any(_BYLINE_CLASS.search(e.get("class") or "") for e in (link, parent)) or (
        link.getprevious() is None and _BY.fullmatch(fold((parent.text or "")[:40])) is not None
    )


def _words_of_dates(text: str) -> int:
    return sum(len(words(text[w.start : w.end])) for w in written_dates(text, False))


def _names_people(text: str) -> bool:
    names = names_in(text)
    return bool(names) and all(map(is_person, names)) and len(words(text)) <= 4 * len(names)


def _is_heading(link: HtmlElement, box: HtmlElement) -> bool:
    """Whether a link stands in a heading of the box, or holds one."""
    if any(inner.tag in _HEADINGS for inner in islice(link.iter(etree.Element), _MOST_INSIDE)):
        return True
    for up in islice(link.iterancestors(), _HIGHEST):
        if up.tag in _HEADINGS:
            return True
        if up is box:
            return False
    return False


def _has_siblings_alike(box: HtmlElement, element: HtmlElement) -> bool:
    """Whether a sibling of the same tag and classes has a link, too, and an element like the one in the box."""
    parent = box.getparent()
    if parent is None or box.tag == "a":
        return False
    for sibling in islice(parent.iterchildren(box.tag), _MOST_SIBLINGS):
        if sibling is box or sibling.get("class") != box.get("class") or next(sibling.iter("a"), None) is None:
            continue
        if any(e.get("class") == element.get("class") for e in islice(sibling.iter(element.tag), _MOST_INSIDE)):
            return True
    return False
