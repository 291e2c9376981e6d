"""Keep documents whole that have no frame around them: letters, reports, exported files, man pages, chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..features.marking import FAR, MARKING
from ..features.outline import Outline, read_outline
from ..text import is_salutation
from .signs import keep_signs
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
_MOST_LINKED, _MOST_LINK_LINES = 0.2, 1  # share of the words; blocks that are nothing but a link
_LINK_LINE = 0.9
_LABEL_WORDS, _MOST_LABELS = 4, 3  # of a line; lines of that kind one after the other
_SIGNATURE = "--"  # what stands above the signature of a mail
_LEAST_KEPT = 0.6  # of the words of a text: a page with a menu, saved as text, has less
_OWNER = re.compile(r"©|\(c\) ?\d{4}|copyright|all rights reserved|alle rechte|tous droits", re.I)
# Documents say above, in a sentence, whose they are; pages below: from here on, by the share of paragraphs above it.
_OWNER_BELOW, _LONGEST_NOTICE, _LONGEST_NOTICE_ABOVE = 2 / 3, 40, 12  # words
_COOKIE = re.compile(r"cookie", re.I)
_ENDED = re.compile(r"[.!?…:;,。！？।؟][\"'”’»)\]]*$")


def keep_documents_whole(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep every block of an HTML page that is a document and not a page of a site."""
    if not any(decision.keep for decision in decisions) or not is_document(layout, context):
        return tuple(decisions)
    kept = _all_kept(layout.blocks, decisions)
    ways = {place for place in range(len(kept)) if not decisions[place].keep and _leads_on(layout.owners[place])}
    kept = tuple(decisions[i] if i in ways else decision for i, decision in enumerate(kept))
    return keep_signs(layout, kept, context)


def _leads_on(owner: HtmlElement) -> bool:
    """Return whether a line leads to other chapters: "Next: Knots, Up: Top"."""
    links = (link.get("rel") or "" for link in islice(owner.iter("a"), 4))
    return any(rel.lower() in ("next", "prev", "previous", "up") for rel in links)


def keep_texts_whole(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep every paragraph of a plain text that no menu, legal line or teaser stands around. One with Markdown's
    headings, a letter, and a mail, was never a page that somebody saved as text: a mail may end in short lines."""
    typed = context.is_titled or any(b.kind is Kind.HEADING or is_salutation(b.text) for b in layout.blocks)
    prose = [(b.words, d.keep) for b, d in zip(layout.blocks, decisions, strict=True) if b.kind is not Kind.CODE]
    if not typed and sum(words for words, keep in prose if keep) < _LEAST_KEPT * sum(words for words, _ in prose):
        return tuple(decisions)
    run, is_signature = 0, False
    for i, block in enumerate(layout.blocks):
        is_signature = is_signature or block.text == _SIGNATURE
        run = run + 1 if _is_label(block) and not (context.is_titled or is_signature) else 0
        longest = _LONGEST_NOTICE if i >= _OWNER_BELOW * len(layout.blocks) else _LONGEST_NOTICE_ABOVE
        if block.words < longest and _OWNER.search(block.text):
            return tuple(decisions)
        if run > _MOST_LABELS or (block.words < _LONGEST_NOTICE and _COOKIE.search(block.text)):
            return tuple(decisions)
    return keep_signs(layout, _all_kept(layout.blocks, decisions), context)


def _is_label(block: Block) -> bool:
    """Return whether a line may be one of a menu; a house number or a date is in an address."""
    if block.kind is not Kind.PARAGRAPH or block.words > _LABEL_WORDS:
        return False
    return not _ENDED.search(block.text) and not (block.continues and any(map(str.isdigit, block.text)))


def is_document(layout: Layout, context: Context) -> bool:
    """Return whether an HTML page is a document and not a page of a site: nothing stands around its text."""
    if context.tree is None:
        return False
    return _is_bare(context.tree, layout, context.outline or read_outline(layout))


def _is_bare(tree: HtmlElement, layout: Layout, outline: Outline) -> bool:
    # First what most pages are told by: an element that is named as a part of a frame.
    rows = {outline.rows[owner] for owner in outline.owners}
    if any(row[place] < FAR for row in rows for place in _FRAME_MARKS):
        return False
    blocks = layout.blocks
    words = sum(block.words for block in blocks)
    inner = set(layout.inner_links)
    linked = [
        (block.words, block.link_share)
        for block, chunks in zip(blocks, layout.chunks, strict=True)
        if block.words and block.link_share and not any(_is_in(c.element, inner) for c in chunks)
    ]
    if sum(own * share for own, share in linked) > _MOST_LINKED * words:
        return False
    return sum(share >= _LINK_LINE for _, share in linked) <= _MOST_LINK_LINES and not _PARTS(tree)


def _is_in(element: HtmlElement, links: set[HtmlElement]) -> bool:
    return any(one in links for one in (element, *islice(element.iterancestors(), 3)))


def _all_kept(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    return tuple(
        _WHOLE
        if block.words and not decision.keep and block.kind is not Kind.CONTROL and block.link_share < _LINK_LINE
        else decision
        for block, decision in zip(blocks, decisions, strict=True)
    )
