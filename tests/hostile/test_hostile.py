"""Every hostile input through the real command line: records, documents, a terminal, a batch, and the files beside it.

With CLEANCOPY_HOSTILE=FOLDER, the entries of another corpus with less than a megabyte are run as well: FOLDER is what
the benchmark hostile.py takes, with MANIFEST.json beside it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hostile import COMMAND, MEBIBYTES, Ended, Wanted, check, faults_of, faults_shown, on_terminal, read_corpus, run
from lxml import html
from making import Entry
from pages import Group, entries, groups, write
from promises import COMMANDS, check_front_matter, check_html, check_markdown

from cleancopy.extractors import Article, Metadata, Status

SECONDS_OF_ALL = 120.0  # of a group, on a busy machine: a page is stopped after eight of computing
GROUPS = list(groups())
PARTS = 4  # of all, on a terminal: what must not be seen of one must not be seen of any
# Kinds whose words stand in front matter and markup; of the others, markup is looked at in the records.
WORDS = ("characters", "charsets", "json_ld", "metadata", "injection", "terminal", "names", "references")
_HEADING = re.compile(r"^<!-- ==> .* <== -->\n", re.M)
_FIELDS = "title authors date modified site url language description image tags license".split()


def name_of(group: Group) -> str:
    return group.name


def command(*arguments: str | bytes) -> list[bytes]:
    return [os.fsencode(part) for part in (*COMMAND, *arguments)]


def records_of(paths: list[bytes], folder: Path) -> tuple[Ended, list[dict[str, Any]]]:
    """How the command ended, and its records, one for each entry."""
    given = command("-f", "json", "--with", "markdown,html", "--", *paths)
    ended = run(given, folder, SECONDS_OF_ALL)
    assert ended.status is not None, "cut off"
    records = [json.loads(line) for line in ended.out.decode().splitlines()]
    assert len(records) == len(paths), ended.err
    return ended, records


def faults_of_entry(one: Entry, record: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the record of an entry, as if it had been the only one."""
    text = "\n".join((record["title"] or "", record["text"]))
    said = f"cleancopy: {record['error']}\n" if record["error"] else ""
    status = 0 if record["status"] == "ok" else 3
    alone = Ended(status, text.encode(), said.encode(), 0.0, 0.0)
    yield from faults_of(alone, Wanted(one.expect, one.must))
    for check_it, markup in ((check_markdown, record["markdown"]), (check_html, record["html"])) if status == 0 else ():
        try:
            check_it(markup)
        except AssertionError as err:
            yield f"{check_it.__name__}: {err}"


@pytest.mark.parametrize("group", GROUPS, ids=name_of)
def test_each_gives_a_harmless_article_or_one_line_that_says_why_not(group: Group, tmp_path: Path) -> None:
    paths = write(group.entries, tmp_path)
    ended, records = records_of(paths, tmp_path)
    faults = {
        ascii(one.name): found
        for one, record in zip(group.entries, records, strict=True)
        if (found := list(faults_of_entry(one, record)))
    }
    assert not faults
    assert ended.memory <= MEBIBYTES
    mustnot = {text for one in group.entries for text in one.mustnot}
    assert not list(faults_shown(ended.out + ended.err, sorted(mustnot)))
    assert not COMMANDS.search(ended.out.decode()), "a character that commands terminals, in JSON"
    lines = ended.err.decode().splitlines()
    assert all(line.startswith("cleancopy: ") for line in lines), lines
    assert len(lines) == sum(len(r["notes"]) + (r["status"] != "ok") for r in records), lines
    if group.entries[0].kind in WORDS:
        check_documents(records, paths, tmp_path)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_of_them_commands_a_terminal(part: int, tmp_path: Path) -> None:
    several = [one for group in GROUPS[part::PARTS] for one in group.entries]
    shown = shown_of("text", several, tmp_path)
    assert not faults_of_shown(shown, several)
    assert len(shown) > 40 * len(several), "nothing is shown, not even why"


@pytest.mark.parametrize("format", ["json", "markdown", "html"])
def test_no_format_commands_a_terminal(format: str, tmp_path: Path) -> None:
    several = [one for one in entries() if one.kind in ("terminal", "names")]
    shown = shown_of(format, several, tmp_path)
    assert not faults_of_shown(shown, several)
    assert len(shown) > 40 * len(several), "nothing is shown, not even why"


