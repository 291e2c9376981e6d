"""Batches on a cluster: units, shards on another file system, and the local engine's output in parts."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors.article import Source
from cleancopy.extractors.batch.dask.engine import run_dask
from cleancopy.extractors.batch.dask.shards import Shards, divided
from cleancopy.extractors.batch.dask.unit_process import Assignment, UnitDied, check, do_unit, put_failure, work_on
from cleancopy.extractors.batch.dask.units import Unit, Units
from cleancopy.extractors.batch.inputs import Input
from cleancopy.extractors.batch.job import Gates, Job, Links, Listing, Target
from cleancopy.extractors.batch.local import Watch
from cleancopy.extractors.errors import OutputError, SetupError
from cleancopy.extractors.options import ExtractOptions, Options, WriteOptions

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
    options = Options(ExtractOptions(extractor="model"), WriteOptions(format="json"))
    return Job((str(pages),), Target(str(out)), options, workers=2, **more)  # type: ignore[arg-type]


def text_of(out: Path) -> str:
    """All shards, one after the other in the order of their names."""
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in sorted(out.glob("part-*")))


def assign(a_job: Job, unit: Unit, run: str = "run", earlier: bool = False) -> Assignment:
    """A unit as the client gives it to a worker, in a folder that this run has begun with."""
    Shards(a_job).begin(run)
    return Assignment(a_job, unit, unit.shard(a_job, a_job.fingerprint), run, a_job.fingerprint, earlier=earlier)


def records_of(shards: Shards, assignment: Assignment) -> list[dict[str, object]]:
    return list(shards.open(assignment.shard))


def test_units_are_chunks_of_documents_and_single_archives(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 5)
    (tmp_path / "pages" / "003x.warc.gz").write_bytes(b"")
    units = list(Units(job(tmp_path / "pages", tmp_path / "out"), 3))

    assert [(unit.number, len(unit.inputs)) for unit in units] == [
        ("000000", 3), ("000001", 1), ("000002", 1), ("000003", 2),
    ]  # fmt: skip
    assert units[2].inputs[0].name.endswith("003x.warc.gz")
    assert [unit.is_archive for unit in units] == [False, False, True, False]


def test_what_is_named_twice_is_worked_on_once_wherever_it_is_named_again(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    with zipfile.ZipFile(tmp_path / "pages" / "z.zip", "w") as archive:
        archive.writestr("in.html", PAGE.format(9))
    names = ["pages/000.html", "pages/z.zip", "pages/001.html", "pages/000.html", "./pages/z.zip", "pages"]
    a_job = replace(job(tmp_path, tmp_path / "out"), sources=tuple(str(tmp_path) + "/" + name for name in names))
    inputs = [inp for unit in Units(a_job, 2) for inp in unit.inputs]
    new = [os.path.basename(inp.name) for inp in inputs if not inp.skipped]

    assert sorted(new) == ["000.html", "001.html", "002.html", "nothing.html", "z.zip"]
    assert {inp.skipped for inp in inputs if os.path.basename(inp.name) not in new or inp.skipped} == {"named before"}


@pytest.mark.parametrize(("sources", "files"), [((), 2), (("memory://linked/a.html",), 3), (("{0}/pages",), 3)])
def test_a_sitemap_is_read_once_whatever_is_named_beside_it(
    tmp_path: Path, sources: tuple[str, ...], files: int
) -> None:
    import fsspec

    fsspec.filesystem("memory").pipe("/linked/a.html", PAGE.format(1).encode())
    write_pages(tmp_path / "pages", 2)  # and an empty one
    where = [f"https://example.org/{i}.html" for i in range(3)]
    (tmp_path / "map.txt").write_text("\n".join(where))
    (tmp_path / "list.txt").write_text(f"{tmp_path}/pages/000.html\n{tmp_path}/pages/001.html\n")
    named = tuple(name.format(tmp_path) for name in sources)
    links = Links((str(tmp_path / "map.txt"),))
    listing = Listing((str(tmp_path / "list.txt"),))
    a_job = replace(job(tmp_path, tmp_path / "out"), sources=named, listing=listing, links=links)
    inputs = [inp for unit in Units(a_job, 2) for inp in unit.inputs if not inp.skipped]

    assert [inp.name for inp in inputs if inp.is_url] == where
    assert sum(1 for inp in inputs if not inp.is_url) == files


def test_a_shard_has_another_name_when_an_input_or_the_options_change(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    first = job(tmp_path / "pages", tmp_path / "out")
    names = [next(iter(Units(first, 9))).shard(first, first.fingerprint) for _ in range(2)]
    gated = replace(first, gates=Gates(min_words=5))
    names.append(next(iter(Units(gated, 9))).shard(gated, gated.fingerprint))
    (tmp_path / "pages/000.html").write_text("changed")
    names.append(next(iter(Units(first, 9))).shard(first, first.fingerprint))
    piped = [Unit("000000", (Input("-", source=Source("-", data)),)) for data in (b"one", b"two")]

    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith("part-000000-") for name in names)
    assert len({unit.shard(first, "x") for unit in piped}) == 2  # another standard input


def test_the_halves_of_a_unit_stand_in_the_same_order(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 9)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    first, second = Units(a_job, 5)
    halves = [*first.halves()[0].halves(), first.halves()[1], second]
    names = [half.shard(a_job, "x") for half in halves]

    assert [inp for half in halves for inp in half.inputs] == [*first.inputs, *second.inputs]
    assert sorted(names) == names
    assert divided(set(names)) == {"000000", "000000.0"}


def test_an_archive_is_halved_by_its_pages_down_to_a_single_one(tmp_path: Path) -> None:
    unit = Unit("000000", (Input("x.zip", size=1),))
    parts, left = [], [unit]
    while left:
        one = left.pop()
        if one.is_single or one.first > 300:
            parts.append(one)
        else:
            left.extend(reversed(one.halves()))

    assert [part.first for part in parts[:300]] == list(range(300))
    assert [part.end for part in parts[:300]] == list(range(1, 301))
    assert parts[-1].end is None


def test_the_parts_of_an_archive_hold_what_the_whole_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(5):
            archive.writestr(f"{i}.html", PAGE.format(i))
    a_job = job(tmp_path / "a.zip", tmp_path / "out")
    shards = Shards(a_job)
    (whole,) = Units(a_job, 9)
    spans = [(0, 2), (2, 3), (3, 64), (64, None)]
    parts = [assign(a_job, replace(whole, number=f"00000{i}", first=a, end=b)) for i, (a, b) in enumerate(spans, 1)]
    done = [do_unit(part) for part in parts]
    all_of_it = assign(a_job, whole)
    do_unit(all_of_it)

    assert [one.receipt.records for one in done] == [2, 1, 2, 0]
    assert [r for part in parts[:3] for r in records_of(shards, part)] == records_of(shards, all_of_it)
    assert check(parts[3]) == replace(done[3], cpu_seconds=0.0)  # a part without pages is done, and has no shard


def test_inputs_and_shards_may_lie_on_another_file_system(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for i in range(3):
        memory.pipe(f"/site/{i}.html", PAGE.format(i).encode())
    memory.pipe("/site/style.css", b"p {}")
    a_job = job(Path(), "memory://out")
    a_job = replace(a_job, sources=("memory://site", "memory://site/1.ht*", "memory://missing.html"))
    first, again, missing = (assign(a_job, unit) for unit in Units(a_job, 100))
    done = do_unit(first)

    assert done.receipt.statuses == {"ok": 3, "skipped": 1}
    assert [record["source"] for record in records_of(Shards(a_job), first)] == [
        f"memory:///site/{i}.html" for i in range(3)
    ]
    assert do_unit(again).receipt.statuses == {"skipped": 1}  # it was named before
    assert do_unit(missing).receipt.statuses == {"unreadable": 1}
    earlier = check(first)
    assert earlier
    assert (earlier.earlier, earlier.receipt) == (4, done.receipt)


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
    (unit,) = Units(a_job, 100)
    do_unit(assign(a_job, unit))
    good, broken = records_of(Shards(a_job), assign(a_job, unit))

    assert (good["status"], good["url"]) == ("ok", "https://example.com/7.html")
    assert "boundary" not in str(good["text"])
    assert "not an MHTML file" in str(broken["error"])


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"])
def test_a_shard_that_is_cut_changed_or_gone_is_not_whole(tmp_path: Path, ending: str) -> None:
    write_pages(tmp_path / "pages", 3)
    out = tmp_path / f"out{ending}"
    out.mkdir()
    a_job = job(tmp_path / "pages", f"{out}/")
    (unit,) = Units(a_job, 100)
    assignment = assign(a_job, unit)
    receipt = do_unit(assignment).receipt
    shard = out / assignment.shard
    whole = shard.read_bytes()

    assert (receipt.records, receipt.statuses) == (4, {"ok": 3, "unreadable": 1})
    assert check(assignment)
    middle = len(whole) // 2
    lines = whole.splitlines(keepends=True)
    cut_at_a_line = b"".join(lines[:-1]) if ending == ".jsonl" else whole[:-1]
    for damaged in (
        whole[:middle],
        cut_at_a_line,
        b"",
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    ):
        shard.write_bytes(damaged)
        assert check(assignment) is None
    shard.unlink()
    assert check(assignment) is None
    do_unit(assignment)
    assert shard.read_bytes() == whole
    (out / ".cleancopy" / f"{assignment.shard}.json").write_text("{")
    assert check(assignment) is None


def test_what_failed_is_tried_again_and_the_rest_of_its_shard_is_kept(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (tmp_path / "pages/001.html").chmod(0)
    if os.access(tmp_path / "pages/001.html", os.R_OK):
        (tmp_path / "pages/001.html").unlink()
        (tmp_path / "pages/001.html").symlink_to(tmp_path / "pages/absent")
    (unit,) = Units(a_job, 100)
    known = replace(unit, inputs=tuple(replace(inp, error=None, size=7, mtime=7) for inp in unit.inputs))
    first = do_unit(assign(a_job, known))
    (tmp_path / "pages/001.html").unlink()
    (tmp_path / "pages/001.html").write_text(PAGE.format(1))
    (tmp_path / "pages/000.html").write_text("<p>This must not be read again.</p>")
    second = do_unit(assign(a_job, known, earlier=True))

    assert (first.receipt.statuses, first.receipt.again) == ({"ok": 2, "unreadable": 2}, True)
    assert (second.receipt.statuses, second.earlier) == ({"ok": 3, "unreadable": 1}, 2)
    assert [r["title"] for r in records_of(Shards(a_job), assign(a_job, known))][:3] == [
        f"Harbour {i}" for i in range(3)
    ]


def test_a_run_that_another_one_has_followed_puts_no_more_shards(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (unit,) = Units(a_job, 100)
    old = assign(a_job, unit, run="first")
    Shards(a_job).begin("second")

    with pytest.raises(OutputError, match="another batch"):
        do_unit(old)
    assert not list((tmp_path / "out").glob("part-*"))


def test_shards_of_earlier_runs_go_when_others_have_taken_their_place_and_no_sooner(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_pages(tmp_path / name, 2)
    a_job = replace(job(tmp_path, tmp_path / "out"), sources=(f"file://{tmp_path}/a", str(tmp_path / "b")))

    def run(a_job: Job) -> tuple[int, set[str]]:
        units, made = Units(a_job, 100), set()
        for unit in units:
            made.add(assign(a_job, unit).shard)
            put_failure(assign(a_job, unit), "not tried")
        return Shards(a_job).remove_others(made, units), {path.name for path in (tmp_path / "out").glob("part-*")}

    _, first = run(a_job)
    (tmp_path / "a").rename(tmp_path / "away")
    kept, unlisted = run(a_job)
    (tmp_path / "away").rename(tmp_path / "a")
    (tmp_path / "b/000.html").write_text("changed")
    _, changed = run(a_job)

    assert len(first) == 2
    assert (kept, len(unlisted)) == (1, 3)  # and an error's
    assert first < unlisted
    assert len(changed) == 2
    assert len(changed & first) == 1  # that of a


def test_a_unit_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 3)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (unit,) = Units(a_job, 100)

    assert work_on(assign(a_job, unit)).receipt.statuses == {"ok": 3, "unreadable": 1}
    assert len(text_of(tmp_path / "out").splitlines()) == 4
    assert sorted(p.name for p in (tmp_path / "out/.cleancopy").iterdir() if p.name.startswith("work-")) == []


def test_relative_names_count_from_the_clients_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pages(tmp_path / "pages", 1)
    monkeypatch.chdir(tmp_path)
    a_job = replace(job(tmp_path, tmp_path / "out"), sources=("pages",))
    (unit,) = Units(a_job, 100)
    assignment = replace(assign(a_job, unit), folder=str(tmp_path))
    monkeypatch.chdir("/")

    assert work_on(assignment).receipt.statuses == {"ok": 1, "unreadable": 1}
    assert json.loads(text_of(tmp_path / "out").splitlines()[0])["source"] == "pages/000.html"


def test_a_unit_whose_process_cannot_do_it_says_why(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    (unit,) = Units(a_job, 100)
    assignment = assign(a_job, unit)

    with pytest.raises(SetupError, match="install the same"):
        work_on(replace(assignment, fingerprint="of another version"))
    with pytest.raises(OutputError, match="another batch"):
        work_on(replace(assignment, run="another"))
    with pytest.raises(UnitDied, match="process failed"):
        work_on(replace(assignment, unit=None))  # type: ignore[arg-type]  # what no client sends


def test_a_document_that_kills_workers_gets_a_record(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    a_job = job(tmp_path / "pages", tmp_path / "out")
    unit = next(iter(Units(a_job, 1)))
    done = put_failure(assign(a_job, unit), "killed every worker")

    assert json.loads(text_of(tmp_path / "out"))["error"] == "killed every worker"
    assert done.receipt.again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dedupe": True}, "--dedupe"),
        ({"skip_existing": True}, "--skip-existing"),
        ({"options": Options(write=WriteOptions(format="markdown"))}, "JSON"),
    ],
)
def test_what_a_cluster_cannot_do_is_said_before_anything_is_begun(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(SetupError, match=said):
        run_dask(replace(job(tmp_path, tmp_path / "out"), **change), Watch(), None)  # type: ignore[arg-type]


def test_entries_of_a_feed_that_lead_to_no_page_are_no_feed_that_could_not_be_read(tmp_path: Path) -> None:
    items = "<item><link>https://example.org/a</link></item><item><title>A note</title></item>"
    (tmp_path / "feed.xml").write_text(f"<rss><channel>{items}</channel></rss>")
    a_job = replace(job(tmp_path, tmp_path / "out"), sources=(), links=Links((str(tmp_path / "feed.xml"),)))
    units = Units(a_job, 9)
    inputs = [inp for unit in units for inp in unit.inputs]

    assert [(inp.is_url, bool(inp.skipped)) for inp in inputs] == [(True, False), (False, True)]
    assert units.unlisted == []
