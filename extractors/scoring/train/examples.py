"""Gold pages as examples: the features of their blocks, and the share of each block that is in the gold text."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from ...article import Block, Source
from ...blocks import Layout, shares, split, split_text
from ...blocks.features import Evidence, fixed_html_features, fixed_text_features
from ...blocks.outline import Outline, read_outline
from ...blocks.surroundings import Columns
from ...page import read_page
from ...page.plain import paragraphs_of
from ...settings import Settings
from ...text import words
from ..evidence import gather, words_of
from ..models import FAST, HTML, TEXT
from .as_text import as_text
from .gold import GoldPage


@dataclass(frozen=True, slots=True)
class Example:
    """One page. `labels` and `counts` (words) have one number a block; `columns` are the features without lexicon."""

    gold: GoldPage
    blocks: tuple[Block, ...]
    words: list[list[str]]
    outline: Outline | None
    columns: Columns
    labels: list[float]

    @property
    def counts(self) -> list[int]:
        """Words of each block."""
        return [len(own) for own in self.words]


def read_examples(pages: Sequence[GoldPage], model: str, jobs: int) -> list[Example]:
    """Return the examples of a model for those pages that have blocks with words, in order."""
    with ProcessPoolExecutor(jobs) as pool:
        found = pool.map(partial(read_example, model=model), pages, chunksize=8)
        return [example for example in found if example is not None and any(example.counts)]


def read_example(gold: GoldPage, model: str) -> Example | None:
    """Read one page; None if it is no HTML."""
    page = read_page(Source(gold.name, gold.html), Settings())
    if page.tree is None:
        return None
    wanted = words(gold.text)
    if model == TEXT:
        blocks = split_text(paragraphs_of(as_text(page.tree))).blocks
        own = words_of(blocks)
        return Example(gold, blocks, own, None, fixed_text_features(blocks, own), shares(own, wanted))
    layout: Layout = split(page.tree)
    evidence: Evidence = gather(page.tree, layout, None, ask_trafilatura=model == HTML)
    assert model in (HTML, FAST)
    outline = read_outline(layout)
    own = [list(w) for w in evidence.words]
    columns = fixed_html_features(layout, outline, evidence)
    return Example(gold, layout.blocks, own, outline, columns, shares(own, wanted))
