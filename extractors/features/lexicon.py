"""Log-odds of words, learned from gold pages: that a block with the word, or in an element named so, is article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from .chosen import read_odds
from .marking import name_parts
from .odds import EVEN, WORD_ODDS
from .outline import Outline
from .quantise import WHOLE
from .surroundings import Columns

_FADING = 0.8
_REMEMBERED = 1 << 14


class Lexicon:
    """Two tables from word to byte: of marking (name parts, and tags as "<div>") and of the text itself."""

    def __init__(self, marks: Mapping[str, int], words: Mapping[str, int]) -> None:
        self.marks = marks
        self.words = words
        # By value: what a name promises is the same on every page.
        self._own = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def __reduce__(self) -> tuple[type[Lexicon], tuple[Mapping[str, int], Mapping[str, int]]]:
        return Lexicon, (self.marks, self.words)  # what is remembered stays behind

    def describe_marks(self, outline: Outline) -> Columns:
        """The least, the greatest, the own and the summed odds of each block's element and its ancestors.

        The sum fades by a fifth with each level.
        """
        known = [self._own(tag, name) for tag, name in zip(outline.tags, outline.names, strict=True)]
        columns = add_up_odds(outline.parents, known)
        return {
            f"{name}mark_odds": bytes([column[owner] for owner in outline.owners])
            for name, column in zip(("least_", "greatest_", "own_", ""), columns, strict=True)
        }

    def describe_words(self, words: Sequence[Sequence[str]]) -> Columns:
        """The least, the greatest and the mean odds of each block's first words, and how many of them are known."""
        rows = read_odds(self.words, words)
        return {name: rows[place :: len(WORD_ODDS)] for place, name in enumerate(WORD_ODDS)}

    def _look_up(self, tag: str, name: str) -> tuple[int, int, int] | None:
        """The least, greatest and mean odds of an element's own words; None if none is known."""
        known = [self.marks[part] for part in (*name_parts(name), f"<{tag}>") if part in self.marks]
        return (min(known), max(known), sum(known) // len(known)) if known else None


def add_up_odds(
    parents: tuple[int, ...], known: Sequence[tuple[int, int, int] | None]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return for each element the least, the greatest, the own and the summed odds; `known` are those of its name."""
    least, greatest, own, total = [EVEN], [EVEN], [EVEN], [0.0]
    for i in range(1, len(parents)):
        parent = parents[i]
        low, high, mean = known[i] or (least[parent], greatest[parent], EVEN)
        least.append(min(low, least[parent]))
        greatest.append(max(high, greatest[parent]))
        own.append(mean)
        total.append(total[parent] * _FADING + mean - EVEN)
    return least, greatest, own, [max(0, min(WHOLE, int(EVEN + t))) for t in total]
