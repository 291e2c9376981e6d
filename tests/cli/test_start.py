"""What a command loads before it does anything: only what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.commands import COMMANDS, load_command
from cleancopy.cli.exits import STATUS_OF
from cleancopy.extractors import Status

Loaded = Callable[..., set[str]]

# Pages are read in a child process, which leaves with os._exit: both write down what they have loaded.
WATCHED = """
import os, sys
from pathlib import Path

def note(process):
    Path(process).write_text("\\n".join(sys.modules))

def leave(status, leave=os._exit):
    note("child")
    leave(status)

os._exit = leave
from cleancopy.cli.app import main
try:
    main()
finally:
    note("parent")
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """The modules that `cleancopy ARGS...` has loaded in the end, in either process."""

    def call(*args: object, status: int = 0) -> set[str]:
        environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environ["XDG_CONFIG_HOME"] = str(tmp_path / "config")
        command = [sys.executable, "-c", WATCHED, *map(str, args)]
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (status, b"")
        assert done.stdout
        return {name for file in ("parent", "child") for name in _lines(tmp_path / file)}

    return call


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def test_the_version_needs_no_command_line(loaded: Loaded) -> None:
    modules = loaded("--version")
    own = {name for name in modules if name.startswith("cleancopy.")}
    assert own - {"cleancopy.extractors.compiled_words"} == {  # where there was a compiler
        "cleancopy.cli", "cleancopy.cli.app", "cleancopy.cli.console", "cleancopy.cli.exits",
        "cleancopy.extractors", "cleancopy.extractors.errors", "cleancopy.extractors.interrupts",
        "cleancopy.extractors.text",
    }  # fmt: skip
    assert not modules & {"typer", "rich", "dataclasses", "inspect"}


def test_the_help_needs_no_other_command_and_nothing_that_extracts(loaded: Loaded) -> None:
    modules = loaded("--help")
    assert "cleancopy.cli.extract" in modules
    assert not modules & {f"cleancopy.cli.{name}" for name in COMMANDS if name not in ("extract", "help")}
    assert not modules & {"pydantic", "lxml", "httpx", "cleancopy.extractors.article", "cleancopy.cli.apart"}


def test_a_command_needs_none_of_the_others(loaded: Loaded) -> None:
    modules = loaded("schema")
    assert "cleancopy.cli.schema" in modules
    assert not modules & {f"cleancopy.cli.{name}" for name in COMMANDS if name != "schema"}
    assert not modules & {"pydantic", "lxml", "rich", "cleancopy.cli.common_options"}


# What trafilatura brings: it is asked for a page that the model is not sure of.
TRAFILATURA = {
    "trafilatura",
    "justext",
    "htmldate",
    "dateparser",
    "urllib3",
    "http.client",
    "urllib.request",
    "rapidfuzz",
}
NEVER_FOR_TEXT = {
    "pydantic", "numpy", "rich", "httpx", "httpcore", "hishel", "feedparser", "typer._adapters",
    "pyarrow", "datasketch", "pebble",
    "cleancopy.cli.batch", "cleancopy.cli.explain", "cleancopy.cli.rules", "cleancopy.cli.terminal",
    "cleancopy.extractors.write.markdown", "cleancopy.extractors.write.json_record",
    "cleancopy.extractors.write.markdown_blocks", "cleancopy.extractors.write.markdown_inline",
    "cleancopy.extractors.write.markdown_text", "cleancopy.extractors.write.html",
    "cleancopy.extractors.write.article_tree", "cleancopy.extractors.write.runs",
    "cleancopy.extractors.rules.rule_schema", "cleancopy.extractors.rules.selectors", "cleancopy.extractors.web",
    "cleancopy.extractors.sources.zipped", "cleancopy.extractors.explain",
}  # fmt: skip


def test_a_page_as_text_needs_only_what_reads_and_judges_it(loaded: Loaded, samples: Path) -> None:
    modules = loaded(samples / "pages" / "newspaper.html")
    assert {"cleancopy.extractors.pipeline", "lxml.html"} <= modules
    assert not modules & NEVER_FOR_TEXT


def test_a_page_with_usual_options_needs_no_more(loaded: Loaded, samples: Path) -> None:
    page = samples / "pages" / "newspaper.html"
    options = ("-f", "text", "-o", "/dev/stdout", "--timeout", "20", "--min-confidence", "0.1", "--memory", "2G")
    assert not loaded(*options, page) & NEVER_FOR_TEXT


def test_fast_needs_nothing_of_trafilatura(loaded: Loaded, samples: Path) -> None:
    modules = loaded("--fast", samples / "pages" / "newspaper.html")
    assert "cleancopy.extractors.pipeline" in modules
    assert not modules & (NEVER_FOR_TEXT | TRAFILATURA)


def test_markdown_needs_no_other_renderer(loaded: Loaded, samples: Path) -> None:
    modules = loaded("--fast", "-f", "markdown", samples / "pages" / "newspaper.html")
    assert "cleancopy.extractors.write.markdown_blocks" in modules
    assert not modules & {"pydantic", "numpy", "rich", "httpx", "cleancopy.extractors.write.json_record"}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_the_list_of_commands_says_is_what_the_command_says(name: str) -> None:
    command = load_command(name)
    assert command.name == name
    assert command.help.split("\n\n")[0].replace("\n", " ") == COMMANDS[name]


def test_every_way_to_end_has_its_exit_status() -> None:
    assert set(STATUS_OF) == set(Status)
