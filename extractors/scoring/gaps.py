"""What trafilatura loses inside the article it found: subheadings, short paragraphs and lists between kept blocks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from ..article import Decision, Kind
from ..blocks import Layout

_HEADING = Decision(True, "gap", "a heading directly above kept text, inside the article")
_SIBLING = Decision(True, "gap", "stands between kept paragraphs of the same kind")
_LISTED = Decision(True, "gap", "a list between kept blocks")
_LEAD = Decision(True, "gap", "the lead, between the headline and the text")
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadtext|standfirst|dek|deck|intro|introduction|summary|sub-?title|sub-?head(?:line|ing)?|"
    r"chapo|ingress|vorspann|entradilla|bajada|sommario|occhiello|excerpt|description|teaser|kicker-text|preamble|zajawka|"
    r"perex|sapo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEAD_WITHIN = 15
_SHORTEST_LEAD = 6
_MOST_LINKS = 0.5
_LONGEST_GAP = 30
_FEWEST_KEPT_WORDS = 40


def fill_gaps(layout: Layout, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Keep what stands inside the kept run and is marked like it. Linear in the page."""
    result = list(decisions)
    texts = [i for i, b in enumerate(layout.blocks) if b.kind is not Kind.IMAGE]
    kept = [k for k, i in enumerate(texts) if decisions[i].keep]
    if sum(layout.blocks[texts[k]].words for k in kept) < _FEWEST_KEPT_WORDS:
        return tuple(result)
    for i in _lead(layout, texts[: kept[0]]):
        result[i] = _LEAD
    for left, right in itertools.pairwise(kept):
        gap = texts[left + 1 : right]
        if 0 < len(gap) <= _LONGEST_GAP:
            for i, decision in _filled(layout, texts[left], gap, texts[right]):
                result[i] = decision
    return tuple(result)


def _filled(layout: Layout, before: int, gap: Sequence[int], after: int) -> list[tuple[int, Decision]]:
    """What is kept of the cut blocks between two kept ones."""
    blocks = layout.blocks
    found = []
    parents = {_parent(layout, before), _parent(layout, after)}
    for i in gap:
        block = blocks[i]
        if block.link_share > _MOST_LINKS or block.kind is Kind.CONTROL:
            continue
        if block.kind is Kind.HEADING and i == gap[-1] and block.level > 1:
            found.append((i, _HEADING))
        elif block.kind is Kind.PARAGRAPH and layout.owners[i].tag == "p" and _parent(layout, i) in parents:
            found.append((i, _SIBLING))
        elif block.kind is Kind.ITEM and _list_parent(layout, i) in parents:
            found.append((i, _LISTED))
    return found


def _lead(layout: Layout, above: Sequence[int]) -> list[int]:
    """Paragraphs between the headline and the first kept block that are marked as a lead."""
    near = above[-_LEAD_WITHIN:]
    headlines = [k for k, i in enumerate(near) if layout.blocks[i].kind is Kind.HEADING and layout.blocks[i].level == 1]
    if not headlines:
        return []
    return [i for i in near[headlines[-1] + 1 :] if _is_lead(layout, i)]


def _is_lead(layout: Layout, index: int) -> bool:
    block, element = layout.blocks[index], layout.owners[index]
    if block.words < _SHORTEST_LEAD or block.link_share > _MOST_LINKS or block.kind in (Kind.CAPTION, Kind.CONTROL):
        return False
    for _ in range(3):
        if element is None:
            break
        if _LEAD_CLASS.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
            return True
        element = element.getparent()
    return False


def _parent(layout: Layout, index: int) -> HtmlElement | None:
    return layout.owners[index].getparent()


def _list_parent(layout: Layout, index: int) -> HtmlElement | None:
    """The parent of the outermost list that the block stands in."""
    parent = None
    element: HtmlElement | None = layout.owners[index]
    steps = 0
    while element is not None and steps < 20:
        if element.tag in ("ul", "ol", "dl"):
            parent = element.getparent()
        elif parent is not None and element.tag not in ("li", "dd"):
            break
        element = element.getparent()
        steps += 1
    return parent
