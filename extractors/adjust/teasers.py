"""Teasers in and below an article: lists of linked headlines, and links under a label like "Read more"."""

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
_LINK = Decision(False, By.TEASER, "a link under a label that a rule cuts")
_LABEL = re.compile(r"[a-z]{2}-(?:related-heading|read-more)\b")  # rules of the built-in packs
_WHOLLY_LINKED = 0.9


def cut_teasers(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut lists of five or more linked headlines below a hundred words of prose; what a rule keeps stays.

    A page that is nothing but such a list has no prose above it, and keeps it.
    """
    blocks, result = layout.blocks, list(decisions)
    items: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    above: dict[int, int] = {}
    prose = 0
    for i, (block, decision) in enumerate(zip(blocks, decisions, strict=True)):
        places = _list_and_item(block) if len(block.containers) > 1 else None
        if places:
            items[places[0]][places[1]].append(i)
            above.setdefault(places[0], prose)
        elif decision.keep and is_prose(block):
            prose += block.words
    for ident, found in items.items():
        if (
            above[ident] < _FEWEST_WORDS_ABOVE
            or len(found) < _FEWEST_ITEMS
            or not _are_teasers(blocks, list(found.values()), decisions)
        ):
            continue
        for i in (i for places in found.values() for i in places):
            if result[i].keep and result[i].by is not By.RULE:
                result[i] = _TEASER
    return tuple(result)


def cut_labelled_links(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut the links right below a label that a rule cuts, such as "Read more": one after the other, or a list of them.

    They are no more than the prose above: the links of a listing are what it says.
    """
    blocks, result = layout.blocks, list(decisions)
    if not any(decision.by is By.RULE and _LABEL.match(decision.reason) for decision in decisions):
        return tuple(decisions)
    run: list[int] | None = None  # the links below a label so far
    prose = 0
    for i, (block, decision) in enumerate(zip(blocks, decisions, strict=True)):
        if decision.by is By.RULE and _LABEL.match(decision.reason) and (run or block.link_share < _LINKED):
            run = run or []
        elif run is not None and decision.keep and block.words:
            if block.link_share >= _WHOLLY_LINKED and decision.by is not By.RULE:
                run.append(i)
                continue
            result = _without(result, run, blocks, prose, block)
            run = None
        if decision.keep and is_prose(block):
            prose += block.words
    return tuple(_without(result, run or (), blocks, prose, None))


def _without(
    decisions: list[Decision], run: Sequence[int], blocks: Sequence[Block], prose: int, after: Block | None
) -> list[Decision]:
    """Return the decisions without a run of links, unless their list has more than links, or they outweigh `prose`."""
    lists = {places[0] for i in run if (places := _list_and_item(blocks[i]))}
    goes_on = after is not None and (_list_and_item(after) or (None,))[0] in lists
    if goes_on or sum(blocks[i].words for i in run) > prose:
        return decisions
    return [_LINK if i in run else decision for i, decision in enumerate(decisions)]


def _are_teasers(blocks: Sequence[Block], items: Sequence[Sequence[int]], decisions: Sequence[Decision]) -> bool:
    """Whether most items have a linked headline of their own and little to say: posts of a thread repeat their
    subject, and chapters are longer."""
    told = sum(blocks[i].words for places in items for i in places if decisions[i].keep)
    headlines = [next((blocks[i].text for i in places if _is_linked_headline(blocks[i])), None) for places in items]
    different = {_REPLY.sub("", text).strip() for text in headlines if text}
    return told <= _LONGEST_TEASER * len(items) and len(different) >= _MOST_OF_ITEMS * len(items)


def _list_and_item(block: Block) -> tuple[int, int] | None:
    """The outermost list around a block and its item there; none for what stands in a list alone."""
    for outer, inner in pairwise(block.containers):
        if outer.tag in _LISTS and inner.tag == "li":
            return outer.ident, inner.ident
    return None


def _is_linked_headline(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.link_share >= _LINKED
