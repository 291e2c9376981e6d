"""Cut the box below an article that says who wrote it: "Ivy Marsh writes about canals and lives in Stonebridge"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import By, Decision
from ..blocks import Layout
from .step import Context

_BOX = Decision(False, By.LABEL, "a box about the author below the article")
_NAMED = re.compile(
    r"(?:^|[-_\s])(?:about-?(?:the-?)?author|author-?(?:box|bio|info|card|profile|details?|description|about|block)|"
    r"(?:post|entry|article)-author|bio(?:graphy)?-?(?:box|text|info)?|box-?autore?|autoren-?(?:box|info))(?:$|[-_\s])",
    re.I,
)
_MOST_LEVELS, _LONGEST, _FEWEST_WORDS_ABOVE = 4, 80, 60  # elements; words of the box, of the article above it


def cut_author_boxes(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut what is kept in a box that its class names the author's, if nothing else is kept below it."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, decision in enumerate(decisions) if decision.keep and blocks[i].words]
    known: dict[HtmlElement, bool] = {}
    at, words = len(kept), 0
    while at and decisions[kept[at - 1]].by is By.MODEL and _is_in_box(layout.owners[kept[at - 1]], known):
        at -= 1
        words += blocks[kept[at]].words
    if at == len(kept):
        return tuple(result)
    if words <= _LONGEST and sum(blocks[i].words for i in kept[:at]) >= _FEWEST_WORDS_ABOVE:
        for i in kept[at:]:
            result[i] = _BOX
    return tuple(result)


def _is_in_box(owner: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    if owner not in known:
        around = (owner, *islice(owner.iterancestors(), _MOST_LEVELS))
        known[owner] = any(_NAMED.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in around)
    return known[owner]
