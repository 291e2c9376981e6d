"""Applying rules to the blocks of one page. The weakest rule goes first, so that the strongest has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml.etree import XPathError
from lxml.html import HtmlElement

from ..article import Block, Decision
from ..blocks import Layout
from ..text import fold, safe
from .patterns import SEARCHED
from .pieces import Names, Pieces, mostly, without
from .rule import FIRST_WINS, Action, Rule, Where
from .where import places

_UNTIL_WITHIN = 25


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decisions after the rules, the layout (unwrapped where a rule said so), metadata that rules found, the
    number of blocks (or values) that each rule decided, and remarks for the user."""

    layout: Layout
    decisions: tuple[Decision, ...]
    found: dict[Action, tuple[str, ...]] = field(default_factory=dict)
    fired: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def apply_rules(
    rules: Iterable[Rule], layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None
) -> Ruling:
    """Return what `rules` (already chosen for the page's host and language) make of its blocks.

    `tree` is None for plain text, where only text rules apply. Linear in the page for each rule.
    """
    return _Application(layout, decisions, tree).run(in_order(rules))


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """The rules as they are applied, the weakest first; of equally strong ones for the same thing the first is last."""
    numbered = sorted(enumerate(rules), key=lambda n: (*n[1].strength, -n[0] if n[1].action in FIRST_WINS else n[0]))
    return [rule for _, rule in numbered]


