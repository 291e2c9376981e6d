"""The headline is printed as the title: the line of the article that repeats it is cut."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import By, Decision, Kind
from ..blocks import Layout
from ..text import words
from .step import Context

_HEADLINE = Decision(False, By.TITLE, "the headline: it is the title")
_NO_HEADLINE = Decision(True, By.PROSE, "a line above the first prose, and not the title")


def cut_headline(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut the block at the article's start that repeats the title. It is kept where it says more than all the rest: it
    is the article then."""
    key = words(context.title or "")
    result = list(decisions)
    if sum(b.words for b, d in zip(layout.blocks, decisions, strict=True) if d.keep) < 2 * len(key):
        return tuple(result)
    for i, (block, decision) in enumerate(zip(layout.blocks, decisions, strict=True)):
        if decision.keep and key and block.words in (0, len(key)) and words(block.text) == key:
            result[i] = _HEADLINE
            break
        if decision.keep and block.kind is Kind.PARAGRAPH and block.words > 2 * len(key):
            break
    return tuple(result)


def cut_plain_headline(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut a plain text's headline, which nothing marks. Where a rule or a mail names another title, the line that was
    taken for the headline is one of the article."""
    result = list(decisions)
    if context.headline is not None:
        result[context.headline] = _NO_HEADLINE if context.is_titled else _HEADLINE
    return cut_headline(layout, result, context)
