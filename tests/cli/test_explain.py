"""`cleancopy explain`, as a user runs it: in a pipe, on a terminal, for a program, and with what can go wrong."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.cli.explain_output import as_lines, set_for_terminal
from cleancopy.extractors import Article, Block, Decision, Kind, Metadata, Source, Status, extract
from cleancopy.extractors.article import By, Candidate, Explanation, Grounds, Voice

Run = Callable[..., subprocess.CompletedProcess[bytes]]

STYLE = re.compile(r"\x1b\[[\d;]*m")
RULE = '[pack]\nname = "mine"\n\n[[rule]]\n'
RULE += 'id = "no-lead"\naction = "drop"\ntext = "^Councillors back"\nwhy = "a [bold]lead[/]"\n'


@pytest.fixture(scope="module")
def newspaper() -> Article:
    path = Path(__file__).parents[2] / "samples/pages/newspaper.html"
    return extract(Source("newspaper.html", path.read_bytes()))


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines() if not line.startswith("# ")]


def test_in_a_pipe_each_block_is_a_line(run: Run, samples: Path, newspaper: Article) -> None:
    done = run("explain", samples / "pages/newspaper.html")
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\x1b" not in text
    assert text.splitlines()[1].startswith("# ok, confidence 0.")
    found = rows(text)
    assert [row[0] for row in found] == ["+" if d.keep else "-" for d in newspaper.decisions]
    assert all(len(row) == 4 for row in found)
    assert ["-", "0 %", "model", "Print subscriptions"] in found
    lead = next(row for row in found if row[3].startswith("Councillors back"))
    assert lead[2] == "lead: the lead, between the headline and the text"


def test_cut_and_kept_part_the_page_and_a_rule_is_named(run: Run, samples: Path, tmp_path: Path) -> None:
    page = samples / "pages/newspaper.html"
    (tmp_path / "my.toml").write_text(RULE)
    cut = rows(run("explain", "--cut", "--why", "--rules", "my.toml", page).stdout.decode())
    kept = rows(run("explain", "--kept", page).stdout.decode())
    assert {row[0] for row in cut} == {"-"} and {row[0] for row in kept} == {"+"}
    ruled = next(row for row in cut if row[4].startswith("Councillors back"))
    assert ruled[2] == "rule: no-lead: a [bold]lead[/]"
    assert re.match(r"[+-]\d\.\d\d \w", ruled[3])


def test_json_is_one_object_with_everything(run: Run, samples: Path, newspaper: Article) -> None:
    done = run("explain", "--json", "-", stdin=(samples / "pages/newspaper.html").read_bytes())
    record = json.loads(done.stdout)
    assert done.stdout.count(b"\n") == 1
    assert record.keys() >= {"source", "status", "confidence", "metadata", "candidates", "blocks", "error"}
    assert (record["source"], record["status"], record["error"]) == ("-", "ok", None)
    assert record["metadata"]["title"] == newspaper.metadata.title
    assert len(record["blocks"]) == len(newspaper.blocks)
    block = next(b for b in record["blocks"] if b["text"] == "Sign up to Tide Table")
    assert block.keys() >= {"kind", "text", "keep", "by", "reason", "score", "voices", "path", "rule"}
    assert (block["keep"], block["by"]) == (False, "model") and block["score"] < 0.1
    assert block["voices"][0]["weight"] < 0 and block["voices"][0]["says"]
    assert block["rule"].startswith("[[rule]]\n")
    few = json.loads(run("explain", "--json", "--kept", samples / "pages/newspaper.html").stdout)
    assert [b["index"] for b in few["blocks"]] == [i for i, d in enumerate(newspaper.decisions) if d.keep]


def test_html_writes_one_page_and_says_so(run: Run, samples: Path, tmp_path: Path) -> None:
    done = run("explain", samples / "pages/newspaper.html", "--html", "why.html")
    assert (done.returncode, done.stdout) == (0, b"")
    blocks = json.loads(run("explain", "--json", samples / "pages/newspaper.html").stdout)["blocks"]
    kept = sum(block["keep"] for block in blocks)
    assert 0 < kept < len(blocks)
    assert f"why.html: {kept} of {len(blocks)} blocks kept" in done.stderr.decode()
    assert (tmp_path / "why.html").read_text().startswith("<!DOCTYPE html>")
    assert run("explain", "-q", samples / "pages/newspaper-saved.txt", "--html", "text.html").stderr == b""


def test_a_page_without_an_article_is_explained_all_the_same(run: Run, samples: Path) -> None:
    done = run("explain", samples / "pages/no-article.html")
    assert done.returncode == 1
    assert len(rows(done.stdout.decode())) > 5
    assert b"no article found" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["missing.html"], 3, "missing.html: no such file"),
        (["."], 3, ".: a directory: name one page in it"),
        (["--cut", "--kept", "-"], 2, "--cut and --kept exclude each other"),
        (["--html", "x.html", "--json", "-"], 2, "--html: it shows everything"),
        (["--encoding", "latin-99", "-"], 2, "is no charset"),
        (["--url", "here", "-"], 2, "is no address"),
        (["--rules", "none.toml", "-"], 2, "none.toml: no such rule file"),
        (["--precision", "--recall", "-"], 2, "opposite"),
        (["a.html", "b.html"], 2, "unexpected extra argument"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_mistakes_are_one_line(run: Run, arguments: list[str], status: int, said: str) -> None:
    done = run("explain", *arguments, stdin=b"<p>x</p>")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == status
    assert len(lines) == 1 and said.lower() in lines[0].lower()
    assert done.stdout == b""


def test_other_failures(run: Run, samples: Path, tmp_path: Path) -> None:
    failed = run("explain", "--json", "missing.html")
    record = json.loads(failed.stdout)
    assert (failed.returncode, record["status"], record["blocks"]) == (3, "unreadable", [])
    assert record["error"].startswith("no such file")
    nowhere = run("explain", samples / "pages/recipe.html", "--html", "none/why.html")
    assert nowhere.returncode == 6 and b"none/why.html: cannot be written" in nowhere.stderr


def test_help_says_what_every_option_does(run: Run) -> None:
    text = " ".join(run("explain", "--help", COLUMNS="200").stdout.decode().split())
    for option in ("--html", "--json", "--cut", "--kept", "--why", "--url", "--rules", "--fast"):
        assert re.search(rf"{option}\b[^.]*\w\.", text), option


def test_a_person_sees_marks_scores_and_reasons_in_colour(newspaper: Article) -> None:
    article = replace(
        newspaper,
        candidates=(Candidate("title", "A [bold]ferry[/]", "og:title", True), Candidate("title", "B", "<title>")),
    )
    shown = set_for_terminal(article, range(len(article.blocks)), why=False, width=70)
    plain = STYLE.sub("", shown)
    assert max(map(len, plain.splitlines())) <= 70
    assert "\ntitle\n     +  A [bold]ferry[/]  (og:title)\n     -  B  (<title>)\n" in plain
    assert "\n-   0 % Print subscriptions\n" in plain
    assert re.search(r"\n\+ +\d+ % Councillors back", plain)
    assert "        lead: the lead, between" in plain
    assert re.search(r"\x1b\[32m\+ +\d+ %", shown) and re.search(r"\x1b\[31m- +0 %", shown)
    assert "…" in plain
    why = STYLE.sub("", set_for_terminal(article, range(3), why=True, width=70))
    assert article.explanation is not None
    assert f"        {article.explanation.grounds[0].voices[0].weight:+.2f} " in why


def made(text: str) -> Article:
    block = Block(0, Kind.PARAGRAPH, text, 3)
    grounds = Grounds((Voice(text, 1.0),), 0.25, text, None)
    return replace(
        Article(text, Status.OK, Metadata(title=text), (block,), (Decision(True, By.RULE, text),)),
        candidates=(Candidate("title", text, text, True),),
        scores=(0.7,),
        explanation=Explanation(0.1, 0.6, None, (grounds,)),
    )


TEXT = st.text(alphabet="ab[]/\\=:#@( \t\n\x1b\x07\x9b\u202e\u2028\u4e2dé", min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(text=TEXT, width=st.integers(20, 120))
def test_nothing_on_a_page_can_command_the_terminal_or_break_a_line(text: str, width: int) -> None:
    shown = STYLE.sub("", set_for_terminal(made(text), [0], why=True, width=width))
    lines = as_lines(made(text), [0], why=True)
    assert not set(shown) & set("\x1b\x07\x9b\u202e")
    assert not set(lines) & set("\x1b\x07\x9b\u202e\u2028")
    assert [len(row) for row in rows(lines)] == [5]
    assert lines.count("\n") == 4


@pytest.mark.parametrize("member", ["a.html", "b/c#d.html"])
def test_a_page_in_an_archive_is_explained_by_the_name_that_batch_gives_it(
    run: Run, tmp_path: Path, member: str
) -> None:
    page = "<html lang=en><title>A</title><body><article><h1>A</h1><p>Words that go on for a while, said the man.</p>"
    with zipfile.ZipFile(tmp_path / "x#y.zip", "w") as archive:
        for name in ("a.html", "b/c#d.html"):
            archive.writestr(name, f"{page}<p>This is {name}, and no other page of the archive, he said.</p>")
    done = run("explain", f"x#y.zip#{member}")

    assert (done.returncode, f"This is {member}".encode() in done.stdout) == (0, True)


def test_an_archive_says_how_its_pages_are_called(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.css", "p {}")
        archive.writestr("a.html", "<p>A page.</p>")
    for name, said in (("x.zip", "an archive: name one page in it, such as x.zip#a.html"), ("x.zip#b.html", "no page")):
        done = run("explain", name)
        assert done.returncode == 3
        assert said in done.stderr.decode()
    (tmp_path / "y.zip").write_bytes(b"PK\x03\x04 nothing")
    assert b"cannot be read" in run("explain", "y.zip").stderr
