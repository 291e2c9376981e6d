"""Drop what headings and terms carry for the mouse: links to themselves, "edit" links, buttons that copy an address."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from .index import ElementIndex

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Links that stand beside a heading, in a box of its own with it.
_EDIT_BOX = re.compile(r"(?:^|[-_\s])(?:mw-)?edit-?(?:section|link|button)?s?(?:$|[-_\s])", re.I)
_LONGEST_EDIT, _MOST_PIECES = 60, 20  # characters; texts of a box, links of a heading
_FOR_ANCHORS = re.compile(
    r"(?:^|[-_\s])(?:header-?link|heading-?(?:anchor|link)|hash-?link|perma-?link|anchor-?(?:link|js-link|icon)?|"
    r"header-?anchor|doc-anchor|section-?link|headerlink|anchorjs-link|octicon-link|direct-?link|self-?link)(?:$|[-_\s])",
    re.I,
)
_TO_TOP = re.compile(r"#(?:_?top|toc|contents|page-?top)", re.I)
_WORD = re.compile(r"[^\W_]")
_MOST_AROUND = 2  # elements around a heading that may have its address: a section, its header
_LONGEST_LABEL = 30  # characters of "Copy link", "Permalink to this heading"


def drop_heading_links(index: ElementIndex) -> None:
    """Drop links to the heading itself that show a sign, nothing or a label, buttons, and boxes of edit links. Where
    the heading or the term is all such a link, only its text stays."""
    for box in index.having("class", _EDIT_BOX, ("edit",)):
        if box.tag in ("body", "html") or box.find(".//a[@href]") is None:
            continue
        pieces = list(islice(box.itertext(), _MOST_PIECES))
        short = len(pieces) < _MOST_PIECES and len("".join(pieces)) <= _LONGEST_EDIT
        if short and box.getparent() is not None:
            box.drop_tree()
    for heading in index.tagged(*_HEADINGS, "dt"):
        for part in list(islice(heading.iterdescendants("a", "button"), _MOST_PIECES)):
            if part.getparent() is None or _leads_elsewhere(part):
                continue
            if _leads_to_itself(part, heading):
                part.drop_tag()
            elif heading.tag != "dt" and _is_for_the_mouse(part, heading):
                part.drop_tree()


def _leads_elsewhere(part: HtmlElement) -> bool:
    """Return whether a part is a link with words to another page."""
    return part.tag == "a" and "#" not in (part.get("href") or "") and _WORD.search(part.text or "") is not None


def _leads_to_itself(part: HtmlElement, heading: HtmlElement) -> bool:
    """Return whether a part is a link whose words are those of what it leads to: it, or an element around it."""
    target = (part.get("href") or "").strip()
    if part.tag != "a" or len(target) < 2 or target[0] != "#" or not _WORD.search("".join(part.itertext())):
        return False
    around = (part, heading, *islice(heading.iterancestors(), _MOST_AROUND))
    named = any(target[1:] in (one.get("id"), one.get("name")) for one in around)
    label = _FOR_ANCHORS.search(part.get("class") or "") is not None
    whole = "".join(part.itertext()).split() == "".join(heading.itertext()).split()
    return named and (whole or label == (heading.tag == "dt"))


def _is_for_the_mouse(part: HtmlElement, heading: HtmlElement) -> bool:
    text = "".join(part.itertext()).strip()
    rest = len("".join(heading.itertext()).strip()) - len(text)
    if rest <= 0:
        return False  # it is the heading's own text
    if part.tag == "button":
        return len(text) <= _LONGEST_LABEL
    if part.find(".//img") is not None and text:
        return False
    href = (part.get("href") or "").strip()
    own = href.startswith("#") or ("#" in href and href.partition("#")[2] in (heading.get("id"), part.get("id")))
    if _TO_TOP.fullmatch(href):
        return len(text) <= _LONGEST_LABEL
    if not _WORD.search(text):
        return own or (not text and part.find(".//img") is None)
    return own and len(text) <= _LONGEST_LABEL and _FOR_ANCHORS.search(part.get("class") or "") is not None
