"""Which pieces of which blocks stand in what a selector selects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

from ..article import Kind
from ..blocks.layout import Chunk, Layout
from ..blocks.split import text_of
from ..text import count_words

_CLASSES_AND_IDS = XPath("//@class | //@id", smart_strings=False)
# What `id_or_class` makes: imported packs have dozens of such rules for a site, of which a page answers one or two.
_ID_OR_CLASS = re.compile(r"""//\*\[\(@class\|@id\)\[contains\(\.,("[^"]+"|'[^']+')\)\]\]""")


def id_or_class(literal: str) -> str:
    """The XPath of elements whose class or id contains a text, which is given as an XPath literal."""
    return f"//*[(@class|@id)[contains(.,{literal})]]"


class Names:
    """All classes and ids of a page, to tell without a walk that an expression selects nothing."""

    def __init__(self, tree: HtmlElement) -> None:
        self._all = "\n".join(_CLASSES_AND_IDS(tree))  # type: ignore[arg-type]

    def rule_out(self, expression: str) -> bool:
        """Whether the expression asks for a class or id of which nothing on the page has a part."""
        match = _ID_OR_CLASS.fullmatch(expression)
        return match is not None and match.group(1)[1:-1] not in self._all


class Pieces:
    """The pieces of all blocks of a page, found by the node that they come from."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    @cached_property
    def _block_of(self) -> dict[Chunk, int]:
        return {chunk: i for i, chunks in enumerate(self._layout.chunks) for chunk in chunks}

    def inside(self, selected: Iterable[object]) -> dict[int, set[Chunk]]:
        """For each block that has any, its pieces in the selected elements and pieces of text.

        Linear in what is selected: an element within another one is not walked twice.
        """
        found: dict[int, set[Chunk]] = {}
        for chunk in _chunks_in(selected):
            index = self._block_of.get(chunk)
            if index is not None:
                found.setdefault(index, set()).add(chunk)
        return found


def _chunks_in(selected: Iterable[object]) -> Iterator[Chunk]:
    walked: set[HtmlElement] = set()
    for one in selected:
        if isinstance(one, HtmlElement):
            if one in walked:
                continue
            for element in one.iter():
                walked.add(element)
                yield Chunk(element, False)
                if element is not one:
                    yield Chunk(element, True)
        elif getattr(one, "is_text", False) or getattr(one, "is_tail", False):  # lxml's strings know their place
            parent = one.getparent()  # type: ignore[attr-defined]
            if parent is not None:
                yield Chunk(parent, bool(one.is_tail))  # type: ignore[attr-defined]


def mostly(chunks: Iterable[Chunk], inside: set[Chunk]) -> bool:
    """Whether more than half of a block's text is in `inside`; a piece without text counts as one character."""
    sizes = [(c in inside, len(((c.element.tail if c.tail else c.element.text) or "").strip()) or 1) for c in chunks]
    return sum(size for is_inside, size in sizes if is_inside) * 2 > sum(size for _, size in sizes)


class Cut(NamedTuple):
    """A layout after a cut: `shortened` blocks lost pieces, `gone` ones are to be dropped and stay as they are."""

    layout: Layout
    shortened: list[int]
    gone: list[int]


def without(layout: Layout, cuts: dict[int, set[Chunk]]) -> Cut:
    """The layout without these pieces of its blocks.

    A block goes as a whole when no word would be left. So does code of which most is meant; else code stays whole.
    """
    blocks, chunks = list(layout.blocks), list(layout.chunks)
    cut = Cut(layout, [], [])
    for i, pieces in cuts.items():
        left = tuple(c for c in chunks[i] if c not in pieces)
        whole = not left or blocks[i].kind in (Kind.CODE, Kind.IMAGE)
        text = "" if whole else text_of(left)
        words = count_words(text)
        if not words and mostly(chunks[i], pieces):
            cut.gone.append(i)
        elif not whole:
            cut.shortened.append(i)
            blocks[i], chunks[i] = replace(blocks[i], text=text, words=words), left
    return cut._replace(layout=replace(layout, blocks=tuple(blocks), chunks=tuple(chunks)))
