"""Gold pages as examples: the features of their blocks, and the share of each block that is in the gold text.

An HTML page is learned from in two forms: as it was saved, and without its scripts, as browsers, archives and test sets
save pages. What a page declares in them is then missing, and the model has to do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain

from lxml.html import HtmlElement

from ...article import Source
from ...blocks import Layout, split, split_text
from ...features.columns import fixed_html_features, fixed_text_features, verdict_features
from ...features.outline import Outline, read_outline
from ...features.surroundings import Columns
from ...page import read_page
from ...page.plain_text import paragraphs_of
from ...text import words
from ..align import shares
from ..models import FAST, HTML, TEXT
from ..page_facts import ask_trafilatura, gather
from .as_text import as_text
from .gold_pages import GoldPage

_SCRIPT = re.compile(rb"<script\b(?![^>]{0,200}math/tex).*?</script\s*>", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Example:
    """One form of a page. `labels` have one number a block; `columns` are the features without lexicon. The layout is
    without its tree."""

    gold: GoldPage
    is_bare: bool  # without scripts
    layout: Layout
    outline: Outline | None
    columns: Columns
    labels: list[float]

    @property
    def counts(self) -> list[int]:
        """Words of each block."""
        return [block.words for block in self.layout.blocks]


def read_examples(pages: Sequence[GoldPage], model: str, jobs: int) -> list[Example]:
    """Return the examples of a model for those pages that have blocks with words, in order."""
    with ProcessPoolExecutor(jobs) as pool:
        found = chain.from_iterable(pool.map(partial(read_forms, model=model), pages, chunksize=8))
        return [example for example in found if any(example.counts)]


def read_forms(gold: GoldPage, model: str) -> list[Example]:
    """Read the forms of one page that a model learns from; none if it is no HTML."""
    if model == TEXT:
        return [_as_text(gold, tree) for tree in _trees(gold, gold.html)]
    forms = ((False, gold.html), (True, _SCRIPT.sub(b"", gold.html)))
    return [_as_html(gold, is_bare, tree, model) for is_bare, html in forms for tree in _trees(gold, html)]


def _trees(gold: GoldPage, html: bytes) -> Iterator[HtmlElement]:
    tree = read_page(Source(gold.name, html)).tree
    if tree is not None:
        yield tree


def _as_text(gold: GoldPage, tree: HtmlElement) -> Example:
    layout = split_text(paragraphs_of(as_text(tree)))
    return Example(gold, False, layout, None, fixed_text_features(layout), shares(layout.words, words(gold.text)))


def _as_html(gold: GoldPage, is_bare: bool, tree: HtmlElement, model: str) -> Example:
    assert model in (HTML, FAST)
    layout = split(tree)
    outline = read_outline(layout)
    columns = fixed_html_features(layout, outline, gather(tree, None))
    if model == HTML:
        columns |= verdict_features(layout, outline, ask_trafilatura(tree, layout, None, twice=True))
    without_tree = Layout(layout.blocks, layout.words)
    return Example(gold, is_bare, without_tree, outline, columns, shares(layout.words, words(gold.text)))
