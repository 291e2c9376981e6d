"""JSON on the command line: one object or JSON Lines, failures included, always with the same keys."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from cleancopy import extract
from cleancopy.extractors.write.json_record import schema

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Harbour reopens | Kelport News</title>'
    '<meta property="og:site_name" content="Kelport News"></head><body><article><h1>Harbour reopens</h1>'
    "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p>"
    "<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred people.</p>"
    "</article></body></html>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "form.html").write_text("<!DOCTYPE html><form><input><select></select></form>")
    return tmp_path


def test_one_source_is_one_object_on_one_line(run: Run, folder: Path) -> None:
    done = run("-f", "json", "page.html")
    assert done.stdout.count(b"\n") == 1
    record = json.loads(done.stdout)
    jsonschema.validate(record, schema())
    assert (record["source"], record["status"], record["error"]) == ("page.html", "ok", None)
    assert (record["title"], record["site"], record["language"]) == ("Harbour reopens", "Kelport News", "en")


def test_several_sources_are_json_lines_and_failures_have_their_own(run: Run, folder: Path) -> None:
    names = ["page.html", "missing.html", "empty.html", "image.html", "form.html", "http://127.0.0.1:1/", "page.html"]
    done = run("-f", "json", *names)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["source"] for r in found] == names
    assert [r["status"] for r in found] == [
        "ok",
        "unreadable",
        "unreadable",
        "unreadable",
        "no-article",
        "network-error",
        "ok",
    ]
    for record in found:
        jsonschema.validate(record, schema())
        assert list(record) == list(found[0])
        assert bool(record["error"]) == (record["status"] != "ok")
    errors = done.stderr.decode().splitlines()
    assert errors == [f"cleancopy: {r['source']}: {r['error']}" for r in found if r["error"]]
    assert done.returncode == 5


FORM = (
    "<html lang=en><title>Members' page</title><meta name=description content='For members.'>"
    "<form action=/login><label>Name <input name=user></label><input type=password><button>Sign in</button></form>"
)
SHELL = "<html lang=en><title>Tides</title><div id=root></div><noscript>You need to enable JavaScript.</noscript>"
PROSE = "<html lang=en><title>Tides</title><h1>Tides</h1><p>The sea rises twice a day, and twice a day it falls.</p>"


@pytest.mark.parametrize("page", [FORM, SHELL, PROSE], ids=["form", "shell", "prose"])
def test_command_batch_and_library_give_the_same_record(run: Run, folder: Path, page: str) -> None:
    (folder / "one.html").write_text(page)
    printed = json.loads(run("-f", "json", "one.html").stdout)
    run("batch", "one.html", "-o", "out.jsonl")

    assert printed == json.loads((folder / "out.jsonl").read_text())
    assert printed == extract(Path(folder / "one.html")).record() | {"source": "one.html"}
    assert (printed["title"], printed["language"]) == (page.partition("<title>")[2].partition("</title>")[0], "en")
    assert (printed["error"] is None, printed["text"] != "") == ((page is PROSE,) * 2)


def test_a_single_failure_is_a_record_too(run: Run) -> None:
    done = run("-f", "json", "missing.html")
    assert json.loads(done.stdout)["status"] == "unreadable"
    assert done.returncode == 3


def test_more_fields_are_there_only_when_asked_for(run: Run, folder: Path) -> None:
    plain = json.loads(run("-f", "json", "page.html").stdout)
    more = json.loads(run("-f", "json", "--with", "html,blocks", "--with", "markdown", "page.html").stdout)
    jsonschema.validate(more, schema())
    assert set(more) - set(plain) == {"html", "blocks", "markdown"}
    assert more["html"].startswith("<p>The harbour")
    assert more["markdown"].startswith("The harbour")
    assert [b["text"] for b in more["blocks"] if b["keep"]] == more["text"].split("\n\n")


def test_another_process_says_the_same(run: Run) -> None:
    samples = Path(__file__).parents[2] / "samples" / "pages"
    given = ("-f", "json", "--with", "markdown,html", str(samples))
    first, second = (run(*given, PYTHONHASHSEED=seed) for seed in "12")
    assert len(first.stdout.splitlines()) > 9
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)


@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_a_batch_says_of_a_page_without_an_article_what_is_noted(run: Run, folder: Path, out: str) -> None:
    (folder / "deep.html").write_text(f"<html><body>{'<details>' * 10_000}<p>The sea rises twice a day.")
    alone, batch = run("deep.html"), run("batch", "deep.html", "-o", out)
    note = "cleancopy: deep.html: truncated: the page is nested too deep, what follows is missing"

    assert alone.stderr.decode().splitlines()[0] == note
    assert batch.stderr.decode().splitlines().count(note) == 1
    assert (alone.returncode, batch.returncode) == (1, 1)