def shown_of(format: str, several: Sequence[Entry], folder: Path) -> bytes:
    """All that a terminal gets of some entries."""
    shown = on_terminal(command("-f", format, "--", *write(several, folder)), folder, SECONDS_OF_ALL)
    assert shown is not None, "cut off"
    return shown


def faults_of_shown(shown: bytes, several: Sequence[Entry]) -> list[str]:
    """What must not be seen on a terminal, and is."""
    faults = list(faults_shown(shown, sorted({text for one in several for text in one.mustnot})))
    text = shown.decode().replace("\r\n", "\n")
    faults += [f"a command to the terminal: {found[0]!r}" for found in COMMANDS.finditer(text)]
    return faults + [said for said in ("Traceback", "internal error") if said in text]


def check_documents(records: Sequence[dict[str, Any]], paths: list[bytes], folder: Path) -> None:
    """Markdown and HTML hold nothing that runs; front matter and title read back as what the records say."""
    shown = [record for record in records if record["text"]]
    for record, document in zip(shown, documents("markdown", paths, folder), strict=True):
        fields = {name: tuple(v) if isinstance(v := record[name], list) else v for name in _FIELDS}
        check_markdown(check_front_matter(document, Article("x", Status.OK, Metadata(**fields))))
    for record, document in zip(shown, documents("html", paths, folder), strict=True):
        check_html(document)
        assert (html.document_fromstring(document).findtext("head/title") or "") == (record["title"] or "")


def documents(format: str, paths: list[bytes], folder: Path) -> list[str]:
    """The documents that a command prints: no page can make what stands between them."""
    ended = run(command("-f", format, "--", *paths), folder, SECONDS_OF_ALL)
    assert ended.status is not None
    parts = _HEADING.split(ended.out.decode())
    return [part.removesuffix("\n") + "\n" for part in (parts[1:] if len(paths) > 1 else parts)]


def test_a_batch_counts_them_all_and_writes_nowhere_else(tmp_path: Path) -> None:
    kinds = ("no_pages", "packings", "names", "references", "terminal")
    taken = [one for one in entries() if one.kind in kinds]
    write(taken, tmp_path / "in")
    (tmp_path / "in/secret.txt").unlink()
    before = sorted(tmp_path.iterdir())
    given = command("batch", "in", "-o", "out", "-f", "markdown", "-j", "1", "--report", "report.json")
    ended = run(given, tmp_path, SECONDS_OF_ALL)
    told = json.loads((tmp_path / "report.json").read_bytes())
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert ended.status == 5
    assert b"Traceback" not in ended.err
    assert b"internal error" not in ended.err
    assert not COMMANDS.search(ended.err.decode())
    assert {p.name for p in set(tmp_path.iterdir()) - set(before)} <= {"out", "out.cleancopy", "report.json"}
    assert len(written) == told["ok"]
    assert told["ok"] >= sum(one.expect == "ok" for one in taken)
    for path in written:
        assert not COMMANDS.search(path.name)
        assert not COMMANDS.search(path.read_text(encoding="utf-8"))


def test_the_corpus_is_small_and_always_the_same() -> None:
    every = list(entries())
    assert every == list(entries())
    assert len({(one.kind, one.name) for one in every}) == len(every) > 100
    assert max(len(one.data) for one in every) < 1_000_000
    assert sum(len(one.data) for one in every) < 15_000_000


OUTSIDE = os.environ.get("CLEANCOPY_HOSTILE")
OTHERS = list(read_corpus(Path(OUTSIDE), largest=1_000_000)) if OUTSIDE else []
OTHERS = [other for other in OTHERS if not os.path.isdir(other[1])]  # small itself, and with everything in it


@pytest.mark.parametrize(("entry", "path", "wanted"), OTHERS, ids=[ascii(name) for name, _, _ in OTHERS])
def test_an_entry_of_another_corpus(entry: str, path: bytes, wanted: Wanted) -> None:
    assert check(entry, path, wanted).faults == ()
