"""The paragraphs of a plain-text page as blocks."""

from __future__ import annotations

import re
from dataclasses import replace

from ..article import Block, Container, Kind
from ..text import safe, words
from .layout import Layout

_ITEM = re.compile(r"^(?:[-*•·–▪]|\(?(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"(?:\*\s?){3,10}|(?:-\s?){3,10}|(?:_\s?){3,10}")  # Markdown's and typists'
_HEADING = re.compile(r"(#{1,6})\s(\S.{0,200}?)[\s#]*")  # of Markdown


def split_text(paragraphs: tuple[str, ...]) -> Layout:
    """Return one block for each paragraph, or each of its lines where it has some; runs of paragraphs with list
    markers become the items of a list, what is verbatim code: see page.plain."""
    blocks: list[Block] = []
    own_words: list[list[str]] = []
    idents = 0
    items: Container | None = None
    for paragraph in paragraphs:
        text = safe(paragraph)
        if "\n" in text:
            items = None
            for block in _lines_of(text):
                own_words.append(words(block.text))
                blocks.append(replace(block, index=len(blocks), words=len(own_words[-1])))
            continue
        if not text:
            continue
        marker = None if _RULE.fullmatch(text) else _ITEM.match(text)
        heading = _HEADING.fullmatch(text)
        if heading is not None:
            items = None
            own_words.append(words(heading[2]))
            blocks.append(Block(len(blocks), Kind.HEADING, heading[2], len(own_words[-1]), len(heading[1])))
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


def _lines_of(text: str) -> list[Block]:
    """Return the lines of a paragraph as blocks, or one block of code where it is verbatim."""
    if text.endswith("\n"):
        text = text[:-1]
        return [Block(0, Kind.CODE, text, 0)] if text.strip() else []
    lines = [line for line in text.split("\n") if line.strip()]
    return [Block(0, Kind.PARAGRAPH, line, 0, continues=i > 0) for i, line in enumerate(lines)]
