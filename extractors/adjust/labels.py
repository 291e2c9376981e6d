"""Short labels above the first prose (section, byline, place) are cut: gold leaves them out more often than not."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..features.surroundings import ends_sentence, is_prose
from .step import Context

_LABEL = Decision(False, By.LABEL, "a label above the first prose: credit, section or byline")
_ENDS_OF_SALUTATIONS = (",", "，", "、", "،")
_LABEL_WORDS, _MOST_LABELS = 4, 4


def cut_labels(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut a few short unended lines above the first prose; what a rule keeps stays, and so does a page of labels. In a
    text that is kept whole, and in a mail, such a line is a heading or an address."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    # What is below a heading that is kept belongs to that section: the headline itself is cut by now.
    first = next((i for i in kept if blocks[i].kind is Kind.HEADING or is_prose(blocks[i])), None)
    labels = [
        i
        for i in kept
        if first is not None and i < first and _is_label(blocks[i]) and decisions[i].by not in (By.RULE, By.POST)
    ]
    whole = not layout.owners and (context.is_titled or all(d.keep or d.by in (By.RULE, By.NOTICE) for d in decisions))
    if len(labels) <= _MOST_LABELS and not whole:
        for i in labels:
            result[i] = _LABEL
    return tuple(result)


def _is_label(block: Block) -> bool:
    if block.kind is not Kind.PARAGRAPH or any(c.tag == "blockquote" for c in block.containers):
        return False  # a motto stands there, and who said it
    if block.text.rstrip().endswith(_ENDS_OF_SALUTATIONS):
        return False
    return block.words <= _LABEL_WORDS and not ends_sentence(block.text)
