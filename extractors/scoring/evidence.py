"""What is gathered about a page before it is judged: words, trafilatura's verdict, title, signs of its type."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from ..article import Block, Kind
from ..blocks import Layout, shares
from ..blocks.features import Evidence
from ..blocks.page_signs import read_signs
from ..text import words

_LONGEST_TITLE = 500


def gather(tree: HtmlElement, layout: Layout, url: str | None, ask_trafilatura: bool) -> Evidence:
    """Return the evidence about an HTML page; the tree is not changed."""
    own = words_of(layout.blocks)
    verdict = None
    if ask_trafilatura:
        from ..reference import read_reference

        verdict = shares(own, read_reference(tree, url).words)
    title = tree.find(".//title")
    title_words = words((title.text or "")[:_LONGEST_TITLE]) if title is not None else []
    return Evidence(own, verdict, title_words, read_signs(tree, url))


def words_of(blocks: Sequence[Block]) -> list[list[str]]:
    """The words of each block, lower-cased; none for an image, whatever its alternative text."""
    return [[] if block.kind is Kind.IMAGE else words(block.text) for block in blocks]
