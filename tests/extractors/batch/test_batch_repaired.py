"""What somebody has damaged or removed between two runs, or an older version has left out, is made anew or named."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.batch import local

from .faulty_runs import WorkersInPlace

Run = Callable[..., subprocess.CompletedProcess[str]]
PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><article><h1>Harbour {0}</h1><p>The harbour of Kelport "
    "reopened on Monday, nine days after a storm had closed it to all traffic.</p><p>The first ferry left with {0} "
    "passengers on board, and the harbour's master {1} was content.</p></article></html>"
)
OPTIONS = ("--fast", "-q", "--no-rules", "--report", "r.json")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `cleancopy batch in ARGS...` in this process, without worker processes."""
    from cleancopy.cli import app

    monkeypatch.setattr(local, "Workers", WorkersInPlace)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for i in range(8):
        (tmp_path / f"in/{i}.html").write_text(PAGE.format(i // 2, "word " * 40 * i))
    (tmp_path / "in/none.html").write_bytes(bytes(range(256)) * 9)

    def call(*args: object) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr("sys.argv", ["cleancopy", "batch", "in", *map(str, args), *OPTIONS])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            app.main()
        return subprocess.CompletedProcess(args, int(left.value.code or 0), *capfd.readouterr())

    return call


def told(top: Path) -> dict[str, Any]:
    report = json.loads((top / "r.json").read_bytes())
    return {name: report[name] for name in ("found", "ok", "failed", "skipped", "complete", "duplicates", "inputs")}


def left(top: Path) -> dict[str, bytes]:
    files = [path for path in top.glob("out*/**/*") if path.is_file() and ".cleancopy" not in str(path)]
    return {str(path.relative_to(top)): path.read_bytes() for path in [*files, *top.glob("out*")] if path.is_file()}


def change(journal: Path, *statements: str) -> None:
    with sqlite3.connect(journal) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM line WHERE entry % 3 = 0",),  # as a killed batch of an older version left it
        ("DELETE FROM line",),
        ("UPDATE line SET record = substr(record, 1, 200) WHERE entry = 4",),
        ("UPDATE line SET record = x'00' WHERE entry = 9",),
        ("UPDATE line SET record = 'text' WHERE entry = 2",),
        ("DELETE FROM sketch WHERE entry IN (1, 6)",),
        ("DELETE FROM entry WHERE id > 3",),
        ("DELETE FROM line", "DELETE FROM sketch", "DELETE FROM claim"),
    ],
)
@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_inputs_whose_records_are_gone_or_damaged_are_done_again(
    run: Run, tmp_path: Path, out: str, statements: tuple[str, ...]
) -> None:
    assert run("-o", out, "--dedupe").returncode == 5
    wanted, account = left(tmp_path), told(tmp_path)
    change(tmp_path / f"{out}.cleancopy/journal.sqlite", *statements)

    assert run("-o", out, "--dedupe").returncode == 5
    assert (left(tmp_path), told(tmp_path)) == (wanted, account)


def test_an_output_that_was_removed_or_cut_is_made_anew(run: Run, tmp_path: Path) -> None:
    for out, name in (("out.jsonl.gz", "out.jsonl.gz"), ("out", "out/3.txt")):
        run("-o", out)
        wanted = left(tmp_path)
        for harm in (lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:100])):
            harm(tmp_path / name)
            assert run("-o", out).returncode == 5
            assert left(tmp_path) == wanted


@pytest.mark.parametrize("harm", ["cut", "zeros", "noise"])
@pytest.mark.parametrize("out", ["out.jsonl", "out"])
def test_a_journal_that_is_damaged_anywhere_is_mended_or_named(run: Run, tmp_path: Path, out: str, harm: str) -> None:
    run("-o", out)
    wanted, account = left(tmp_path), told(tmp_path)
    journal = tmp_path / (f"{out}.cleancopy/journal.sqlite" if out != "out" else "out.cleancopy/journal.txt.sqlite")
    whole, chance = journal.read_bytes(), random.Random(18)
    assert len(whole) > 8 * 4096
    named = 0
    for page in range(0, len(whole), 3 * 4096):
        rest = {
            "cut": b"",
            "zeros": bytes(4096) + whole[page + 4096 :],
            "noise": chance.randbytes(4096) + whole[page + 4096 :],
        }[harm]
        journal.write_bytes(whole[:page] + rest)
        done = run("-o", out)
        assert "internal error" not in done.stderr
        assert "Traceback" not in done.stderr
        if done.returncode == 6:
            assert "sqlite: the journal" in done.stderr
            assert "delete it" in done.stderr
            named += 1
            for path in journal.parent.iterdir():
                path.unlink()
            assert run("-o", out).returncode == 5
        assert (left(tmp_path), told(tmp_path)) == (wanted, account), f"{harm} at {page}: {done.stderr}"
    assert named


class Vandals(WorkersInPlace):
    """Before the last task, something of what is finished is gone."""

    harm: Callable[[], object]

    def run(self, tasks: Iterator[Any], stopped: object) -> Iterator[Any]:
        for done in super().run(tasks, stopped):
            if done[0].name == "in/7.html":
                type(self).harm()
            yield done


def test_outputs_that_go_while_the_batch_runs_are_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("-o", "out")
    wanted = left(tmp_path)
    (tmp_path / "in/7.html").touch()
    monkeypatch.setattr(local, "Workers", Vandals)
    Vandals.harm = staticmethod((tmp_path / "out/2.txt").unlink)  # type: ignore[assignment]
    done = run("-o", "out")

    assert done.returncode == 6
    assert (
        "cleancopy: out: 1 of 8 outputs are gone or changed, such as 2.txt: run the same command again" in done.stderr
    )
    assert told(tmp_path)["complete"] is False
    monkeypatch.setattr(local, "Workers", WorkersInPlace)
    assert run("-o", "out").returncode == 5
    assert left(tmp_path) == wanted


def test_a_file_without_all_its_records_is_no_success(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleancopy.extractors.batch.journal import Journal

    monkeypatch.setattr(Journal, "lines", lambda self, lines=Journal.lines: list(lines(self))[:-2])
    done = run("-o", "out.jsonl")

    assert done.returncode == 6
    assert "the journal has 7 records where 9 are due: delete it, and run the same command again" in done.stderr
