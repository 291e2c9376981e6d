"""The article tree of a page's kept blocks, with all that they show: links, images, films, formulas, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..article import Block, Container, Kind
from ..blocks.code import code_language
from ..blocks.containers import DASHES, is_attribution
from ..blocks.embeds import embed_of
from ..blocks.layout import Layout
from ..blocks.notes import Notes, find_notes
from ..blocks.tex import formula_of
from .nesting import plan
from .runs import MarkupOptions, formula_span, read_image, read_runs
from .tree import Node, Run, Span, TreeBuilder, append_runs, inside

_LONGEST_CAPTION = 400  # characters
_QUOTED = re.compile(r"(?:> ?){1,20}(?=[^\s>])(?!(?<=>)(?:From |\d))")  # ">From" is what mailboxes write for "From"
_MOST_QUOTES_AT_ONCE = 2


def article_tree(layout: Layout, kept: Iterable[int], options: MarkupOptions) -> Node:
    """Return the tree of the blocks whose indexes are in `kept` (ascending), with all that they show.

    No script, style, event handler or class of the page is in it, and links only where they are http(s), mail or
    telephone.
    """
    indexes = list(kept)
    blocks = [layout.blocks[i] for i in indexes]
    notes = Notes()
    if layout.chunks and indexes:
        notes = find_notes(layout, indexes) if options.links else notes
        options = replace(options, notes=notes)
    captions = _cut_captions(layout.blocks, set(indexes))
    builder = TreeBuilder()
    quoted = _QuotedLines()
    for block, containers in zip(blocks, plan(blocks, notes.blocks), strict=True):
        content = _content(layout, block, options, captions)
        if not layout.owners:
            builder.add(*quoted.read(block, containers, content))
            continue
        owner = layout.owners[block.index]
        if content and containers and containers[-1].tag == "blockquote" and _is_attribution(layout, block):
            content = _with_dash(content)
        language = code_language(owner) if block.kind is Kind.CODE else None
        builder.add(block, containers, content, owner, language or "")
    return builder.root


class _QuotedLines:
    """The quotations of a plain text, whose lines begin with ">", as in mails: the marks become blockquotes."""

    def __init__(self) -> None:
        self.quotes: tuple[Container, ...] = ()  # around the line before
        self.made = 0

    def read(
        self, block: Block, containers: tuple[Container, ...], content: list[Run]
    ) -> tuple[Block, tuple[Container, ...], list[Run]]:
        """Return a line in its quotations, without its marks; any other as it is."""
        marks = _QUOTED.match(block.text) if block.kind is Kind.PARAGRAPH and content == [block.text] else None
        depth = marks.group().count(">") if marks else 0
        if depth - len(self.quotes) > _MOST_QUOTES_AT_ONCE:  # what a program asks for a command with
            depth = 0
        if depth != len(self.quotes):
            block = replace(block, continues=False)
        new = max(depth - len(self.quotes), 0)
        self.quotes = (
            *self.quotes[:depth],
            *(Container("blockquote", self.made + i) for i in range(1, new + 1)),
        )
        self.made += new
        if marks is None or not depth:
            return block, containers, content
        return block, (*self.quotes, *containers), [block.text[marks.end() :]]


def _is_attribution(layout: Layout, block: Block) -> bool:
    return block.kind is Kind.CAPTION or (block.kind is Kind.PARAGRAPH and is_attribution(layout, block.index))


def _content(layout: Layout, block: Block, options: MarkupOptions, captions: dict[int, str]) -> list[Run]:
    """Return what a block shows; nothing for an image or film that cannot be linked."""
    if not layout.chunks or block.kind is Kind.CODE:
        return [block.text]
    chunks = layout.chunks[block.index]
    if block.kind is Kind.IMAGE:
        return read_image(chunks[0].element, options, captions.get(_figure(block), ""))
    if block.kind is Kind.FORMULA:
        formula = formula_of(chunks[0].element)
        return [formula_span(formula)] if formula else []
    if block.kind is Kind.EMBED:
        embed = embed_of(chunks[0].element, options.base) if options.links else None
        return [Span("a", (embed.title,), embed.url)] if embed else []
    return read_runs(chunks, layout.owners[block.index], options)


def _with_dash(content: list[Run]) -> list[Run]:
    """Return the line that says who is quoted behind a dash, and not in italics as a whole."""
    if isinstance(content[0], str) and content[0].startswith(DASHES):
        return content
    return append_runs(["— "], inside(content, "em"))


def _cut_captions(blocks: Iterable[Block], kept: set[int]) -> dict[int, str]:
    """Return the captions of figures that are not in the text: they are the titles of their images."""
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
