"""Which blocks and elements of one page a rule matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from ..article import Block, Decision
from ..blocks import Layout
from ..blocks.layout import Chunk
from .bounded import spent
from .patterns import SEARCHED, Pattern, first_letters, needle_of
from .phrases import KEY_LENGTH, Phrase, comparable, key_of, without_decoration
from .rule import Rule, Where
from .selection import Names, Pieces, mostly
from .time_limit import Clock

if TYPE_CHECKING:
    from .selectors import Extent

_UNTIL_WITHIN = 25
_MOST_KNOWN = 10_000  # keys whose candidates are remembered
_COPYRIGHT = re.compile(r"(?:\(c\)|©) ?")


class Head:
    """The beginning of a block, in which patterns and phrases are searched; compared when that is first needed."""

    __slots__ = ("_compared", "text")

    def __init__(self, text: str) -> None:
        self.text = text[:SEARCHED].replace("\n", " ")
        self._compared: str | None = None

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
    def key(self) -> str:
        """What the phrases that can be in it are found by, with all that it begins with: see `key_of`."""
        letters = self.text[:KEY_LENGTH]
        if letters.isascii() and letters.isalpha() and len(letters) == KEY_LENGTH:
            return letters.lower()
        return key_of(self.compared)


_Candidate = tuple[int, Pattern | Phrase]


class _Wordings:
    """The texts and phrases of several rules, found by the first letters of a block and the number of its words."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._by_key: dict[str, list[_Candidate]] = {}
        self._by_needle: list[tuple[str, _Candidate]] = []
        for number, rule in enumerate(rules):
            if rule.text is not None:
                self._enter((number, rule.text), *_keys_and_needles(rule.text))
            for phrase in rule.phrases:
                self._enter((number, phrase), phrase.keys, phrase.needles if "" in phrase.keys else ())
        self._patterns = [
            one for start, found in self._by_key.items() if start for one in found if isinstance(one[1], Pattern)
        ]
        self.limits = [_limit(rule) for rule in rules]
        self.most_words = max(self.limits, default=0)
        self._known: dict[str, list[_Candidate]] = {}

    def _enter(self, one: _Candidate, keys: Iterable[str], needles: Iterable[str]) -> None:
        for key in keys:
            if key or not needles:
                self._by_key.setdefault(key, []).append(one)
            else:
                self._by_needle += [(needle, one) for needle in needles]

    def candidates(self, head: Head) -> list[_Candidate]:
        """What may match there, with the numbers of the rules, ascending."""
        key = head.key
        found = self._known.get(key)
        if found is None:
            found = sorted(self._find(key), key=itemgetter(0))
            if len(self._known) < _MOST_KNOWN:
                self._known[key] = found
        if self._by_needle:
            compared = head.compared
            more = [one for needle, one in self._by_needle if needle in compared]
            return sorted(found + more, key=itemgetter(0)) if more else found
        return found

    def _find(self, key: str) -> list[_Candidate]:
        found: list[_Candidate] = []
        for length in range(len(key) + 1):
            found += self._by_key.get(key[:length], ())
        if key and not key[0].isalnum():  # signs may stand before a pattern's letters that phrases take for their own
            found += self._patterns
        return found


def _keys_and_needles(pattern: Pattern) -> tuple[set[str], tuple[str, ...]]:
    """What `key_of` a text may begin with where a rule's pattern matches it ("": anything), and what is then in it."""
    if pattern.stoppable:  # a user's may be written in any way
        return {""}, ()
    keys = {comparable(letters)[:KEY_LENGTH].rstrip() for letters in first_letters(pattern.source, KEY_LENGTH)}
    needle = comparable(needle_of(pattern.source)) if "" in keys else ""
    return keys, (needle,) if needle else ()


