"""Applying rules to the blocks of one page. The weakest rule goes first, so that the strongest has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from itertools import groupby

from lxml.etree import XPathError
from lxml.html import HtmlElement

from ..article import By, Decision, Kind
from ..blocks import Layout
from ..blocks.frames import unwrapped
from ..text import fold, safe
from .matching import Matcher, RuleTimeoutError
from .rule import FIRST_WINS, Action, Rule
from .selection import without
from .time_limit import PAGE_SECONDS, PageTimeoutError

_A_FEW = 0.1  # of the words that all rules cut


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decisions after the rules, the layout (unwrapped where a rule said so), metadata that rules found, the
    number of blocks (or values) that each rule decided, and remarks for the user.

    `droppers` are the rules that cut what was kept before, but for a few words; the one with the most comes first.
    """

    layout: Layout
    decisions: tuple[Decision, ...]
    found: dict[Action, tuple[str, ...]] = field(default_factory=dict)
    fired: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    droppers: tuple[Rule, ...] = ()


def apply_rules(
    rules: Iterable[Rule], layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None
) -> Ruling:
    """Return what `rules` (already chosen for the page's host and language) make of its blocks.

    `tree` is None for plain text, where only text rules apply. Linear in the page for each rule, and bounded in time.
    """
    return _Application(layout, decisions, tree).run(in_order(tuple(rules)))


