"""The tree of a page as blocks: one walk in reading order."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ..article import Block, Container, Kind
from ..text import count_words, fold, safe
from .callouts import callout_kind
from .layout import Chunk, Layout, Silent
from .tables import is_data_table

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre search section summary table caption "
    "thead tbody tfoot tr td th ul button legend marquee noindex noscript listing xmp".split()
)
_SKIPPED = frozenset(
    "script style title template svg math iframe frameset object embed applet canvas audio video textarea "
    "select option datalist input".split()
)
# Of these, what may show something all the same: formulas, films, pictures of accelerated pages.
_SILENT = frozenset("math script iframe video audio amp-img amp-youtube lite-youtube".split())
_CODE_TAGS = ("pre", "listing", "xmp")
_KINDS = {
    **{f"h{n}": Kind.HEADING for n in range(1, 7)},
    **dict.fromkeys(("li", "dd"), Kind.ITEM),
    **dict.fromkeys(("td", "th"), Kind.CELL),
    **dict.fromkeys(_CODE_TAGS, Kind.CODE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("ul", "ol", "dl", "table", "blockquote", "figure"), Kind.PARAGRAPH),
    "dt": Kind.TERM,
    "button": Kind.CONTROL,
}
_CONTAINERS = frozenset("ul ol menu dir li dl dt dd blockquote figure details".split())
_TABLE_PARTS = frozenset("table tr td th caption".split())
_KEPT_ATTRIBUTES = ("colspan", "rowspan")
# What links to a heading itself, or back from a footnote, shows: signs for a mouse, not words of the text.
_PERMALINK_SIGNS = frozenset(("#", "¶", "§", "↩", "↩︎", "↵", "⤴", "^", "🔗"))
_LARGEST_SPAN, _LARGEST_NUMBER = 1000, 10**9 - 1
_WIDEST = 200


class _Level(NamedTuple):
    """What an open block-level element means for the text in it."""

    element: HtmlElement
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


class _Splitter:
    """The state of one walk over one page."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.chunks: list[tuple[Chunk, ...]] = []
        self.owners: list[HtmlElement] = []
        self.levels = [_Level(root, Kind.PARAGRAPH, 0, (), False)]
        self.numbers: dict[int, int] = {}  # container ident -> number of its next item
        self.containers: dict[HtmlElement, int] = {}
        self.steps: dict[int, int] = {}
        self.silent: list[Silent] = []
        self.waiting: list[HtmlElement] = []  # silent elements before the text of the block that they may belong to
        self.links = 0  # open <a> elements
        self.code = 0  # open <pre> elements
        self._reset()

    def _reset(self) -> None:
        self.parts: list[str] = []
        self.pending: list[Chunk] = []
        self.in_links = 0
        self.has_text = False
        self.continues = False

    def run(self) -> Layout:
        walker = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if not isinstance(tag, str):
                if event == "end" and element is not self.root:
                    self._text(element, True)
                continue
            if event == "start":
                if tag in _SILENT:
                    self._hush(element)
                if tag in _SKIPPED:
                    walker.skip_subtree()
                else:
                    self._open(element, tag)
            elif tag not in _SKIPPED:
                self._close(element, tag)
            if event == "end" and element is not self.root:
                self._text(element, True)
        self._flush()
        layout = (tuple(self.blocks), tuple(self.chunks), tuple(self.owners), self.containers, tuple(self.silent))
        return Layout(*layout)

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag in BLOCK_TAGS:
            if self.code and tag not in (*_CODE_TAGS, "table", "tr", "td", "th", "tbody"):
                self._line_in_code()
            elif not self.code:
                self._flush()
                self._enter(element, tag)
            if tag in _CODE_TAGS:
                self.code += 1
        elif tag == "br":
            self._break(element)
        elif tag == "img":
            self._image(element)
        elif tag == "a":
            self.links += element.get("href") is not None
            if not self.code and (element.text or "").strip() in _PERMALINK_SIGNS and len(element) == 0:
                return
        self._text(element, False)

    def _close(self, element: HtmlElement, tag: str) -> None:
        if tag == "a":
            self.links -= element.get("href") is not None
        if tag not in BLOCK_TAGS:
            return
        if tag in _CODE_TAGS:
            self.code -= 1
        if self.code:
            if tag in ("div", "li", "tr", "p"):
                self._line_in_code()
        else:
            self._flush()
            if len(self.levels) > 1:
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
        self.silent.append(Silent(before, element, self.levels[-1].element, self.levels[-1].containers))

    def _enter(self, element: HtmlElement, tag: str) -> None:
        """Open a block-level element: what it adds to the kind and the containers of its text."""
        outer = self.levels[-1]
        kind = _KINDS.get(tag, outer.kind)
        in_data_table = outer.in_data_table
        if tag == "table":
            in_data_table = is_data_table(element)
        if tag in _TABLE_PARTS and not in_data_table:
            kind = Kind.PARAGRAPH
        containers = outer.containers
        if tag in _CONTAINERS or (tag in _TABLE_PARTS and in_data_table):
            containers = (*containers, self._container(element, tag, containers))
        callout = callout_kind(element)
        if callout:
            ident = self.containers.setdefault(element, len(self.containers))
            containers = (*containers, Container("aside", -1 - ident, attrs=(("class", callout),)))
        level = int(tag[1]) if kind is Kind.HEADING and tag in _KINDS else outer.level
        self.levels.append(_Level(element, kind, level, containers, in_data_table))

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
            attrs = _task(element)
        return Container(tag, ident, number, attrs)

    def _line_in_code(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def _text(self, element: HtmlElement, tail: bool) -> None:
        text = element.tail if tail else element.text
        if not text:
            return
        if not self.has_text:
            if not self.code and text.isspace():
                return
            self.has_text = True
            self.pending.extend(Chunk(e, False) for e in self.waiting)
            self.waiting = []
        self.parts.append(text if self.code else " ".join(text.split("\n")) if "\n" in text else text)
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
        self._append(Kind.IMAGE, fold(safe(element.get("alt") or "")), (Chunk(element, False),), 0.0)

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
        count = 0 if kind is Kind.IMAGE else count_words(text)
        heading = level.level if kind is Kind.HEADING else 0
        continues = self.continues and kind is Kind.PARAGRAPH
        index = len(self.blocks)
        self.blocks.append(Block(index, kind, text, count, heading, level.containers, link_share, continues))
        self.chunks.append(chunks)
        self.owners.append(level.element)


def _task(item: HtmlElement) -> tuple[tuple[str, str], ...]:
    """The check box that an item of a task list begins with, as an attribute. One that can be ticked is a form's."""
    element: HtmlElement | None = item
    for _ in range(3):
        if element is None or (element.text or "").strip() or not len(element):
            break
        element = element[0]
        if element.tag == "input":
            marked = "task" in f"{item.get('class') or ''} {element.get('class') or ''}"
            is_box = (element.get("type") or "").lower() == "checkbox" and (
                marked or element.get("disabled") is not None
            )
            return (("checked", "true" if element.get("checked") is not None else "false"),) if is_box else ()
    return ()


def _lines(raw: str) -> str:
    """White space folded within each line that a <br> made."""
    if "\n" not in raw:
        return fold(safe(raw))
    return "\n".join(line for line in (fold(part) for part in safe(raw).split("\n")) if line)


def _code_text(raw: str) -> str:
    return safe(raw.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4).strip("\n").rstrip()


def _small_int(value: str | None, default: int, largest: int = _LARGEST_SPAN) -> int:
    try:
        return max(0, min(int((value or "")[:12]), largest))
    except ValueError:
        return default
