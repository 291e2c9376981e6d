"""The tree of a page as blocks: one walk in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ..article import Block, Container, Kind
from ..elements.vocabulary import (
    BLOCK_TAGS,
    CODE_TAGS,
    CONTAINERS,
    KINDS,
    MEANING,
    PARTS,
    PARTS_OF_CODE,
    SILENT,
    TABLE_PARTS,
    Part,
    check_box,
    numbering,
)
from ..text import safe, safe_fold, words
from .callouts import CALLOUT_TAGS, callout_kind
from .layout import Chunk, Layout, Silent

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
    return _Splitter(tree if body is None or misplaced else body).run()


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
    if len(text) > _LONGEST_SCRIPT or not (last.isalnum() or last == ")"):
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


class _Splitter:
    """The state of one walk over one page."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.chunks: list[tuple[Chunk, ...]] = []
        self.owners: list[HtmlElement] = []
        self.words: list[list[str]] = []
        self.open = [root]  # block-level elements, the innermost last
        self.levels = [_Level(Kind.PARAGRAPH, 0, (), False)]  # what each of them means
        self.numbers: dict[int, int] = {}  # container ident -> number of its next item
        self.containers: dict[HtmlElement, int] = {}
        self.steps: dict[int, int] = {}
        self.silent: list[Silent] = []
        self.waiting: list[HtmlElement] = []  # silent elements before the text of the block that they may belong to
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
        """The walk itself; what most elements need is in the loop, for it runs twice for each of them."""
        walker = etree.iterwalk(self.root, events=("start", "end"))
        parts_of, add, root = PARTS.get, self._text, self.root
        for event, element in walker:
            tag = element.tag
            part = parts_of(tag)
            if event == "start":
                if part is None:
                    if tag in SILENT:
                        self._hush(element)
                    text = element.text
                    if text and isinstance(tag, str):
                        add(element, text, False)
                elif part is Part.SKIPPED:
                    if tag in SILENT:
                        self._hush(element)
                    walker.skip_subtree()
                else:
                    self._open(element, tag)
                continue
            if part is Part.BLOCK:
                self._close(tag)
            elif tag == "a":
                self.links -= element.get("href") is not None
            tail = element.tail
            if tail and element is not root:
                add(element, tail, True)
        self._flush()
        layout = (tuple(self.blocks), tuple(self.words), tuple(self.chunks), tuple(self.owners))
        return Layout(*layout, self.containers, tuple(self.silent), tuple(self.inner_links))

    def _open(self, element: HtmlElement, tag: str) -> None:
        text = element.text
        if tag in BLOCK_TAGS:
            if not self.code:
                self._flush()
                self._enter(element, tag)
            elif tag not in PARTS_OF_CODE:
                self._line_in_code()
            if tag in CODE_TAGS:
                self.code += 1
        elif tag == "br":
            self._break(element)
        elif tag == "img":
            self._image(element)
        else:
            address = element.get("href")
            self.links += address is not None
            if address and address.lstrip()[:1] == "#":
                self.inner_links.append(element)
            if text and not self.code and text.strip() in _PERMALINK_SIGNS and len(element) == 0:
                return
        if text:
            self._text(element, text, False)

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

    def _hush(self, element: HtmlElement) -> None:
        """Remember what has no text: a formula as a piece of the block that it stands in, if there is one."""
        if self.code or (element.tag == "script" and "math/" not in (element.get("type") or "")):
            return
        if element.tag not in ("math", "script"):
            self._keep_silent(element, len(self.blocks) + self.has_text)
        elif self.has_text:
            self.pending.append(Chunk(element, False))
        else:
            self.waiting.append(element)

    def _keep_silent(self, element: HtmlElement, before: int) -> None:
        self.silent.append(Silent(before, element, self.open[-1], self.levels[-1].containers))

    def _enter(self, element: HtmlElement, tag: str) -> None:
        """Open a block-level element: what it adds to the kind and the containers of its text."""
        outer = self.levels[-1]
        self.open.append(element)
        callout = callout_kind(element) if tag in CALLOUT_TAGS else None
        if tag not in MEANING and callout is None:
            self.levels.append(outer)
            return
        kind = KINDS.get(tag, outer.kind)
        in_data_table = outer.in_data_table
        if tag == "table":
            in_data_table = is_data_table(element)
        if tag in TABLE_PARTS and not in_data_table:
            kind = Kind.PARAGRAPH
        containers = outer.containers
        if tag in CONTAINERS or (tag in TABLE_PARTS and in_data_table):
            containers = (*containers, self._container(element, tag, containers))
        if callout:
            ident = self.containers.setdefault(element, len(self.containers))
            containers = (*containers, Container("aside", -1 - ident, attrs=(("class", callout),)))
        level = int(tag[1]) if kind is Kind.HEADING and tag in KINDS else outer.level
        self.levels.append(_Level(kind, level, containers, in_data_table))

    def _container(self, element: HtmlElement, tag: str, outer: tuple[Container, ...]) -> Container:
        ident = len(self.containers)
        self.containers[element] = ident
        if tag == "ol":
            countdown = element.get("reversed") is not None
            first = sum(1 for _ in element.iterchildren("li")) if countdown else 1
            self.numbers[ident] = _small_int(element.get("start"), first, _LARGEST_NUMBER)
            self.steps[ident] = -1 if countdown else 1
        number = None
        if tag == "li":
            parent = next((c for c in reversed(outer) if c.tag in ("ul", "ol", "menu", "dir")), None)
            if parent is not None and parent.ident in self.numbers:
                number = _small_int(element.get("value"), self.numbers[parent.ident], _LARGEST_NUMBER)
                self.numbers[parent.ident] = number + self.steps[parent.ident]
        elif tag in ("td", "th"):
            number = sum(1 for _ in islice(element.itersiblings("td", "th", preceding=True), _WIDEST))
        attrs = tuple((a, str(_small_int(element.get(a), 1))) for a in _KEPT_ATTRIBUTES if element.get(a))
        if tag == "li":
            attrs = check_box(element)
        elif tag == "ol":
            attrs = numbering(element)
        return Container(tag, ident, number, attrs)

    def _line_in_code(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def _text(self, element: HtmlElement, text: str, tail: bool) -> None:
        if not self.has_text:
            if not self.code and text.isspace():
                return
            self.has_text = True
            self.pending.extend(Chunk(e, False) for e in self.waiting)
            self.waiting = []
        if not tail and self.parts and len(text) <= _LONGEST_SCRIPT:
            text = with_script_sign(element, self.parts[-1], text)
        self.parts.append(text if self.code else text.replace("\n", " "))
        self.pending.append(Chunk(element, tail))
        if self.links:
            self.in_links += len(text)

    def _break(self, element: HtmlElement) -> None:
        """One <br> ends a line, two in a row end the paragraph.

        The lines of a paragraph are blocks of their own, for a rule or a verdict may be about one of them; in
        headings, items, cells and code they stay together.
        """
        if self.levels[-1].kind is Kind.PARAGRAPH:
            same_paragraph = self.has_text
            self._flush()
            self.continues = same_paragraph
        elif self.has_text:
            self.parts.append("\n")
            self.pending.append(Chunk(element, False))

    def _image(self, element: HtmlElement) -> None:
        """An image between blocks is a block of its own; within running text it is a piece of it."""
        if self.has_text:
            self.pending.append(Chunk(element, False))
            return
        self._append(Kind.IMAGE, safe_fold(element.get("alt") or ""), (Chunk(element, False),), 0.0)

    def _flush(self) -> None:
        if not self.has_text:
            self.continues = False
            for element in self.waiting:
                self._keep_silent(element, len(self.blocks))
            self.waiting = []
            return
        raw = "".join(self.parts)
        level = self.levels[-1]
        text = _code_text(raw) if level.kind is Kind.CODE else _lines(raw)
        if text:
            self._append(level.kind, text, tuple(self.pending), min(1.0, self.in_links / len(raw)))
        self._reset()

    def _append(self, kind: Kind, text: str, chunks: tuple[Chunk, ...], link_share: float) -> None:
        level = self.levels[-1]
        own = [] if kind is Kind.IMAGE else words(text)
        heading = level.level if kind is Kind.HEADING else 0
        continues = self.continues and kind is Kind.PARAGRAPH
        index = len(self.blocks)
        self.blocks.append(Block(index, kind, text, len(own), heading, level.containers, link_share, continues))
        self.words.append(own)
        self.chunks.append(chunks)
        self.owners.append(self.open[-1])


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
