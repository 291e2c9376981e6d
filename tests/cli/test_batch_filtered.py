"""What the gates of a batch reject is filtered: counted apart, no failure, and written only when it is asked for."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from cleancopy.extractors.write.json_record import schema

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0} reopens</title><article><h1>Harbour {0} reopens</h1><p>The "
    "harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic, and the ferries left "
    "at noon.</p><p>Divers found the channel free of wreckage, and the first ferry left with two hundred passengers on "
    "board, said the harbour master {0}.</p>{1}</article></html>"
)
LONG = "".join(
    f"<p>Repairs of the {part} will cost the town {n} million crowns, most of which the insurers are going to pay.</p>"
    for n, part in enumerate(("quay", "mole", "crane", "light"), 2)
)
COUNTS = ("found", "ok", "filtered", "failed", "skipped", "earlier")


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> Path:
    """Two long pages and a short one."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, more in (("a", LONG), ("b", ""), ("c", LONG)):
        (folder / f"{name}.html").write_text(PAGE.format(name, more))
    return folder


@pytest.fixture
def batch(run_here: Run, tmp_path: Path) -> Callable[..., tuple[int, list[int], str]]:
    """Run a batch over the pages: its status, its counts and what it said."""

    def call(*args: object) -> tuple[int, list[int], str]:
        done = run_here("batch", "in", "-j", 1, "--report", "r.json", *args)
        told = json.loads((tmp_path / "r.json").read_bytes())
        assert told["found"] == told["ok"] + told["filtered"] + told["failed"] + told["skipped"]
        return done.returncode, [told[name] for name in COUNTS], done.stderr

    return call


Batch = Callable[..., tuple[int, list[int], str]]


def statuses(path: Path) -> dict[str, str]:
    """The records of a file: source and status."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    for record in records:
        jsonschema.validate(record, schema())
    return {record["source"]: record["status"] for record in records}


@pytest.mark.parametrize(
    ("gate", "reason"),
    [
        (("--min-words", "90"), "fewer than --min-words 90: it has"),
        (("--require", "date"), "no date, which --require asks for"),
        (("--language", "de"), "its language is en, not --language de"),
        (("--min-confidence", "1"), "is less than --min-confidence 1"),
    ],
)
@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_what_a_gate_rejects_is_no_failure_and_is_named_in_the_report(
    batch: Batch, tmp_path: Path, gate: tuple[str, str], reason: str, out: str
) -> None:
    status, counts, said = batch("-o", out, *gate, "-v")
    told = json.loads((tmp_path / "r.json").read_bytes())

    filtered = 1 if gate[0] == "--min-words" else 3
    assert (status, counts) == (0, [3, 3 - filtered, filtered, 0, 0, 0])
    assert [one["status"] for one in told["inputs"]] == ["filtered"] * filtered
    assert reason in told["inputs"][0]["error"]
    assert "cleancopy: in/b.html: filtered: " in said
    assert reason in said
    if out == "out.jsonl":
        assert len(statuses(tmp_path / out)) == 3 - filtered
    else:
        assert len(list((tmp_path / out).iterdir())) == 3 - filtered


def test_beside_failures_the_status_is_theirs(batch: Batch, pages: Path) -> None:
    (pages / "d.html").write_bytes(b"")
    assert batch("-o", "out.jsonl", "--min-words", 90)[:2] == (5, [4, 2, 1, 1, 0, 0])
    (pages / "a.html").unlink()
    (pages / "c.html").unlink()
    assert batch("-o", "out.jsonl", "--min-words", 90)[:2] == (5, [2, 0, 1, 1, 0, 1])


@pytest.mark.parametrize("out", ["out.jsonl", "out/"])
def test_filtered_articles_are_written_while_they_are_asked_for(batch: Batch, tmp_path: Path, out: str) -> None:
    ok = {"in/a.html": "ok", "in/c.html": "ok"}
    found = []
    for options in ((), ("--with-filtered",), ("--with-filtered",), ()):
        status, counts, _ = batch("-o", out, "-f", "json", "--min-words", 90, *options)
        assert (status, counts[:5]) == (0, [3, 2, 1, 0, 0])
        files = sorted((tmp_path / out).iterdir()) if out == "out/" else [tmp_path / out]
        found.append(({}, counts[5]))
        for file in files:
            found[-1][0].update(statuses(file))
        if options:
            record = next(r for f in files for r in map(json.loads, f.open()) if r["status"] == "filtered")
            assert record["error"].startswith("fewer than --min-words 90")
            assert record["text"].startswith("The harbour of Kelport")

    # Only what is filtered is done anew when it is wanted, or no longer.
    assert found == [(ok, 0), (ok | {"in/b.html": "filtered"}, 2), (ok | {"in/b.html": "filtered"}, 3), (ok, 2)]


@pytest.mark.parametrize("out", ["out.jsonl", "out"])
def test_other_gates_judge_anew(batch: Batch, tmp_path: Path, out: str) -> None:
    found = [
        batch("-o", out, "-f", "json", *options)[:2]
        for options in (("--min-words", 90), ("--min-words", 90), ("--min-words", 9), ("--min-words", 90), ("--redo",))
    ]

    assert found == [
        (0, [3, 2, 1, 0, 0, 0]), (0, [3, 2, 1, 0, 0, 3]), (0, [3, 3, 0, 0, 0, 0]), (0, [3, 2, 1, 0, 0, 0]),
        (0, [3, 3, 0, 0, 0, 0]),
    ]  # fmt: skip


def test_a_page_that_passed_and_passes_no_longer_leaves_nothing_behind(batch: Batch, tmp_path: Path) -> None:
    for options, number in (((), 3), (("--min-words", 90), 2)):
        assert batch("-o", "out.jsonl", *options)[0] == batch("-o", "out", *options)[0] == 0
        assert len(statuses(tmp_path / "out.jsonl")) == len(list((tmp_path / "out").iterdir())) == number


@pytest.mark.parametrize("out", ["out.parquet", "out.jsonl.gz"])
def test_other_files_hold_the_same(batch: Batch, tmp_path: Path, out: str) -> None:
    import gzip

    import pyarrow.parquet

    for options, number in (((), 2), (("--with-filtered",), 3)):
        assert batch("-o", out, "--min-words", 90, *options)[0] == 0
        if out == "out.parquet":
            rows = pyarrow.parquet.read_table(tmp_path / out).to_pylist()
        else:
            rows = [json.loads(line) for line in gzip.decompress((tmp_path / out).read_bytes()).splitlines()]
        assert len(rows) == number
        assert set(rows[0]) - {"duplicate_of"} == set(schema()["required"])


def test_filtered_articles_without_a_record_to_say_so_are_refused(run_here: Run, tmp_path: Path) -> None:
    done = run_here("batch", "in", "-o", "out", "-f", "markdown", "--with-filtered")

    assert done.returncode == 2
    assert done.stderr.startswith("cleancopy: --with-filtered: needs records")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
