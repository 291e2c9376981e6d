"""Bring footnotes into one form: marks that are no links lead to their notes, notes below a heading of their own have
it in them, links back stand at their end, and marks without a note are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARK = re.compile(r"[\[(]?\s*(?:note\s+)?(\d{1,3}|[*†‡§¶]{1,3}|[a-z])\s*[\])]?[.:]?", re.I)
_TYPED_MARK = re.compile(r"\[?(\d{1,3}|[*†‡§¶]{1,3})\]?")
_WITHIN = re.compile(r"\A#[^#]{1,100}\Z")
_BACK_SIGNS = re.compile(r"[\s^↑↩⤴\ufe0e\u200d,.;:()\[\]]*")
_BACK_LABEL = re.compile(r"(?:[a-z]{1,2}|\d{1,3}(?:\.\d{1,2})?)?", re.I)
# What an exponent never stands behind: the end of a sentence, or a word of five letters.
_BEFORE_MARK = re.compile(r"(?:[^\W\d_]{2}[\"'”’»)\]]*[.,;:!?…]+[\"'”’»)\]]*|[^\W\d_]{5})\Z")
_LONGEST_MARK, _MOST_MARKS, _MOST_PARTS = 12, 2_000, 12  # characters; of a page; elements of a note
_ENDED = re.compile(r"[^\W\d_]")


def unify_footnotes(index: ElementIndex) -> None:
    """Write notes and their marks as links that lead to and fro."""
    raised = [sup for sup in index.tagged("sup")[:_MOST_MARKS] if sup.getparent() is not None]
    if index.links_within:
        _move_links_back(index)
        for link in index.links_within:
            if _WITHIN.match(link.get("href") or ""):
                _take_brackets(link)
        _put_headings_into_notes(index)
    _link_typed_marks(raised)
    _drop_loose_marks(index, raised)


def _take_brackets(link: HtmlElement) -> None:
    """Take the brackets around a mark into its link."""
    previous, parent = link.getprevious(), link.getparent()
    text = "".join(islice(link.itertext(), 3)).strip()
    if parent is None or not text.isdigit() or not (link.tail or "").startswith("]"):
        return
    before = (previous.tail if previous is not None else parent.text) or ""
    if not before.endswith("["):
        return
    before = before[:-1].rstrip()
    if previous is not None:
        previous.tail = before
    else:
        parent.text = before
    link.tail = link.tail[1:]
    for child in list(link):
        child.drop_tree()
    link.text = f"[{text}]"


def _move_links_back(index: ElementIndex) -> None:
    """Put the links back that an item begins with ("^ a b") at its end, as signs."""
    for item in index.having("id"):
        if item.tag != "li" or item.getparent() is None:
            continue
        first = item[0] if len(item) and not (item.text or "").strip() else None
        if first is None or first.tag in BLOCK_TAGS or (first.tag == "a" and first.get("href") is None):
            continue
        links = [first] if first.tag == "a" else list(islice(first.iter("a"), 50))
        if not links or not all((link.get("href") or "").startswith("#") for link in links):
            continue
        said = "".join(first.itertext())
        signed = any(sign in said for sign in "^↑↩⤴")
        labels = ["".join(link.itertext()).strip(" ^↑↩⤴\ufe0e") for link in links]
        rest = said
        for label in labels:
            rest = rest.replace(label, "", 1) if label else rest
        if not signed or not _BACK_SIGNS.fullmatch(rest) or not all(map(_BACK_LABEL.fullmatch, labels)):
            continue
        first.drop_tree()
        for link in links:
            back = etree.SubElement(item, "a", {"href": link.get("href")})
            back.text = "↩"


def _put_headings_into_notes(index: ElementIndex) -> None:
    """Where a heading is nothing but a note's mark, put what is below it into one element that the mark leads to."""
    for heading in index.tagged(*_HEADINGS):
        if not _is_label(heading):
            continue
        link = next((a for a in heading.iter("a") if (a.get("href") or "").startswith("#")), None)
        named = next((e.get("id") or e.get("name") for e in heading.iter() if e.get("id") or e.get("name")), None)
        if link is None or not named:
            continue
        below = []
        for one in islice(heading.itersiblings(), _MOST_PARTS):
            if one.tag in _HEADINGS or one.tag == "hr":
                break
            below.append(one)
        if not below:
            continue
        note = etree.Element("div", {"id": named, "class": "footnote"})
        heading.addprevious(note)
        for one in below:
            note.append(one)
        back = etree.SubElement(note if below[-1].tag != "p" else below[-1], "a", {"href": link.get("href")})
        back.text = "↩"
        heading.drop_tree()


