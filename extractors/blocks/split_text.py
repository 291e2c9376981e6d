"""The paragraphs of a plain-text page as blocks."""

from __future__ import annotations

import re

from ..article import Block, Container, Kind
from ..text import safe, words
from .layout import Layout

_ITEM = re.compile(r"^(?:[-*•·–▪]|\(?(\d{1,3})[.)])\s+(?=\S)")


def split_text(paragraphs: tuple[str, ...]) -> Layout:
    """Return one block for each paragraph; runs of paragraphs with list markers become the items of a list."""
    blocks: list[Block] = []
    own_words: list[list[str]] = []
    idents = 0
    items: Container | None = None
    for paragraph in paragraphs:
        text = safe(paragraph)
        marker = _ITEM.match(text)
        if not text:
            continue
        if marker is None:
            items = None
            own_words.append(words(text))
            blocks.append(Block(len(blocks), Kind.PARAGRAPH, text, len(own_words[-1])))
            continue
        number = int(marker.group(1)) if marker.group(1) else None
        tag = "ul" if number is None else "ol"
        if items is None or items.tag != tag:
            idents += 1
            items = Container(tag, idents)
        idents += 1
        text = text[marker.end() :]
        item = Container("li", idents, number)
        own_words.append(words(text))
        blocks.append(Block(len(blocks), Kind.ITEM, text, len(own_words[-1]), containers=(items, item)))
    return Layout(tuple(blocks), tuple(own_words))
