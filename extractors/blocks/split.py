"""The tree of a page as blocks: one walk in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from ..article import Block, Container, Kind
from ..elements.vocabulary import (
    BLOCK_TAGS,
    CODE_TAGS,
    CONTAINERS,
    DEEPEST_BOX,
    KINDS,
    MEANING,
    PARTS,
    PARTS_OF_CODE,
    SILENT,
    SKIPPED,
    TABLE_PARTS,
    Part,
    check_box,
    numbering,
)
from ..text import safe, safe_fold, words
from .callouts import CALLOUT_TAGS, callout_of
from .layout import Chunk, Layout, Silent
from .nodes import Nodes, read_nodes

_KEPT_ATTRIBUTES = ("colspan", "rowspan")
# What links to a heading itself, or back from a footnote, shows: signs for a mouse, not words of the text.
_PERMALINK_SIGNS = frozenset(("#", "¶", "§", "↩", "↩︎", "↵", "⤴", "^", "🔗"))
# Behind a number: an exponent, a base. Behind a unit or a bracket only what cannot be the mark of a footnote.
_EXPONENT = re.compile(r"[-+−–]?\d{1,4}(?:[.,/]\d{1,4})?|[-−]?\d{0,2}(?:[nkxNi]|[a-zA-Z][-+−/](?:\d{1,2}|[a-zA-Z]))")
_BASE = re.compile(r"\d{1,2}")
_AFTER_LETTER = re.compile(r"[-−]\d{1,2}(?:[.,]\d{1,2})?")
_AFTER_BRACKET = re.compile(r"[-−]\d{1,2}(?:[.,]\d{1,2})?|[-−]?\d{1,2}/\d{1,2}|[-−]?\d?[nkxN](?:[-+−/]\d{1,2})?")
_OPERATOR = re.compile(r"(?<=[^-+−–/])[-+−/]")  # within an exponent: what stands on both sides belongs to it
_WITHIN_SCRIPT = frozenset(("span", "i", "em", "b", "strong", "small", "font", "var"))
_LONGEST_SCRIPT = 8  # characters, with the white space around it
_LARGEST_SPAN, _LARGEST_NUMBER = 1000, 10**9 - 1
_WIDEST = 200
# Members of an enum by names of their own: Python 3.11 looks for them in the class each time.
_PARAGRAPH, _HEADING, _CODE, _IMAGE, _SKIPPED = Kind.PARAGRAPH, Kind.HEADING, Kind.CODE, Kind.IMAGE, Part.SKIPPED
_new = tuple.__new__  # a record of a NamedTuple, in half of the time that its own name takes
_BLOCKS_IN_CELLS = frozenset("p div ul ol h1 h2 h3 h4 h5 h6 blockquote pre article section form nav hr".split())
_EXAMINED_IN_TABLE = 2000  # elements


class _Level(NamedTuple):
    """What an open block-level element means for the text in it."""

    kind: Kind
    level: int
    containers: tuple[Container, ...]
    in_data_table: bool


def split(tree: HtmlElement) -> Layout:
    """Return the blocks of a page. Linear in the page; the tree is not changed."""
    body, head = tree.find("body"), tree.find("head")
    # Without a <body> tag the parser leaves <article>, <main> and the like in the head.
    misplaced = head is not None and next(head.iter(*BLOCK_TAGS), None) is not None
    return _Splitter(read_nodes(tree if body is None or misplaced else body, SKIPPED)).run()


def text_of(chunks: Iterable[Chunk]) -> str:
    """The text of a block that is no code, from the pieces of it that are left."""
    parts = []
    for element, tail in chunks:
        if not tail and element.tag == "br":
            parts.append("\n")
        else:
            text = (element.tail if tail else element.text) or ""
            if not tail and parts:
                text = with_script_sign(element, parts[-1], text)
            parts.append(text.replace("\n", " "))
    return _lines("".join(parts))


def with_script_sign(element: HtmlElement, before: str, text: str) -> str:
    """Return the text of an element behind the sign that it needs as an exponent or an index: "^(n+1)"."""
    sign = _script_sign(element, before, text)
    return f"^({text.strip()})" if sign == "^" and _OPERATOR.search(text) else sign + text


def _script_sign(element: HtmlElement, before: str, text: str) -> str:
    """Return "^" or "_" for a raised or lowered number without which a text would say another number, else ""."""
    last = before[-1:]
    if len(text) > _LONGEST_SCRIPT or not _may_be_raised(before):
        return ""
    script: HtmlElement | None = element
    while script is not None and script.tag in _WITHIN_SCRIPT and not (script.getparent().text or "").strip():
        script = script.getparent()
    if script is None or script.tag not in ("sup", "sub"):
        return ""
    own = text.strip()
    if script.tag == "sub":
        return "_" if last.isdigit() and _BASE.fullmatch(own) else ""
    if last.isdigit():
        return "^" if _EXPONENT.fullmatch(own) else ""
    return "^" if (_AFTER_BRACKET if last == ")" else _AFTER_LETTER).fullmatch(own) else ""


def _list_around(containers: tuple[Container, ...]) -> int:
    """Return the ident of the innermost list among containers, -1 if there is none."""
    for container in reversed(containers):
        if container.tag in ("ul", "ol", "menu", "dir"):
            return container.ident
    return -1


def _may_be_raised(before: str) -> bool:
    """Whether a number behind this may be an exponent or an index."""
    last = before[-1:]
    return last.isalnum() or last == ")"


class _Splitter:
    """The state of one walk over one page. Elements are numbers: see nodes.py. `split.pxd` types what is compiled."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.blocks: list[Block] = []
        self.chunks: list[tuple[Chunk, ...]] = []
        self.owners: list[HtmlElement] = []
        self.words: list[list[str]] = []
        self.open = [0]  # block-level elements, the innermost last
        self.levels = [_Level(_PARAGRAPH, 0, (), False)]  # what each of them means
        self.numbers: dict[int, int] = {}  # container ident -> number of its next item
        self.containers: dict[HtmlElement, int] = {}
        self.steps: dict[int, int] = {}
        self.cells: dict[int, int] = {}  # row -> its cells so far
        self.silent: list[Silent] = []
        self.waiting: list[int] = []  # silent elements before the text of the block that they may belong to
        self.links = 0  # open <a> elements
        self.inner_links: list[HtmlElement] = []
        self.code = 0  # open <pre> elements
        self._reset()

    def _reset(self) -> None:
        self.parts: list[str] = []
        self.pending: list[Chunk] = []
        self.in_links = 0
        self.has_text = False
        self.continues = False

    def run(self) -> Layout:
        """Read the elements in order; those that end before the next one begins are closed first."""
        tags, parents, texts = self.nodes.tags, self.nodes.parents, self.nodes.texts
        inner = -1
        for i in range(len(tags)):
            parent = parents[i]
            while inner != parent:
                self._end(inner, tags[inner])
                inner = parents[inner]
            inner = i
            tag = tags[i]
            part = PARTS.get(tag)
            if part is None or part is _SKIPPED:
                if tag in SILENT:
                    self._hush(i, tag)
                text = texts[i]
                if text and part is None:
                    self._text(i, text, False)
            else:
                self._open(i, tag)
        while inner >= 0:
            self._end(inner, tags[inner])
            inner = parents[inner]
        self._flush()
        layout = (tuple(self.blocks), tuple(self.words), tuple(self.chunks), tuple(self.owners))
        return Layout(*layout, self.containers, tuple(self.silent), tuple(self.inner_links))

    def _end(self, i: int, tag: str) -> None:
        """Close an element, and go on with what is behind it."""
        if tag in BLOCK_TAGS:
            self._close(tag)
        elif tag == "a":
            self.links -= self.nodes.get(i, "href") is not None
        tail = self.nodes.tails[i]
        if tail and i:
            self._text(i, tail, True)

    def _open(self, i: int, tag: str) -> None:
        text = self.nodes.texts[i]
        if tag in BLOCK_TAGS:
            if tag in ("td", "th"):
                row = self.nodes.parents[i]
                self.cells[row] = self.cells.get(row, 0) + 1
            if not self.code:
                self._flush()
                self._enter(i, tag)
            elif tag not in PARTS_OF_CODE:
                self._line_in_code()
            if tag in CODE_TAGS:
                self.code += 1
        elif tag == "br":
            self._break(i)
        elif tag == "img":
            self._image(i)
        else:
            address = self.nodes.get(i, "href")
            self.links += address is not None
            if address and address.lstrip()[:1] == "#":
                self.inner_links.append(self.nodes.element(i))
            if text and not self.code and text.strip() in _PERMALINK_SIGNS and len(self.nodes.element(i)) == 0:
                return
        if text:
            self._text(i, text, False)

    def _close(self, tag: str) -> None:
        if tag in CODE_TAGS:
            self.code -= 1
        if self.code:
            if tag in ("div", "li", "tr", "p"):
                self._line_in_code()
        else:
            self._flush()
            if len(self.open) > 1:
                self.open.pop()
                self.levels.pop()

    def _hush(self, i: int, tag: str) -> None:
        """Remember what has no text: a formula as a piece of the block that it stands in, if there is one."""
        if self.code or (tag == "script" and "math/" not in (self.nodes.get(i, "type") or "")):
            return
        if tag not in ("math", "script"):
            self._keep_silent(i, len(self.blocks) + self.has_text)
        elif self.has_text:
            self._hold(i, False)
        else:
            self.waiting.append(i)

    def _keep_silent(self, i: int, before: int) -> None:
        element, owner = self.nodes.element(i), self.nodes.element(self.open[-1])
        self.silent.append(Silent(before, element, owner, self.levels[-1].containers))

    def _hold(self, i: int, tail: bool) -> None:
        """Add a piece to the block that is open."""
        self.pending.append(_new(Chunk, (self.nodes.element(i), tail)))

    def _enter(self, i: int, tag: str) -> None:
        """Open a block-level element: what it adds to the kind and the containers of its text."""
        outer = self.levels[-1]
        self.open.append(i)
        classes = self.nodes.get(i, "class") if tag in CALLOUT_TAGS else None
        callout = callout_of(tag, classes) if classes else None
        if callout is None and tag not in MEANING:
            self.levels.append(outer)
            return
        kind = KINDS.get(tag, outer.kind)
        in_data_table = outer.in_data_table
        if tag == "table":
            in_data_table = is_data_table(self.nodes.element(i))
        if tag in TABLE_PARTS and not in_data_table:
            kind = _PARAGRAPH
        containers = outer.containers
        if tag in CONTAINERS or (tag in TABLE_PARTS and in_data_table):
            containers = (*containers, self._container(i, tag, containers))
        if callout:
            ident = self.containers.setdefault(self.nodes.element(i), len(self.containers))
            containers = (*containers, Container("aside", -1 - ident, attrs=(("class", callout),)))
        level = int(tag[1]) if kind is _HEADING and tag in KINDS else outer.level
        self.levels.append(_new(_Level, (kind, level, containers, in_data_table)))

    def _container(self, i: int, tag: str, outer: tuple[Container, ...]) -> Container:
        element, get = self.nodes.element(i), self.nodes.get
        ident = len(self.containers)
        self.containers[element] = ident
        number = None
        attrs: tuple[tuple[str, str], ...] = ()
        if tag == "ol":
            countdown = get(i, "reversed") is not None
            first = sum(1 for _ in element.iterchildren("li")) if countdown else 1
            self.numbers[ident] = _small_int(get(i, "start"), first, _LARGEST_NUMBER)
            self.steps[ident] = -1 if countdown else 1
            attrs = numbering(element)
        elif tag == "li":
            parent = _list_around(outer)
            if parent in self.numbers:
                number = _small_int(get(i, "value"), self.numbers[parent], _LARGEST_NUMBER)
                self.numbers[parent] = number + self.steps[parent]
            attrs = self._check_box(i)
        else:
            if tag in ("td", "th"):
                number = min(self.cells[self.nodes.parents[i]] - 1, _WIDEST)
            attrs = tuple([(a, str(_small_int(get(i, a), 1))) for a in _KEPT_ATTRIBUTES if get(i, a)])
        return Container(tag, ident, number, attrs)

    def _check_box(self, i: int) -> tuple[tuple[str, str], ...]:
        """The check box that an item begins with. It is one of the first elements in it, or in one that is skipped."""
        if SKIPPED.isdisjoint(self.nodes.tags[i + 1 : i + 1 + DEEPEST_BOX]):
            return ()
        return check_box(self.nodes.element(i))

    def _line_in_code(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def _text(self, i: int, text: str, tail: bool) -> None:
        if not self.has_text:
            if not self.code and text.isspace():
                return
            self.has_text = True
            if self.waiting:
                for waiting in self.waiting:
                    self._hold(waiting, False)
                self.waiting = []
        if not tail and self.parts and len(text) <= _LONGEST_SCRIPT and _may_be_raised(self.parts[-1]):
            text = with_script_sign(self.nodes.element(i), self.parts[-1], text)
        self.parts.append(text if self.code else text.replace("\n", " "))
        self._hold(i, tail)
        if self.links:
            self.in_links += len(text)

    def _break(self, i: int) -> None:
        """One <br> ends a line, two in a row end the paragraph.

        The lines of a paragraph are blocks of their own, for a rule or a verdict may be about one of them; in
        headings, items, cells and code they stay together.
        """
        if self.levels[-1].kind is _PARAGRAPH:
            same_paragraph = self.has_text
            self._flush()
            self.continues = same_paragraph
        elif self.has_text:
            self.parts.append("\n")
            self._hold(i, False)

    def _image(self, i: int) -> None:
        """An image between blocks is a block of its own; within running text it is a piece of it."""
        if self.has_text:
            self._hold(i, False)
            return
        chunk = _new(Chunk, (self.nodes.element(i), False))
        self._append(_IMAGE, safe_fold(self.nodes.get(i, "alt") or ""), (chunk,), 0.0)

    def _flush(self) -> None:
        if not self.has_text:
            self.continues = False
            if self.waiting:
                for i in self.waiting:
                    self._keep_silent(i, len(self.blocks))
                self.waiting = []
            return
        raw = "".join(self.parts)
        kind = self.levels[-1].kind
        text = _code_text(raw) if kind is _CODE else _lines(raw)
        if text:
            self._append(kind, text, tuple(self.pending), min(1.0, self.in_links / len(raw)))
        self._reset()

    def _append(self, kind: Kind, text: str, chunks: tuple[Chunk, ...], link_share: float) -> None:
        level = self.levels[-1]
        own = [] if kind is _IMAGE else words(text)
        heading = level.level if kind is _HEADING else 0
        continues = self.continues and kind is _PARAGRAPH
        index = len(self.blocks)
        self.blocks.append(Block(index, kind, text, len(own), heading, level.containers, link_share, continues))
        self.words.append(own)
        self.chunks.append(chunks)
        self.owners.append(self.nodes.element(self.open[-1]))


def _lines(raw: str) -> str:
    """White space folded within each line that a <br> made."""
    if "\n" not in raw:
        return safe_fold(raw)
    return "\n".join(line for line in map(safe_fold, raw.split("\n")) if line)


def _code_text(raw: str) -> str:
    return safe(raw.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4).strip("\n").rstrip()


def _small_int(value: str | None, default: int, largest: int = _LARGEST_SPAN) -> int:
    try:
        return max(0, min(int((value or "")[:12]), largest))
    except ValueError:
        return default


def is_data_table(table: HtmlElement) -> bool:
    """Return whether rows and columns mean something here.

    A layout table holds another table, has one row or one column, says so (`role="presentation"`), or keeps
    whole paragraphs, forms or menus in its cells. Looks at the first 2,000 elements at most.
    """
    if table.get("role") in ("presentation", "none"):
        return False
    rows = cells = blocks = headers = 0
    widest = in_row = 0
    for element in islice(table.iterdescendants(), _EXAMINED_IN_TABLE):
        tag = element.tag
        if tag == "table":
            return False
        if tag == "tr":
            rows, in_row = rows + 1, 0
        elif tag in ("td", "th"):
            cells, in_row = cells + 1, in_row + 1
            widest = max(widest, in_row)
            headers += tag == "th"
        elif tag in _BLOCKS_IN_CELLS:
            blocks += 1
    if rows < 2 or widest < 2:
        return False
    return headers > 0 or blocks <= cells * 0.5 or (rows > 2 and blocks <= cells * 1.5)
