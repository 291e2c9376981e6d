"""What is wrong with rule files beyond each on its own: ids that two files share, rules that leave nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..article import By, Decision
from ..blocks import split, split_text
from ..errors import RuleError
from ..page.parse import parse_html
from .apply import apply_rules
from .load import compile_rules, read_document
from .rule import Action, Rule
from .site_packs import files_in
from .toml_locations import Standing

_SENTENCE = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea, and "
    "the first ferry left at noon with two hundred passengers who had waited on the quay since the early morning, as "
    "the town said in a statement that was read out in front of the cathedral by the mayor and her three deputies."
)
# Blocks of every kind and length, in several scripts, that no one rule should take all of.
_BLOCKS = (
    "Harbour reopens", "6 May 2024", "Von unserer Redaktion", _SENTENCE, "Порт снова открыт", "港口重新开放", "Ready?",
    "42", "(c) Kelport News", "Élysée", "– Continued below –",
)  # fmt: skip
_PAGE = (
    "<html><head><title>x</title></head><body class='page'><header><h1>{}</h1><span>{}</span></header><main><article>"
    "<h2>{}</h2><p>{}</p><blockquote>{}</blockquote><ul><li>{}</li></ul><section><p>{}</p></section></article></main>"
    "<table><tr><td>{}</td><td>1</td></tr><tr><td>2</td><td>3</td></tr></table><aside>{}</aside>{}"
    "<footer><div>{}</div></footer></body></html>"
)
_DROPS = (Action.DROP, Action.DROP_TO_END)


def check_files(files: Sequence[Path]) -> tuple[str, ...]:
    """Everything that is wrong in rule files, as lines `FILE:LINE:COLUMN: what, and the mend`; none if all is well."""
    problems: list[str] = []
    first: dict[str, str] = {}
    for file in dict.fromkeys(file for path in files for file in files_in(path)):
        try:
            document, text = read_document(file)
        except RuleError as err:
            problems.extend(err.problems)
            continue
        standing = Standing(text)
        for number, rule in enumerate(compile_rules(document)):
            at = f"{file}:{standing.of(('rule', number, 'id'))}"
            if rule.id in first:
                problems.append(f"{at}: id: {rule.id!r} is used in {first[rule.id]} too: give each rule its own")
            first.setdefault(rule.id, f"{file}:{standing.rule(number).line}")
            if rule.action in _DROPS and leaves_nothing(rule):
                what = standing.of(("rule", number, _matcher(rule)))
                problems.append(
                    f"{file}:{what}: {_matcher(rule)}: drops everything on any page: say what it is that should go"
                )
    return tuple(problems)


def leaves_nothing(rule: Rule) -> bool:
    """Whether a rule drops every block of a page with blocks of all kinds."""
    tree = None if rule.path is None else parse_html(_PAGE.format(*_BLOCKS), "page")[0]
    layout = split_text(_BLOCKS) if tree is None else split(tree)
    decisions = [Decision(True, By.EXAMPLE, "")] * len(layout.blocks)
    ruling = apply_rules((replace(rule, sites=(), languages=()),), layout, decisions, tree)
    return not any(decision.keep for decision in ruling.decisions)


def _matcher(rule: Rule) -> str:
    if rule.path is not None:
        return rule.path.kind
    return rule.phrases[0].kind if rule.phrases else "text"
