"""The lines of one paragraph are kept together: the model judges them one by one."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Decision
from ..blocks import Layout
from .step import Context, kept_with

_PART_OF_PARAGRAPH = 1 / 3  # of its words


def keep_paragraphs_whole(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep all lines that <br> makes of a paragraph's element where a third of its words is kept: a verse, or who said
    it, is worth little alone."""
    result = list(decisions)
    paragraphs: list[list[int]] = []
    for i, block in enumerate(layout.blocks):
        if block.continues and layout.owners[i].tag == "p" and layout.owners[i] is layout.owners[i - 1]:
            if not paragraphs or paragraphs[-1][-1] != i - 1:
                paragraphs.append([i - 1])
            paragraphs[-1].append(i)
    for lines in paragraphs:
        words = sum(layout.blocks[i].words for i in lines)
        if 0 < _PART_OF_PARAGRAPH * words <= sum(layout.blocks[i].words for i in lines if decisions[i].keep):
            for i in lines:
                if layout.blocks[i].words:
                    result[i] = kept_with(decisions[i], "the lines of its paragraph")
    return tuple(result)
