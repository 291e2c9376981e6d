"""Short labels: above the article's first prose section, byline and place, which gold leaves out more often than not;
in lists the numbers of their items."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Container, Decision, Kind
from ..blocks.surroundings import ends_sentence, is_prose

_LABEL = Decision(False, "label", "a label above the first prose: credit, section or byline")
_NUMBER = Decision(False, "label", "the number of its item, which the list itself gives")
_ENDS_OF_SALUTATIONS = (",", "，", "、", "،")
_LABEL_WORDS, _MOST_LABELS = 4, 4


def cut_labels(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cut a few short unended lines above the first prose; what a rule keeps stays, and so does a page of labels."""
    result = list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    first = next((i for i in kept if blocks[i].kind is not Kind.HEADING and is_prose(blocks[i])), None)
    labels = [
        i
        for i in kept
        if first is not None and i < first and _is_label(blocks[i]) and decisions[i].by not in ("rule", "post")
    ]
    if len(labels) <= _MOST_LABELS:
        for i in labels:
            result[i] = _LABEL
    return tuple(result)


def _is_label(block: Block) -> bool:
    if block.kind is not Kind.PARAGRAPH or any(c.tag == "blockquote" for c in block.containers):
        return False  # a motto stands there, and who said it
    if block.text.rstrip().endswith(_ENDS_OF_SALUTATIONS):
        return False
    return block.words <= _LABEL_WORDS and not ends_sentence(block.text)


def cut_numbers(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cut the number that stands before the text of a list's item where the list counts the same."""
    result = list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    for before, i, after in zip([-1, *kept], kept, kept[1:], strict=False):
        item = _item_of(blocks[i])
        if item is None or decisions[i].by == "rule" or blocks[i].text.strip(" .):") != str(item.number):
            continue
        first = before < 0 or item not in blocks[before].containers
        if first and item in blocks[after].containers:
            result[i] = _NUMBER
    return tuple(result)


def _item_of(block: Block) -> Container | None:
    """The numbered item that a block stands in."""
    inner = block.containers[-1] if block.containers else None
    return inner if inner is not None and inner.tag == "li" and inner.number is not None else None
