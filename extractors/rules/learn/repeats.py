"""What repeats across the pages of a site: lines that say the same, and lines that say nearly the same."""

from __future__ import annotations

from math import ceil

from ...article import Kind
from .line_index import Index, Repeat
from .page_lines import NUMBER
from .pattern import says_enough
from .similar import is_one_sentence, near_same


def find_repeats(index: Index) -> list[Repeat]:
    """Return what stands on two pages or more and comes through on one; near-same lines as one repeat.

    Near linear: lines are compared only with the few that share most pairs of words with them.
    """
    found = []
    taken: set[str] = set()
    groups = near_same(index)
    for keys, _ in groups:
        if len({page for key in keys for page, _ in index.places[key]}) > _FEW_PAGES:
            index.repeated.update(keys)
    for keys, shared in groups:
        repeat = index.repeat(keys, varied=True)
        if index.kept(repeat) and is_one_sentence(index, repeat, shared):
            found.append(repeat)
            taken.update(keys)
    return found + [repeat for key in index.places if key not in taken for repeat in same(index, key)]


def same(index: Index, key: str) -> list[Repeat]:
    """The lines with this very key, if they repeat often enough for how much they say."""
    repeat = index.repeat((key,))
    own = tuple(key.split(" "))
    said = says_enough(own)
    if said < 1 or len(repeat.pages) < _pages_needed(index, repeat, said):
        return []
    if NUMBER in own and _raw_texts(index, repeat) > 1 and not is_one_sentence(index, repeat, own):
        return []
    return [repeat]


_FEW_PAGES = 2
_SHORT, _LONG = 4, 8  # words
_LABELS = (Kind.HEADING, Kind.ITEM, Kind.CELL, Kind.TERM)


def _pages_needed(index: Index, repeat: Repeat, said: float) -> int:
    """On how many pages a text must stand: the less it says, the more often it repeats by chance."""
    total = len(index.sheets)
    line = index.line(repeat.members[0])
    few = max(2, min(3, ceil(total / 2)))
    if said < _SHORT or line.linked:
        return max(min(3, total), ceil(total / 2))
    if said < _LONG or line.kind in _LABELS:
        return max(few, ceil(0.3 * total))
    return max(few, ceil(0.05 * total))


def _raw_texts(index: Index, repeat: Repeat) -> int:
    return len({index.line(at).text for at in repeat.members})
