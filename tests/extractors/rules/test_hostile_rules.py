"""No rule can hang a page or cost it its article."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import HtmlElement

from cleancopy.extractors import Decision, Source, Status, extract
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import Layout, split, split_text
from cleancopy.extractors.errors import RuleError
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.rules import Ruling, apply_rules, load_rules

CATASTROPHIC = "^(a|a)*$|(.*a){30}"
LONG = "a" * 390 + " ! and then the harbour of Kelport reopened on Monday, nine days after a storm had closed it."
SENTENCES = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.",
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.",
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.",
)
HTML = "<html><body><article>" + "".join(f"<p>{s}</p>" for s in (*SENTENCES, LONG)) + "</article></body></html>"
PLAIN = "\n\n".join((*SENTENCES, LONG))


def rule_file(folder: Path, *rules: str) -> Path:
    file = folder / "rules.toml"
    entries = [f"[[rule]]\nid = 'rule-{i}'\n{rule}\n" for i, rule in enumerate(rules)]
    file.write_text("[pack]\nname = 'hostile'\n" + "".join(entries))
    return file


@pytest.mark.parametrize("page", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize(
    "rule",
    [
        f"action = 'drop'\ntext = '{CATASTROPHIC}'",
        f"action = 'keep'\ntext = '{CATASTROPHIC}'",
        f"action = 'drop-to-end'\ntext = '{CATASTROPHIC}'",
        f"action = 'title'\ntext = '{CATASTROPHIC}'",
        f"action = 'drop'\ntext = '^divers'\nuntil = '{CATASTROPHIC}'",
    ],
    ids=["drop", "keep", "drop-to-end", "title", "until"],
)
def test_a_catastrophic_pattern_is_given_up_with_a_note_and_the_other_rules_work(
    tmp_path: Path, rule: str, page: str
) -> None:
    file = rule_file(tmp_path, rule, "action = 'drop'\ntext = '^repairs'")
    article = extract(Source("page", page.encode()), ExtractOptions(rule_files=(file,)))
    assert article.status is Status.OK
    assert [b.text for b in article.kept if b.text != LONG] == list(SENTENCES[:2])
    assert article.rules == {"rule-1": 1}
    assert len(article.notes) == 1
    assert "rule-0" in article.notes[0]
    assert "too long" in article.notes[0]


MANY = 3000
PAGE = "<html><body><article>" + "<p><b>The harbour</b> of Kelport reopened on Monday, the town said.</p>" * MANY


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time for rules, so that giving up does not make the tests slow."""
    monkeypatch.setattr("cleancopy.extractors.rules.time_limit.RULE_SECONDS", 0.2)


def ruling_on(tree: HtmlElement | None, layout: Layout, file: Path) -> Ruling:
    decisions = [Decision(True, By.MODEL, "")] * len(layout.blocks)
    return apply_rules(load_rules((file,), "none"), layout, decisions, tree)


@pytest.mark.parametrize(
    "rule",
    [
        "xpath = '//*[count(//*[count(//*) > 5]) > 5]'",
        "xpath = '//*[count(preceding::*[count(following::*) > 5]) > 5]'",
        "xpath = 'count(//p/following-sibling::p/following-sibling::p) > 5'",
        "xpath = '(//p | //b)/following::*/preceding::*'",
        "selector = 'p:nth-child(2n):has(b):not(:nth-last-child(3n)) p'",
    ],
)
def test_an_expensive_selector_is_given_up_and_the_other_rules_work(tmp_path: Path, rule: str, hurried: None) -> None:
    tree = parse_html(PAGE, "page")[0]
    file = rule_file(tmp_path, f"action = 'drop'\n{rule}", "action = 'drop'\ntext = '^the harbour'")
    ruling = ruling_on(tree, split(tree), file)
    assert list(ruling.fired) == ["rule-1"]
    assert all("rule-0" in note and "takes too long" in note for note in ruling.notes)


@pytest.mark.parametrize(
    ("rule", "left"),
    [("p ~ p ~ p ~ p", 3), ("p + p ~ p", 2), ("article p ~ p:has(b)", 1), ("p ~ i, b ~ p", MANY)],
)
def test_siblings_cost_no_more_than_the_page_is_long(tmp_path: Path, rule: str, left: int) -> None:
    tree = parse_html(PAGE, "page")[0]
    ruling = ruling_on(tree, split(tree), rule_file(tmp_path, f"action = 'drop'\nselector = '{rule}'"))
    assert ruling.notes == ()
    assert sum(d.keep for d in ruling.decisions) == left


def test_a_slow_pattern_is_given_up_on_a_megabyte_of_text(tmp_path: Path, hurried: None) -> None:
    layout = split_text(["a" * 24 + " b" * 80] * 5000)
    rules = [f"action = '{action}'\ntext = '(.*a){{3}}[xyz]'" for action in ("drop", "keep", "title", "drop-to-end")]
    ruling = ruling_on(None, layout, rule_file(tmp_path, *rules, "action = 'drop'\ntext = '^a+ b'"))
    assert ruling.fired == {"rule-4": 5000}
    assert len(ruling.notes) == 4


def test_many_slow_rules_together_are_given_up_with_one_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleancopy.extractors.rules.time_limit.PAGE_SECONDS", 0.3)
    layout = split_text(["a" * 24 + " b" * 80] * 50)
    rules = [f"action = '{action}'\ntext = '(.*a){{3}}[xyz]'" for action in ("keep", "drop") * 30]
    ruling = ruling_on(None, layout, rule_file(tmp_path, *rules))
    assert ruling.fired == {}
    assert "the rules take more than" in ruling.notes[-1]
    assert sum("the rules take more than" in note for note in ruling.notes) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "selector = '" + ":not(" * 1500 + "p" + ")" * 1500 + "'",
        "selector = '" + "p " * 2400 + "'",
        "selector = '" + "p, " * 3000 + "p'",
        "xpath = '" + "(" * 60 + "//p" + ")" * 60 + "'",
        "xpath = '" + "//p[" * 60 + "1" + "]" * 60 + "'",
        "text = '" + "x" * 20001 + "'",
        "selector = 'p::first-line'",
    ],
    ids=["nested-css", "long-css", "many-css", "nested-xpath", "nested-predicates", "long-pattern", "pseudo-element"],
)
def test_what_is_too_long_or_too_deep_is_refused_or_works(tmp_path: Path, rule: str) -> None:
    file = rule_file(tmp_path, f"action = 'drop'\n{rule}")
    try:
        rules = load_rules((file,), "none")
    except RuleError as err:
        assert all("\n" not in problem for problem in err.problems)
        return
    tree = parse_html(HTML, "page")[0]
    assert apply_rules(rules, split(tree), [Decision(True, By.MODEL, "")] * len(split(tree).blocks), tree).notes == ()
