"""Who wins: --rules before what is weaker, a site's rule before a general one, keep before drop."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleancopy.extractors import Decision
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.rules import apply_rules, load_rules
from cleancopy.extractors.rules.load import BUILTIN

DROP, KEEP = 'action = "drop"', 'action = "keep"'
GENERAL, SITE = "", 'sites = ["example.com"]'


def outcome(
    folder: Path, *files: list[str], language: str = "none", text: str = "Sign up here", keep: bool = True
) -> bool:
    """Whether a block is kept by the rules of `files` (each a list of the lines of its rules), the strongest first."""
    paths = []
    for number, rules in enumerate(files):
        entries = [f'[[rule]]\nid = "f{number}-r{i}"\n{rule}\ntext = "."\n' for i, rule in enumerate(rules)]
        path = folder / f"{number}.toml"
        path.write_text(f'[pack]\nname = "file-{number}"\n' + "".join(entries))
        paths.append(path)
    rules = [r for r in load_rules(tuple(paths), language) if r.concerns("example.com", language)]
    ruling = apply_rules(rules, split_text((text,)), [Decision(keep, By.MODEL, "")], None)
    kept: bool = ruling.decisions[0].keep
    return kept


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("files", "kept"),
    [
        ([[DROP], [KEEP]], False),
        ([[KEEP], [DROP]], True),
        ([[DROP], [f"{KEEP}\n{SITE}"]], False),
        ([[KEEP], [f"{DROP}\n{SITE}"]], True),
        ([[DROP, f"{KEEP}\n{SITE}"]], True),
        ([[KEEP, f"{DROP}\n{SITE}"]], False),
        ([[f"{DROP}\n{SITE}", KEEP]], False),
        ([[f"{KEEP}\n{SITE}", DROP]], True),
        ([[KEEP, DROP]], True),
        ([[DROP, KEEP]], True),
        ([[f"{DROP}\n{SITE}", f"{KEEP}\n{SITE}"]], True),
        ([[f"{KEEP}\n{SITE}", f"{DROP}\n{SITE}"]], True),
        ([[], [DROP], [KEEP]], False),
        ([[DROP], [KEEP], [DROP]], False),
    ],
)
def test_file_before_site_before_keep(tmp_path: Path, files: list[list[str]], kept: bool, before: bool) -> None:
    files = [rules or ['action = "drop"\nsites = ["elsewhere.example"]'] for rules in files]
    assert outcome(tmp_path, *files, keep=before) is kept


def builtin_example() -> tuple[str, str]:
    """A language and a block that a built-in rule of it drops, wherever it stands."""
    for file in sorted(BUILTIN.glob("*.toml")):
        document = tomllib.loads(file.read_text())
        for rule in document["rule"]:
            for example in rule.get("example", []):
                if rule["action"] == "drop" and "where" not in rule and "until" not in rule and example.get("drops"):
                    return file.stem, example["drops"][0]
    raise AssertionError("no built-in rule with an example")


def test_a_users_rule_beats_the_builtin_ones(tmp_path: Path) -> None:
    language, text = builtin_example()
    assert outcome(tmp_path, language=language, text=text) is False
    assert outcome(tmp_path, [KEEP], language=language, text=text) is True
    assert outcome(tmp_path, [KEEP], [DROP], language=language, text=text) is True


def test_of_two_rules_for_a_value_the_stronger_counts(tmp_path: Path) -> None:
    for name, lines in {"a": "", "b": SITE}.items():
        rule = f'[[rule]]\nid = "{name}"\naction = "title"\ntext = "^(.{{{3 if name == "a" else 5}}})"\n{lines}\n'
        (tmp_path / f"{name}.toml").write_text(f'[pack]\nname = "{name}"\n{rule}')
    a, b = tmp_path / "a.toml", tmp_path / "b.toml"
    layout = split_text(("Harbour",))
    decisions = [Decision(True, By.MODEL, "")]
    first = apply_rules(load_rules((a, b), "none"), layout, decisions, None)
    second = apply_rules(load_rules((b, a), "none"), layout, decisions, None)
    assert [list(r.found.values()) for r in (first, second)] == [[("Har",)], [("Harbo",)]]


def test_a_rule_that_lost_does_not_count_as_fired(tmp_path: Path) -> None:
    for name, action in {"a": KEEP, "b": DROP}.items():
        (tmp_path / f"{name}.toml").write_text(f'[pack]\nname = "x"\n[[rule]]\nid = "{name}"\n{action}\ntext = "."\n')
    rules = load_rules((tmp_path / "a.toml", tmp_path / "b.toml"), "none")
    ruling = apply_rules(rules, split_text(("One", "Two")), [Decision(True, By.MODEL, "")] * 2, None)
    assert ruling.fired == {"a": 2}


BODY_PAGE = "<body><div><p>In the body</p><p class=ad>An ad</p></div><p>Outside</p></body>"


@pytest.mark.parametrize(
    ("strong", "weak", "left"),
    [
        (['drop", selector = ".ad'], [], ["In the body", "Outside"]),
        (['drop", selector = ".ad', 'body", selector = "div'], [], ["In the body"]),
        (['body", selector = "div', 'drop", selector = ".ad'], [], ["In the body"]),
        (['body", selector = "div', 'keep", text = "^outside'], [], ["In the body", "An ad", "Outside"]),
        (['body", selector = "div'], ['drop", selector = ".ad'], ["In the body", "An ad"]),
        (['drop", selector = ".ad'], ['body", selector = "div'], ["In the body"]),
        (['keep", text = "outside'], ['body", selector = "div'], ["In the body", "An ad", "Outside"]),
        (['body", selector = "div'], ['keep", text = "outside'], ["In the body", "An ad"]),
        (['keep", text = "ad$'], ['drop-to-end", text = "^in the'], ["An ad"]),
        (['drop-to-end", text = "ad$'], ['keep", text = "outside'], ["In the body"]),
        (['drop-to-end", text = "ad$', 'keep", text = "outside'], [], ["In the body", "Outside"]),
    ],
)
def test_what_a_body_rule_keeps_may_be_dropped_beside_it_but_not_below_it(
    tmp_path: Path, strong: list[str], weak: list[str], left: list[str]
) -> None:
    paths = []
    for name, rules in {"strong": strong, "weak": weak}.items():
        if rules:
            entries = [f'{{id = "{name}-{i}", action = "{rule}"}}' for i, rule in enumerate(rules)]
            paths.append(tmp_path / f"{name}.toml")
            paths[-1].write_text(f'rule = [{", ".join(entries)}]\n[pack]\nname = "{name}"\n')
    tree = parse_html(BODY_PAGE, "page")[0]
    layout = split(tree)
    ruling = apply_rules(load_rules(tuple(paths), "none"), layout, [Decision(True, By.MODEL, "")] * 3, tree)
    assert [b.text for b, d in zip(ruling.layout.blocks, ruling.decisions, strict=True) if d.keep] == left
