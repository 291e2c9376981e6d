"""The models' judgement of a page: features, probabilities, decisions, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..adjust.insets import cuts_inset
from ..adjust.lists import tears_list
from ..article import By, Decision, Kind
from ..blocks import Layout
from ..features.columns import html_features, text_features, verdict_features
from ..features.outline import Outline, read_outline
from ..options import ExtractOptions
from ..trafilatura.budget import OutOfBudgetError
from ..trafilatura.reference import SECONDS, read_choice
from .decide import LEANS, Judgement, decide
from .long_runs import level_long_runs
from .models import FAST, HTML, TEXT, Model, load_model
from .page_facts import ask_trafilatura, gather

if TYPE_CHECKING:
    from ..features.surroundings import Columns

# Trafilatura costs as much as all else together, and changes little where the model expects a high F1 of itself: from
# NEARLY_SURE on it only brings back lists and tables, from SURE on nothing. On a page of many blocks, where it costs
# most, it spoils as much as it mends, unless the model hardly knows what to keep or keeps part of a list.
SURE, NEARLY_SURE, HARDLY_SURE = 0.95, 0.9, 0.5
MANY_BLOCKS = 400
LEAST_SHARE_KEPT = 0.5
TRAFILATURA_CONFIDENCE = 0.5  # it says nothing of how sure it is
_KEPT = Decision(True, By.TRAFILATURA, "kept by trafilatura")
_CUT = Decision(False, By.TRAFILATURA, "cut by trafilatura")
MOST_BLOCKS, MOST_CHILDREN, LONGEST_BLOCK = 20_000, 4_000, 2_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page's scores rest on: the model's name, the columns of its features, and the blocks' words and scores.

    `places` are the numbers that the blocks of the final layout have among these; None is a block that was not judged.
    """

    model: str
    columns: Columns
    counts: Sequence[int]
    scores: Sequence[float | None]
    places: tuple[int | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision for each block, and how well the result is expected to agree with the article: F1, 0 to 1.

    `scores` and `threshold` are what the decisions rest on; `measured` is what the scores rest on.
    `outline` is what is known of the elements around the blocks, for HTML that the model judged. `notes` are remarks
    for the user; `extractor` is what judged (see Article).
    """

    decisions: tuple[Decision, ...]
    confidence: float
    scores: tuple[float | None, ...] = ()
    threshold: float = 0.0
    measured: Measured | None = field(default=None, compare=False, repr=False)
    outline: Outline | None = None
    notes: tuple[str, ...] = ()
    extractor: str = "model"

    def spread(self, places: Sequence[int | None]) -> Judged:
        """What rests on the model for a layout whose blocks have these numbers in the one that was judged; None is a
        block that was not."""
        scores = tuple(None if place is None else self.scores[place] for place in places) if self.scores else ()
        measured = self.measured and replace(self.measured, places=tuple(places))
        return replace(self, scores=scores, measured=measured)


def judge_page(tree: HtmlElement, layout: Layout, url: str | None, options: ExtractOptions) -> Judged:
    """Judge the blocks of an HTML page as `options.extractor` says.

    By the model, by trafilatura, or by the model with trafilatura's verdict where it is not sure.
    """
    if options.extractor == "trafilatura":
        return _trafilatura_alone(tree, layout, url, options)
    outline = read_outline(layout)
    families, lean = outline.families(), LEANS[options.lean]
    name, model = FAST, load_model(FAST)
    columns = html_features(layout, outline, gather(tree, url), model.lexicon)
    judgement = decide(
        layout, level_long_runs(layout, model.probabilities(columns, len(layout.blocks))), families, lean
    )
    notes: tuple[str, ...] = ()
    verdict = None
    if options.extractor == "auto" and not _is_sure(layout, judgement):
        verdict, notes = _second_opinion(tree, layout, url)
    if verdict is not None:
        name, model = HTML, load_model(HTML)
        columns |= verdict_features(layout, outline, verdict)  # both models read with the same lexicon
        probabilities = level_long_runs(layout, model.probabilities(columns, len(layout.blocks)))
        judgement = decide(layout, probabilities, families, lean, verdict)
    judged = _judged(name, model, columns, layout, judgement)
    return replace(judged, outline=outline, notes=notes, extractor="model" if verdict is None else "model+trafilatura")


def _trafilatura_alone(tree: HtmlElement, layout: Layout, url: str | None, options: ExtractOptions) -> Judged:
    """Keep the blocks of which trafilatura keeps half of the words or more.

    On 80 pages of gold sets, the words of these blocks agree with those that it prints by 0.993 (F1).
    """
    from . import align  # brings rapidfuzz, which the model alone does not need

    shares = align.shares(layout.words, read_choice(tree, url, options.lean))
    decisions = tuple(_KEPT if share >= LEAST_SHARE_KEPT else _CUT for share in shares)
    return Judged(decisions, TRAFILATURA_CONFIDENCE, extractor="trafilatura")


def _is_sure(layout: Layout, judgement: Judgement) -> bool:
    kept = [decision.keep for decision in judgement.decisions]
    if judgement.expected >= SURE:
        return True
    if len(layout.blocks) > MANY_BLOCKS:
        return judgement.expected >= HARDLY_SURE and not tears_list(layout.blocks, kept)
    return judgement.expected >= NEARLY_SURE and not cuts_inset(layout.blocks, kept)


def _second_opinion(
    tree: HtmlElement, layout: Layout, url: str | None
) -> tuple[Sequence[float] | None, tuple[str, ...]]:
    """Trafilatura's share of each block; without one, a note that says why there is none."""
    too_much = _too_much(tree, layout)
    if too_much:
        return None, (f"trafilatura was not asked: the page has {too_much}",)
    try:
        return ask_trafilatura(tree, layout, url), ()
    except OutOfBudgetError:
        return None, (f"trafilatura was given up after {SECONDS:g} s: the model judged the page alone",)


def _too_much(tree: HtmlElement, layout: Layout) -> str | None:
    """What of a page trafilatura takes longer for than in proportion, and in calls that cannot be stopped."""
    if len(layout.blocks) > MOST_BLOCKS:
        return f"more than {MOST_BLOCKS:,} blocks"
    if max((len(block.text) for block in layout.blocks), default=0) > LONGEST_BLOCK:
        return f"a block of more than {LONGEST_BLOCK:,} characters"
    if tree.xpath(f"boolean(//*[*[{MOST_CHILDREN}]])"):
        return f"an element with {MOST_CHILDREN:,} others in it"
    return None


def judge_text(layout: Layout, options: ExtractOptions) -> Judged:
    """Judge the paragraphs of a plain-text page. The model has learned from pages without headings, lines and code."""
    model = load_model(TEXT)
    as_learned = [
        replace(b, kind=Kind.ITEM if b.kind is Kind.ITEM else Kind.PARAGRAPH, level=0, continues=False)
        for b in layout.blocks
    ]
    columns = text_features(replace(layout, blocks=tuple(as_learned)), model.lexicon)
    count = len(layout.blocks)
    judgement = decide(layout, level_long_runs(layout, model.probabilities(columns, count)), None, LEANS[options.lean])
    return _judged(TEXT, model, columns, layout, judgement)


def _judged(name: str, model: Model, columns: Columns, layout: Layout, judgement: Judgement) -> Judged:
    measured = Measured(name, columns, [block.words for block in layout.blocks], judgement.scores)
    confidence = model.confidence(judgement.expected)
    return Judged(judgement.decisions, confidence, judgement.scores, judgement.threshold, measured)
