"""The article tree, which all formats are written from: its nodes and passages, and what builds it from kept blocks.

    Node article > Node ul > Node li > Passage > text, Span strong > text …

Nodes hold other parts, passages hold running text. Tags are those of HTML, because everyone knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..article import Block, Container, Kind
from .nesting import LISTS, plan

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CELLS = frozenset(("td", "th"))
_HOLD_TEXT = frozenset(("dt", "td", "th", "caption", "summary"))  # their text needs no paragraph around it
_DEEPEST = 60  # nodes in one another
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 4000
_LONGEST_TITLE = 20  # words of the title of a box


class Span(NamedTuple):
    """An inline element.

    `tag` is strong, em, code, kbd, sub, sup or del as in HTML, or one of these: "a" (`target` is its address), "img"
    (the alternative text in `runs`, `target` its address, `title` its caption), "note" (a mark, `target` is the label
    of the footnote), "math" and "math display" (TeX in `runs`), "br".
    """

    tag: str
    runs: tuple[str | Span, ...] = ()
    target: str = ""
    title: str = ""


Run = str | Span

BREAK = Span("br")


@dataclass(slots=True)
class Passage:
    """Running text, or code: "p", "h1" to "h6", "figcaption", "summary", "pre", or "" where the node that holds it is
    enough, as an item is. `language` is that of code."""

    tag: str
    runs: list[Run]
    language: str = ""


@dataclass(slots=True)
class Node:
    """A list, item, table, row, cell, quotation, figure, box …, or the whole article.

    `number` is that of an item in an ordered list. `attrs` has what HTML would: the span of a cell, whether the task of
    an item is done (`checked`), what a text says before it (`label`), the kind of a callout (`class`), the label of a
    footnote (`id`: "fn-LABEL"), and what a list counts with (`type`: "a", "A", "i" or "I").
    """

    tag: str
    number: int | None = None
    attrs: tuple[tuple[str, str], ...] = ()
    parts: list[Node | Passage] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the value of an attribute; empty if there is none."""
        return next((value for key, value in self.attrs if key == name), "")


def item_label(number: int, numbering: str) -> str:
    """Return an item's number as its list counts: "3", "c", "C", "iii" or "III"."""
    label = _roman(number) if numbering in ("i", "I") else _letters(number) if numbering else ""
    return (label.upper() if numbering.isupper() else label) or str(number)


def _letters(number: int) -> str:
    label = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        label = chr(ord("a") + place) + label
    return label


