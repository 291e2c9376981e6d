"""The features of a page's blocks: named columns, one byte a block. What the model judges by, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..blocks.layout import Layout
from .chosen import read_wordings
from .declared_article import NOTHING_DECLARED, Declared, describe_declared
from .lexicon import Lexicon
from .outline import Outline
from .page_signs import SIGNS
from .quantise import since
from .standing import describe_standing, describe_verdict, find_containers
from .surroundings import (
    Columns,
    describe_copies,
    describe_headings,
    describe_neighbours,
    describe_positions,
    describe_title,
    is_prose,
)
from .wording import WORDING

_FROM_HEADING = ("word_odds", "least_word_odds")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an HTML page beside its layout: the words of its <title>, one byte for each of SIGNS, and
    what the page declares its text to be."""

    title: Sequence[str] = ()
    signs: bytes = bytes(len(SIGNS))
    declared: Declared = NOTHING_DECLARED


def html_features(layout: Layout, outline: Outline, evidence: Evidence, lexicon: Lexicon) -> Columns:
    """Return the columns of an HTML page by name, without those of trafilatura's verdict. Linear in the page."""
    return fixed_html_features(layout, outline, evidence) | learned_features(layout, outline, lexicon)


def verdict_features(layout: Layout, outline: Outline, verdict: Sequence[float]) -> Columns:
    """The columns that trafilatura's verdict adds: `verdict` is the share of each block that it keeps."""
    columns = describe_verdict(outline, find_containers(outline), layout.blocks, verdict)
    return columns | describe_neighbours(columns)


def text_features(layout: Layout, lexicon: Lexicon) -> Columns:
    """Return the columns of a plain-text page by name. Linear in the page."""
    return fixed_text_features(layout) | learned_features(layout, None, lexicon)


def fixed_html_features(layout: Layout, outline: Outline, evidence: Evidence) -> Columns:
    """The columns of an HTML page that need neither a lexicon nor trafilatura's verdict."""
    blocks, count = layout.blocks, len(layout.blocks)
    prose = [is_prose(block) for block in blocks]
    columns = _shared(layout, prose)
    columns |= describe_title(blocks, layout.words, evidence.title)
    columns |= describe_declared(layout.words, evidence.declared)
    columns |= describe_standing(outline, find_containers(outline), blocks, prose)
    columns |= {f"page_{name}": bytes([value]) * count for name, value in zip(SIGNS, evidence.signs, strict=True)}
    return columns | describe_neighbours(columns)


def fixed_text_features(layout: Layout) -> Columns:
    """The columns of a plain-text page that need no lexicon."""
    columns = _shared(layout, [is_prose(block) for block in layout.blocks])
    return columns | describe_neighbours(columns)


def learned_features(layout: Layout, outline: Outline | None, lexicon: Lexicon) -> Columns:
    """The columns that a lexicon gives: of a block's words, of its heading's, and of the names of its elements."""
    columns = lexicon.describe_words(layout.words)
    columns |= describe_headings(layout.blocks, {name: columns[name] for name in _FROM_HEADING})
    if outline is not None:
        columns |= lexicon.describe_marks(outline)
    return columns | describe_neighbours(columns)


def _shared(layout: Layout, prose: Sequence[bool]) -> Columns:
    """What plain text and HTML have in common."""
    blocks, words = layout.blocks, layout.words
    rows = read_wordings(blocks, words)
    columns = {name: rows[place :: len(WORDING)] for place, name in enumerate(WORDING)}
    columns |= describe_positions([block.words for block in blocks], prose)
    columns |= describe_headings(blocks, {name: columns[name] for name in ("level", "words")})
    columns["since_heading"] = since(columns["level"])
    columns["till_heading"] = since(columns["level"][::-1])[::-1]
    return columns | describe_copies(words)