class _Application:
    """The state of applying rules to one page."""

    def __init__(self, layout: Layout, decisions: Sequence[Decision], tree: HtmlElement | None) -> None:
        self.layout = layout
        self.tree = tree
        self.decisions = list(decisions)
        self.deciders: list[str | None] = [None] * len(self.decisions)
        self.heads = [_head(block) for block in layout.blocks]
        self.pieces = Pieces(layout)
        self.names: Names | None = None
        self.where = places(layout.blocks, [d.keep for d in decisions])
        self.found: dict[Action, tuple[str, ...]] = {}
        self.finders: Counter[str] = Counter()
        self.notes: list[str] = []

    def run(self, rules: list[Rule]) -> Ruling:
        if self.tree is not None and any(rule.path is not None for rule in rules):
            self.names = Names(self.tree)
        body, inside = self._choose_body([rule for rule in reversed(rules) if rule.action is Action.BODY])
        for rule in rules:
            try:
                if rule.action is not Action.BODY:
                    self._apply(rule)
                elif rule is body:
                    self._take_body(rule, inside)
            except TimeoutError:
                self.notes.append(f"rule {rule.id}: its pattern takes too long on this page, so it is not used")
        fired = Counter(rule_id for rule_id in self.deciders if rule_id) + self.finders
        return Ruling(self.layout, tuple(self.decisions), self.found, dict(fired), tuple(self.notes))

    def _apply(self, rule: Rule) -> None:
        if rule.action in (Action.TITLE, Action.AUTHOR, Action.DATE):
            self._find_value(rule)
        elif rule.action is Action.UNWRAP:
            self._unwrap(rule)
        else:
            self._decide(rule)

    def _decide(self, rule: Rule) -> None:
        """drop, keep and drop-to-end."""
        cuts_pieces = rule.action is Action.DROP and rule.path is not None and rule.until is None
        matched = self._cut(rule) if cuts_pieces else self._matching_blocks(rule)
        if rule.action is Action.DROP_TO_END:
            matched = range(matched[0], len(self.decisions)) if matched else []
        elif rule.until is not None:
            matched = [i for start in matched for i in self._run_until(start, rule)]
        keep = rule.action is Action.KEEP
        for i in matched:
            if keep or self.decisions[i].keep:
                self._set(i, rule, keep)

    def _set(self, index: int, rule: Rule, keep: bool) -> None:
        reason = f"{rule.id}: {rule.why}" if rule.why else rule.id
        self.decisions[index] = Decision(keep, "rule", reason)
        self.deciders[index] = rule.id

    def _matching_blocks(self, rule: Rule) -> Sequence[int]:
        if rule.path is not None:
            inside = self._blocks_inside(rule)
            return [i for i in inside if self._fits(rule, i)]
        assert rule.text is not None
        matches = rule.text.found_in
        # A drop rule without a run changes nothing on a block that is cut anyway.
        only_kept = rule.action is Action.DROP and rule.until is None
        return [
            i
            for i, head in enumerate(self.heads)
            if self._fits(rule, i) and not (only_kept and not self.decisions[i].keep) and matches(head)
        ]

    def _cut(self, rule: Rule) -> Sequence[int]:
        """Cut what is selected within the running text of kept blocks; return the blocks that go as a whole."""
        found = self.pieces.inside(self._select(rule))
        cuts = {i: c for i, c in found.items() if self.decisions[i].keep and self._fits(rule, i)}
        if not cuts:
            return ()
        cut = without(self.layout, cuts)
        self.layout = cut.layout
        for i in cut.shortened:
            self.heads[i] = _head(self.layout.blocks[i])
            self.finders[rule.id] += 1
        return cut.gone

    def _fits(self, rule: Rule, index: int) -> bool:
        if rule.max_words is not None and self.layout.blocks[index].words > rule.max_words:
            return False
        return rule.where is Where.ANYWHERE or self.where[index] is rule.where

    def _run_until(self, start: int, rule: Rule) -> range:
        """The run that a rule with `until` takes: to the first later match, or the block alone if there is none."""
        assert rule.until is not None
        for i in range(start + 1, min(start + 1 + _UNTIL_WITHIN, len(self.heads))):
            if rule.until.found_in(self.heads[i]):
                return range(start, i + 1)
        return range(start, start + 1)

    def _select(self, rule: Rule) -> list[HtmlElement | str]:
        if self.tree is None or rule.path is None or (self.names and self.names.rule_out(rule.path.path)):
            return []
        try:
            result = rule.path(self.tree)
        except XPathError as err:  # some mistakes only show on a page that has what the expression asks for
            self.notes.append(f"rule {rule.id}: its selector cannot be used: {err}")
            return []
        return result if isinstance(result, list) else [str(result)]

    def _blocks_inside(self, rule: Rule) -> list[int]:
        """Blocks that stand wholly or mostly in what the rule selects."""
        found = self.pieces.inside(self._select(rule))
        return sorted(i for i, inside in found.items() if mostly(self.layout.chunks[i], inside))

    def _choose_body(self, rules: list[Rule]) -> tuple[Rule | None, set[int]]:
        """The first body rule, from the strongest down, that selects blocks of this page, and these blocks.

        Where none of a file's rules does, that is said: the other steps' verdict stands.
        """
        if self.tree is None:
            return None, set()
        for _, group in groupby(rules, key=lambda r: r.rank):
            tried = []
            for rule in group:
                inside = self._blocks_inside(rule)
                if inside:
                    return rule, set(inside)
                tried.append(rule.id)
            self.notes.append(_no_body(tried))
        return None, set()

    def _take_body(self, rule: Rule, inside: set[int]) -> None:
        """The article is what the selector matches, all of it or, with `prune`, what was kept of it so far."""
        prune = rule.prune and any(self.decisions[i].keep for i in inside)
        for i in range(len(self.decisions)):
            if i not in inside or not prune:
                self._set(i, rule, i in inside)

    def _unwrap(self, rule: Rule) -> None:
        """The selected elements lose their meaning as quotation, list, table …; what is in them stays."""
        selected = {e for e in self._select(rule) if isinstance(e, HtmlElement)}
        idents = {self.layout.containers[e] for e in selected if e in self.layout.containers}
        if idents:
            self.finders[rule.id] += len(idents)
            blocks = tuple(_without(block, idents) for block in self.layout.blocks)
            self.layout = replace(self.layout, blocks=blocks)

    def _find_value(self, rule: Rule) -> None:
        """title, author and date: the text of what is selected, or what the pattern's first group holds."""
        if rule.path is not None:
            raw = [e.text_content() if isinstance(e, HtmlElement) else str(e) for e in self._select(rule)]
        else:
            raw = [self._captured(rule, i) for i in self._matching_blocks(rule)]
        values = tuple(dict.fromkeys(v for v in (fold(safe(r)) for r in raw) if v))
        if rule.action is Action.AUTHOR:
            values = tuple(v for v in values if not v.startswith(("http://", "https://")))  # a profile is no name
        if values:
            self.found[rule.action] = values
            self.finders[rule.id] += 1

    def _captured(self, rule: Rule, index: int) -> str:
        assert rule.text is not None
        return rule.text.first_group(self.heads[index]) if rule.text.has_group else self.layout.blocks[index].text


def _no_body(ids: list[str]) -> str:
    if len(ids) == 1:
        return f"rule {ids[0]}: the body selector matches nothing here, so it is not used"
    return f"rules {', '.join(ids[:3])}{' …' if len(ids) > 3 else ''}: no body selector matches here, so none is used"


def _head(block: Block) -> str:
    """The beginning of a block, in which patterns are searched."""
    return block.text[:SEARCHED].replace("\n", " ")


def _without(block: Block, idents: set[int]) -> Block:
    if not any(c.ident in idents for c in block.containers):
        return block
    return replace(block, containers=tuple(c for c in block.containers if c.ident not in idents))
