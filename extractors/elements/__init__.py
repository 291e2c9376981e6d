"""Bring a page's own ways of writing into one form, before its blocks are read: one step a file, in the order of STEPS.

Each step changes the tree in place. It takes the index of the page's elements and asks it for those that it is about:
on a page that has none it costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement

from .emoji import write_emoji
from .footnote_lines import part_footnotes
from .footnote_marks import unify_footnotes
from .formulas import unify_formulas
from .headings import drop_heading_links
from .index import ElementIndex
from .inline import join_sentences
from .link_cards import shorten_link_cards
from .office import unify_office
from .quotations import write_quotation_marks
from .redirects import follow_redirects
from .ruby import bracket_readings
from .scene_breaks import write_scene_breaks
from .side_notes import move_notes
from .spacing import space_labels
from .srcdoc import unfold_frames
from .streams import place_streams
from .style_sheets import number_lists
from .tabs import label_panels
from .typed_lines import mark_lines
from .typed_notes import raise_note_labels
from .unseen import drop_unseen

STEPS: tuple[Callable[[ElementIndex], None], ...] = (
    place_streams,
    unify_office,
    number_lists,
    follow_redirects,
    mark_lines,
    label_panels,
    unify_formulas,
    shorten_link_cards,
    write_emoji,
    write_quotation_marks,
    drop_unseen,
    join_sentences,
    drop_heading_links,
    part_footnotes,
    move_notes,
    unify_footnotes,
    bracket_readings,
    space_labels,
    write_scene_breaks,
)


def tidy(root: HtmlElement) -> None:
    """Apply every step to a tree, in place."""
    unfold_frames(root)
    raise_note_labels(root)
    index = ElementIndex(root)
    for step in STEPS:
        step(index)