def _limit(rule: Rule) -> float:
    return inf if rule.max_words is None else rule.max_words


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
        self._heads: dict[int, Head] = {}
        self._first = layout.blocks, tuple(decisions)
        self._clock = Clock()
        self._pieces = Pieces(layout)

    @cached_property
    def _where(self) -> list[Where]:
        blocks, decisions = self._first
        return places(blocks, [d.keep for d in decisions])

    def head(self, index: int) -> Head:
        """Return the beginning of a block."""
        head = self._heads.get(index)
        if head is None:
            head = self._heads[index] = Head(self.layout.blocks[index].text)
        return head

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
        return [i for i, _ in self.first_of((rule,), range(len(self.layout.blocks)))]

    def first_of(self, rules: Sequence[Rule], indices: Iterable[int]) -> list[tuple[int, Rule]]:
        """For several rules by text or phrases: each of the blocks that one of them matches, with the first that does.

        Raises RuleTimeoutError with the rule that has taken too long.
        """
        wordings = _wordings_of(tuple(rules))
        blocks, limits = self.layout.blocks, wordings.limits
        found = []
        for i in indices:
            words = blocks[i].words
            if words > wordings.most_words:
                continue
            head = self.head(i)
            for number, wording in wordings.candidates(head):
                rule = rules[number]
                if words <= limits[number] and self._stands(rule, i) and self._is_in(rule, wording, head):
                    found.append((i, rule))
                    break
        return found

    def all_of(self, rules: Sequence[Rule]) -> dict[Rule, list[int]]:
        """For several rules by text or phrases, none of which can take long: the blocks that each of them matches."""
        wordings = _wordings_of(tuple(rules))
        found: dict[Rule, list[int]] = {}
        for i, block in enumerate(self.layout.blocks):
            if block.words > wordings.most_words:
                continue
            head = self.head(i)
            for number, wording in wordings.candidates(head):
                if block.words > wordings.limits[number]:
                    continue
                rule = rules[number]
                places = found.setdefault(rule, [])
                if places[-1:] != [i] and self._stands(rule, i) and self._is_in(rule, wording, head):
                    places.append(i)
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
        for i in range(start + 1, min(start + 1 + _UNTIL_WITHIN, len(self.layout.blocks))):
            if self._is_in(rule, rule.until, self.head(i)):
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
            self._heads.pop(i, None)

    def elements(self, rule: Rule) -> set[HtmlElement]:
        """The elements among what is selected."""
        return {node for node in self.nodes(rule) if isinstance(node, HtmlElement)}

    def _blocks_inside(self, rule: Rule) -> list[int]:
        """Blocks that stand wholly or mostly in what the rule selects."""
        found = self._pieces.inside(self.nodes(rule))
        return sorted(i for i, inside in found.items() if mostly(self.layout.chunks[i], inside))

    def _fits(self, rule: Rule, index: int) -> bool:
        return self.layout.blocks[index].words <= _limit(rule) and self._stands(rule, index)

    def _stands(self, rule: Rule, index: int) -> bool:
        return rule.where is Where.ANYWHERE or self._where[index] is rule.where


_PROSE_WORDS = 12
_CUT_WORD_COST = 0.5
_AFTER_SHARE = 0.75


def places(blocks: Sequence[Block], kept: Sequence[bool]) -> list[Where]:
    """For each block: above the first prose of the article's main run, below three quarters of its words, or between.

    The main run is the stretch of blocks with the most kept words, cut words counting against it.
    """
    start, end = _main_run(blocks, kept)
    prose = (i for i in range(start, end) if kept[i] and blocks[i].words >= _PROSE_WORDS)
    first = next(prose, start)
    limit = sum(blocks[i].words for i in range(start, end) if kept[i]) * _AFTER_SHARE
    result, above = [Where.BEFORE] * first, 0
    for i in range(start, end):
        if i >= first:
            result.append(Where.AFTER if above >= limit else Where.INSIDE)
        if kept[i]:
            above += blocks[i].words
    return result + [Where.AFTER] * (len(blocks) - len(result))


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