def _roman(number: int) -> str:
    if not 0 < number < _MOST_ROMAN:
        return ""
    label = ""
    for value, sign in _ROMAN:
        label += sign * (number // value)
        number %= value
    return label


def text_tree(blocks: Iterable[Block]) -> Node:
    """Return the tree of blocks with their texts alone, for writers that show neither links nor pictures."""
    shown = [block for block in blocks if block.text and block.kind not in (Kind.IMAGE, Kind.EMBED)]
    builder = TreeBuilder()
    for block, containers in zip(shown, plan(shown, {}), strict=True):
        builder.add(block, containers, [block.text])
    return builder.root


def joined_trees(trees: Sequence[Node]) -> Node:
    """Return the tree of an article whose parts are on several pages."""
    return Node("article", parts=[part for tree in trees for part in tree.parts])


class TreeBuilder:
    """A tree to which block after block is added: the nodes that are open, and the passage that may go on."""

    def __init__(self) -> None:
        self.root = Node("article")
        self.open: list[tuple[Container, Node]] = []  # a section is open in the node around it
        self.number: int | None = None  # of the section that has no words yet
        self.image: tuple[Run, ...] = ()  # the image added last
        self.last = -1  # the index of the block added last
        self.passage: Passage | None = None  # what a further line of the same paragraph belongs to

    def add(
        self,
        block: Block,
        containers: tuple[Container, ...],
        content: list[Run],
        owner: HtmlElement | None = None,
        language: str = "",
    ) -> None:
        """Add what a block shows. `owner` is the element that it is from, `language` that of code."""
        if not content or (block.kind is Kind.IMAGE and tuple(content) == self.image):
            return
        if block.kind is Kind.IMAGE:
            self.image = tuple(content)
        if block.continues and self.last == block.index - 1 and self.passage is not None:
            self.passage.runs += [BREAK, *content]
        else:
            if self.open or containers:
                self._move_to(_shallow(containers))
            if block.kind is Kind.CODE:
                self._holder.parts.append(Passage("pre", content, language))
                self.passage = None
            else:
                self._write(block, content, owner)
        self.last = block.index

    @property
    def _holder(self) -> Node:
        return self.open[-1][1] if self.open else self.root

    def _move_to(self, containers: tuple[Container, ...]) -> None:
        """Leave the nodes that the next block is not in, open those that it is in."""
        common = 0
        for (opened, _), container in zip(self.open, containers, strict=False):
            if opened.ident != container.ident or opened.tag != container.tag:
                break
            common += 1
        if any(opened.tag == "section" for opened, _ in self.open[common:]):
            self.number = None
        del self.open[common:]
        for container in containers[common:]:
            holder = self._holder
            if container.tag == "section":  # its heading says enough
                self.number = container.number
                self.open.append((container, holder))
                continue
            if container.tag in CELLS:
                # A cell without text has no block: it is there all the same, or the columns would shift.
                missing = (container.number or 0) - len(holder.parts)
                holder.parts += (Node("td") for _ in range(missing))
            number = container.number if container.tag == "li" else None
            node = Node(container.tag, number, container.attrs)
            holder.parts.append(node)
            self.open.append((container, node))

    def _write(self, block: Block, content: list[Run], owner: HtmlElement | None) -> None:
        if self.number is not None and block.words:
            content = _with_number(content, self.number, block.text)
            self.number = None
        holder = self._holder
        last = holder.parts[-1] if holder.parts else None
        bare = last if isinstance(last, Passage) and not last.tag else None
        tag = _passage_tag(block, holder, owner, bare is not None)
        if tag == "p" and holder.tag == "aside" and _is_title(block, owner) and not _has_strong(content):
            content = [Span("strong", tuple(content))]
        if not tag and bare is not None:
            bare.runs += content if holder is self.root else [BREAK, *content]
            self.passage = None
        else:
            passage = Passage(tag, content)
            holder.parts.append(passage)
            self.passage = passage if tag else None


def _passage_tag(block: Block, holder: Node, owner: HtmlElement | None, below_text: bool) -> str:
    """Return the tag of a block's passage; empty where its holder says enough."""
    # What the page calls a paragraph is one; other text of an item is a line below the text before it.
    is_paragraph = owner is None or owner.tag == "p"
    if block.kind is Kind.HEADING:
        return f"h{block.level}"
    if holder.tag in _HOLD_TEXT:
        return ""
    if holder.tag == "details" and owner is not None and owner.tag == "summary":
        return "summary"
    if block.kind is Kind.CAPTION and holder.tag == "figure":
        return "figcaption"
    if holder.tag in ("li", "dd") and (not holder.parts or (below_text and not is_paragraph)):
        return ""
    return "" if block.kind is Kind.IMAGE and holder.tag in ("figure", "article") else "p"


def _is_title(block: Block, owner: HtmlElement | None) -> bool:
    """Return whether a paragraph is named the title of its box."""
    marked = owner is not None and re.search(r"title|heading", owner.get("class") or "", re.I)
    return bool(marked) and block.words <= _LONGEST_TITLE and block.link_share == 0


def append_runs(runs: list[Run], found: Sequence[Run]) -> list[Run]:
    """Add running text to another, texts side by side in one; return it."""
    for run in found:
        if runs and isinstance(run, str) and isinstance(runs[-1], str):
            runs[-1] += run
        else:
            runs.append(run)
    return runs


def inside(content: list[Run], tag: str) -> Sequence[Run]:
    """Return running text without an element that is around all of it."""
    only = content[0]
    return only.runs if len(content) == 1 and isinstance(only, Span) and only.tag == tag else content


def _with_number(content: list[Run], number: int, text: str) -> list[Run]:
    """Return the first line of a section with the section's number, if it does not say it."""
    said = re.match(rf"\W*{number}\b", text)
    return content if said else append_runs([f"{number}. "], inside(content, "strong"))


def _shallow(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """Return the containers without those in the middle that are too many; an item keeps its list."""
    if len(containers) <= _DEEPEST:
        return containers
    ends_in_item = containers[-1].tag == "li" and containers[-2].tag in LISTS
    return (*containers[: _DEEPEST - 2], *containers[-2:]) if ends_in_item else containers[:_DEEPEST]


def _has_strong(runs: Iterable[Run]) -> bool:
    return any(isinstance(run, Span) and (run.tag == "strong" or _has_strong(run.runs)) for run in runs)
