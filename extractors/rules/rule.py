"""Rule: one rule of a pack, compiled and ready to match."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .conditions import host_matches, language_matches
from .patterns import Pattern
from .phrases import Phrase

if TYPE_CHECKING:
    from .selectors import Selector


class Action(StrEnum):
    """What a rule does with what it matches."""

    DROP = "drop"
    KEEP = "keep"
    DROP_TO_END = "drop-to-end"
    BODY = "body"
    TITLE = "title"
    AUTHOR = "author"
    DATE = "date"
    UNWRAP = "unwrap"


# Of several such rules that are equally strong the first in the file counts: the others are what to try next.
FIRST_WINS = frozenset((Action.BODY, Action.TITLE, Action.AUTHOR, Action.DATE))
# Within a page's rules of one strength: a body is the frame in which the others drop, and keep wins.


class Where(StrEnum):
    """Where a block stands: above the article's first prose, below three quarters of its words, or between."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule. Exactly one of `text`, `phrases` and `path` is set; `rank` is its file's: the lowest wins.

    `prune` is for a body: what it selects is still judged, only what is outside of it is settled.
    """

    id: str
    action: Action
    pack: str
    why: str
    rank: int
    text: Pattern | None = None
    phrases: tuple[Phrase, ...] = ()
    path: Selector | None = None
    until: Pattern | None = None
    where: Where = Where.ANYWHERE
    max_words: int | None = None
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    prune: bool = False

    def concerns(self, host: str | None, language: str | None) -> bool:
        """Whether the rule is for pages of this host and language tag, both in their normal form.

        An unknown language excludes nothing.
        """
        if self.sites and not (host and any(host_matches(host, site) for site in self.sites)):
            return False
        return not (self.languages and language and not any(language_matches(language, one) for one in self.languages))

    @property
    def stoppable(self) -> bool:
        """Whether one of its patterns may take long: they are not of a built-in pack."""
        return any(one.stoppable for one in (self.text, self.until, *self.phrases) if one is not None)

    @property
    def strength(self) -> tuple[int, bool, int]:
        """Sort key, the weakest rule first: built-in before own, general before site, and among equals `body` (what is
        in it may be dropped), then the others, then `keep`."""
        return (-self.rank, bool(self.sites), _AMONG_EQUALS.get(self.action, 1))


_AMONG_EQUALS = {Action.BODY: 0, Action.KEEP: 2}
