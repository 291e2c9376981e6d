"""Cut what Project Gutenberg puts around its books: a notice above their text, its licence below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import By, Decision
from ..blocks import Layout
from .step import Context

_NOTICE = Decision(False, By.NOTICE, "the notice and licence that Project Gutenberg puts around its books")
# The lines have had other words over the years: "THIS" or "THE", "EBOOK" or "ETEXT", "START" before a subtitle.
_START = re.compile(r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b", re.I)
_END = re.compile(r"\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b", re.I)
_LONGEST = 60  # words of such a line: it has the book's title in it


def cut_book_notices(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut all up to the line that a book's text starts below, and all from the line that it ends above."""
    starred = [(i, block.text.lstrip()) for i, block in enumerate(layout.blocks) if "***" in block.text[:100]]
    lines = [(i, text) for i, text in starred if layout.blocks[i].words <= _LONGEST]
    start = next((i for i, text in lines if _START.match(text)), -1)
    end = next((i for i, text in lines if i > start and _END.match(text)), len(decisions))
    if start < 0 and end == len(decisions):
        return tuple(decisions)
    return tuple(d if start < i < end else _NOTICE for i, d in enumerate(decisions))
