"""Kept blocks to one clean HTML fragment: their containers opened and closed around them, everything else gone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from ..article import Block, Container, Kind
from ..blocks import Layout
from ..blocks.code import code_language
from ..blocks.containers import DASHES, is_attribution
from ..blocks.embeds import embed_of
from ..blocks.notes import Notes, find_notes
from ..blocks.tex import draws_formulas, formula_html_of, may_hold_tex
from .inline_markup import MarkupOptions, image_html, inline_html
from .nesting import plan

_DEEPEST, _LONGEST_TITLE, _LONGEST_CAPTION = 60, 20, 400
_WHOLLY_CITED = re.compile(r"\A<em>([^<]*)</em>\Z")
_HOLD_INLINE = ("dt", "td", "th", "caption", "summary")


def build_fragment(layout: Layout, kept: Iterable[int], options: MarkupOptions) -> str:
    """Return the blocks whose indexes are in `kept` (ascending) as an HTML fragment.

    No script, style, event handler or class of the page survives, and links only where they are http(s), mail or
    telephone.
    """
    indexes = list(kept)
    blocks = [layout.blocks[i] for i in indexes]
    notes = Notes()
    if layout.chunks and indexes:
        notes = find_notes(layout, indexes) if options.links else notes
        tex = any(may_hold_tex(b.text) for b in blocks) and draws_formulas(layout.owners[0].getroottree().getroot())
        options = replace(options, tex=tex, notes=notes)
    writer = _Writer(layout, options, _cut_captions(layout.blocks, set(indexes)))
    for block, containers in zip(blocks, plan(blocks, notes.blocks), strict=True):
        writer.add(block, containers[:_DEEPEST])
    return writer.finish()


class _Writer:
    """The fragment under construction and the containers open in it."""

    def __init__(self, layout: Layout, options: MarkupOptions, captions: dict[int, str]) -> None:
        self.layout = layout
        self.options = options
        self.captions = captions
        self.parts: list[str] = []
        self.open: list[Container] = []
        self.filled: dict[int, bool] = {}  # items and cells that hold something -> whether it ends in a line of text
        self.columns: dict[int, int] = {}  # row ident -> cells written so far
        self.image = ""  # the image written last
        self.last = -1  # the block written last
        self.closing = ""  # the end tag that it still needs, if no line of its paragraph follows

    def add(self, block: Block, containers: tuple[Container, ...]) -> None:
        content = self._content(block)
        if containers and containers[-1].tag == "blockquote" and self._is_attribution(block):
            content = content if content.startswith(DASHES) else "— " + _WHOLLY_CITED.sub(r"\1", content)
        if not content or (block.kind is Kind.IMAGE and content == self.image):
            return
        self.image = content if block.kind is Kind.IMAGE else self.image
        if block.continues and self.last == block.index - 1 and self.closing:
            self.parts.append(f"<br>{content}")
            self.last = block.index
            return
        self._move_to(containers)
        self._write(block, content)
        self.last = block.index

    def _is_attribution(self, block: Block) -> bool:
        if not self.layout.owners or block.kind not in (Kind.PARAGRAPH, Kind.CAPTION):
            return False
        return block.kind is Kind.CAPTION or is_attribution(self.layout, block.index)

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
            self.parts.append(_start_tag(container, containers[depth + 1] if depth + 1 < len(containers) else None))
            self.open.append(container)

    def _skip_empty_cells(self, row: int, cell: Container) -> None:
        """A cell without text has no block: it is written all the same, or the columns would shift."""
        written = self.columns.get(row, 0)
        column = cell.number or 0
        self.parts.append("<td></td>" * (column - written))
        self.columns[row] = column + 1

    def _write(self, block: Block, content: str) -> None:
        holder = self.open[-1] if self.open else None
        ends_in_line = self.filled.get(holder.ident) if holder is not None else None
        tag = self._tag(block, holder, ends_in_line)
        is_title = tag == "p" and holder is not None and holder.tag == "aside" and self._is_title(block)
        if is_title and "<strong" not in content:
            content = f"<strong>{content}</strong>"
        if holder is not None:
            for outer in self.open[:-1]:
                self.filled[outer.ident] = False
            self.filled[holder.ident] = tag is None and block.kind is not Kind.CODE
        if tag is None:
            self.parts.append(f"<br>{content}" if ends_in_line and block.kind is not Kind.CODE else content)
        else:
            self.parts.append(f"<{tag}>{content}")
            self.closing = f"</{tag}>\n"

    def _tag(self, block: Block, holder: Container | None, ends_in_line: bool | None) -> str | None:
        """What a block is wrapped in; None where its container says enough."""
        held_in = holder.tag if holder is not None else ""
        if block.kind is Kind.HEADING:
            return f"h{block.level}"
        if block.kind is Kind.CODE or held_in in _HOLD_INLINE:
            return None
        if self.layout.owners and self.layout.owners[block.index].tag == "summary" and held_in == "details":
            return "summary"
        if block.kind is Kind.CAPTION and held_in == "figure":
            return "figcaption"
        if held_in in ("li", "dd") and (ends_in_line is None or (ends_in_line and not self._is_paragraph(block))):
            return None
        return "p" if block.kind is not Kind.IMAGE or held_in not in ("figure", "") else None

    def _is_paragraph(self, block: Block) -> bool:
        """Whether the page calls it one: then a blank line stands above it, else it is a line below the one before."""
        return not self.layout.owners or self.layout.owners[block.index].tag == "p"

    def _is_title(self, block: Block) -> bool:
        """Whether a paragraph is named the title of its box; emphasis in it stays the only one."""
        marked = self.layout.owners and re.search(
            r"title|heading", self.layout.owners[block.index].get("class") or "", re.I
        )
        return bool(marked) and block.words <= _LONGEST_TITLE and block.link_share == 0

    def _content(self, block: Block) -> str:
        if not self.layout.chunks:
            text = escape(block.text, quote=False)
            return f"<pre><code>{text}\n</code></pre>" if block.kind is Kind.CODE else text
        chunks = self.layout.chunks[block.index]
        owner = self.layout.owners[block.index]
        if block.kind is Kind.IMAGE:
            return image_html(chunks[0].element, self.options, self.captions.get(_figure(block), ""))
        if block.kind is Kind.FORMULA:
            return formula_html_of(chunks[0].element)
        if block.kind is Kind.EMBED:
            embed = embed_of(chunks[0].element, self.options.base) if self.options.links else None
            return f'<a href="{escape(embed.url)}">{escape(embed.title)}</a>' if embed else ""
        if block.kind is Kind.CODE:
            language = code_language(owner)
            attr = f' class="language-{escape(language)}"' if language else ""
            return f"<pre><code{attr}>{escape(block.text, quote=False)}\n</code></pre>"
        return inline_html(chunks, owner, self.options)


def _cut_captions(blocks: Iterable[Block], kept: set[int]) -> dict[int, str]:
    """The captions of figures that are not in the text: they are the titles of their images."""
    found: dict[int, str] = {}
    told: set[int] = set()
    for block in blocks:
        figure = _figure(block) if block.kind is Kind.CAPTION else -1
        if figure >= 0 and block.index in kept:
            told.add(figure)
        elif figure >= 0:
            found[figure] = f"{found.get(figure, '')} {block.text}".strip()
    return {f: " ".join(text.split()) for f, text in found.items() if f not in told and len(text) <= _LONGEST_CAPTION}


def _figure(block: Block) -> int:
    return next((c.ident for c in reversed(block.containers) if c.tag == "figure"), -1)


def _start_tag(container: Container, inner: Container | None) -> str:
    task = dict(container.attrs).get("checked") if container.tag == "li" else None
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in container.attrs if name != "checked")
    if container.tag == "li" and container.number is not None:
        attrs += f' value="{container.number}"'
    if container.tag == "ol" and inner is not None and inner.number not in (None, 1):
        attrs += f' start="{inner.number}"'
    box = f'<input type="checkbox" disabled{" checked" if task == "true" else ""}> ' if task else ""
    return f"<{container.tag}{attrs}>{box}"
