"""All lines of a site's pages: by what they say, by where they stand, and with their neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .page_lines import Line, Sheet

At = tuple[int, int]  # a page's and a line's number
FEW_WORDS, _SENTENCE = 4, 8


@dataclass(frozen=True, slots=True)
class Repeat:
    """Lines of two pages or more that say the same; `varied` when names, dates or more than numbers differ.

    `pages` are those that bear witness: see `Index.witnesses`.
    """

    keys: tuple[str, ...]
    members: tuple[At, ...]
    pages: frozenset[int]
    varied: bool


class Index:
    """All lines of a site's pages by what they say."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.places: dict[str, list[At]] = defaultdict(list)
        self.kept_at: dict[int, list[At]] = defaultdict(list)  # place in the template -> lines that come through
        for page, sheet in enumerate(sheets):
            for number, line in enumerate(sheet.lines):
                if line.key:
                    self.places[line.key].append((page, number))
                if line.kept:
                    self.kept_at[line.place].append((page, number))
        self.following = [_next_kept(sheet.lines) for sheet in sheets]
        self.preceding = [_next_kept(sheet.lines[::-1])[::-1] for sheet in sheets]
        self._last_own: dict[int, int] = {}
        self.repeated: set[str] = {key for key in self.places if self.pages(key) > 1}

    def line(self, at: At) -> Line:
        """The line at a place."""
        return self.sheets[at[0]].lines[at[1]]

    def pages(self, key: str) -> int:
        """How many pages have a line with this key."""
        return len({page for page, _ in self.places[key]})

    def repeat(self, keys: Iterable[str], varied: bool = False) -> Repeat:
        """The lines with one of these keys."""
        own = tuple(keys)
        members = tuple(at for key in own for at in self.places[key])
        return Repeat(own, members, frozenset(self.witnesses(members)), varied)

    def witnesses(self, members: Sequence[At]) -> set[int]:
        """The pages that show a text to be of the template: one place on all, or most pages let it through.

        The same text in another place may be a teaser of an article, or a menu entry that is also a heading.
        """
        kept = {page for page, number in members if self.sheets[page].lines[number].kept}
        if not kept or len(kept) * 2 > len(self.sheets):
            return kept and {page for page, _ in members}
        by_place: dict[int, set[int]] = defaultdict(set)
        for at in members:
            by_place[self.line(at).place].add(at[0])
        if 0 in by_place:  # plain text has no places: what most pages have is of the template
            everywhere = by_place[0]
            return everywhere if len(kept) > 1 or len(everywhere) * 2 > len(self.sheets) else kept
        return max((by_place[self.line(at).place] for at in members if self.line(at).kept), key=len)

    def is_own(self, line: Line) -> bool:
        """Whether a line is its page's own; a word or two repeat by chance."""
        return line.key not in self.repeated or line.words < FEW_WORDS

    def is_between_own(self, at: At) -> bool:
        """Whether what comes through above and below a line is its page's own text."""
        return self.is_below_own(at) and self._is_own_text(self.following[at[0]][at[1]])

    def is_below_own(self, at: At) -> bool:
        """Whether what comes through above a line is its page's own text."""
        return self._is_own_text(self.preceding[at[0]][at[1]])

    def is_inside(self, at: At) -> bool:
        """Whether a line follows its page's own text and more of it comes further down."""
        return self.is_below_own(at) and at[1] < self.last_own(at[0])

    def last_own(self, page: int) -> int:
        """The number of the last line of a page that is its own text; -1 where there is none."""
        if page not in self._last_own:
            lines = self.sheets[page].lines
            own = (i for i in range(len(lines) - 1, -1, -1) if lines[i].kept and self._is_own_text(lines[i]))
            self._last_own[page] = next(own, -1)
        return self._last_own[page]

    def _is_own_text(self, line: Line | None) -> bool:
        return line is not None and line.words >= _SENTENCE and line.key not in self.repeated and not line.linked

    def kept(self, repeat: Repeat) -> list[At]:
        """Those of its lines that come through extraction."""
        return [at for at in repeat.members if self.line(at).kept]


def _next_kept(lines: Sequence[Line]) -> list[Line | None]:
    """For each line the next one below it that comes through."""
    result: list[Line | None] = []
    following: Line | None = None
    for line in reversed(lines):
        result.append(following)
        if line.kept:
            following = line
    return result[::-1]
