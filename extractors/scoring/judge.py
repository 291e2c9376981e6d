"""The models' judgement of a page: features, probabilities, decisions, confidence."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from ..article import Decision
from ..blocks import Layout
from ..blocks.features import html_features, text_features, verdict_features
from ..blocks.outline import read_outline
from ..settings import Settings
from .comments import cut_comments
from .decide import LEANS, decide
from .evidence import ask_trafilatura, gather
from .models import FAST, HTML, TEXT, load_model

# Trafilatura costs more than all else together, and changes little where the model is sure without it.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision for each block, and how well the result is expected to agree with the article: F1, 0 to 1."""

    decisions: tuple[Decision, ...]
    confidence: float


def judge_page(tree: HtmlElement, layout: Layout, url: str | None, settings: Settings) -> Judged:
    """Judge the blocks of an HTML page; where the model is not sure, with trafilatura's verdict, unless the settings
    want it fast."""
    outline = read_outline(layout)
    families, lean = outline.families(), LEANS[settings.lean]
    model = load_model(FAST)
    columns = html_features(layout, outline, gather(tree, url), model.lexicon)
    judgement = decide(layout.blocks, model.probabilities(columns, len(layout.blocks)), families, lean)
    if not settings.fast and judgement.expected < SURE:
        model = load_model(HTML)
        verdict = ask_trafilatura(tree, layout, url)
        columns |= verdict_features(layout, outline, verdict)  # both models read with the same lexicon
        probabilities = model.probabilities(columns, len(layout.blocks))
        judgement = decide(layout.blocks, probabilities, families, lean, verdict)
    return Judged(cut_comments(layout, outline, judgement.decisions), model.confidence(judgement.expected))


def judge_text(layout: Layout, settings: Settings) -> Judged:
    """Judge the paragraphs of a plain-text page."""
    model = load_model(TEXT)
    columns = text_features(layout, model.lexicon)
    count = len(layout.blocks)
    judgement = decide(layout.blocks, model.probabilities(columns, count), None, LEANS[settings.lean])
    return Judged(judgement.decisions, model.confidence(judgement.expected))
