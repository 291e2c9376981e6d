"""Images have no words to judge: each follows the blocks that it stands between."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind

_KEPT = Decision(True, "neighbours", "image inside the article")
_CUT = Decision(False, "neighbours", "image outside the article")


def judge_images(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Keep an image whose figure keeps its caption, or that stands directly before or after kept text.

    Images above the article's first kept block count as inside only in a figure: logos and portraits stand there.
    An image that a rule decided stays as it is.
    """
    kept_figures = {_figure(b) for b, d in zip(blocks, decisions, strict=True) if d.keep and b.kind is not Kind.IMAGE}
    kept_figures.discard(None)
    keeps = [None if b.kind is Kind.IMAGE else d.keep for b, d in zip(blocks, decisions, strict=True)]
    before, after = _last_seen(keeps), _last_seen(keeps[::-1])[::-1]
    first = keeps.index(True) if True in keeps else len(keeps)
    result = list(decisions)
    for i, block in enumerate(blocks):
        if block.kind is not Kind.IMAGE or decisions[i].by == "rule":
            continue
        figure = _figure(block)
        inside = i > first and before[i] and (after[i] is not False or figure is not None)
        result[i] = _KEPT if figure in kept_figures or inside or (after[i] and figure is not None) else _CUT
    return tuple(result)


def _figure(block: Block) -> int | None:
    return next((c.ident for c in reversed(block.containers) if c.tag == "figure"), None)


def _last_seen(keeps: Sequence[bool | None]) -> list[bool | None]:
    """For each place the last value before it that is not None."""
    result: list[bool | None] = []
    last: bool | None = None
    for keep in keeps:
        result.append(last)
        last = last if keep is None else keep
    return result
