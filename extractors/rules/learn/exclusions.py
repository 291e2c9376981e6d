"""What repeats and is part of the article all the same: labels, values of lists and tables, teasers of other pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ...article import Kind
from ...text import words
from .line_index import FEW_WORDS, At, Index, Repeat
from .page_lines import Line

_LABELS = (Kind.HEADING, Kind.TERM, Kind.CELL)
_PARTS = (Kind.ITEM, Kind.CELL, Kind.TERM)
_SENTENCE, _LABEL_WORDS = 8, 12
_OWN_PARTS = 0.2  # of a list or table
_SURE_PAGES, _SURE_SHARE = 5, 0.8
_AFTER_HEADLINE, _AFTER_TITLE = 6, 4  # lines: a lead below its headline, a teaser below its title


class Content:
    """Tells what the articles share from what the site prints around them."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.headlines = [max((i for i, line in enumerate(s.lines) if line.headline), default=-1) for s in index.sheets]
        self.listed = Counter(
            (page, line.listed, line.key in index.repeated)
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
        sentence = self.index.line(kept[0]).words >= _SENTENCE and len(repeat.pages) * 2 >= len(self.index.sheets)
        if not sentence and self._mostly(kept, self._is_value):
            return "part of a list or table that is different on each page"
        if self._is_sandwiched(repeat, kept):
            return "a few words between what is different on each page"
        return "the beginning of one page, shown on others" if self._is_teaser(repeat, kept) else None

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
        following = self.index.following[at[0]][at[1]]
        return following is not None and self.index.is_own(following) and not following.linked

    def _is_value(self, at: At) -> bool:
        """Whether the list or table that it stands in is in good part this page's own."""
        own = self.index.line(at)
        if own.kind not in _PARTS or own.listed is None:
            return False
        unlike, like = (self.listed[at[0], own.listed, repeated] for repeated in (False, True))
        return unlike > _OWN_PARTS * (unlike + like - own.kept)

    def _is_sandwiched(self, repeat: Repeat, kept: list[At]) -> bool:
        """Whether a few words stand between this page's own lines ("Note"): an advertisement does so on most pages."""
        pages, total = len(repeat.pages), len(self.index.sheets)
        if total >= _SURE_PAGES and pages >= _SURE_SHARE * total:
            return False
        few = all(self.index.line(at).words < FEW_WORDS for at in kept[:20])
        return few and self._mostly(kept, self.index.is_between_own)

    def _is_teaser(self, repeat: Repeat, kept: list[At]) -> bool:
        """Whether it is the lead of one page, and stands on all the others below that page's title."""
        return any(
            self._is_below(at, lambda line: line.headline, _AFTER_HEADLINE)
            and all(self._is_below(o, self._says(at[0]), _AFTER_TITLE) for o in repeat.members if o[0] != at[0])
            for at in kept[:20]
        )

    def _says(self, page: int) -> Callable[[Line], bool]:
        title = self.index.sheets[page].title
        return lambda line: bool(title) and " ".join(words(line.text)) == title

    def _is_below(self, at: At, test: Callable[[Line], bool], within: int) -> bool:
        lines = self.index.sheets[at[0]].lines
        return any(map(test, lines[max(0, at[1] - within) : at[1]]))
