"""Take notes that are written into a sentence out of it: side notes and margin notes become footnotes of their page."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex
from .unseen import within_line
from .vocabulary import BLOCK_TAGS

_TAGS = frozenset("span small label i em aside cite".split())
# What tools call a note that they show in the margin or in a bubble: Tufte CSS, LaTeXML, Distill, ConTeXt's exports.
_NOTE = re.compile(
    r"(?:^|[-_\s])(?:(?:side|margin|foot|end|inline)-?notes?|ltx_note)(?:[-_](?:text|content|body|right))?(?:$|\s)",
    re.I,
)
_MARK = re.compile(r"[\[(]?\s*(\d{1,3}|[*†‡§¶]{1,3}|[a-z])\s*[\])]?[.:]?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_NOTE, _MOST_NOTES = 4_000, 2_000  # characters; notes of a page
_HOLDERS = ("article", "main", "section", "body")


def move_notes(index: ElementIndex) -> None:
    """Replace each note within a sentence by a mark that leads to it, and list the notes behind the text."""
    lists: dict[HtmlElement, HtmlElement] = {}
    notes_of_page = [element for element in index.having("class", _NOTE, ("note",)) if element.tag in _TAGS]
    for number, note in enumerate(notes_of_page[:_MOST_NOTES], 1):
        holder = _holder(note)
        if holder is None or not _is_note(note):
            continue
        notes = lists.get(holder)
        if notes is None:
            notes = lists[holder] = etree.SubElement(holder, "ol", {"class": "footnotes"})
        _move(note, notes, number)


def _is_note(note: HtmlElement) -> bool:
    if note.getparent() is None:
        return False
    text = "".join(note.itertext())
    return len(text) <= _LONGEST_NOTE and _WORD.search(text) is not None and note.find(".//p") is None


def _holder(note: HtmlElement) -> HtmlElement | None:
    """Return the element that the note goes to the end of; None where it is no piece of a line with other words."""
    line: HtmlElement | None = note.getparent()
    while line is not None and line.tag not in BLOCK_TAGS:
        if _NOTE.search(line.get("class") or ""):
            return None  # a part of a note that is moved as a whole
        line = line.getparent()
    if line is None or not within_line(note):
        return None
    return next((one for one in line.iterancestors() if one.tag in _HOLDERS), None)


def _move(note: HtmlElement, notes: HtmlElement, number: int) -> None:
    ident = f"cleancopy-note-{number}"
    label = _take_marks(note) or str(len(notes) + 1)
    mark = etree.Element("sup")
    link = etree.SubElement(mark, "a", {"href": f"#{ident}", "id": f"{ident}-mark"})
    link.text = label
    mark.tail, note.tail = note.tail, None
    _drop_switch(note)
    note.getparent().replace(note, mark)
    item = etree.SubElement(notes, "li", {"id": ident})
    item.append(note)
    note.tag = "span"
    back = etree.SubElement(item, "a", {"href": f"#{ident}-mark"})
    back.text = "↩"


def _drop_switch(note: HtmlElement) -> None:
    """Drop the box right before a note that shows it on small screens, and the label of the box."""
    switch = note.getprevious()
    if switch is None or switch.tag != "input" or (switch.tail or "").strip():
        return
    label = switch.getprevious()
    if label is not None and label.tag == "label" and label.get("for") == switch.get("id"):
        label.drop_tree()
    switch.drop_tree()


def _take_marks(note: HtmlElement) -> str | None:
    """Take the marks that a note begins with out of it, and return the first."""
    label = None
    for one in list(note.iter()):
        if one is note or one.getparent() is None:
            continue
        before = (one.getprevious().tail if one.getprevious() is not None else one.getparent().text) or ""
        match = _MARK.fullmatch("".join(one.itertext()).strip())
        if before.strip():
            break
        if match:
            label = label or match[1]
            one.drop_tree()
        elif (one.text or "").strip():
            break
    return label
