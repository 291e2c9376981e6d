"""Footnotes: which links lead to one, and which kept blocks are its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from ..elements.vocabulary import BLOCK_TAGS
from ..text import fold
from .layout import Chunk, Layout

_LABEL = re.compile(r"[\[(]?\s*(?:note\s+|fn\.?\s*)?(\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,4})\s*[\])]?", re.I)
# What calls a link or a list one of footnotes. References to literature are no footnotes: their list is read as one.
_NOTE = re.compile(
    r"foot-?notes?|end-?notes?|side-?notes?|doc-noteref|noteref|\bfn(?:ref|:|-|_|\d|\b)|\bftn(?:ref)?|easy-footnote|_ftn|\bnotes?\b",
    re.I,
)
_DECLARED = re.compile(r"foot-?note|end-?note|side-?note", re.I)
_REFERENCE = re.compile(r"cite[_-]|\bcitation|\breference|\bbib|\bcite\b", re.I)
_NAMED = etree.XPath("/descendant-or-self::*[@id or @name]")
MOST_LINKS, _DEEPEST, _LONGEST_LABEL = 5000, 12, 12
# Elements around or in the text of a mark: word processors nest spans for each change of format.
DEEPEST_MARK, _MOST_PARTS = 40, 200
_HOLDERS = ("li", "p", "div", "dd", "td", "aside")
_SIGNS = str.maketrans({"†": "dagger", "‡": "ddagger", "§": "section", "¶": "par", "*": "star"})


@dataclass(frozen=True, slots=True)
class Notes:
    """`links` gives the label of each link to a footnote, `blocks` that of each block that belongs to one. `backs` are
    the marks that notes begin with, `loose` the links within the page that lead to nothing that is kept."""

    links: dict[HtmlElement, str] = field(default_factory=dict)
    blocks: dict[int, str] = field(default_factory=dict)
    backs: dict[HtmlElement, str] = field(default_factory=dict)
    loose: set[HtmlElement] = field(default_factory=set)


class Mark(NamedTuple):
    """A short link within the page that may lead to a note: its block, where it leads, and what it says."""

    block: int
    link: HtmlElement
    target: str
    label: str


def find_notes(layout: Layout, kept: Sequence[int]) -> Notes:
    """Return the footnotes whose link and text are both in the kept blocks. Linear in the kept blocks and the page."""
    links = [link for _, link in _links_within(layout, kept)]
    if not links:
        return Notes()
    loose = _leading_nowhere(layout, kept, links)
    marks = list(islice(note_marks(layout, kept), MOST_LINKS))
    if not marks:
        return Notes(loose=loose)
    holders = note_holders(layout, marks)
    blocks_of = blocks_below(layout, kept, set(holders.values()))
    lost = (mark for mark in marks if mark.target not in holders or holders[mark.target] not in blocks_of)
    found = Notes(loose=loose | {mark.link for mark in lost if not fold(mark.link.text_content()).isalpha()})
    labels: dict[HtmlElement, str] = {}
    used: Counter[str] = Counter()
    for mark in marks:
        note = holders.get(mark.target)
        if note is None or not blocks_of.get(note) or _is_inside(mark.link, note):
            continue
        if note not in labels and is_note(mark, note, blocks_of[note], references=True):
            used[mark.label] += 1
            labels[note] = mark.label if used[mark.label] == 1 else f"{mark.label}-{used[mark.label]}"
            found.blocks.update(dict.fromkeys(blocks_of[note], labels[note]))
        if note in labels:
            found.links[mark.link] = labels[note]
    in_notes = {mark.link for mark in marks if mark.block in found.blocks}
    for block in {mark.block for mark in marks} & found.blocks.keys():
        for link in _leading(layout.chunks[block], in_notes):
            found.links.pop(link, None)
            found.backs[link] = found.blocks[block]
    return found


def note_marks(layout: Layout, kept: Iterable[int]) -> Iterator[Mark]:
    """Yield the links in the kept blocks that may lead to a note, in the order of the page."""
    marks = _marks(layout.inner_links)
    if marks:
        for index, link in _links_within(layout, kept):
            if link in marks:
                yield Mark(index, link, *marks[link])


def _links_within(layout: Layout, kept: Iterable[int]) -> Iterator[tuple[int, HtmlElement]]:
    """Yield the links to places within the page that the kept blocks show, each once, with its block."""
    links = {part: link for link in layout.inner_links for part in islice(link.iter(), _MOST_PARTS)}
    seen: set[HtmlElement] = set()
    for index in kept if links else ():
        for element, tail in layout.chunks[index]:
            link = links.get(element.getparent() if tail else element)
            if link is not None and link not in seen:
                seen.add(link)
                yield index, link


def _leading_nowhere(layout: Layout, kept: Iterable[int], links: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Return those of the links whose place is not on the page, or has text of which nothing is kept."""
    wanted = {link: unquote(link.get("href").strip()[1:]) for link in links}
    places = {name: link for link, name in wanted.items() if name and name[0] not in "/!"}  # no page of an application
    if not places:
        return set()
    around: set[HtmlElement] = set()  # what holds kept text
    for index in kept:
        element: HtmlElement | None = layout.owners[index]
        while element is not None and element not in around:
            around.add(element)
            element = element.getparent()
    named: Any = _NAMED(next(iter(places.values())))
    there: set[str] = set()
    for element in named:
        names = {element.get("id"), element.get("name") if element.tag == "a" else None} & places.keys()
        if names and not names <= there and _shows(element, around):
            there |= names
    return {link for link, name in wanted.items() if name in places and name not in there}


