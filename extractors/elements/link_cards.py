"""Make a link with its title of a box in mid-article that shows a page elsewhere: its title, excerpt, site and icon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ..text import fold, host_of
from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

_ELSEWHERE = re.compile(r"\A\s*(?:https?:)?//", re.I)
_TITLE = re.compile(r"title|heading|headline", re.I)
_OF_READERS_AND_ADS = re.compile(
    r"(?:^|[\s_-])(?:related|recommended|recommendations?|promo|sponsor\w*|ads?|advert\w*|share|social|button|btn)(?:$|[\s_-])"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXTS = frozenset("p ul ol blockquote pre figure h2 h3 h4 h5 h6".split())
_FEWEST_LINES, _MOST_INSIDE, _MOST_BOXES, _MOST_CARDS = 2, 60, 4, 5
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 250  # characters
_EMBEDDED = re.compile(r"(?:^|\s)wp-embedded-content(?:\s|$)")


def shorten_link_cards(index: ElementIndex) -> None:
    """Replace each box that is one link to another site, between two texts, by a paragraph with the link and the
    title; so, too, what WordPress embeds of another post."""
    embedded = index.having("class", _EMBEDDED, ("wp-embedded-content",))
    for frame in embedded:
        if frame.tag == "iframe" and frame.getparent() is not None:
            frame.drop_tree()
    for quotation in embedded:
        link = quotation.find(".//a") if quotation.tag == "blockquote" and quotation.getparent() is not None else None
        if link is not None and (title := fold(" ".join(islice(link.itertext(), _MOST_INSIDE)))):
            _replace(_box_of(quotation), link, title)
    own = _own_host(index.root)
    for link in index.having("href", _ELSEWHERE, ("//",)):
        if link.tag != "a" or link.getparent() is None or len(link) == 0:
            continue
        lines = list(islice(_lines(link), _FEWEST_LINES))
        if len(lines) < _FEWEST_LINES or _host(link.get("href")) == own:
            continue
        card, title = _box_of(link), _title_of(link)
        if title and _stands_between_texts(card):
            _replace(card, link, title)


def _replace(card: HtmlElement, link: HtmlElement, title: str) -> None:
    made = etree.Element("p")
    short = etree.SubElement(made, "a", href=link.get("href") or "")
    short.text, made.tail = title, card.tail
    card.getparent().replace(card, made)


def _own_host(root: HtmlElement) -> str:
    """Return the host that the page says it is from; empty if it does not say."""
    for link in islice(root.iterfind("head/link"), _MOST_INSIDE):
        if (link.get("rel") or "").lower() == "canonical":
            return _host(link.get("href"))
    return ""


def _host(address: str | None) -> str:
    return (host_of((address or "").strip()) or "").removeprefix("www.")


def _lines(link: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the boxes in a link that have a text of their own."""
    for inner in islice(link.iterdescendants(etree.Element), _MOST_INSIDE):
        holds = any((part or "").strip() for part in (inner.text, *(one.tail for one in inner)))
        spans = any((one.text or "").strip() for one in inner if one.tag not in BLOCK_TAGS)
        if inner.tag in BLOCK_TAGS and (holds or spans):
            yield inner


def _box_of(link: HtmlElement) -> HtmlElement:
    """Return the outermost box that has nothing but the link in it."""
    box = link
    for _ in range(_MOST_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag not in ("div", "figure", "p", "span"):
            break
        if len(parent) > 1 or (parent.text or "").strip() or (box.tail or "").strip():
            break
        box = parent
    return box


def _title_of(link: HtmlElement) -> str:
    inside = list(islice(link.iterdescendants(etree.Element), _MOST_INSIDE))
    marked = (e for e in inside if e.tag in _HEADINGS or _TITLE.search(e.get("class") or ""))
    for element in (*marked, *_lines(link)):
        text = fold(" ".join(islice(element.itertext(), _MOST_INSIDE)))
        if _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE:
            return text
    return ""


def _stands_between_texts(card: HtmlElement) -> bool:
    """Return whether running text is right above and right below a card, other cards left aside."""
    names = f"{card.get('class') or ''} {card.get('id') or ''}".lower()
    return not _OF_READERS_AND_ADS.search(names) and _is_text_beside(card, True) and _is_text_beside(card, False)


def _is_text_beside(card: HtmlElement, above: bool) -> bool:
    for one in islice(card.itersiblings(etree.Element, preceding=above), _MOST_CARDS):
        if one.tag == card.tag and one.tag != "p" and one.get("class") == card.get("class"):
            continue  # another card
        return one.tag in _TEXTS and any(map(str.isalpha, "".join(islice(one.itertext(), _MOST_INSIDE))))
    return False
