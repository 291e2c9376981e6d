"""Which blocks and elements of one page a rule matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..article import Block, Decision
from ..blocks import Layout
from ..blocks.layout import Chunk
from .beginnings import beginning_of
from .bounded import spent
from .clock import Clock
from .needles import folded
from .patterns import SEARCHED, Pattern, screen_for
from .pieces import Names, Pieces, mostly
from .rule import Rule, Where
from .where import places

if TYPE_CHECKING:
    from .selectors import Extent

_UNTIL_WITHIN = 25
_UNREAD = "\0"


class Matcher:
    """A page that rules are matched against, under one clock. `where` is told by the decisions before any rule.

    All methods raise TimeoutError when the rule has taken too long, PageTimeoutError when all together have.
    """

    def __init__(self, layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None) -> None:
        self.layout = layout
        self.tree = tree
        self.heads = [_head(block) for block in layout.blocks]
        self._beginnings: list[str | None] = [None] * len(self.heads)
        self._small: list[str | None] = [_UNREAD] * len(self.heads)
        self._where = places(layout.blocks, [d.keep for d in decisions])
        self._clock = Clock()
        self._pieces = Pieces(layout)

    @cached_property
    def _extent(self) -> Extent | None:
        from .selectors import Extent

        return Extent(self.tree) if self.tree is not None else None

    @cached_property
    def _names(self) -> Names | None:
        return Names(self.tree) if self.tree is not None else None

    def blocks(self, rule: Rule) -> list[int]:
        """The blocks that a rule's text, selector or xpath matches and that fit its `where` and `max_words`."""
        if rule.path is not None:
            return [i for i in self._blocks_inside(rule) if self._fits(rule, i)]
        assert rule.text is not None
        return [
            i
            for i in self._may_match(rule.text, range(len(self.heads)))
            if self._fits(rule, i) and self._is_in(rule.text, i)
        ]

    def first_of(self, rules: Sequence[Rule], indices: Iterable[int]) -> list[tuple[int, Rule]]:
        """For several text rules: each of the blocks that one of them matches, with the first that does.

        Raises RuleTimeoutError with the rule that has taken too long.
        """
        patterns = [rule.text for rule in rules if rule.text is not None]
        may_match = screen_for(tuple(patterns)).candidates
        found = []
        for i in indices:
            for number in may_match(self._beginning(i)):
                rule = rules[number]
                if self._fits(rule, i) and self._found(rule, patterns[number], i):
                    found.append((i, rule))
                    break
        return found

    def _is_in(self, pattern: Pattern, index: int) -> bool:
        return pattern.may_be_in(self._folded(index)) and self._clock.found(pattern, self.heads[index])

    def _beginning(self, index: int) -> str:
        """The first letters of a block, read when they are first wanted: most rules only look at what is kept."""
        letters = self._beginnings[index]
        if letters is None:
            letters = self._beginnings[index] = beginning_of(self.heads[index])
        return letters

    def _folded(self, index: int) -> str | None:
        """The head of a block in small letters, made when it is first wanted."""
        small = self._small[index]
        if small == _UNREAD:
            small = self._small[index] = folded(self.heads[index])
        return small

    def _found(self, rule: Rule, pattern: Pattern, index: int) -> bool:
        try:
            return self._is_in(pattern, index)
        except TimeoutError:
            raise RuleTimeoutError(rule) from None

    def run_until(self, start: int, pattern: Pattern) -> range:
        """The run that a rule with `until` takes: to the first later match, or the block alone if there is none."""
        following = range(start + 1, min(start + 1 + _UNTIL_WITHIN, len(self.heads)))
        for i in self._may_match(pattern, following):
            if self._is_in(pattern, i):
                return range(start, i + 1)
        return range(start, start + 1)

    def _may_match(self, pattern: Pattern, indices: range) -> Iterable[int]:
        letters = pattern.told.beginnings
        if letters is None:
            return indices
        return [i for i in indices if self._beginning(i).startswith(letters)]

    def nodes(self, rule: Rule) -> list[HtmlElement | str]:
        """What a selector or xpath selects; nothing on plain text. Raises XPathError as well."""
        if self.tree is None or rule.path is None or (self._names and self._names.rule_out(rule.path.expression)):
            return []
        seconds = self._clock.left(rule.path)
        began = spent()
        try:
            return rule.path.select(self.tree, seconds, self._extent)
        finally:
            self._clock.charge(rule.path, began)

    def pieces(self, rule: Rule) -> dict[int, set[Chunk]]:
        """For each block that fits the rule's `where` and `max_words`, its pieces in what the rule selects."""
        return {i: found for i, found in self._pieces.inside(self.nodes(rule)).items() if self._fits(rule, i)}

    def shorten(self, layout: Layout, shortened: Sequence[int]) -> None:
        """Go on with a layout in which some blocks have lost a part of their text."""
        self.layout = layout
        for i in shortened:
            self.heads[i] = _head(layout.blocks[i])
            self._beginnings[i] = None
            self._small[i] = _UNREAD

    def elements(self, rule: Rule) -> set[HtmlElement]:
        """The elements among what is selected."""
        return {node for node in self.nodes(rule) if isinstance(node, HtmlElement)}

    def _blocks_inside(self, rule: Rule) -> list[int]:
        """Blocks that stand wholly or mostly in what the rule selects."""
        found = self._pieces.inside(self.nodes(rule))
        return sorted(i for i, inside in found.items() if mostly(self.layout.chunks[i], inside))

    def _fits(self, rule: Rule, index: int) -> bool:
        if rule.max_words is not None and self.layout.blocks[index].words > rule.max_words:
            return False
        return rule.where is Where.ANYWHERE or self._where[index] is rule.where


def _head(block: Block) -> str:
    """The beginning of a block, in which patterns are searched."""
    return block.text[:SEARCHED].replace("\n", " ")


class RuleTimeoutError(TimeoutError):
    """The rule that has taken too long."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.id)
        self.rule = rule
