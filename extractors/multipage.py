"""An article that stands on several pages, put together from the articles of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from .article import Article, Block, Container, Status
from .options import WriteOptions

if TYPE_CHECKING:
    from .write.tree import Node


def join(pages: Sequence[Article]) -> Article:
    """One article of several: the first one's metadata, everyone's blocks, the confidence of their average word.

    Nothing is explained in it: why a block was kept is said in comparison with its own page.

    A page on which no article was found is noted; when it is the first, so is the whole.
    """
    first = pages[0]
    blocks: list[Block] = []
    idents = 0
    for page in pages:
        moved = [_moved(block, len(blocks) + n, idents) for n, block in enumerate(page.blocks)]
        idents = max((c.ident for block in moved for c in block.containers), default=idents)
        blocks += moved
    words = [max(page.word_count, 1) for page in pages]
    notes = [f"page {n}: {note}" for n, page in enumerate(pages, 1) for note in page.notes]
    notes += [f"page {n} of {len(pages)} has no article" for n, p in enumerate(pages, 1) if p.status is not Status.OK]
    return first.but(
        blocks=tuple(blocks),
        decisions=tuple(decision for page in pages for decision in page.decisions),
        tree=lambda: _joined([page.tree for page in pages]),
        comments_tree=lambda: _joined([page.comments_tree for page in pages]),
        draw=partial(_drawn, pages),
        confidence=sum(p.confidence * n for p, n in zip(pages, words, strict=True)) / sum(words),
        scores=_scores(pages),
        explanation=None,
        extractor=max((page.extractor for page in pages if page.extractor), key=len, default=None),
        rules=dict(sum((Counter(page.rules) for page in pages), Counter())),
        notes=(f"{len(pages)} pages joined", *notes),
    )


def _scores(pages: Sequence[Article]) -> tuple[float | None, ...]:
    if not any(page.scores for page in pages):
        return ()
    return tuple(score for page in pages for score in (page.scores or [None] * len(page.blocks)))


def _moved(block: Block, index: int, idents: int) -> Block:
    containers = tuple(Container(c.tag, c.ident + idents, c.number, c.attrs) for c in block.containers)
    return replace(block, index=index, containers=containers)


def _drawn(pages: Sequence[Article], of_comments: bool, links: bool, images: bool) -> Node | None:
    options = WriteOptions(links=links, images=images)
    shown = [page.shown(options) for page in pages]
    return _joined([page.comments_tree if of_comments else page.tree for page in shown])


def _joined(trees: Sequence[Node | None]) -> Node | None:
    from .write.tree import joined_trees

    there = [tree for tree in trees if tree]
    return joined_trees(there) if there else None
