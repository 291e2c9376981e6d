"""What is done to the model's decisions: the steps, in their order.

Each step is a function `(layout, decisions, context) -> decisions` in the file of its name or of what it is about. To
add one, write it and put it into STEPS; `tests/benchmarks/adjustments.py` tells what each is worth.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Decision
from ..blocks import Layout
from .attributions import keep_attributions
from .author_boxes import cut_author_boxes
from .book_notices import cut_book_notices
from .comments import cut_comments, mark_comments, names_comments
from .contents import cut_contents
from .documents import keep_documents_whole, keep_texts_whole
from .empty_headings import cut_empty_headings
from .footnotes import keep_footnotes
from .forms import cut_forms
from .headline import cut_headline, cut_plain_headline
from .images import judge_images
from .insets import keep_insets, keep_quotations_whole
from .item_numbers import cut_item_numbers
from .labels import cut_labels
from .lead import keep_lead
from .lists import keep_lists_whole
from .menus import cut_menus
from .paragraphs import keep_paragraphs_whole
from .posts import keep_posts_whole
from .repeated_passages import cut_repeats
from .service_lines import cut_service_lines
from .signs import keep_signs
from .small_pages import keep_small_pages
from .step import Context, On, Stage, Step
from .teasers import cut_labelled_links, cut_teasers

__all__ = ["STEPS", "Context", "On", "Stage", "Step", "names_comments", "run_steps"]

STEPS: tuple[Step, ...] = (
    # While the model judges: how sure it is, and whether trafilatura is asked, is told by what these steps keep.
    Step(Stage.JUDGING, keep_lists_whole, On.TEXT),
    Step(Stage.JUDGING, keep_insets, On.HTML),
    Step(Stage.JUDGING, keep_quotations_whole, On.HTML),
    Step(Stage.JUDGING, keep_small_pages, On.HTML | On.TEXT),
    Step(Stage.JUDGING, keep_signs, On.HTML | On.TEXT),
    # Before the boilerplate rules, which have the last word on all of this.
    Step(Stage.JUDGED, keep_paragraphs_whole, On.HTML),
    Step(Stage.JUDGED, cut_comments, On.HTML),
    Step(Stage.JUDGED, keep_posts_whole, On.HTML),
    Step(Stage.JUDGED, cut_contents, On.HTML),
    Step(Stage.JUDGED, keep_documents_whole, On.HTML),
    Step(Stage.JUDGED, keep_texts_whole, On.TEXT),
    Step(Stage.JUDGED, cut_menus, On.HTML),
    Step(Stage.JUDGED, cut_service_lines, On.HTML | On.TEXT),
    Step(Stage.JUDGED, keep_lead, On.HTML),
    Step(Stage.JUDGED, keep_attributions, On.HTML),
    Step(Stage.JUDGED, keep_footnotes, On.HTML),
    Step(Stage.JUDGED, cut_repeats, On.HTML | On.TEXT),
    Step(Stage.JUDGED, cut_book_notices, On.HTML | On.TEXT),
    Step(Stage.JUDGED, cut_forms, On.HTML),
    # After the rules: the title is known, which a rule may have named.
    Step(Stage.RULED, cut_headline, On.HTML | On.TRAFILATURA),
    Step(Stage.RULED, cut_labels, On.TEXT),
    Step(Stage.RULED, cut_item_numbers, On.HTML),
    Step(Stage.RULED, cut_teasers, On.HTML),
    Step(Stage.RULED, cut_labelled_links, On.HTML),
    Step(Stage.RULED, cut_author_boxes, On.HTML),
    Step(Stage.RULED, cut_empty_headings, On.HTML),
    Step(Stage.RULED, cut_plain_headline, On.TEXT),
    # Once films, formulas and images are blocks as well (blocks.finish).
    Step(Stage.FINISHED, judge_images, On.HTML | On.TRAFILATURA),
    Step(Stage.FINISHED, mark_comments, On.HTML | On.TRAFILATURA),
)


def run_steps(
    stage: Stage, on: On, layout: Layout, decisions: Sequence[Decision], context: Context
) -> tuple[Decision, ...]:
    """Return the decisions after all steps of a stage that work on pages of this kind."""
    result = tuple(decisions)
    for step in STEPS:
        if step.stage is stage and step.on & on:
            result = step.change(layout, result, context)
    return result
