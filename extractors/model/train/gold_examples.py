"""Gold pages as examples: the features of their blocks, and the share of each block that is in the gold text."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

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


@dataclass(frozen=True, slots=True)
class Example:
    """One page. `labels` have one number a block; `columns` are the features without lexicon. The layout is without
    its tree."""

    gold: GoldPage
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
        found = pool.map(partial(read_example, model=model), pages, chunksize=8)
        return [example for example in found if example is not None and any(example.counts)]


def read_example(gold: GoldPage, model: str) -> Example | None:
    """Read one page; None if it is no HTML."""
    page = read_page(Source(gold.name, gold.html))
    if page.tree is None:
        return None
    wanted = words(gold.text)
    if model == TEXT:
        layout = split_text(paragraphs_of(as_text(page.tree)))
        return Example(gold, layout, None, fixed_text_features(layout), shares(layout.words, wanted))
    assert model in (HTML, FAST)
    layout = split(page.tree)
    outline = read_outline(layout)
    columns = fixed_html_features(layout, outline, gather(page.tree, None))
    if model == HTML:
        columns |= verdict_features(layout, outline, ask_trafilatura(page.tree, layout, None, twice=True))
    bare = Layout(layout.blocks, layout.words)
    return Example(gold, bare, outline, columns, shares(layout.words, wanted))
