"""`cleancopy rules …` as a user runs it: listing, showing, starting, checking, testing and trying rules."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.commands import load_command

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n\n"
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.\n"
)
MINE = """[pack]
name = "mine"

[[rule]]
id = "divers"
action = "drop"
text = "^divers found"
sites = ["*.example.com"]
why = "a\\ttab, [bold]markup[/] and \\u001b[31mred"

  [[rule.example]]
  drops = ["Divers found the channel"]
  keeps = ["The divers found it"]

# About the next rule.
[[rule]]
id = "repairs"
action = "drop"
text = "^repairs"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "mine.toml").write_text(MINE)
    user = tmp_path / "config" / "cleancopy" / "rules"
    user.mkdir(parents=True)
    own = MINE.replace("mine", "own").replace('"divers"', '"own-divers"').replace("repairs", "elsewhere")
    own = own.replace("^divers", "^nothing").replace("Divers found the", "Nothing found the")
    (user / "own.toml").write_text(own)
    return tmp_path


def out(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_list_is_one_line_a_rule_with_tabs_the_strongest_first(run: Run, folder: Path) -> None:
    lines = [line.split("\t") for line in out(run("rules", "list", "--rules", "mine.toml")).splitlines()]
    assert {len(line) for line in lines} == {6}
    assert [line[0] for line in lines[:4]] == ["divers", "repairs", "own-divers", "elsewhere"]
    assert lines[0] == ["divers", "drop", "*.example.com", "any", "mine", "a?tab, [bold]markup[/] and ?[31mred"]
    assert len(lines) > 300


def test_list_can_be_narrowed_and_be_json(run: Run, folder: Path) -> None:
    arguments = ("rules", "list", "--rules", "mine.toml", "--json")
    records = [
        json.loads(line) for line in out(run(*arguments, "--site", "news.example.com", "--pack", "mine")).splitlines()
    ]
    assert [(r["id"], r["file"], r["line"], r["examples"]) for r in records] == [("divers", "mine.toml", 4, 2)]
    packs = {json.loads(line)["pack"] for line in out(run(*arguments, "--language", "de")).splitlines()}
    assert packs == {"mine", "own", "german", "german-blogs"}
    none = run("rules", "list", "--pack", "nothing")
    assert (none.returncode, none.stdout) == (0, b"")
    assert b"no such rules" in none.stderr


def test_show_prints_a_rule_as_it_is_written(run: Run, folder: Path) -> None:
    text = out(run("rules", "show", "--rules", "mine.toml", "divers"))
    assert text.startswith('# mine.toml:4\n[[rule]]\nid = "divers"\n')
    assert text.endswith('keeps = ["The divers found it"]\n')
    wrong = run("rules", "show", "en-newsletter-sigup")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode().count("\n") == 1
    assert "did you mean en-newsletter-signup?" in wrong.stderr.decode()


def test_path_names_every_place_that_is_looked_at(run: Run, folder: Path) -> None:
    (folder / "wrong.toml").write_text("[pack")
    arguments = ("rules", "path", "--rules", "mine.toml", "--rules", "wrong.toml", "--rules", "none.toml")
    rows = [line.split("\t") for line in out(run(*arguments)).splitlines()]
    own = folder / "config" / "cleancopy" / "rules"
    assert rows[:-1] == [
        ["--rules", "mine.toml", "2 rules"],
        ["--rules", "wrong.toml", "1 mistake: see cleancopy rules check"],
        ["--rules", "none.toml", "not there"],
        ["project", str(folder / "cleancopy.toml"), "not there"],
        ["user", str(own), "1 file"],
        ["user", str(own / "own.toml"), "2 rules"],
    ]
    assert rows[-1][0] == "built-in"
    assert re.fullmatch(r"\d+ packs, \d+ rules", rows[-1][2])


def test_new_writes_a_file_that_passes_and_never_writes_over_one(run: Run, folder: Path) -> None:
    assert run("rules", "new", "example.com", "-o", "new.toml").returncode == 0
    written = (folder / "new.toml").read_text()
    assert out(run("rules", "check", "new.toml")) == "new.toml: 1 rule, nothing wrong\n"
    again = run("rules", "new", "example.org", "-o", "new.toml")
    assert (again.returncode, again.stdout) == (6, b"")
    assert again.stderr.startswith(b"cleancopy: new.toml: exists already")
    assert (folder / "new.toml").read_text() == written
    assert out(run("rules", "new", "example.com")).replace("rules.toml", "new.toml") == written
    assert run("rules", "new", "no site").returncode == 2
    assert run("rules", "new", "example.com", "-o", "none/new.toml").returncode == 6


def test_check_names_everything_in_all_files_and_prints_nothing_else(run: Run, folder: Path) -> None:
    (folder / "a.toml").write_text(MINE.replace("^divers found", "(").replace("^repairs", ".*"))
    (folder / "latin.toml").write_bytes('[pack]\nname = "é"'.encode("latin-1"))
    (folder / "folder.toml").mkdir()
    (folder / "deep.toml").write_text("x = " + "[" * 5000)
    (folder / "large.toml").write_bytes(b"#" * (10 * 1024 * 1024 + 1))
    (folder / "all.toml").write_text(
        MINE.replace("^repairs", ".*").replace("divers", "other").replace('"repairs"', '"rest"')
    )
    names = ("a", "latin", "folder", "deep", "large", "none", "mine", "all", "mine")
    done = run("rules", "check", *(f"{name}.toml" for name in names))
    assert (done.returncode, done.stdout) == (2, b"")
    wanted = [
        r"a\.toml:7:10: text: not a regular expression: missing \)",
        r"latin\.toml: not UTF-8: ",
        r"folder\.toml: a folder, not a rule file: ",
        r"deep\.toml:1:\d+: not valid TOML: ",
        r"large\.toml: larger than 10 MiB: ",
        r"none\.toml: no such rule file: ",
        r"all\.toml:19:8: text: drops everything on any page",
    ]
    lines = done.stderr.decode().splitlines()
    assert len(lines) == len(wanted), lines
    for line, pattern in zip(lines, wanted, strict=True):
        assert re.match("cleancopy: " + pattern, line), line


def test_check_without_files_takes_those_that_are_used(run: Run, folder: Path) -> None:
    (folder / "cleancopy.toml").write_text(MINE.replace("divers", "x").replace('"repairs"', '"y"'))
    assert [line.rpartition(":")[0].rpartition("/")[2] for line in out(run("rules", "check")).splitlines()] == [
        "cleancopy.toml",
        "own.toml",
    ]
    nothing = run("rules", "check", XDG_CONFIG_HOME=str(folder / "empty"), cwd=folder / "config")
    assert nothing.returncode == 2
    assert b"no rule files: name one" in nothing.stderr


def test_test_runs_examples_and_fails_if_one_does(run: Run, folder: Path) -> None:
    good = run("rules", "test", "mine.toml")
    assert out(good) == "divers\tok\t2\t0\nrepairs\tno example\t0\t0\n"
    assert good.stderr.decode().splitlines() == [
        "cleancopy: 1 rule without an example: repairs",
        "cleancopy: 2 examples passed, 0 failed",
    ]
    (folder / "bad.toml").write_text(MINE.replace("The divers found it", "Divers found it"))
    bad = run("rules", "test", "bad.toml")
    assert bad.returncode == 1
    assert bad.stdout.decode().splitlines()[0] == "divers\tfailed\t1\t1"
    assert "bad.toml:4: divers: keeps 'Divers found it': the rule takes it" in bad.stderr.decode()


@pytest.mark.slow
def test_test_without_files_runs_the_builtin_packs_and_the_users_own(run: Run, folder: Path) -> None:
    rows = [line.split("\t") for line in out(run("rules", "test")).splitlines()]
    assert rows[0] == ["own", "ok", "2", "0"]
    assert len(rows) > 15
    assert all(row[1] == "ok" and row[3] == "0" for row in rows)


def test_try_shows_what_a_file_changes(run: Run, folder: Path) -> None:
    here = ("rules", "try", "mine.toml", "page.txt")
    done = run(*here, "--url", "https://www.example.com/a")
    assert out(done).splitlines() == [
        "--- page.txt without mine.toml",
        "+++ page.txt with mine.toml",
        "@@ -4,3 +4 @@",
        " " + PAGE.split("\n\n")[1],
        "-Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.",
        "-Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.",
        "# divers: 1 hit",
        "# repairs: 1 hit",
    ]


def test_try_says_when_nothing_changes_and_which_rules_have_no_hit(run: Run, folder: Path) -> None:
    (folder / "idle.toml").write_text(MINE.replace("^repairs", "^nowhere"))
    done = run("rules", "try", "idle.toml", "page.txt", "none.txt")
    assert done.returncode == 5
    assert done.stdout.decode() == "page.txt: nothing changes, no rule matches\n"
    assert done.stderr.decode().splitlines() == [
        "cleancopy: none.txt: no such file: check the path",
        "cleancopy: no hit on 1 page: divers, repairs",
    ]
    assert run("rules", "try", "none.toml", "page.txt").returncode == 2
    assert run("rules", "try", "idle.toml", "none.txt").returncode == 3


def test_a_terminal_gets_a_table_and_nothing_in_a_rule_commands_it(folder: Path) -> None:
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "XDG_CONFIG_HOME": str(folder / "config")}
    env.pop("NO_COLOR", None)
    arguments = ["rules", "list", "--rules", "mine.toml", "--site", "a.example.com"]
    process = subprocess.Popen([sys.executable, "-m", "cleancopy.cli", *arguments], stdout=slave, cwd=folder, env=env)
    os.close(slave)
    shown = b""
    while True:
        try:
            shown += (part := os.read(master, 65536))
        except OSError:
            break
        if not part:
            break
    os.close(master)
    assert process.wait(30) == 0
    text = re.sub(r"\x1b\[[\d;]*m", "", shown.decode())
    assert re.search(r"id +action +sites +languages +pack +why", text)
    assert "[bold]markup[/]" in text
    assert "\x1b[31m" not in shown.decode()
    assert "\t" not in text


