"""The lead between the headline and the text: part of the article to readers and newspapers, left out by some gold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import By, Decision, Kind
from ..blocks import Layout
from .step import Context

_LEAD = Decision(True, By.LEAD, "the lead, between the headline and the text")
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadtext|standfirst|dek|deck|intro|introduction|summary|sub-?title|sub-?head(?:line|ing)?|"
    r"chapo|ingress|vorspann|entradilla|bajada|sommario|occhiello|excerpt|description|teaser|kicker-text|preamble|zajawka|"
    r"perex|sapo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HOME = re.compile(r"/|(?:https?:)?//[^/?#]+/?", re.I)
_LEAD_WITHIN = 15
_SHORTEST_LEAD = 6
_MOST_LINKS = 0.5
_FEWEST_KEPT_WORDS = 40


def keep_lead(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep what is marked as a lead and stands between a first-level heading and the first kept block."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, decision in enumerate(decisions) if decision.keep and blocks[i].kind is not Kind.IMAGE]
    lead = _lead(layout, [i for i in range(kept[0]) if blocks[i].kind is not Kind.IMAGE]) if kept else []
    if lead and sum(blocks[i].words for i in kept) >= _FEWEST_KEPT_WORDS:
        for i in lead:
            result[i] = _LEAD
    return tuple(result)


def _lead(layout: Layout, above: Sequence[int]) -> list[int]:
    """Paragraphs between the headline and the first kept block that are marked as a lead."""
    near = above[-_LEAD_WITHIN:]
    headlines = [k for k, i in enumerate(near) if _is_headline(layout, i)]
    if not headlines:
        return []
    return [i for i in near[headlines[-1] + 1 :] if _is_lead(layout, i)]


def _is_headline(layout: Layout, index: int) -> bool:
    """Whether a block is a heading of the first level, and not the site's name, which links to its home page."""
    block = layout.blocks[index]
    if block.kind is not Kind.HEADING or block.level != 1:
        return False
    return not any(_HOME.fullmatch(link.get("href") or "") for link in layout.owners[index].iter("a"))


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
