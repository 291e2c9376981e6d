"""The model's judgement of a page: features, probabilities, decisions, confidence."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from ..article import Decision
from ..blocks import Layout
from ..blocks.features import html_features, text_features
from ..blocks.outline import read_outline
from ..settings import Settings
from .decide import LEANS, decide
from .evidence import gather, words_of
from .models import FAST, HTML, TEXT, load_model


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision for each block, and how well the result is expected to agree with the article: F1, 0 to 1."""

    decisions: tuple[Decision, ...]
    confidence: float


def judge_page(tree: HtmlElement, layout: Layout, url: str | None, settings: Settings) -> Judged:
    """Judge the blocks of an HTML page, with trafilatura's verdict unless the settings want it fast."""
    model = load_model(FAST if settings.fast else HTML)
    evidence = gather(tree, layout, url, ask_trafilatura=not settings.fast)
    outline = read_outline(layout)
    columns = html_features(layout, outline, evidence, model.lexicon)
    probabilities = model.probabilities(columns, len(layout.blocks))
    lean = LEANS[settings.lean]
    judgement = decide(layout.blocks, probabilities, outline.families(), lean, evidence.verdict)
    return Judged(judgement.decisions, model.confidence(judgement.expected))


def judge_text(layout: Layout, settings: Settings) -> Judged:
    """Judge the paragraphs of a plain-text page."""
    model = load_model(TEXT)
    columns = text_features(layout.blocks, words_of(layout.blocks), model.lexicon)
    count = len(layout.blocks)
    judgement = decide(layout.blocks, model.probabilities(columns, count), None, LEANS[settings.lean])
    return Judged(judgement.decisions, model.confidence(judgement.expected))
