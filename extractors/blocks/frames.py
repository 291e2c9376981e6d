"""Find lists that only frame the article: some pages put all of it into one item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import replace
from itertools import pairwise

from ..article import Block, Kind
from ..elements.vocabulary import LISTS

_ITEMS = ("li", "dd")
_FEWEST_BLOCKS, _MOST_OF_ALL = 4, 0.5


def frames(blocks: Iterable[Block]) -> frozenset[int]:
    """The idents of the lists around `blocks` (those that are kept) that only frame them, and of their items.

    One item of such a list holds most of all words, in several blocks.
    """
    listed = [block for block in blocks if block.words]
    words: Counter[int] = Counter()
    parts: Counter[int] = Counter()
    for block in listed:
        for container in block.containers:
            if container.tag in _ITEMS:
                words[container.ident] += block.words
                parts[container.ident] += 1
    total = sum(block.words for block in listed)
    whole = {i for i, n in words.items() if n >= _MOST_OF_ALL * total and parts[i] >= _FEWEST_BLOCKS}
    if not whole:
        return frozenset()
    inside = {(a.ident, b.ident) for block in listed for a, b in pairwise(block.containers) if a.tag in LISTS}
    lists = {outer for outer, inner in inside if inner in whole}
    return frozenset(whole | lists | {inner for outer, inner in inside if outer in lists})


def unwrapped(block: Block, idents: Set[int]) -> Block:
    """The block without the containers of these idents; what is no item any more is a paragraph."""
    left = tuple(c for c in block.containers if c.ident not in idents)
    if len(left) == len(block.containers):
        return block
    loose = block.kind is Kind.ITEM and not any(c.tag in _ITEMS for c in left)
    return replace(block, containers=left, kind=Kind.PARAGRAPH if loose else block.kind)
