"""Bring a page's own ways of writing into one form, before its blocks are read: one step a file, in the order of STEPS.

Each step takes the root of the tree and changes it in place. A step costs next to nothing on a page that has no use
for it: it asks libxml2 for the elements that it is about, and returns where there are none.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement

from .formulas import unify_formulas
from .headings import drop_heading_links
from .inline import join_sentences
from .ruby import bracket_readings
from .side_notes import move_notes
from .streams import place_streams
from .unseen import drop_unseen

STEPS: tuple[Callable[[HtmlElement], None], ...] = (
    place_streams,
    unify_formulas,
    join_sentences,
    drop_unseen,
    drop_heading_links,
    move_notes,
    bracket_readings,
)


def tidy(root: HtmlElement) -> None:
    """Apply every step to a tree, in place."""
    for step in STEPS:
        step(root)
