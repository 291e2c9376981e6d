"""Teasers below an article: a list whose items each have a linked headline is not the article, however much it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..features.surroundings import is_prose
from .step import Context

_TEASER = Decision(False, By.TEASER, "one of a list of linked headlines after the article")
_FEWEST_ITEMS, _MOST_OF_ITEMS, _LINKED = 5, 0.6, 0.4
_FEWEST_WORDS_ABOVE, _LONGEST_TEASER = 100, 80
_REPLY = re.compile(r"^(?:re|aw|sv|antw|fwd?)\s*:", re.I)
_LISTS = ("ul", "ol")


def cut_teasers(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut lists of five or more linked headlines below a hundred words of prose; what a rule keeps stays.

    A page that is nothing but such a list has no prose above it, and keeps it.
    """
    blocks, result = layout.blocks, list(decisions)
    items: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    above: dict[int, int] = {}
    prose = 0
    for i, (block, decision) in enumerate(zip(blocks, decisions, strict=True)):
        places = _list_and_item(block)
        if places:
            items[places[0]][places[1]].append(i)
            above.setdefault(places[0], prose)
        elif decision.keep and is_prose(block):
            prose += block.words
    for ident, found in items.items():
        if above[ident] < _FEWEST_WORDS_ABOVE or not _are_teasers(blocks, list(found.values()), decisions):
            continue
        for i in (i for places in found.values() for i in places):
            if result[i].keep and result[i].by is not By.RULE:
                result[i] = _TEASER
    return tuple(result)


def _are_teasers(blocks: Sequence[Block], items: Sequence[Sequence[int]], decisions: Sequence[Decision]) -> bool:
    """Whether most items have a linked headline of their own and little to say: posts of a thread repeat their
    subject, and chapters are longer."""
    told = sum(blocks[i].words for places in items for i in places if decisions[i].keep)
    headlines = [next((blocks[i].text for i in places if _is_linked_headline(blocks[i])), None) for places in items]
    different = {_REPLY.sub("", text).strip() for text in headlines if text}
    return (
        len(items) >= _FEWEST_ITEMS
        and told <= _LONGEST_TEASER * len(items)
        and len(different) >= _MOST_OF_ITEMS * len(items)
    )


def _list_and_item(block: Block) -> tuple[int, int] | None:
    """The outermost list around a block and its item there; none for what stands in a list alone."""
    for outer, inner in pairwise(block.containers):
        if outer.tag in _LISTS and inner.tag == "li":
            return outer.ident, inner.ident
    return None


def _is_linked_headline(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.link_share >= _LINKED
