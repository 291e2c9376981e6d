"""The fast way of matching gives what the plain way gives: every rule on every block, one after the other."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Block, Decision
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split_text
from cleancopy.extractors.rules import Rule, apply_rules, load_rules
from cleancopy.extractors.rules.load import BUILTIN
from cleancopy.extractors.rules.matching import Head, places
from cleancopy.extractors.rules.phrases import KINDS
from cleancopy.extractors.rules.rule import Action

Outcome = tuple[list[tuple[bool, str]], dict[str, int]]
WORDS = ("Newsletter", "sign up", "Anzeige", "© 2024", "read more", "The harbour reopened", "Comments (3)", "- -", "é")
ACTIONS = ("drop", "drop", "drop", "keep", "drop-to-end")
PATTERNS = (
    "^news",
    "^sign up|^read",
    "up",
    "^[^\\w]{0,3}(anzeige|comments)",
    "^(the )?harbour",
    "^.{0,5}20",
    "^$",
    ".",
)
PHRASES = ("newsletter", "{sign|read} up", "# comments", "comments #", "{the}? harbour", "read … comments", "© #", "é")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12)


@st.composite
def rule_lines(draw: st.DrawFn) -> str:
    action = draw(st.sampled_from(ACTIONS))
    lines = [f'action = "{action}"']
    if draw(st.booleans()):
        lines.append(f"text = '{draw(st.sampled_from(PATTERNS))}'")
    if len(lines) == 1 or draw(st.booleans()):
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
        lines += [f"{kind} = {draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3))}" for kind in kinds]
    if draw(st.booleans()):
        lines.append(f"max_words = {draw(st.integers(1, 8))}")
    if draw(st.integers(0, 3)) == 0:
        lines.append(f'where = "{draw(st.sampled_from(["before", "inside", "after"]))}"')
    if action != "drop-to-end" and draw(st.integers(0, 3)) == 0:
        lines.append("until = '^read|2024'")
    if draw(st.booleans()):
        lines.append('sites = ["example.com"]')
    return "\n".join(lines)


def takes(rule: Rule, block: Block) -> bool:
    head = Head(block.text)
    return (rule.text is not None and rule.text.found_in(head.text)) or any(
        phrase.pattern.found_in(head.compared) for phrase in rule.phrases
    )


def plainly(rules: Sequence[Rule], blocks: Sequence[Block], decisions: Sequence[Decision]) -> Outcome:
    """What the rules mean, written down as simply as possible."""
    where = places(blocks, [d.keep for d in decisions])
    state = [(d.keep, d.reason) for d in decisions]
    deciders = [""] * len(blocks)
    heads = [block.text[:400].replace("\n", " ") for block in blocks]
    for rule in sorted(rules, key=lambda r: r.strength):
        matched = [
            i
            for i, block in enumerate(blocks)
            if (rule.max_words is None or block.words <= rule.max_words)
            and rule.where in ("anywhere", where[i])
            and takes(rule, block)
            and (rule.action is not Action.DROP or rule.until is not None or state[i][0])
        ]
        if rule.action is Action.DROP_TO_END:
            matched = list(range(matched[0], len(blocks))) if matched else []
        elif rule.until is not None:
            until = rule.until
            runs = [
                next((k for k in range(i + 1, min(i + 26, len(blocks))) if until.found_in(heads[k])), i)
                for i in matched
            ]
            matched = [k for i, end in zip(matched, runs, strict=True) for k in range(i, end + 1)]
        for i in matched:
            if rule.action is Action.KEEP or state[i][0]:
                state[i] = (rule.action is Action.KEEP, rule.id)
                deciders[i] = rule.id
    return state, {one: deciders.count(one) for one in set(deciders) - {""}}


@settings(max_examples=60, deadline=None)
@given(
    texts=TEXTS,
    files=st.lists(st.lists(rule_lines(), min_size=1, max_size=6), min_size=1, max_size=2),
    cut=st.sets(st.integers(0, 11)),
)
def test_rules_do_what_they_mean(
    texts: list[str], files: list[list[str]], cut: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    paths = []
    for number, rules in enumerate(files):
        entries = [f"[[rule]]\nid = 'f{number}-{i}'\n{rule}\n" for i, rule in enumerate(rules)]
        paths.append(folder / f"{number}.toml")
        paths[-1].write_text("[pack]\nname = 'x'\n" + "".join(entries))
    rules_read = load_rules(tuple(paths), "en")  # with the built-in pack below them
    layout = split_text(texts)
    decisions = [Decision(i not in cut, By.MODEL, "") for i in range(len(layout.blocks))]
    ruling = apply_rules(rules_read, layout, decisions, None)
    state, fired = plainly(rules_read, layout.blocks, decisions)
    assert [(d.keep, d.reason.partition(":")[0]) for d in ruling.decisions] == state
    assert ruling.fired == fired


@pytest.mark.parametrize("file", sorted(BUILTIN.glob("*.toml")), ids=lambda f: f.stem)
def test_builtin_packs_do_what_they_mean_on_their_own_examples(file: Path) -> None:
    own = tomllib.loads(file.read_text())["rule"]
    examples = [e for rule in own for e in rule["example"]]
    layout = split_text([text for e in examples for text in (*e["drops"], *e["keeps"])])
    decisions = [Decision(True, By.MODEL, "")] * len(layout.blocks)
    rules = [r for r in load_rules((), None) if file.stem.partition("-")[0] in r.languages]
    ruling = apply_rules(rules, layout, decisions, None)
    state, fired = plainly(rules, layout.blocks, decisions)
    assert [(d.keep, d.reason.partition(":")[0]) for d in ruling.decisions] == [
        (keep, reason.partition(":")[0]) for keep, reason in state
    ]
    assert ruling.fired == fired
    assert len(fired) >= min(6, sum("where" not in rule for rule in own))
