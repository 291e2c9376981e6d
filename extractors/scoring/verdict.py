"""trafilatura's verdict, block by block, on the original tree."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind
from ..blocks import shares
from ..reference import Reference
from ..text import words

_KEPT_SHARE = 0.5
KEPT = Decision(True, "trafilatura", "kept by trafilatura")
CUT = Decision(False, "trafilatura", "cut by trafilatura")


def judge_html(blocks: Sequence[Block], reference: Reference) -> tuple[Decision, ...]:
    """A block is kept when at least half of its words align with what trafilatura keeps.

    Images follow the text around them: see `keep_images`.
    """
    block_words = [[] if b.kind is Kind.IMAGE else words(b.text) for b in blocks]
    aligned = shares(block_words, reference.words)
    tables = _table_shares(blocks, aligned)
    return tuple(
        KEPT if tables.get(_table(block), share) >= _KEPT_SHARE else CUT
        for block, share in zip(blocks, aligned, strict=True)
    )


def _table_shares(blocks: Sequence[Block], aligned: Sequence[float]) -> dict[int | None, float]:
    """The kept share of each data table: it stays or goes as a whole, for without some cells it says something else."""
    kept: dict[int, float] = {}
    total: dict[int, int] = {}
    for block, share in zip(blocks, aligned, strict=True):
        table = _table(block)
        if table is not None:
            kept[table] = kept.get(table, 0.0) + share * block.words
            total[table] = total.get(table, 0) + block.words
    return {table: kept[table] / total[table] for table in kept if total[table]}


def _table(block: Block) -> int | None:
    return next((c.ident for c in block.containers if c.tag == "table"), None)