def _is_label(heading: HtmlElement) -> bool:
    if len((heading.text or "").strip()) > _LONGEST_MARK:
        return False
    text = "".join(islice(heading.itertext(), 5)).strip()
    return heading.getparent() is not None and len(text) <= _LONGEST_MARK and _MARK.fullmatch(text) is not None


def _link_typed_marks(raised: list[HtmlElement]) -> None:
    """Make links of raised numbers that stand behind words, where a paragraph below begins with the same number."""
    marks: dict[str, list[HtmlElement]] = {}
    notes: dict[str, list[HtmlElement]] = {}
    for sup in raised:
        label = _TYPED_MARK.fullmatch((sup.text or "").strip()) if not len(sup) else None
        if label is None:
            continue
        if _opens_line(sup):
            notes.setdefault(label[1], []).append(sup)
        elif is_behind_words(sup) and label[1] not in notes:
            marks.setdefault(label[1], []).append(sup)
    for number, found in marks.items():
        opening = notes.get(number, [])
        if len(opening) != 1:
            continue
        holder = opening[0].getparent()
        ident = holder.get("id") or f"cleancopy-typed-{number}"
        holder.set("id", ident)
        for sup in found:
            _make_link(sup, ident, f"{ident}-mark" if sup is found[0] else None)
        _make_link(opening[0], f"{ident}-mark", None)


def _make_link(sup: HtmlElement, target: str, name: str | None) -> None:
    link = etree.SubElement(sup, "a", {"href": f"#{target}"} | ({"id": name} if name else {}))
    link.text, sup.text = sup.text, None


def _opens_line(sup: HtmlElement) -> bool:
    parent = sup.getparent()
    return (
        parent.tag in ("p", "li", "div", "dd")
        and sup.getprevious() is None
        and not (parent.text or "").strip()
        and (_ENDED.search(sup.tail or "") is not None or sup.getnext() is not None)
    )


def is_behind_words(sup: HtmlElement) -> bool:
    """Return whether a raised number stands where a mark does and no exponent: behind a sentence or a long word."""
    return _BEFORE_MARK.search(_text_before(sup)) is not None


def _text_before(sup: HtmlElement) -> str:
    """Return the end of the text right before an element in its line."""
    previous = sup.getprevious()
    text = (previous.tail if previous is not None else sup.getparent().text) or ""
    if text.strip() or previous is None:
        return text[-20:]
    return "" if previous.tag in BLOCK_TAGS or previous.tag == "br" else "".join(previous.itertext())[-20:]


def _drop_loose_marks(index: ElementIndex, raised: list[HtmlElement]) -> None:
    """Drop raised numbers that lead to nothing on the page, and those behind words that are no links."""
    idents: set[str] | None = None
    for sup in raised:
        parent = sup.getparent()
        if parent is None:
            continue
        text = "".join(islice(sup.itertext(), 5)).strip()
        if len(text) > _LONGEST_MARK or not _TYPED_MARK.fullmatch(text):
            continue
        around = parent if parent.tag == "a" and len(parent) == 1 and not (parent.text or "").strip() else None
        link = next(iter(sup.iter("a")), around)
        href = "" if link is None else (link.get("href") or "")
        if _WITHIN.match(href):  # no exponent is a link
            idents = set(_idents(index)) if idents is None else idents
            if href[1:] not in idents:
                sup.drop_tree()
        elif link is None and is_behind_words(sup):
            sup.drop_tree()


def _idents(index: ElementIndex) -> Iterator[str]:
    yield from (element.get("id") for element in index.having("id"))
    yield from (element.get("id") or "" for element in index.root.iter("li", "p", "div"))
    for anchor in index.root.iter("a"):
        yield from (anchor.get("name") or "", anchor.get("id") or "")