@lru_cache(maxsize=64)
def in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules as they are applied, the weakest first; of equally strong ones for the same thing the first is last."""
    numbered = sorted(enumerate(rules), key=lambda n: (*n[1].strength, -n[0] if n[1].action in FIRST_WINS else n[0]))
    return tuple(rule for _, rule in numbered)


class _Application:
    """The state of applying rules to one page."""

    def __init__(self, layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None) -> None:
        self.layout = layout
        self.matcher = Matcher(layout, decisions, tree)
        self.before = decisions
        self.decisions = list(decisions)
        self.deciders: dict[int, Rule] = {}
        self.found: dict[Action, tuple[str, ...]] = {}
        self.finders: Counter[str] = Counter()
        self.notes: list[str] = []
        self.body: Rule | None = None
        self.inside: set[int] = set()

    def run(self, rules: Sequence[Rule]) -> Ruling:
        done = 0
        try:
            self._choose_body([rule for rule in reversed(rules) if rule.action is Action.BODY])
            for way, group in groupby(rules, key=_way):
                together = list(group)
                if way is _Way.FIRST:
                    self._drop_by_text(together)
                    done += len(together)
                else:
                    matched = self.matcher.all_of(together) if way is _Way.ALL else {}
                    for rule in together:
                        self._apply_alone(rule, matched.get(rule, ()) if way is _Way.ALL else None)
                        done += 1
        except PageTimeoutError:
            self.notes.append(
                f"the rules take more than {PAGE_SECONDS:g} seconds on this page: the last {len(rules) - done} are "
                f"not used, from {rules[done].id} on"
            )
        fired = Counter(rule.id for rule in self.deciders.values()) + self.finders
        return Ruling(
            self.layout, tuple(self.decisions), self.found, dict(fired), tuple(self.notes), self._droppers(rules)
        )

    def _droppers(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        words: Counter[tuple[int, str]] = Counter()
        for i, rule in sorted(self.deciders.items()):
            if self.before[i].keep and not self.decisions[i].keep:
                words[rule.rank, rule.id] += self.layout.blocks[i].words
        by_name = {(rule.rank, rule.id): rule for rule in rules}
        few = words.total() * _A_FEW
        return tuple(by_name[name] for name, count in words.most_common() if count >= few)

    def _drop_by_text(self, rules: list[Rule]) -> None:
        """Rules that only drop blocks by their text, one after the other: block by block, which is much faster.

        The first that matches has the block; a block that is cut already stays with whoever cut it.
        """
        kept = [i for i, decision in enumerate(self.decisions) if decision.keep]
        while rules:
            try:
                for i, rule in self.matcher.first_of(rules, kept):
                    self._set(i, rule, False)
                return
            except RuleTimeoutError as err:  # without it the others have to be asked again: it may have come first
                self._give_up(err.rule)
                rules = [rule for rule in rules if rule is not err.rule]

    def _apply_alone(self, rule: Rule, matched: Sequence[int] | None) -> None:
        try:
            self._apply(rule, matched)
        except TimeoutError:
            self._give_up(rule)
        except XPathError as err:  # some mistakes only show on a page that has what the expression asks for
            self._note_error(rule, err)

    def _note_error(self, rule: Rule, err: XPathError) -> None:
        self.notes.append(f"rule {rule.id}: its selector cannot be used: {err}")

    def _give_up(self, rule: Rule) -> None:
        what = "pattern" if rule.path is None else "selector"
        self.notes.append(f"rule {rule.id}: its {what} takes too long on this page, so it is not used")

    def _apply(self, rule: Rule, matched: Sequence[int] | None) -> None:
        if rule.action in (Action.TITLE, Action.AUTHOR, Action.DATE):
            self._find_value(rule)
        elif rule.action is Action.UNWRAP:
            self._unwrap(rule)
        elif rule.action is Action.BODY:
            if rule is self.body:
                self._take_body(rule)
        else:
            self._decide(rule, matched)

    def _decide(self, rule: Rule, matched: Sequence[int] | None) -> None:
        """drop, keep and drop-to-end; `matched` are the rule's blocks where they are known."""
        if matched is None:
            cuts_pieces = rule.action is Action.DROP and rule.path is not None and rule.until is None
            matched = self._cut(rule) if cuts_pieces else self.matcher.blocks(rule)
        if rule.action is Action.DROP_TO_END:
            matched = range(matched[0], len(self.decisions)) if matched else []
        elif rule.until is not None:
            matched = [i for start in matched for i in self.matcher.run_until(start, rule)]
        keep = rule.action is Action.KEEP
        for i in matched:
            if keep or self._can_go(i):
                self._set(i, rule, keep)

    def _can_go(self, index: int) -> bool:
        """Whether a block is kept so far, or an image, which is decided after the rules by what stands around it."""
        return self.decisions[index].keep or self.layout.blocks[index].kind is Kind.IMAGE

    def _set(self, index: int, rule: Rule, keep: bool) -> None:
        reason = f"{rule.id}: {rule.why}" if rule.why else rule.id
        self.decisions[index] = Decision(keep, By.RULE, reason)
        self.deciders[index] = rule

    def _cut(self, rule: Rule) -> Sequence[int]:
        """Cut what is selected within the running text of kept blocks; return the blocks that go as a whole."""
        found = self.matcher.pieces(rule)
        cuts = {i: pieces for i, pieces in found.items() if self._can_go(i)}
        if not cuts:
            return ()
        cut = without(self.layout, cuts)
        self.layout = cut.layout
        self.matcher.shorten(cut.layout, cut.shortened)
        self.finders[rule.id] += len(cut.shortened)
        return cut.gone

    def _choose_body(self, rules: list[Rule]) -> None:
        """The first body rule, from the strongest down, that selects blocks of this page, and these blocks.

        Where none of a file's rules does, that is said: the other steps' verdict stands.
        """
        if self.matcher.tree is None:
            return
        for _, group in groupby(rules, key=lambda r: r.rank):
            tried = []
            for rule in group:
                self.inside = set(self._asked(rule))
                if self.inside:
                    self.body = rule
                    return
                tried.append(rule.id)
            self.notes.append(_no_body(tried))

    def _asked(self, rule: Rule) -> Sequence[int]:
        """The blocks that a rule selects; none, with a remark, if it cannot be used."""
        try:
            return self.matcher.blocks(rule)
        except TimeoutError:
            self._give_up(rule)
        except XPathError as err:
            self._note_error(rule, err)
        return ()

    def _take_body(self, rule: Rule) -> None:
        """The article is what the selector matches, all of it or, with `prune`, what was kept of it so far."""
        inside = self.inside
        prune = rule.prune and any(self.decisions[i].keep for i in inside)
        for i in range(len(self.decisions)):
            if i not in inside or not prune:
                self._set(i, rule, i in inside)

    def _unwrap(self, rule: Rule) -> None:
        """The selected elements lose their meaning as quotation, list, table …; what is in them stays."""
        containers = self.layout.containers
        idents = {containers[e] for e in self.matcher.elements(rule) if e in containers}
        if idents:
            self.finders[rule.id] += len(idents)
            blocks = tuple(unwrapped(block, idents) for block in self.layout.blocks)
            self.layout = replace(self.layout, blocks=blocks)

    def _find_value(self, rule: Rule) -> None:
        """title, author and date: the text of what is selected, or what the pattern's first group holds."""
        if rule.path is not None:
            raw = [e.text_content() if isinstance(e, HtmlElement) else str(e) for e in self.matcher.nodes(rule)]
        else:
            raw = [self._captured(rule, i) for i in self.matcher.blocks(rule)]
        values = tuple(dict.fromkeys(v for v in (fold(safe(r)) for r in raw) if v))
        if rule.action is Action.AUTHOR:
            values = tuple(v for v in values if not v.startswith(("http://", "https://")))  # a profile is no name
        if values:
            self.found[rule.action] = values
            self.finders[rule.id] += 1

    def _captured(self, rule: Rule, index: int) -> str:
        if rule.text is not None and rule.text.has_group:
            return rule.text.first_group(self.matcher.head(index).text)
        return self.layout.blocks[index].text


def _no_body(ids: list[str]) -> str:
    if len(ids) == 1:
        return f"rule {ids[0]}: the body selector matches nothing here, so it is not used"
    return f"rules {', '.join(ids[:3])}{' …' if len(ids) > 3 else ''}: no body selector matches here, so none is used"


class _Way(Enum):
    """How rules that follow each other are applied: FIRST, block by block, the first that matches has it; ALL, matched
    in one look at the page; ALONE, one after the other."""

    FIRST = 1
    ALL = 2
    ALONE = 3


_BY_BLOCKS = frozenset((Action.DROP, Action.KEEP, Action.DROP_TO_END))


def _way(rule: Rule) -> _Way:
    if rule.path is not None or rule.action not in _BY_BLOCKS:
        return _Way.ALONE
    if rule.action is Action.DROP and rule.until is None:
        return _Way.FIRST
    return _Way.ALONE if rule.stoppable else _Way.ALL
