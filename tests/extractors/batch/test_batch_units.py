"""Batches on a cluster: units, shards on another file system, and the local engine's output in parts."""

from __future__ import annotations

import gzip
import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors.batch.dask_engine import run_dask
from cleancopy.extractors.batch.job import Gates, Job, Limits, Target
from cleancopy.extractors.batch.local import Watch, run_local
from cleancopy.extractors.batch.unit import Assignment, count_shard, do_unit, put_failure, work_on
from cleancopy.extractors.batch.units import find_units
from cleancopy.extractors.errors import OutputError, SetupError
from cleancopy.extractors.settings import Settings

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><body><article><h1>Harbour {0}</h1><p>The harbour "
    "of Kelport reopened on Monday, nine days after a storm had closed it.</p><p>Divers found the channel "
    "free of wreckage, and the first ferry left at noon with {0} passengers on board, said the harbour "
    "master.</p></article></html>"
)


def write_pages(top: Path, count: int) -> None:
    top.mkdir(exist_ok=True)
    for i in range(count):
        (top / f"{i:03}.html").write_text(PAGE.format(i))
    (top / "nothing.html").write_text("")


def job(pages: Path, out: Path | str, **more: object) -> Job:
    settings = Settings(format="json", fast=True)
    return Job((str(pages),), Target(str(out)), settings, limits=Limits(2), **more)  # type: ignore[arg-type]


def text_of(out: Path) -> str:
    """All shards, one after the other in the order of their names."""
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in sorted(out.glob("part-*")))


def test_units_are_chunks_of_documents_and_single_archives(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 5)
    (tmp_path / "pages" / "003x.warc.gz").write_bytes(b"")
    units = list(find_units(job(tmp_path / "pages", tmp_path / "out"), 3))

    assert [(unit.number, len(unit.inputs)) for unit in units] == [
        ("000000", 3), ("000001", 1), ("000002", 1), ("000003", 2),
    ]  # fmt: skip
    assert units[2].inputs[0].name.endswith("003x.warc.gz")


def test_a_shard_has_another_name_when_an_input_or_the_settings_change(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    first = job(tmp_path / "pages", tmp_path / "out")
    names = [next(find_units(first, 9)).shard(first) for _ in range(2)]
    gated = replace(first, gates=Gates(min_words=5))
    names.append(next(find_units(gated, 9)).shard(gated))
    (tmp_path / "pages/000.html").write_text("changed")
    names.append(next(find_units(first, 9)).shard(first))

    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith("part-000000-") for name in names)


def test_the_halves_of_a_unit_stand_in_the_same_order(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 9)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    first, second = find_units(a_job, 5)
    halves = [*first.halves()[0].halves(), first.halves()[1], second]

    assert [inp for half in halves for inp in half.inputs] == [*first.inputs, *second.inputs]
    assert sorted(half.shard(a_job) for half in halves) == [half.shard(a_job) for half in halves]


def test_inputs_and_shards_may_lie_on_another_file_system(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for i in range(3):
        memory.pipe(f"/site/{i}.html", PAGE.format(i).encode())
    memory.pipe("/site/style.css", b"p {}")
    a_job = job(Path(), "memory://out", redo=False)
    a_job = replace(a_job, sources=("memory://site", "memory://site/1.ht*", "memory://missing.html"))
    (unit,) = find_units(a_job, 100)
    counts = do_unit(Assignment(a_job, unit))
    (path,) = memory.ls("/out", detail=False)
    records = [json.loads(line) for line in gzip.decompress(memory.cat(path)).splitlines()]

    assert counts.statuses == {"ok": 3, "skipped": 2, "unreadable": 1}  # one is named twice
    assert [record["source"] for record in records[:3]] == [f"memory:///site/{i}.html" for i in range(3)]
    assert count_shard(a_job, path).statuses == {"ok": 3, "unreadable": 1}
    assert do_unit(Assignment(a_job, unit)).earlier == 4


def test_an_mhtml_file_on_another_file_system_is_read_as_one_on_this(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    )
    where = b"Content-Location: https://example.com/7.html\r\n\r\n"
    memory.pipe("/saved/7.mhtml", head + where + PAGE.format(7).encode() + b"\r\n--b--\r\n")
    memory.pipe("/saved/broken.mhtml", b"<p>")
    a_job = replace(job(Path(), "memory://saved-out"), sources=("memory://saved",))
    (unit,) = find_units(a_job, 100)
    do_unit(Assignment(a_job, unit))
    (path,) = memory.ls("/saved-out", detail=False)
    good, broken = (json.loads(line) for line in gzip.decompress(memory.cat(path)).splitlines())

    assert (good["status"], good["url"]) == ("ok", "https://example.com/7.html")
    assert "boundary" not in good["text"]
    assert "not an MHTML file" in broken["error"]


def test_a_unit_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (tmp_path / "out").mkdir()
    (unit,) = find_units(a_job, 100)

    assert work_on(Assignment(a_job, unit)).statuses == {"ok": 3, "unreadable": 1}
    assert work_on(Assignment(a_job, unit)).earlier == 4
    assert len(text_of(tmp_path / "out").splitlines()) == 4


def test_a_unit_whose_shard_cannot_be_written_says_so(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    (tmp_path / "out").write_text("a file")
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (unit,) = find_units(a_job, 100)

    with pytest.raises(OutputError, match="its process ended"):
        work_on(Assignment(a_job, unit))


def test_a_document_that_kills_workers_gets_a_record(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    (tmp_path / "out").mkdir()
    a_job = job(tmp_path / "pages", tmp_path / "out")
    unit = next(find_units(a_job, 1))
    put_failure(a_job, unit, "killed every worker")

    assert json.loads(text_of(tmp_path / "out"))["error"] == "killed every worker"


def test_the_words_of_a_shard_are_those_of_its_articles(tmp_path: Path) -> None:
    records = [{"status": "ok", "word_count": 7}, {"status": "paywalled", "word_count": 3, "error": "a paywall"}]
    (tmp_path / "part.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))

    assert count_shard(job(tmp_path, tmp_path), str(tmp_path / "part.jsonl")).words == 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dedupe": True}, "--dedupe"),
        ({"skip_existing": True}, "--skip-existing"),
        ({"settings": Settings(format="markdown")}, "JSON"),
    ],
)
def test_what_a_cluster_cannot_do_is_said_before_anything_is_begun(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(SetupError, match=said):
        run_dask(replace(job(tmp_path, tmp_path / "out"), **change), Watch(), None)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_cluster_with_a_worker_killed_half_way_gives_what_the_local_engine_gives(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 15)
    out = tmp_path / "out"
    killed = []

    def kill_one() -> None:
        """Kill a worker of the cluster when the first shard is there."""
        while not list(out.glob("part-*")):
            time.sleep(0.05)
        from distributed import default_client

        addresses = default_client().run(os.getpid)
        killed.append(next(iter(addresses.values())))
        os.kill(killed[0], signal.SIGKILL)

    threading.Thread(target=kill_one, daemon=True).start()
    summary = run_dask(job(tmp_path / "pages", out), Watch(), None, documents=4)
    again = run_dask(job(tmp_path / "pages", out), Watch(), None, documents=4)
    target = Target(str(tmp_path / "local.jsonl"), ".jsonl")
    local = run_local(replace(job(tmp_path / "pages", out), target=target), Watch())

    assert killed
    assert not summary.problem
    assert (summary.ok, summary.failed) == (local.ok, local.failed) == (15, 1)
    assert again.earlier == 16
    assert text_of(out) == (tmp_path / "local.jsonl").read_text()
    assert not (out / ".cleancopy").exists()
