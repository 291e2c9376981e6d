"""The model's judgement of a page: features, probabilities, decisions, confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..article import Decision
from ..blocks import Layout
from ..blocks.features import html_features, text_features
from ..blocks.outline import read_outline
from ..settings import Settings
from .decide import LEANS, Judgement, decide
from .evidence import gather, words_of
from .models import FAST, HTML, TEXT, Model, load_model

if TYPE_CHECKING:
    from ..blocks.surroundings import Columns
    from ..explaining import Heard


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision for each block, and how well the result is expected to agree with the article: F1, 0 to 1.

    `scores` and `threshold` are what the decisions rest on; `heard` is what spoke for and against, if the settings ask.
    """

    decisions: tuple[Decision, ...]
    confidence: float
    scores: tuple[float | None, ...] = ()
    threshold: float = 0.0
    heard: Heard | None = None


def judge_page(tree: HtmlElement, layout: Layout, url: str | None, settings: Settings) -> Judged:
    """Judge the blocks of an HTML page, with trafilatura's verdict unless the settings want it fast."""
    name = FAST if settings.fast else HTML
    model = load_model(name)
    evidence = gather(tree, layout, url, ask_trafilatura=not settings.fast)
    outline = read_outline(layout)
    columns = html_features(layout, outline, evidence, model.lexicon)
    probabilities = model.probabilities(columns, len(layout.blocks))
    lean = LEANS[settings.lean]
    judgement = decide(layout.blocks, probabilities, outline.families(), lean, evidence.verdict)
    heard = _hear(name, columns, layout, judgement) if settings.explain else None
    return _judged(model, judgement, heard)


def judge_text(layout: Layout, settings: Settings) -> Judged:
    """Judge the paragraphs of a plain-text page."""
    model = load_model(TEXT)
    columns = text_features(layout.blocks, words_of(layout.blocks), model.lexicon)
    count = len(layout.blocks)
    judgement = decide(layout.blocks, model.probabilities(columns, count), None, LEANS[settings.lean])
    return _judged(model, judgement, _hear(TEXT, columns, layout, judgement) if settings.explain else None)


def _judged(model: Model, judgement: Judgement, heard: Heard | None) -> Judged:
    confidence = model.confidence(judgement.expected)
    return Judged(judgement.decisions, confidence, judgement.scores, judgement.threshold, heard)


def _hear(name: str, columns: Columns, layout: Layout, judgement: Judgement) -> Heard:
    from ..explaining import hear

    return hear(name, columns, [block.words for block in layout.blocks], judgement.scores)
