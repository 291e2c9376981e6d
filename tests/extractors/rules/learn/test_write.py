"""The file that is written: valid, quoted, and with examples that hold."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.learn import learn, rule_file
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.toml_writer import toml_value

from .kept_pages import html, sheet, write

AWKWARD = (
    "Don't 'quote' \"this\" \\d+ (a|b)* [x]{2,3} ^$ . + ? ''' and never print it \\ again, whatever they may say.",
    "Zażółć gęślą jaźń – это пример строки с разными буквами, и 日本語も少し入っています.",
    "- A line that begins like the item of a list, and goes on for quite a few words more.",
)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_quoted_as_toml(text: str) -> None:
    assert tomllib.loads(f"a = {toml_value(text)}")["a"] == text


def test_the_file_is_valid_and_its_examples_hold(tmp_path: Path) -> None:
    texts = "".join(f"<p>{text}</p>" for text in AWKWARD)
    folder = write(
        tmp_path / "pages",
        [html(i, texts, '<p id="end">The end of what this site has to say to you.</p>') for i in range(5)],
    )
    sheets = [sheet(file.read_text(encoding="utf-8"), str(file)) for file in sorted(folder.iterdir())]
    file = tmp_path / "learned.toml"
    file.write_text(rule_file(learn(sheets, "news.example", ExtractOptions()), tmp_path), encoding="utf-8")

    rules = read_rule_file(file)
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert {rule.sites for rule in rules} == {("news.example",)}
    assert len(rules) == 4
    for rule, entry in zip(rules, document["rule"], strict=True):
        for example in entry.get("example", ()):
            if rule.text is None:
                assert (tmp_path / example["page"]).is_file()
                continue
            assert all(rule.text.found_in(text) for text in example["drops"])
            assert not any(rule.text.found_in(text) for text in example["keeps"])


def test_every_rule_says_on_how_many_pages_it_was_seen(tmp_path: Path) -> None:
    pages = [html(i, f"<p>{AWKWARD[1]}</p>") for i in range(4)]
    text = rule_file(
        learn([sheet(p, f"{i}.html\n[[rule]]") for i, p in enumerate(pages)], None, ExtractOptions()), tmp_path
    )

    assert "# On 4 of 4 pages, came through on 4." in text
    assert "Nothing uses this file yet" in text.splitlines()[0]
    assert len(tomllib.loads(text)["rule"]) == 1  # the name of a page cannot write rules
