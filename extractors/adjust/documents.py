"""Keep documents whole that have no frame around them: letters, reports, exported files, man pages, chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..features.marking import FAR, MARKING
from ..features.outline import Outline, read_outline
from .step import Context

_WHOLE = Decision(True, By.DOCUMENT, "a part of a document without a frame")
# What a frame is made of: a page with one of these is one of a site.
_PARTS = etree.XPath(
    "boolean(//footer | //aside[not(contains(@*, 'note'))] | //form | //button | //input[not(@type='checkbox')]"
    " | //iframe | //dialog | //menu | //nav[.//a[@href][not(starts-with(@href, '#'))]]"
    " | //*[@role='navigation' or @role='banner' or @role='contentinfo' or @role='search' or @role='complementary'])"
)
_FRAME_MARKS = [
    MARKING.index(f"mark_{name}")
    for name in "nav share related footer sidebar ad newsletter comment search pager modal price product".split()
]
_MOST_LINKED, _MOST_LINK_LINES = 0.1, 1  # share of the words; blocks that are nothing but a link
_LINK_LINE = 0.9
_LABEL_WORDS, _MOST_LABELS = 4, 3  # of a line; lines of that kind one after the other
_LEAST_KEPT = 0.6  # of the words of a text: a page with a menu, saved as text, has less
_OWNER = re.compile(r"©|\(c\) ?\d{4}|copyright|all rights reserved|alle rechte|tous droits|cookie", re.I)
_ENDED = re.compile(r"[.!?…:;,。！？।؟][\"'”’»)\]]*$")


def keep_documents_whole(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep every block of an HTML page that is a document and not a page of a site."""
    if context.tree is None or not any(decision.keep for decision in decisions):
        return tuple(decisions)
    if not _is_bare(context.tree, layout, context.outline or read_outline(layout)):
        return tuple(decisions)
    return _all_kept(layout.blocks, decisions)


def keep_texts_whole(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep every paragraph of a plain text that no menu, legal line or teaser stands around."""
    kept = sum(b.words for b, d in zip(layout.blocks, decisions, strict=True) if d.keep)
    if kept < _LEAST_KEPT * sum(block.words for block in layout.blocks):
        return tuple(decisions)
    run = 0
    for block in layout.blocks:
        label = block.kind is Kind.PARAGRAPH and block.words <= _LABEL_WORDS and not _ENDED.search(block.text)
        run = run + 1 if label else 0
        if run > _MOST_LABELS or (block.words < 40 and _OWNER.search(block.text)):
            return tuple(decisions)
    return _all_kept(layout.blocks, decisions)


def _is_bare(tree: HtmlElement, layout: Layout, outline: Outline) -> bool:
    blocks = layout.blocks
    words = sum(block.words for block in blocks)
    if sum(block.words * block.link_share for block in blocks) > _MOST_LINKED * words:
        return False
    inner = {id(link) for link in layout.inner_links}
    lines = sum(
        block.link_share >= _LINK_LINE and not any(id(c.element) in inner for c in chunks)
        for block, chunks in zip(blocks, layout.chunks, strict=True)
        if block.words
    )
    if lines > _MOST_LINK_LINES or _PARTS(tree):
        return False
    rows = {outline.rows[owner] for owner in outline.owners}
    return not any(row[place] < FAR for row in rows for place in _FRAME_MARKS)


def _all_kept(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    return tuple(
        _WHOLE
        if block.words and not decision.keep and block.kind is not Kind.CONTROL and block.link_share < _LINK_LINE
        else decision
        for block, decision in zip(blocks, decisions, strict=True)
    )
