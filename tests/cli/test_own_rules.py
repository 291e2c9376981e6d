"""Rule files from the command line's side: which are read, which wins, and what is said of wrong ones."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n\n"
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.\n"
)
FIRST, DIVERS, REPAIRS = PAGE.strip().split("\n\n")[1:]


def pack(action: str, text: str, name: str = "mine") -> str:
    return f'[pack]\nname = "{name}"\n\n[[rule]]\nid = "{name}-{action}"\naction = "{action}"\ntext = "{text}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE)
    return tmp_path


def text_of(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert (done.returncode, done.stderr) == (0, b"")
    found: list[str] = json.loads(done.stdout)["text"].split("\n\n")
    return found


def test_rules_are_read_from_three_places_and_the_nearest_wins(run: Run, folder: Path) -> None:
    user = folder / "config" / "cleancopy" / "rules"
    user.mkdir(parents=True)
    (user / "own.toml").write_text(pack("drop", "^(divers|repairs|the harbour)", "user"))
    assert run("page.txt").returncode == 1
    (folder / "cleancopy.toml").write_text(pack("keep", "^(divers|the harbour)", "project"))
    assert text_of(run("-f", "json", "page.txt")) == [FIRST, DIVERS]
    (folder / "a.toml").write_text(pack("keep", "^repairs", "a"))
    (folder / "b.toml").write_text(pack("drop", "^(divers|repairs)", "b"))
    assert text_of(run("-f", "json", "--rules", "a.toml", "--rules", "b.toml", "page.txt")) == [FIRST, REPAIRS]
    assert text_of(run("-f", "json", "--rules", "b.toml", "--rules", "a.toml", "page.txt")) == [FIRST]
    assert text_of(run("-f", "json", "--no-rules", "page.txt")) == [FIRST, DIVERS, REPAIRS]


def test_records_count_the_rules_that_fired(run: Run, folder: Path) -> None:
    (folder / "r.toml").write_text(pack("drop", "^(divers|repairs)"))
    assert json.loads(run("-f", "json", "--rules", "r.toml", "page.txt").stdout)["rules"] == {"mine-drop": 2}


def test_site_rules_follow_the_url_that_was_given(run: Run, folder: Path) -> None:
    (folder / "r.toml").write_text(pack("drop", "^divers") + 'sites = ["*.example.com"]\n')
    here = ("-f", "json", "--rules", "r.toml", "page.txt", "--url")
    assert text_of(run(*here, "https://news.example.com/a")) == [FIRST, REPAIRS]
    assert text_of(run(*here, "https://example.org/a")) == [FIRST, DIVERS, REPAIRS]


def test_everything_wrong_in_every_rule_file_is_said_at_once(run: Run, folder: Path) -> None:
    (folder / "a.toml").write_text(pack("drop", "(").replace("drop", "remove"))
    (folder / "b.toml").write_text(pack("drop", "x") + 'colour = "red"\n')
    (folder / "c.toml").write_text("[pack\n")
    files = [part for name in "abcd" for part in ("--rules", f"{name}.toml")]
    done = run(*files, "page.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    wanted = [
        r"a\.toml:6:\d+: action: .*'drop'",
        r"a\.toml:7:\d+: text: not a regular expression: ",
        r"b\.toml:8:\d+: colour: there is no such key",
        r"c\.toml:1:\d+: not valid TOML: ",
        r"d\.toml: no such rule file",
    ]
    lines = done.stderr.decode().splitlines()
    assert len(lines) == len(wanted)
    for line, pattern in zip(lines, wanted, strict=True):
        assert re.match("cleancopy: " + pattern, line), line


def test_a_wrong_rule_file_stops_the_run_before_an_output_is_touched(run: Run, folder: Path) -> None:
    (folder / "cleancopy.toml").write_text("wrong")
    (folder / "out.txt").write_text("precious")
    done = run("-o", "out.txt", "page.txt")
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleancopy: cleancopy.toml:1:")
    assert (folder / "out.txt").read_text() == "precious"
    assert run("--no-rules", "page.txt").returncode == 0


def test_a_line_break_in_the_name_of_a_rule_file_stays_one_line(run: Run, folder: Path) -> None:
    done = run("--rules", "no\nrules.toml", "page.txt")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_pattern_nested_too_deep_is_a_wrong_rule(run: Run, folder: Path) -> None:
    (folder / "r.toml").write_text(pack("drop", "(" * 2000 + ")" * 2000))
    done = run("--rules", "r.toml", "page.txt")
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleancopy: r.toml:7:8: ")


@pytest.mark.parametrize(
    ("lang", "url", "condition", "fires"),
    [
        ("en-GB", "https://news.example/1", 'languages = ["en-GB"]', True),
        ("en-gb", "https://news.example/1", 'languages = ["EN"]', True),
        ("en", "https://news.example/1", 'languages = ["en-GB"]', True),
        ("en-US", "https://news.example/1", 'languages = ["en-GB"]', False),
        ("en", "https://news.example./1", 'sites = ["NEWS.example."]', True),
        ("en", "https://xn--bcher-kva.example/1", 'sites = ["Bücher.example"]', True),
    ],
)
def test_sites_and_languages_are_taken_as_they_are_meant(
    run: Run, folder: Path, lang: str, url: str, condition: str, fires: bool
) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (FIRST, DIVERS, REPAIRS))
    (folder / "page.html").write_text(f"<html lang={lang}><body><article>{paragraphs}</article></body></html>")
    (folder / "mine.toml").write_text(pack("drop", "^Divers") + condition + "\n")
    done = run("-f", "json", "--rules", "mine.toml", "--url", url, "page.html")

    assert (DIVERS not in text_of(done)) is fires
    listed = run("rules", "list", "--rules", "mine.toml", "--pack", "mine", "--language", lang).stdout
    assert bool(listed) is (fires or "sites" in condition)


@pytest.mark.parametrize("name", ["page.txt", "page.html"])
@pytest.mark.parametrize("command", [(), ("batch", "-o", "out.jsonl"), ("explain",)], ids=str)
def test_rules_that_cut_all_of_an_article_are_named(
    run: Run, folder: Path, name: str, command: tuple[str, ...]
) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (FIRST, DIVERS, REPAIRS))
    (folder / "page.html").write_text(f"<html lang=en><body><article>{paragraphs}</article></body></html>")
    (folder / "mine.toml").write_text(pack("drop", "."))
    done = run(*command[:1], name, *command[1:], "--rules", "mine.toml")

    problem = "no article found: rule 'mine-drop' (mine.toml) drops all of it: cleancopy explain shows what"
    assert problem in done.stderr.decode()
    assert "may be a listing" not in done.stderr.decode()
    few = run(name, "--rules", "mine.toml", "--no-rules")
    assert few.returncode == 0
