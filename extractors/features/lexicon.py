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
        least, greatest, own, total = [EVEN], [EVEN], [EVEN], [0.0]
        for i in range(1, len(outline.tags)):
            parent = outline.parents[i]
            found = self._own(outline.tags[i], outline.names[i])
            low, high, mean = found or (least[parent], greatest[parent], EVEN)
            least.append(min(low, least[parent]))
            greatest.append(max(high, greatest[parent]))
            own.append(mean)
            total.append(total[parent] * _FADING + mean - EVEN)
        sums = [max(0, min(WHOLE, int(EVEN + t))) for t in total]
        columns = {"least_mark_odds": least, "greatest_mark_odds": greatest, "own_mark_odds": own, "mark_odds": sums}
        return {name: bytes([column[o] for o in outline.owners]) for name, column in columns.items()}

    def describe_words(self, words: Sequence[Sequence[str]]) -> Columns:
        """The least, the greatest and the mean odds of each block's first words, and how many of them are known."""
        rows = read_odds(self.words, words)
        return {name: rows[place :: len(WORD_ODDS)] for place, name in enumerate(WORD_ODDS)}

    def _look_up(self, tag: str, name: str) -> tuple[int, int, int] | None:
        """The least, greatest and mean odds of an element's own words; None if none is known."""
        known = [self.marks[part] for part in (*name_parts(name), f"<{tag}>") if part in self.marks]
        return (min(known), max(known), sum(known) // len(known)) if known else None
