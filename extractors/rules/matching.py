"""Which blocks and elements of one page a rule matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..article import Block, Decision
from ..blocks import Layout
from ..blocks.layout import Chunk
from .bounded import spent
from .patterns import SEARCHED, Pattern
from .phrases import Phrase, comparable, key_of, without_decoration
from .rule import Rule, Where
from .selection import Names, Pieces, mostly
from .time_limit import Clock

if TYPE_CHECKING:
    from .selectors import Extent

_UNTIL_WITHIN = 25
_COPYRIGHT = re.compile(r"(?:\(c\)|©) ?")


class Head:
    """The beginning of a block, in which patterns and phrases are searched; compared when that is first needed."""

    __slots__ = ("_compared", "_keys", "text")

    def __init__(self, text: str) -> None:
        self.text = text[:SEARCHED].replace("\n", " ")
        self._compared: str | None = None
        self._keys: tuple[str, ...] = ()

    @property
    def compared(self) -> str:
        """As it is compared with phrases."""
        compared = self._compared
        if compared is None:
            compared = comparable(self.text)
            if "©" in compared or "(c)" in compared:
                compared = _COPYRIGHT.sub("© ", compared)
            compared = self._compared = without_decoration(compared)
        return compared

    @property
    def keys(self) -> tuple[str, ...]:
        """What the phrases that can be in it are found by."""
        if not self._keys:
            key = key_of(self.compared)
            self._keys = tuple(key[:length] for length in range(1, len(key) + 1))
        return self._keys


class _Wordings:
    """The texts and phrases of several rules, found by the first letters of a block."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_key: dict[str, list[tuple[int, Pattern | Phrase]]] = {}
        for number, rule in enumerate(rules):
            if rule.text is not None:
                self._by_key.setdefault("", []).append((number, rule.text))
            for phrase in rule.phrases:
                for key in phrase.keys:
                    self._by_key.setdefault(key, []).append((number, phrase))
        self._anywhere = self._by_key.pop("", [])

    def candidates(self, head: Head) -> list[tuple[int, Pattern | Phrase]]:
        """What may match there, with the numbers of the rules, ascending."""
        by_key = self._by_key
        found = [one for key in head.keys if key in by_key for one in by_key[key]]
        return sorted(self._anywhere + found, key=itemgetter(0)) if found else self._anywhere


@lru_cache(maxsize=64)
def _wordings_of(rules: tuple[Rule, ...]) -> _Wordings:
    return _Wordings(rules)


class Matcher:
    """A page that rules are matched against, under one clock. `where` is told by the decisions before any rule.

    All methods raise TimeoutError when the rule has taken too long, PageTimeoutError when all together have.
    """

    def __init__(self, layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None) -> None:
        self.layout = layout
        self.tree = tree
        self.heads = [Head(block.text) for block in layout.blocks]
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
        fitting = [i for i in range(len(self.heads)) if self._fits(rule, i)]
        return [i for i, _ in self.first_of((rule,), fitting)]

    def first_of(self, rules: Sequence[Rule], indices: Iterable[int]) -> list[tuple[int, Rule]]:
        """For several rules by text or phrases: each of the blocks that one of them matches, with the first that does.

        Raises RuleTimeoutError with the rule that has taken too long.
        """
        wordings = _wordings_of(tuple(rules))
        found = []
        for i in indices:
            for number, wording in wordings.candidates(self.heads[i]):
                rule = rules[number]
                if self._fits(rule, i) and self._is_in(rule, wording, self.heads[i]):
                    found.append((i, rule))
                    break
        return found

    def _is_in(self, rule: Rule, wording: Pattern | Phrase, head: Head) -> bool:
        if isinstance(wording, Pattern):
            pattern, text = wording, head.text
        elif wording.may_be_in(head.compared):
            pattern, text = wording.pattern, head.compared
        else:
            return False
        if not pattern.stoppable:
            return pattern.found_in(text)
        try:
            return self._clock.found(rule, pattern, text)
        except TimeoutError:
            raise RuleTimeoutError(rule) from None

    def run_until(self, start: int, rule: Rule) -> range:
        """The run that a rule with `until` takes: to the first later match, or the block alone if there is none."""
        assert rule.until is not None
        for i in range(start + 1, min(start + 1 + _UNTIL_WITHIN, len(self.heads))):
            if self._is_in(rule, rule.until, self.heads[i]):
                return range(start, i + 1)
        return range(start, start + 1)

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
            self.heads[i] = Head(layout.blocks[i].text)

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


_PROSE_WORDS = 12
_CUT_WORD_COST = 0.5
_AFTER_SHARE = 0.75


def places(blocks: Sequence[Block], kept: Sequence[bool]) -> list[Where]:
    """For each block: above the first prose of the article's main run, below three quarters of its words, or between.

    The main run is the stretch of blocks with the most kept words, cut words counting against it.
    """
    start, end = _main_run(blocks, kept)
    prose = [i for i in range(start, end) if kept[i] and blocks[i].words >= _PROSE_WORDS]
    first = prose[0] if prose else start
    counts = [b.words if start <= i < end and k else 0 for i, (b, k) in enumerate(zip(blocks, kept, strict=True))]
    above = [0, *accumulate(counts)]
    limit = above[-1] * _AFTER_SHARE
    result = []
    for i in range(len(blocks)):
        if i < first:
            result.append(Where.BEFORE)
        else:
            result.append(Where.AFTER if i >= end or above[i] >= limit else Where.INSIDE)
    return result


def _main_run(blocks: Sequence[Block], kept: Sequence[bool]) -> tuple[int, int]:
    """The stretch [start, end) with the largest sum (Kadane's algorithm)."""
    best, best_run = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, block in enumerate(blocks):
        total += block.words if kept[i] else -block.words * _CUT_WORD_COST
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, best_run = total, (start, i + 1)
    return best_run


class RuleTimeoutError(TimeoutError):
    """The rule that has taken too long."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.id)
        self.rule = rule