def test_the_group_and_every_command_have_help_with_examples(run: Run) -> None:
    done = run("rules")
    assert done.returncode == 2
    assert done.stderr == b""
    group = load_command("rules")
    assert set(group.commands) >= {"list", "show", "path", "new", "check", "test", "try"}
    for name, command in group.commands.items():
        assert name in done.stdout.decode()
        assert f"cleancopy rules {name}" in command.help, name
        for option in command.params:
            if option.param_type_name == "option" and option.name != "help":
                assert option.help, (name, option.name)


@pytest.mark.parametrize(
    ("arguments", "problem", "command"),
    [
        (("rules", "new"), "Missing argument 'SITE'", "cleancopy rules new"),
        (("rules", "import", "ftr", "--nope", "x"), "No such option: --nope", "cleancopy rules import ftr"),
        (("batch", "x"), "Missing option", "cleancopy batch"),
        (("--nope",), "No such option: --nope", "cleancopy"),
        (("--timeout", "nan", "x"), "nan is no number: give one of at least 0.1 and at most 3600", "cleancopy"),
        (("--min-confidence", "NaN", "x"), "NaN is no number: give one of at least 0 and at most 1", "cleancopy"),
        (("--rules", "", "x"), "'--rules': the name is empty: name a file or folder", "cleancopy"),
        (("-f", "xml", "x"), "'-f': 'xml' is not one of 'text', 'json', 'markdown', 'html'.", "cleancopy"),
        (("--min-confidence", "2", "x"), "'--min-confidence': at most 1 is possible.", "cleancopy"),
        (("--timeout", "soon", "x"), "'--timeout': this is no number.", "cleancopy"),
        (("batch", "x", "-o", "y", "--jobs", "0"), "'-j': at least 1 is possible.", "cleancopy batch"),
        (("batch", "x", "-o", "y", "--jobs", "1.5"), "'-j': this is no whole number.", "cleancopy batch"),
        (("batch", "-o"), "Option '-o' requires an argument.", "cleancopy batch"),
        (("explain", "--html"), "Option '--html' requires an argument.", "cleancopy explain"),
        (("rules", "check", ""), "'FILE': the name is empty: name a file or folder", "cleancopy rules check"),
    ],
)
def test_a_mistake_on_the_command_line_says_whose_help_to_see(
    run: Run, arguments: tuple[str, ...], problem: str, command: str
) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, b"")
    assert problem in done.stderr.decode()
    assert done.stderr.decode().endswith(f" See: {command} --help\n")


def test_rules_are_called_idle_only_where_a_page_was_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[pack]\nname = "o"\n[[rule]]\nid = "a"\naction = "drop"\ntext = "^x$"\n')
    done = run("rules", "try", "own.toml", "gone.html")

    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"cleancopy: gone.html: no such file: check the path\n"
