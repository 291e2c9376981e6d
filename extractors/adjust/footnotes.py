"""Footnotes are kept together: the text that is kept has marks that lead to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ..article import Decision
from ..blocks import Layout
from ..blocks.notes import MOST_LINKS, blocks_below, is_note, is_sure_note, note_holders, note_marks
from .step import Context, kept_with

_LONGEST = 200  # words: what is longer is a part of the page that a mark happens to lead to


def keep_footnotes(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Keep the notes that marks in kept text lead to, if one of them is kept or each is surely a note."""
    kept = [i for i, decision in enumerate(decisions) if decision.keep]
    marks = list(islice(note_marks(layout, kept), MOST_LINKS))
    if not marks:
        return tuple(decisions)
    holders = note_holders(layout, marks)
    blocks_of = blocks_below(layout, range(len(decisions)), set(holders.values()))
    wanted = {note: mark for mark in reversed(marks) for note in [holders.get(mark.target)] if note in blocks_of}
    found = [note for note, mark in wanted.items() if is_note(mark, note, blocks_of[note])]
    notes = [blocks_of[note] for note in found]
    result = list(decisions)
    if any(decisions[i].keep for note in notes for i in note) or all(
        is_sure_note(wanted[note], note) for note in found
    ):
        for note in notes:
            if sum(layout.blocks[i].words for i in note) <= _LONGEST:
                for i in note:
                    if layout.blocks[i].words:
                        result[i] = kept_with(decisions[i], "the other footnotes")
    return tuple(result)