def _shows(place: HtmlElement, around: Container[HtmlElement]) -> bool:
    """Return whether something of a place is kept; one without text may be above anything."""
    if place in around or not any(text.strip() for text in islice(place.itertext(), _MOST_PARTS)):
        return True
    holder = next((e for e in islice(place.iterancestors(), DEEPEST_MARK) if e.tag in BLOCK_TAGS), None)
    return place.tag not in BLOCK_TAGS and holder in around


def _marks(links: Iterable[HtmlElement]) -> dict[HtmlElement, tuple[str, str]]:
    """Return where each link within the page that says no more than a mark leads to, and its label."""
    marks = {}
    for link in links:
        target = link.get("href").strip()[1:]
        text = fold("".join(islice(link.itertext(), 10)))
        match = _LABEL.fullmatch(text) if len(text) <= _LONGEST_LABEL else None
        if match and target:
            marks[link] = target, match.group(1).translate(_SIGNS).lower()
    return marks


def note_holders(layout: Layout, marks: Sequence[Mark]) -> dict[str, HtmlElement]:
    """Return the elements with the ids (or names, of old anchors) that marks lead to: for an anchor what holds it."""
    wanted = {mark.target for mark in marks}
    found: dict[str, HtmlElement] = {}
    named: Any = _NAMED(layout.owners[marks[0].block])
    for element in named:
        ident = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if ident in wanted and ident not in found:
            holder: HtmlElement | None = element
            for _ in range(DEEPEST_MARK):
                if holder is None or holder.tag in _HOLDERS:
                    break
                holder = holder.getparent()
            if holder is not None:
                found[ident] = holder
    return found


def blocks_below(layout: Layout, kept: Sequence[int], elements: set[HtmlElement]) -> dict[HtmlElement, list[int]]:
    """Return the blocks among `kept` that are in each of the elements, by the nearest of these around them."""
    found: dict[HtmlElement, list[int]] = {}
    for index in kept:
        element: HtmlElement | None = layout.owners[index]
        for _ in range(_DEEPEST):
            if element is None or element in elements:
                break
            element = element.getparent()
        if element is not None and element in elements:
            found.setdefault(element, []).append(index)
    return found


def is_note(mark: Mark, note: HtmlElement, blocks: Sequence[int], *, references: bool = False) -> bool:
    """Return whether a mark leads to a note, whose blocks these are: one after the mark (else it is the text that a
    note leads back to), and of which either says that it is a footnote's, or that links back. `references` to
    literature are notes where both are kept: they need no keeping together."""
    link = mark.link
    said = " ".join(_names(link, 2)) + " " + (link.get("href") or "")
    about = " ".join(_names(note, 4))
    if blocks[0] < mark.block:
        return False
    if _REFERENCE.search(said) or _REFERENCE.search(about):
        return references and note.tag == "li" and leads_back(mark, note)
    if _NOTE.search(said) or _NOTE.search(about):
        return True
    return leads_back(mark, note)


def is_sure_note(mark: Mark, note: HtmlElement) -> bool:
    """Return whether a note needs no other sign: it links back to its mark, or is declared as a footnote."""
    return _DECLARED.search(" ".join(_names(note, 2))) is not None or leads_back(mark, note)


def leads_back(mark: Mark, note: HtmlElement) -> bool:
    """Return whether a note has a link to its mark."""
    link = mark.link
    above = takewhile(lambda e: e.tag not in _HOLDERS, islice(link.iterancestors(), DEEPEST_MARK))
    named = (*above, *islice(link.iter(), _MOST_PARTS))
    here = {i for e in named for i in (e.get("id"), e.get("name")) if i}
    back = (a.get("href") or "" for a in islice(note.iter("a"), 50))
    return any(href[:1] == "#" and href[1:] in here for href in back)


def _leading(chunks: Iterable[Chunk], links: Container[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield those of the links that a block begins with: nothing but signs is before and between them."""
    for element, tail in chunks:
        holder = element.getparent() if tail else element
        link = next((e for e in (holder, *islice(holder.iterancestors(), DEEPEST_MARK)) if e in links), None)
        if link is not None:
            yield link
        elif any(c.isalnum() for c in (element.tail if tail else element.text) or ""):
            return


def _names(element: HtmlElement, levels: int) -> Iterator[str]:
    for e in (element, *islice(element.iterancestors(), levels)):
        yield from (
            e.get(a) or "" for a in ("class", "id", "role", "rel", "{http://www.idpf.org/2007/ops}type", "epub:type")
        )


def _is_inside(link: HtmlElement, note: HtmlElement) -> bool:
    return any(e is note for e in islice(link.iterancestors(), DEEPEST_MARK))
