"""Write the rule between two scenes or sections (<hr>) as a line of stars: it is kept where both sides are."""

from __future__ import annotations

from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ..text import SCENE_BREAK
from .index import ElementIndex

_TEXTS = frozenset("p blockquote ul ol dl pre h2 h3 h4 h5 h6".split())
_FEWEST_LETTERS = 3


def write_scene_breaks(index: ElementIndex) -> None:
    """Replace each rule between two texts of one element by a paragraph of stars; the rule above footnotes is none."""
    for rule in index.tagged("hr"):
        above, below, parent = rule.getprevious(), rule.getnext(), rule.getparent()
        if parent is None or above is None or below is None or (rule.tail or "").strip():
            continue
        if _is_text(above) and _is_text(below) and not (above.tail or "").strip() and not _leads_back(below):
            made = etree.Element("p")
            made.text, made.tail = SCENE_BREAK, rule.tail
            parent.replace(rule, made)


def _is_text(element: HtmlElement) -> bool:
    return (
        element.tag in _TEXTS
        and sum(map(str.isalpha, "".join(islice(element.itertext(), 20))[:200])) >= _FEWEST_LETTERS
    )


def _leads_back(element: HtmlElement) -> bool:
    """Return whether an element begins like a footnote, or is a list of them."""
    link = next(islice(element.iter("a"), 1), None)
    return (link is not None and (link.get("href") or "").startswith("#")) or "note" in (element.get("class") or "")
