"""Which command is reached, and what the command line says of itself."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from cleancopy.cli.commands import COMMANDS, load_command
from cleancopy.extractors import __version__

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page"
    path.write_text(PAGE)
    return path


def test_extract_is_reached_without_its_name_wherever_the_options_stand(run: Run, page: Path) -> None:
    before = run("-f", "json", "page")
    after = run("page", "-f", "json")
    named = run("extract", "page", "-f", "json")
    assert before.returncode == after.returncode == named.returncode == 0
    assert json.loads(before.stdout)["title"] == "Harbour reopens"
    assert before.stdout == after.stdout == named.stdout


@pytest.mark.parametrize("arguments", [("./schema",), ("--", "schema")])
def test_a_file_called_like_a_command_can_be_named(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "schema").write_text(PAGE)
    done = run(*arguments)
    assert (done.returncode, done.stdout.decode()) == (0, PAGE)


def test_schema_prints_a_json_schema(run: Run) -> None:
    done = run("schema")
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (done.returncode, done.stderr) == (0, b"")
    assert schema["properties"]["source"]


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"cleancopy {__version__}\n", b"")


def test_help_shows_every_option_with_what_it_does_and_every_command(run: Run) -> None:
    done = run("--help", COLUMNS="300")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    wanted = [p for p in load_command("extract").params if p.param_type_name == "option" and not p.hidden]
    assert len(wanted) > 10
    for option in wanted:
        name = max(option.opts, key=len)
        row = next((line for line in lines if re.search(rf"{name}(?![\w-])", line) and line.startswith("│")), "")
        assert all(other in row for other in (*option.opts, *option.secondary_opts)), name
        assert option.help and len(option.help) > 20, name
        assert not re.search(r"Example: --?[\w-]+$", option.help), f"{name}: an example of a flag is the flag"
    options = next(i for i, line in enumerate(lines) if "Options" in line)
    for command in set(COMMANDS) - {"extract"}:
        assert any(re.match(rf" {command} .*\w", line) for line in lines[:options]), command


@pytest.mark.parametrize("command", [(), ("batch",), ("explain",), ("rules", "learn"), ("rules", "import", "ftr")])
def test_each_option_takes_one_line(run: Run, command: tuple[str, ...]) -> None:
    lines = run(*command, "--help", COLUMNS="120").stdout.decode().splitlines()
    rows = [line.strip("│ ") for line in lines if line.startswith("│")]

    assert len(rows) > 5
    assert [row for row in rows if not row.startswith(("-", "*", "SOURCE", "PATH")) and row != "[required]"] == []


def test_short_help_is_the_same_help_and_fits_a_narrow_terminal(run: Run) -> None:
    short, long = run("-h", COLUMNS="60"), run("--help", COLUMNS="60")
    assert short.stdout == long.stdout
    lines = short.stdout.decode().splitlines()
    assert len(lines) > 20
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--nope", "page"), "--nope"),
        (("page", "--nope"), "--nope"),
        (("page", "-f", "xml"), "xml"),
        (("page", "--engine", "magic"), "magic"),
        (("page", "--with", "html,colour"), "colour"),
        (("page", "--timeout", "0"), "--timeout"),
        (("page", "--timeout", "nan"), "--timeout"),
        (("page", "-o"), "-o"),
    ],
)
def test_a_wrong_option_is_named_in_one_line_and_nothing_is_printed(
    run: Run, page: Path, arguments: tuple[str, ...], named: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("cleancopy: ")
    assert named in lines[0]
