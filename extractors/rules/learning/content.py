"""What repeats and is part of the article all the same: labels, values of lists and tables, teasers of other pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set

from ...article import Kind
from .repeats import At, Index, Repeat
from .sheet import Line

_LABELS = (Kind.HEADING, Kind.TERM, Kind.CELL)
_PARTS = (Kind.ITEM, Kind.CELL, Kind.TERM)
_SHORT = 6  # words
_LABEL_WORDS = 12
_AFTER_HEADLINE, _AFTER_TITLE = 6, 4  # lines: a lead below its headline, a teaser below its title


class Content:
    """Tells what the articles share from what the site prints around them. `repeated` are the keys that repeat."""

    def __init__(self, index: Index, repeated: Set[str]) -> None:
        self.index = index
        self.repeated = repeated
        self.headlines = [max((i for i, line in enumerate(s.lines) if line.headline), default=-1) for s in index.sheets]
        self.following = [_next_kept(sheet.lines) for sheet in index.sheets]
        self.listed = Counter(
            (page, line.listed, line.key in repeated)
            for page, sheet in enumerate(index.sheets)
            for line in sheet.lines
            if line.kept and line.listed is not None
        )

    def claims(self, repeat: Repeat) -> str | None:
        """Why a repeat belongs to the articles, or None: a reason to say nothing, never to cut."""
        kept = self.index.kept(repeat)
        if self._mostly(kept, lambda at: self.index.line(at).kind is Kind.CODE):
            return "code"
        if self._mostly(kept, self._is_label):
            return "a label of what is different on each page"
        if self._mostly(kept, self._is_value):
            return "part of a list or table that is different on each page"
        if self._is_teaser(repeat, kept):
            return "the beginning of one page, shown on others"
        return self._is_chance(repeat, kept)

    @staticmethod
    def _mostly(places: list[At], test: Callable[[At], bool]) -> bool:
        some = places[:200]
        return sum(map(test, some)) * 2 > len(some)

    def _is_label(self, at: At) -> bool:
        """Whether it heads something of this page alone that comes through and is no list of links."""
        own = self.index.line(at)
        if own.words > _LABEL_WORDS or not (own.kind in _LABELS or own.text.endswith((":", "："))):
            return False
        if at[1] < self.headlines[at[0]]:
            return False  # above the headline there is nothing to head
        following = self.following[at[0]][at[1]]
        return following is not None and following.key not in self.repeated and not following.linked

    def _is_value(self, at: At) -> bool:
        """Whether most of the list or table that it stands in is this page's own."""
        own = self.index.line(at)
        if own.kind not in _PARTS or own.words > _SHORT or own.listed is None:
            return False
        unlike, like = (self.listed[at[0], own.listed, repeated] for repeated in (False, True))
        return unlike > like - own.kept

    def _is_teaser(self, repeat: Repeat, kept: list[At]) -> bool:
        """Whether it is the lead of one page, and stands on all the others below that page's title."""
        return any(
            self._is_below(at, lambda line: line.headline, _AFTER_HEADLINE)
            and all(self._is_below(o, self._says(at[0]), _AFTER_TITLE) for o in repeat.members if o[0] != at[0])
            for at in kept[:20]
        )

    def _says(self, page: int) -> Callable[[Line], bool]:
        title = self.index.sheets[page].title
        return lambda line: bool(title) and line.key == title

    def _is_below(self, at: At, test: Callable[[Line], bool], within: int) -> bool:
        lines = self.index.sheets[at[0]].lines
        return any(map(test, lines[max(0, at[1] - within) : at[1]]))

    def _is_chance(self, repeat: Repeat, kept: list[At]) -> str | None:
        """A line that comes through on one page only must stand in the same place on others, or on most pages."""
        if len({page for page, _ in kept}) > 1:
            return None
        place = self.index.line(kept[0]).place
        if place and any(self.index.line(at).place == place for at in repeat.members if at[0] != kept[0][0]):
            return None
        if not place and len(repeat.pages) * 2 > len(self.index.sheets):
            return None
        return "comes through on one page only, elsewhere it stands in other places"


def _next_kept(lines: Sequence[Line]) -> list[Line | None]:
    """For each line the next one below it that comes through."""
    result: list[Line | None] = []
    following: Line | None = None
    for line in reversed(lines):
        result.append(following)
        if line.kept:
            following = line
    return result[::-1]
