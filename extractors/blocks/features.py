"""The features of a page's blocks: named columns, one byte a block. What the model judges by, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..article import Block
from .layout import Layout
from .lexicon import Lexicon
from .outline import Outline
from .page_signs import SIGNS
from .quantise import since
from .standing import describe_standing
from .surroundings import (
    Columns,
    describe_copies,
    describe_headings,
    describe_neighbours,
    describe_positions,
    describe_title,
    is_prose,
)
from .wording import WORDING, read_wording

_FROM_HEADING = ("word_odds", "least_word_odds")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an HTML page beside its layout.

    `words` are the words of each block, none for an image. `verdict` is the share of each block that trafilatura
    keeps, None where it was not asked; `title` the words of <title>; `signs` one byte for each of SIGNS.
    """

    words: Sequence[Sequence[str]]
    verdict: Sequence[float] | None = None
    title: Sequence[str] = ()
    signs: bytes = bytes(len(SIGNS))


def html_features(layout: Layout, outline: Outline, evidence: Evidence, lexicon: Lexicon) -> Columns:
    """Return the columns of an HTML page by name. Linear in the page."""
    fixed = fixed_html_features(layout, outline, evidence)
    return fixed | learned_features(layout.blocks, evidence.words, outline, lexicon)


def text_features(blocks: Sequence[Block], words: Sequence[Sequence[str]], lexicon: Lexicon) -> Columns:
    """Return the columns of a plain-text page by name. Linear in the page."""
    return fixed_text_features(blocks, words) | learned_features(blocks, words, None, lexicon)


def fixed_html_features(layout: Layout, outline: Outline, evidence: Evidence) -> Columns:
    """The columns of an HTML page that need no lexicon."""
    blocks, count = layout.blocks, len(layout.blocks)
    prose = [is_prose(block) for block in blocks]
    columns = _shared(blocks, evidence.words, prose)
    columns |= describe_title(blocks, evidence.words, evidence.title)
    columns |= describe_standing(outline, blocks, prose, evidence.verdict)
    columns |= {f"page_{name}": bytes([value]) * count for name, value in zip(SIGNS, evidence.signs, strict=True)}
    return columns | describe_neighbours(columns)


def fixed_text_features(blocks: Sequence[Block], words: Sequence[Sequence[str]]) -> Columns:
    """The columns of a plain-text page that need no lexicon."""
    columns = _shared(blocks, words, [is_prose(block) for block in blocks])
    return columns | describe_neighbours(columns)


def learned_features(
    blocks: Sequence[Block], words: Sequence[Sequence[str]], outline: Outline | None, lexicon: Lexicon
) -> Columns:
    """The columns that a lexicon gives: of a block's words, of its heading's, and of the names of its elements."""
    columns = lexicon.describe_words(words)
    columns |= describe_headings(blocks, {name: columns[name] for name in _FROM_HEADING})
    if outline is not None:
        columns |= lexicon.describe_marks(outline)
    return columns | describe_neighbours(columns)


def _shared(blocks: Sequence[Block], words: Sequence[Sequence[str]], prose: Sequence[bool]) -> Columns:
    rows = b"".join(map(read_wording, blocks, words))
    columns = {name: rows[place :: len(WORDING)] for place, name in enumerate(WORDING)}
    columns |= describe_positions([len(own) for own in words], prose)
    columns |= describe_headings(blocks, {name: columns[name] for name in ("level", "words")})
    columns["since_heading"] = since(columns["level"])
    columns["till_heading"] = since(columns["level"][::-1])[::-1]
    return columns | describe_copies(words)
