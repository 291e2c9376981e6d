"""Checking rule files: rules that leave nothing, ids that files share, places to the column."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.rules.catalogue import builtin_files
from cleancopy.extractors.rules.check import check_files
from cleancopy.extractors.rules.conditions import normal_site
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.template import starter_for

HEAD = '[pack]\nname = "mine"\n\n[[rule]]\nid = "a"\n'


def problems(folder: Path, rule: str) -> list[str]:
    file = folder / "r.toml"
    file.write_text(f"{HEAD}{rule}\n")
    return [p.removeprefix(f"{file}:") for p in check_files([file])]


@pytest.mark.parametrize(
    "rule",
    [
        'action = "drop"\ntext = ".*"',
        'action = "drop"\ntext = ""',
        'action = "drop"\ntext = "^"',
        "action = \"drop\"\ntext = '(x|.|y)'",
        'action = "drop"\ntext = "x?"\nmax_words = 500',
        'action = "drop"\ntext = ".*"\nsites = ["example.com"]\nlanguages = ["de"]',
        'action = "drop-to-end"\ntext = "."',
        'action = "drop"\nselector = "body"',
        'action = "drop"\nselector = "*"',
        'action = "drop"\nselector = "html > *, p"',
        'action = "drop"\nxpath = "//node()"',
        'action = "drop"\nselector = ":not(form)"',
        'action = "drop-to-end"\nselector = "h1"',
    ],
)
def test_a_rule_that_drops_everything_is_named(tmp_path: Path, rule: str) -> None:
    (problem,) = problems(tmp_path, rule)
    assert "drops everything" in problem or "at least 1 character" in problem
    assert problem.startswith("7:")


@pytest.mark.parametrize(
    "rule",
    [
        'action = "drop"\ntext = "^.{0,20}$"',
        'action = "drop"\ntext = "."\nmax_words = 10',
        'action = "drop"\ntext = "."\nwhere = "after"',
        'action = "drop"\nselector = "p"',
        'action = "drop"\nselector = "div, aside, footer"',
        'action = "keep"\ntext = "."',
        'action = "body"\nselector = "body"',
        'action = "unwrap"\nselector = "*"',
        'action = "title"\nselector = "h1"',
        'action = "drop-to-end"\ntext = "^read more"',
    ],
)
def test_a_rule_that_leaves_something_is_fine(tmp_path: Path, rule: str) -> None:
    assert problems(tmp_path, rule) == []


def test_the_builtin_packs_are_fine() -> None:
    assert check_files([file for file in builtin_files() if file.stem.partition("-")[0] in ("en", "ru", "zh")]) == ()


def test_an_id_that_two_files_share_is_named_at_the_second(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.toml", "two.toml")]
    for file in files:
        file.write_text(f'{HEAD}action = "drop"\ntext = "x"\n')
    assert check_files(files) == (f"{files[1]}:5:6: id: 'a' is used in {files[0]}:4 too: give each rule its own",)
    assert check_files([files[0], files[0]]) == (), "a file that is given twice is one file"


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("action = 'drop'\ntext = 'ab(c'", "7:13: text"),
        ("action = 'drop'\ntext   =  'ab(c'", "7:16: text"),
        ('action = "drop"\ntext = "\\\\(("', "7:8: text"),
        ("action = 'dorp'\ntext = 'x'", "6:10: action"),
        ("action = 'drop'\n  txt = 'x'\ntext = 'x'", "7:9: txt"),
        ("action = 'drop'\n\"text\" = ['x']", "7:10: text"),
        ("action = 'drop'\ntext = 'x\n", "9:1: not valid TOML"),
        ("action = 'drop'\ntext = x", "7:8: not valid TOML"),
        ("action = 'drop'\ntext = 'x'\n[rules]\nx = 1", "8:1: rules"),
    ],
)
def test_a_mistake_is_named_to_the_column(tmp_path: Path, rule: str, place: str) -> None:
    assert problems(tmp_path, rule)[0].startswith(place)


def test_a_large_file_of_mistakes_is_read_in_one_go(tmp_path: Path) -> None:
    rules = "".join(f'[[rule]]\nid = "a{i % 900}"\naction = "drop"\ntxt = "x"\n' for i in range(2000))
    file = tmp_path / "r.toml"
    file.write_text('[pack]\nname = "mine"\n' + rules)
    found = check_files([file])
    assert len(found) == 2000 + 1100
    assert found[-1].startswith(f"{file}:{2 + 4 * 2000}:")


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("example.com", "example.com"),
        ("www.example.com", "example.com"),
        ("*.Example.com", "*.example.com"),
        ("https://news.example.com:8080/a?b", "news.example.com"),
        ("example.com/path", "example.com"),
        ("пример.рф", "пример.рф"),
        ("localhost", "localhost"),
    ],
)
def test_a_starter_is_for_its_site_and_passes_the_check(tmp_path: Path, site: str, host: str) -> None:
    file = tmp_path / "new.toml"
    file.write_text(starter_for(site, "new.toml"), encoding="utf-8")
    assert check_files([file]) == ()
    (rule,) = read_rule_file(file)
    assert rule.sites == (normal_site(host),)


def test_all_of_a_starter_is_valid_when_its_comments_are_taken_off(tmp_path: Path) -> None:
    text = starter_for("example.com")
    head, _, rest = text.partition("# The same by the markup")
    lines = [line.removeprefix("#").removeprefix(" ") for line in rest.splitlines()[1:]]
    written = [line for line in lines if line.startswith(("[[", "id", "action", "sites", "selector", "why"))]
    file = tmp_path / "all.toml"
    file.write_text(head + "\n".join(written) + "\n")
    assert check_files([file]) == ()
    assert len(read_rule_file(file)) == 4


@pytest.mark.parametrize("site", ["", "a b", "/etc/passwd", "exa\nmple.com", '"', "http://", "*", "a..b", "x" * 300])
def test_what_is_no_site_is_said(site: str) -> None:
    with pytest.raises(SetupError, match=r"is no site: give a host"):
        starter_for(site)
