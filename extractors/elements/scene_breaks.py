"""Write the rule between two scenes or sections (<hr>) as a line of stars: it is kept where both sides are."""

from __future__ import annotations

from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from ..text import SCENE_BREAK, TYPED_RULE
from .index import ElementIndex

_TEXTS = frozenset("p blockquote ul ol dl pre h2 h3 h4 h5 h6 section".split())
_BARE_HOLDERS = ("td", "font", "body")  # old pages have their texts in, bare, between breaks
_FEWEST_LETTERS, _MOST_BOXES, _MOST_BREAKS, _MOST_BEFORE = 1, 2, 4, 20


def write_scene_breaks(index: ElementIndex) -> None:
    """Replace each rule between two texts of one element by a paragraph of stars; the rule above footnotes is none.

    Stars that are typed as a heading are a paragraph as well, and so are drawn ones, which say so to the blind.
    """
    for image in index.tagged("img"):
        if TYPED_RULE.fullmatch(image.get("alt") or ""):
            image.tag, image.text = "span", SCENE_BREAK
    for heading in index.tagged("h2", "h3", "h4", "h5", "h6"):
        if len(heading) < _MOST_BOXES and TYPED_RULE.fullmatch("".join(islice(heading.itertext(), 5)) or ""):
            heading.tag = "p"
    for rule in map(_alone_in, chain(index.tagged("hr"), index.valued("role", "separator"))):
        parent = rule.getparent()
        if parent is None or "".join(islice(rule.itertext(), 5)).strip():
            continue
        above, below = _beside(rule, True), _beside(rule, False)
        if above is None or below is None or not _are_texts(above, below) or _leads_back(below):
            continue
        made = etree.Element("p")
        made.text, made.tail = SCENE_BREAK, rule.tail
        parent.replace(rule, made)


def _alone_in(rule: HtmlElement) -> HtmlElement:
    """Return the outermost box that has nothing but the rule in it."""
    for _ in range(_MOST_BOXES):
        parent = rule.getparent()
        if parent is None or parent.tag != "div" or len(parent) > 1 or (parent.text or rule.tail or "").strip():
            break
        rule = parent
    return rule


def _beside(rule: HtmlElement, above: bool) -> HtmlElement | None:
    """Return the element whose text comes next to a rule: a neighbour, or for bare text the rule's parent."""
    bare = rule.getparent()
    if not above and (rule.tail or "").strip():
        return bare if bare.tag in _BARE_HOLDERS else None
    for one in islice(rule.itersiblings(preceding=above), _MOST_BREAKS):
        if above and (one.tail or "").strip():
            return bare if bare.tag in _BARE_HOLDERS else None
        if one.tag != "br":
            return one
        if not above and (one.tail or "").strip():
            return bare if bare.tag in _BARE_HOLDERS else None
    return bare if above and (bare.text or "").strip() and bare.tag in _BARE_HOLDERS else None


def _are_texts(above: HtmlElement, below: HtmlElement) -> bool:
    if not _has_letters(above) or not _has_letters(below):
        return False
    boxes = above.tag == below.tag == "div" and above.get("class") == below.get("class")
    return boxes or all(one.tag in _TEXTS or one.tag in _BARE_HOLDERS for one in (above, below))


def _has_letters(element: HtmlElement) -> bool:
    return sum(map(str.isalpha, "".join(islice(element.itertext(), 20))[:200])) >= _FEWEST_LETTERS


def _leads_back(element: HtmlElement) -> bool:
    """Return whether an element begins like a footnote, or is a list of them."""
    link = next(islice(element.iter("a"), 1), None)
    is_back = link is not None and (link.get("href") or "").startswith("#") and _begins(element, link)
    return is_back or "note" in (element.get("class") or "")


def _begins(element: HtmlElement, link: HtmlElement) -> bool:
    """Return whether no letters stand before a link in an element."""
    for one in islice(element.iter(), _MOST_BEFORE):
        if one is link:
            return True
        if any(map(str.isalpha, one.text or "")):
            return False
    return False
