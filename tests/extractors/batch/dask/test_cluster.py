"""Batches on real Dask clusters: the local engine's records, whatever dies on the way, or words that say why not.

All of them take long: `pytest -m slow tests/extractors/batch`.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.batch.dask import cluster as cluster_module
from cleancopy.extractors.batch.dask.engine import run_dask
from cleancopy.extractors.batch.job import Job, Links, Listing, Target
from cleancopy.extractors.batch.local import Watch, run_local
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import ExtractOptions, FetchOptions, Options, WriteOptions

pytestmark = pytest.mark.slow

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><body><article><h1>Harbour {0}</h1><p>The harbour "
    "of Kelport reopened on Monday, nine days after a storm had closed it.</p><p>Divers found the channel "
    "free of wreckage, and the first ferry left at noon with {0} passengers on board, said the harbour "
    "master.</p></article></html>"
)
DELAY = 0.3  # seconds between two requests to a host
# In every Python process of a cluster: the process of a unit that meets this input ends as if it were killed.
POISON = """
import os, signal, sys
if any("unit_process" in one for one in sys.orig_argv):
    import cleancopy.extractors.batch.journal as journal
    meet = journal.Journal.meet
    def met(self, inp):
        if "poison" in inp.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return meet(self, inp)
    journal.Journal.meet = met
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of two workers on this machine, that knows nothing of the folder in which a command is typed."""
    from distributed import LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50)
    with cluster:
        yield cluster.scheduler_address


@contextmanager
def site(pages: int) -> Iterator[tuple[str, list[tuple[float, str]]]]:
    """A server with a sitemap, a feed and a robots.txt; yields its address, and when it was asked for what."""
    asked: list[tuple[float, str]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((time.monotonic(), self.path))
            status, kind, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    def answer(path: str) -> tuple[int, str, bytes]:
        home = f"http://127.0.0.1:{server.server_port}"
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /private\n"
        if path == "/sitemap.xml":
            places = "".join(f"<url><loc>{home}/{i}.html</loc></url>" for i in range(pages))
            return 200, "text/xml", f"<urlset>{places}<url><loc>{home}/private/x</loc></url></urlset>".encode()
        if path == "/feed.xml":
            entries = "".join(f"<item><title>{i}</title><link>{home}/{i}.html</link></item>" for i in range(1, 3))
            return 200, "text/xml", f"<rss version='2.0'><channel>{entries}</channel></rss>".encode()
        if path.endswith(".html"):
            return 200, "text/html", PAGE.format(path).encode()
        return 404, "text/plain", b"not here"

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def write_pages(top: Path, count: int) -> None:
    top.mkdir(exist_ok=True, parents=True)
    for i in range(count):
        (top / f"{i:03}.html").write_text(PAGE.format(i))


def write_archives(top: Path, count: int) -> None:
    """Archives of two pages each: a unit each, so that there is a middle to be killed in."""
    top.mkdir()
    for i in range(count):
        with zipfile.ZipFile(top / f"{i}.zip", "w") as archive:
            for j in range(2):
                archive.writestr(f"{j}.html", PAGE.format(f"{i} {j}"))


def job(sources: tuple[str, ...], out: str, **more: Any) -> Job:
    fetch = FetchOptions(delay=DELAY, allow_private=True)
    return Job(
        sources,
        Target(out),
        Options(ExtractOptions(extractor="model"), WriteOptions(format="json"), fetch),
        workers=2,
        **more,
    )


def shard_lines(out: Path) -> list[str]:
    """All records, in the order of the shards' names."""
    return [
        line for path in sorted(out.glob("part-*")) for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


def plain(line: str) -> str:
    """A record without the moment at which its page was fetched."""
    record = json.loads(line)
    return json.dumps({key: value for key, value in record.items() if key != "fetched_at"}, sort_keys=True)


def compare_with_local(a_job: Job, folder: Path) -> None:
    """Do here what was done on the cluster: the records must be the same ones, and the report must agree with them."""
    target = Target(str(folder / "local.jsonl"), ".jsonl")
    run_local(replace(a_job, target=target, report=None), Watch())
    lines = shard_lines(folder / "out")
    report = json.loads((folder / "report.json").read_text())

    assert Counter(map(plain, lines)) == Counter(map(plain, (folder / "local.jsonl").read_text().splitlines()))
    assert len(lines) == report["found"] - report["skipped"]
    assert Counter(json.loads(line)["status"] for line in lines) == {
        status: n for status, n in report["statuses"].items() if status != "skipped"
    }
    assert report["failed"] == sum(1 for one in report["inputs"] if one["status"] != "skipped")


def cleancopy(*args: object, cwd: Path, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cleancopy.cli", *map(str, args)]
    return subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **how)


def wait_for(what: Callable[[], object], seconds: float = 180.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("seed", range(2))
def test_made_up_inputs_give_the_records_of_the_local_engine(
    seed: int, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_pages(tmp_path / "tree", 5)
    write_pages(tmp_path / "tree" / "with spaces", 2)
    write_pages(tmp_path / "more", 3)
    (tmp_path / "tree" / "nothing.html").write_text("")
    (tmp_path / "tree" / "style.css").write_text("p {}")
    with zipfile.ZipFile(tmp_path / "tree" / "a.zip", "w") as archive:
        for i in range(6):
            archive.writestr(f"in/{i}.html", PAGE.format(f"zipped {i}"))
    names = [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*.*")) if path.suffix != ".css"]
    with site(4) as (home, asked):
        listed = [chance.choice([*names, f"{home}/3.html", f"{home}/gone", "missing.html"]) for _ in range(14)]
        (tmp_path / "list.txt").write_text("\n".join([*listed, listed[0]]) + "\n")
        sources = chance.choice([("tree", "more"), (f"{home}/2.html", "more"), ()])
        links = (f"{home}/sitemap.xml", f"{home}/feed.xml") if seed != 1 else (f"{home}/feed.xml",)
        a_job = job(sources, "out", listing=Listing(("list.txt",)), links=Links(links), report="report.json")
        summary = run_dask(a_job, Watch(), address, documents=30)  # three addresses are a unit
        requests = list(asked)
        assert not summary.problem
        compare_with_local(a_job, tmp_path)

    paths = Counter(path for _, path in requests)
    pages = [when for when, path in requests if path not in ("/sitemap.xml", "/feed.xml")]
    typed = any(name.startswith("http") for name in sources)  # what was typed may lead further than what was listed
    assert 1 <= paths["/robots.txt"] <= 1 + typed
    assert not any(path.startswith("/private") for path in paths)
    assert max(n for path, n in paths.items() if path.endswith(".html")) == 1
    assert all(later - sooner > DELAY * 0.9 for sooner, later in pairwise(pages))


def test_a_worker_that_is_killed_half_way_costs_nothing(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 10)
    out = tmp_path / "out"
    killed = []

    def kill_one() -> None:
        """Kill a worker of the cluster when the first shard is there."""
        wait_for(lambda: list(out.glob("part-*")))
        from distributed import default_client

        addresses = default_client().run(os.getpid)
        killed.append(next(iter(addresses.values())))
        os.kill(killed[0], signal.SIGKILL)

    threading.Thread(target=kill_one, daemon=True).start()
    a_job = job((str(tmp_path / "pages"),), str(out))
    summary = run_dask(a_job, Watch(), None, documents=3)
    local = run_local(replace(a_job, target=Target(str(tmp_path / "local.jsonl"), ".jsonl")), Watch())

    assert killed
    assert not summary.problem
    assert summary.ok == local.ok == 10
    assert shard_lines(out) == (tmp_path / "local.jsonl").read_text().splitlines()  # in order, too
    assert not list((out / ".cleancopy").glob("work-*"))


def test_a_document_that_kills_its_process_fails_alone_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pages(tmp_path / "pages", 3)
    (tmp_path / "pages" / "001 poison.html").write_text(PAGE.format("poison"))
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hook"))
    told: list[tuple[str, str, str]] = []
    a_job = job((str(tmp_path / "pages"),), str(tmp_path / "out"))
    summary = run_dask(a_job, Watch(told=lambda *about: told.append(about)), None, documents=4)
    monkeypatch.delenv("PYTHONPATH")
    again = run_dask(a_job, Watch(), None, documents=4)

    assert summary.problem is None
    assert summary.statuses == {"ok": 3, "internal-error": 1}
    assert [(Path(name).name, status) for name, status, _ in told] == [("001 poison.html", "internal-error")]
    assert "killed (SIGKILL)" in told[0][2]
    assert (again.statuses, again.earlier) == ({"ok": 4}, 3)  # what could be done is not done again
    assert len(shard_lines(tmp_path / "out")) == 4


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_client_that_ends_half_way_loses_nothing(how: signal.Signals, address: str, tmp_path: Path) -> None:
    write_archives(tmp_path / "pages", 6)
    args = ("batch", "pages/*.zip", "-o", "out", "--cluster", address, "--fast", "--report", "report.json")
    first = cleancopy(*args, cwd=tmp_path)
    wait_for(lambda: list((tmp_path / "out").glob("part-*")))
    first.send_signal(how)
    first.communicate(timeout=180)
    second = cleancopy(*args, cwd=tmp_path)
    said = second.communicate(timeout=240)[1]
    report = json.loads((tmp_path / "report.json").read_text())

    assert first.returncode == (130 if how is signal.SIGINT else -how)
    assert second.returncode == 0, said
    assert (report["ok"], report["earlier"] >= 2) == (12, True)
    assert [json.loads(line)["source"] for line in shard_lines(tmp_path / "out")] == [
        f"pages/{i}.zip#{j}.html" for i in range(6) for j in range(2)
    ]


def test_a_disk_that_is_full_ends_the_batch_and_the_next_run_goes_on(tmp_path: Path) -> None:
    import resource

    write_pages(tmp_path / "pages", 4)
    args = ("batch", "pages", "-o", "out", "--cluster", "local", "-j", 1, "--fast", "--no-progress")
    bound = 4 * 4096  # bytes of a file: a unit's journal has no room
    full = cleancopy(*args, cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)))
    said = full.communicate(timeout=240)[1]
    more = cleancopy(*args, cwd=tmp_path)
    more.communicate(timeout=240)

    assert full.returncode == 6, said
    assert "Traceback" not in said
    assert more.returncode == 0
    assert len(shard_lines(tmp_path / "out")) == 4


def test_a_scheduler_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 1)
    for wrong in ("tcp://127.0.0.1:9", "nonsense"):
        run = cleancopy("batch", "pages", "-o", "out", "--cluster", wrong, cwd=tmp_path)
        said = run.communicate(timeout=180)[1]

        assert run.returncode == 2
        assert len(said.splitlines()) == 1, said
        assert wrong in said
        assert "no Dask scheduler" in said


def test_a_scheduler_that_dies_on_the_way_is_named_and_the_same_command_goes_on(tmp_path: Path) -> None:
    write_archives(tmp_path / "pages", 30)
    where = "tcp://127.0.0.1"
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", where, "--port", "0", "--no-dashboard",
         "--scheduler-file", str(tmp_path / "where.json")],
        cwd=tmp_path, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    worker = None
    try:
        wait_for((tmp_path / "where.json").exists)
        address = json.loads((tmp_path / "where.json").read_text())["address"]
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
             "--no-dashboard", "--death-timeout", "30"],
            cwd=tmp_path, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        run = cleancopy(
            "batch", "pages/*.zip", "-o", "out", "--cluster", address, "--fast", "--no-progress", cwd=tmp_path
        )
        wait_for(lambda: list((tmp_path / "out").glob("part-*")))
        scheduler.kill()
        said = run.communicate(timeout=240)[1]
    finally:
        for process in (scheduler, worker):
            if process is not None:
                process.kill()
                process.wait()

    assert run.returncode == 6
    assert "its scheduler is gone" in said
    assert "Traceback" not in said
    assert "distributed" not in said


