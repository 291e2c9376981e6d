"""Kept blocks to one clean HTML fragment: their containers opened and closed around them, everything else gone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import islice

from lxml.html import HtmlElement

from ..article import Block, Container, Kind
from ..blocks import Layout
from .inline import MarkupOptions, image_html, inline_html

_DEEPEST = 60
_LANGUAGE = re.compile(r"(?:^|\s)(?:language-|highlight-source-|brush:\s*)([A-Za-z0-9_+#.-]{1,30})")
_OWN_LANGUAGE = re.compile(r"(?:^|\s)lang-([A-Za-z0-9_+#.-]{1,30})")
_LANGUAGE_ATTRIBUTES = ("data-lang", "data-language")


def build_fragment(layout: Layout, kept: Iterable[int], options: MarkupOptions) -> str:
    """Return the blocks whose indexes are in `kept` (ascending) as an HTML fragment.

    No script, style, event handler or class survives, and links only where they are http(s), mail or telephone.
    """
    writer = _Writer(layout, options)
    for index in kept:
        writer.add(layout.blocks[index])
    return writer.finish()


class _Writer:
    """The fragment under construction and the containers open in it."""

    def __init__(self, layout: Layout, options: MarkupOptions) -> None:
        self.layout = layout
        self.options = options
        self.parts: list[str] = []
        self.open: list[Container] = []
        self.filled: set[int] = set()  # items and cells that already hold a block
        self.columns: dict[int, int] = {}  # row ident -> cells written so far
        self.last = -1  # the block written last
        self.closing = ""  # the end tag that it still needs, if no line of its paragraph follows

    def add(self, block: Block) -> None:
        content = self._content(block)
        if not content:
            return
        if block.continues and self.last == block.index - 1 and self.closing:
            self.parts.append(f"<br>{content}")
            self.last = block.index
            return
        self._move_to(block.containers[:_DEEPEST])
        holder = self.open[-1] if self.open else None
        in_filled = holder is not None and holder.ident in self.filled
        if holder is not None:
            self.filled.add(holder.ident)
        self._write(block, content, holder, in_filled)
        self.last = block.index

    def finish(self) -> str:
        self._move_to(())
        return "".join(self.parts)

    def _move_to(self, containers: tuple[Container, ...]) -> None:
        """Close what the next block is not in, open what it is."""
        self.parts.append(self.closing)
        self.closing = ""
        common = 0
        while common < min(len(self.open), len(containers)) and self.open[common] == containers[common]:
            common += 1
        while len(self.open) > common:
            self.parts.append(f"</{self.open.pop().tag}>\n")
        for depth, container in enumerate(containers[common:], common):
            if container.tag in ("td", "th") and self.open:
                self._skip_empty_cells(self.open[-1].ident, container)
            attrs = "".join(f' {name}="{escape(value)}"' for name, value in container.attrs)
            first = containers[depth + 1].number if container.tag == "ol" and depth + 1 < len(containers) else None
            if container.tag == "li" and container.number is not None:
                attrs += f' value="{container.number}"'
            if first not in (None, 1):
                attrs += f' start="{first}"'
            self.parts.append(f"<{container.tag}{attrs}>")
            self.open.append(container)

    def _skip_empty_cells(self, row: int, cell: Container) -> None:
        """A cell without text has no block: it is written all the same, or the columns would shift."""
        written = self.columns.get(row, 0)
        column = cell.number or 0
        self.parts.append("<td></td>" * (column - written))
        self.columns[row] = column + 1

    def _write(self, block: Block, content: str, holder: Container | None, in_filled: bool) -> None:
        tag = self._tag(block, holder, in_filled)
        if tag is None:
            self.parts.append(f"<br>{content}" if in_filled and block.kind is not Kind.CODE else content)
        else:
            self.parts.append(f"<{tag}>{content}")
            self.closing = f"</{tag}>\n"

    def _tag(self, block: Block, holder: Container | None, in_filled: bool) -> str | None:
        """What a block is wrapped in; None where its container says enough."""
        held_in = holder.tag if holder is not None else ""
        if block.kind is Kind.HEADING:
            return f"h{block.level}"
        if block.kind in (Kind.CODE, Kind.IMAGE, Kind.CELL) or held_in in ("dt", "td", "th", "caption"):
            return None
        if block.kind is Kind.CAPTION and held_in == "figure":
            return "figcaption"
        if block.kind is Kind.ITEM and held_in in ("li", "dd") and not in_filled:
            return None
        return "p"

    def _content(self, block: Block) -> str:
        if not self.layout.chunks:
            return escape(block.text, quote=False)
        chunks = self.layout.chunks[block.index]
        owner = self.layout.owners[block.index]
        if block.kind is Kind.IMAGE:
            return image_html(chunks[0].element, self.options)
        if block.kind is Kind.CODE:
            language = _code_language(owner)
            attr = f' class="language-{escape(language)}"' if language else ""
            return f"<pre><code{attr}>{escape(block.text, quote=False)}\n</code></pre>"
        return inline_html(chunks, owner, self.options)


def _code_language(pre: HtmlElement) -> str | None:
    """What language a code block says it is in: on <pre>, its <code>, or the two wrappers around it."""
    code = pre.find("code")
    nearby = [e for e in (code, pre, *islice(pre.iterancestors(), 2)) if e is not None]
    for element in nearby:
        match = _LANGUAGE.search(element.get("class") or "")
        if match:
            return str(match.group(1)).lower()
    for element in (e for e in (code, pre) if e is not None):
        match = _OWN_LANGUAGE.search(element.get("class") or "")
        if match:
            return str(match.group(1)).lower()
        for attribute in _LANGUAGE_ATTRIBUTES:
            value = element.get(attribute)
            if value and re.fullmatch(r"[A-Za-z0-9_+#.-]{1,30}", value):
                return str(value).lower()
    return None
