"""The one shape of a step: what it is given, where its place is, and on which pages it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, Flag, auto
from typing import TYPE_CHECKING

from ..article import Block, Decision, Kind
from ..blocks import Layout

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from ..features.outline import Outline


class On(Flag):
    """The pages that a step works on: HTML judged by the model, plain text, HTML judged by trafilatura alone."""

    HTML = auto()
    TEXT = auto()
    TRAFILATURA = auto()


class Stage(Enum):
    """When a step runs."""

    JUDGING = auto()  # by the model's probabilities; its confidence and the need for trafilatura follow from the result
    JUDGED = auto()  # before the boilerplate rules
    RULED = auto()  # after the boilerplate rules and the choice of the title
    FINISHED = auto()  # once blocks.finish has made blocks of formulas, code boxes and films


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know of the page, beside its layout.

    `scores` are the probabilities of the blocks to be article, None for those without words; `verdict` the shares of
    them that trafilatura keeps, None where it was not asked. `title` is known after the rules. `headline` is the place
    of the line that was taken for a plain text's headline, `is_titled` says that its title comes from elsewhere (a
    rule, a mail's header). `has_comments` is false where no element is named after readers' comments."""

    tree: HtmlElement | None = None
    outline: Outline | None = None
    scores: Sequence[float | None] = ()
    verdict: Sequence[float] | None = None
    title: str | None = None
    headline: int | None = None
    is_titled: bool = False
    has_comments: bool = True


Function = Callable[[Layout, Sequence[Decision], Context], tuple[Decision, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A function that returns the decisions as they should be, when it runs, and on which pages."""

    stage: Stage
    change: Function
    on: On

    @property
    def name(self) -> str:
        """The function's name: it says what the step does."""
        return self.change.__name__


def kept_with(decision: Decision, company: str) -> Decision:
    """Return the decision to keep a block for the sake of what it belongs to."""
    return decision if decision.keep else replace(decision, keep=True, reason=f"{decision.reason}, kept with {company}")


def keep_words(blocks: Sequence[Block], decisions: list[Decision], places: Iterable[int]) -> None:
    """Keep the blocks at `places` that have words; who decided and why stay as they are."""
    for i in places:
        if blocks[i].words and blocks[i].kind is not Kind.IMAGE:
            decisions[i] = Decision(True, decisions[i].by, decisions[i].reason)