def test_without_workers_it_waits_for_a_bounded_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    write_pages(tmp_path / "pages", 1)
    monkeypatch.setattr(cluster_module, "_NO_WORKERS", 3.0)
    notes: list[str] = []
    with LocalCluster(n_workers=0, processes=False, dashboard_address=None, silence_logs=50) as cluster:
        a_job = job((str(tmp_path / "pages"),), str(tmp_path / "out"))
        summary = run_dask(a_job, Watch(noted=lambda _, note: notes.append(note)), cluster.scheduler_address)

    assert "no worker" in (summary.problem or "")
    assert "dask worker" in (summary.problem or "")
    assert len(notes) == 1


@pytest.mark.parametrize(("ours", "said"), [("9.9", "install 'cleancopy[dask]==9.9'")])
def test_another_version_on_the_cluster_is_named(
    ours: str, said: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pages(tmp_path / "pages", 1)
    monkeypatch.setattr(cluster_module, "our_version", lambda: ours)

    with pytest.raises(SetupError, match="the scheduler has cleancopy") as caught:
        run_dask(job((str(tmp_path / "pages"),), str(tmp_path / "out")), Watch(), address)
    assert said in str(caught.value)


def test_workers_without_the_package_are_named(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pages(tmp_path / "pages", 1)
    monkeypatch.setattr(cluster_module, "_PACKAGE", "a-package-that-no-machine-has")
    monkeypatch.setattr(cluster_module, "our_version", lambda: "1.0")
    monkeypatch.setattr(cluster_module.Cluster, "_version_of_scheduler", lambda _: "1.0")
    summary = run_dask(job((str(tmp_path / "pages"),), str(tmp_path / "out")), Watch(), address)

    assert "the worker tcp://" in (summary.problem or "")
    assert "has no a-package" in (summary.problem or "")


def test_failures_are_told_once_and_again_when_all_are_asked_for(address: str, tmp_path: Path) -> None:
    write_pages(tmp_path, 1)
    names = (*(str(path) for path in tmp_path.glob("*.html")), str(tmp_path / "missing.html"))
    a_job = job(names, str(tmp_path / "out"))
    told: list[tuple[str, str]] = []
    watch = Watch(told=lambda name, status, _: told.append((Path(name).name, status)))
    for each in (a_job, a_job, replace(a_job, all_failures=True)):
        assert run_dask(each, watch, address).statuses == {"ok": 1, "unreadable": 1}

    assert told == [("missing.html", "unreadable")] * 2
