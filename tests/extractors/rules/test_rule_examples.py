"""Examples inside rules: what they hold a rule to, on single blocks and on pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.extractors import extract
from cleancopy.extractors.rules.catalogue import read_entries
from cleancopy.extractors.rules.rule_examples import run_examples

PAGE = """<html lang="en"><head><title>Harbour reopens</title></head><body><article><h1>Harbour reopens</h1>
<p class="by">Kelport Quay</p>
<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.</p>
<p class="box">Divers found the channel free of wreckage, and the first ferry left at noon with two hundred people.</p>
<p>Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.</p>
</article></body></html>"""
DROP_BOX = 'action = "drop"\nselector = ".box"\nwhy = "box"'


def outcomes(folder: Path, rule: str, example: str) -> list[tuple[str, str | None]]:
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages" / "page.html").write_text(PAGE)
    file = folder / "rules.toml"
    file.write_text(f'[pack]\nname = "mine"\n[[rule]]\nid = "a"\n{rule}\n[[rule.example]]\n{example}\n')
    return [(o.wanted, o.problem) for o in run_examples(read_entries(file), extract)]


@pytest.mark.parametrize(
    ("rule", "example", "problem"),
    [
        ('action = "drop"\ntext = "^sign up"', 'drops = ["Sign up here"]', None),
        ('action = "drop"\ntext = "^sign up"', 'drops = ["Please sign up"]', "leaves it"),
        ('action = "drop"\ntext = "^sign up"', 'keeps = ["Please sign up"]', None),
        ('action = "drop"\ntext = "sign up"', 'keeps = ["Please sign up"]', "takes it"),
        ('action = "drop"\ntext = "up"\nmax_words = 2', 'drops = ["Please sign up"]', "3 words, and max_words is 2"),
        ('action = "drop"\ntext = "up"\nwhere = "after"\nsites = ["a.de"]', 'drops = ["Please sign up"]', None),
        ('action = "keep"\ntext = "^sign up"', 'keeps = ["Sign up here"]', None),
        ('action = "keep"\ntext = "^sign up"', 'keeps = ["Please sign up"]', "leaves it"),
        ('action = "keep"\ntext = "^sign up"', 'drops = ["Please sign up"]', None),
        ('action = "drop-to-end"\ntext = "^read more"', 'drops = ["Read more"]', None),
        ('action = "author"\ntext = "^by (.+)"', 'finds = ["By Jane Doe"]', None),
        ('action = "author"\ntext = "^by (.+)"', 'finds = ["Jane Doe"]', "leaves it"),
        ('action = "drop"\ntext = "^by (.+)"', 'finds = ["By Jane Doe"]', "only rules for title, author and date"),
        (DROP_BOX, 'drops = ["Sign up here"]', "needs a page"),
        ("action = \"drop\"\ntext = '(a|a)*[xyz]'", f'drops = ["{"a" * 24 + " b" * 80}"]', "takes too long"),
    ],
)
def test_a_block_is_taken_or_left(tmp_path: Path, rule: str, example: str, problem: str | None) -> None:
    ((_, found),) = outcomes(tmp_path, rule, example)
    assert found is None if problem is None else problem in (found or "")


@pytest.mark.parametrize(
    ("rule", "example", "problems"),
    [
        (DROP_BOX, 'drops = ["Divers found"]\nkeeps = ["Repairs are expected", "The harbour"]', [None, None, None]),
        (DROP_BOX, 'keeps = ["Divers found"]', ["cut (rule: a: box)"]),
        (DROP_BOX, 'drops = ["Repairs are"]', ["kept (model: "]),
        (DROP_BOX, 'drops = ["Not on the page"]', ["does not stand in any block"]),
        (DROP_BOX + '\nsites = ["*.example.com"]', 'drops = ["Divers found"]', [None]),
        ('action = "author"\nselector = ".by"', 'finds = ["Kelport Quay"]', [None]),
        ('action = "author"\nselector = ".by"', 'finds = ["Jane Doe"]', ["not among what was found: Harbour reopens"]),
        ('action = "body"\nselector = ".box"', 'keeps = ["Divers"]\ndrops = ["Repairs"]', [None, None]),
    ],
)
def test_a_page_goes_through_everything(tmp_path: Path, rule: str, example: str, problems: list[str | None]) -> None:
    found = outcomes(tmp_path, rule, 'page = "pages/page.html"\n' + example)
    assert len(found) == len(problems)
    for (_, problem), wanted in zip(found, problems, strict=True):
        assert problem is None if wanted is None else wanted in (problem or "")


def test_a_page_is_looked_for_beside_the_rules_and_then_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    example = 'page = "pages/page.html"\ndrops = ["Divers found"]'
    outcomes(tmp_path, DROP_BOX, example)  # writes the page
    assert outcomes(tmp_path / "elsewhere", DROP_BOX, example) == [("drops", None)]
    (tmp_path / "elsewhere" / "pages" / "page.html").write_bytes(b"")
    (tmp_path / "elsewhere" / "rules.toml").touch()
    (problem,) = [o.problem for o in run_examples(read_entries(tmp_path / "elsewhere" / "rules.toml"), extract)]
    assert "empty" in (problem or "")


def test_a_page_that_is_not_there_fails_its_examples(tmp_path: Path) -> None:
    found = outcomes(tmp_path, DROP_BOX, 'page = "none.html"\ndrops = ["a"]\nkeeps = ["b"]')
    assert [problem and "no such file" in problem for _, problem in found] == [True, True]


@pytest.mark.parametrize("page", ["http://127.0.0.1:9/page", "https://example.com/", "-"])
def test_a_page_of_an_example_is_never_fetched(tmp_path: Path, page: str) -> None:
    ((_, problem),) = outcomes(tmp_path, DROP_BOX, f'page = "{page}"\ndrops = ["Divers"]')
    assert problem == f"{page}: the page of an example is a file beside the rules"
