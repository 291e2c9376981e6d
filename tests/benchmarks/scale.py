"""How batches scale: pages a second for 1 and 2 workers, time against size and number of pages, and what a crawl costs.

    python tests/benchmarks/scale.py PAGES --out RESULTS

PAGES is a directory of HTML files, gzipped or not. RESULTS gets `scale.json`, `scale.md` and `scale.png`. Rates are
taken by the wall clock and by CPU time; on a machine that does other work besides, the second is the one to trust.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from timed import use_bytecode

CRAWLS = {"a million": 1_000_000, "a billion": 1_000_000_000, "Common Crawl, 3 billion": 3_000_000_000}
# What a CPU costs an hour: a common cloud price for one virtual CPU, on demand; spot machines cost a third.
DOLLARS_AN_HOUR = 0.04
SIZES = (2_000, 8_000, 32_000, 128_000, 512_000, 2_000_000)


@dataclass(frozen=True)
class Timed:
    """One batch: how many pages of how many bytes, with how many workers, and what they took."""

    pages: int
    mean_bytes: float
    workers: int
    seconds: float
    cpu_seconds: float

    @property
    def pages_a_second(self) -> float:
        """By the wall clock."""
        return self.pages / self.seconds


def main() -> None:
    """Measure and write the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400, help="pages of the main measurement")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--fast", action="store_true", help="without trafilatura")
    given = parser.parse_args()
    options = ["--fast"] if given.fast else []
    files = sorted(f for f in given.pages.rglob("*") if f.name.endswith((".html", ".htm", ".html.gz")))
    chosen = files[:: max(1, len(files) // given.count)][: given.count]
    with tempfile.TemporaryDirectory() as scratch:
        use_bytecode(Path(scratch))
        bench = Bench(Path(scratch), options)
        bench.run(chosen[:1], 1)  # compiles what is imported: no batch does so but the first
        start = bench.run(chosen[:1], 1)
        by_workers = [bench.run(chosen, n) for n in given.workers]
        by_number = [bench.run(chosen[::part], 1) for part in (8, 4, 2)] + by_workers[:1]
        by_size = [bench.run_size(size) for size in SIZES]
    given.out.mkdir(parents=True, exist_ok=True)
    found = {"start": start, "workers": by_workers, "number": by_number, "size": by_size}
    (given.out / "scale.json").write_text(json.dumps(_plain(found), indent=1) + "\n")
    (given.out / "scale.md").write_text(report(found, options))
    draw(found, given.out / "scale.png")
    print((given.out / "scale.md").read_text())


class Bench:
    """Runs batches in a folder of their own."""

    def __init__(self, scratch: Path, options: list[str]) -> None:
        self._scratch = scratch
        self._options = options
        self._count = 0

    def run(self, files: Iterable[Path], workers: int) -> Timed:
        """A batch over copies of some files."""
        folder = self._folder()
        for i, file in enumerate(files):
            data = gzip.decompress(file.read_bytes()) if file.name.endswith(".gz") else file.read_bytes()
            (folder / f"{i:06}.html").write_bytes(data)
        return self._timed(folder, workers)

    def run_size(self, size: int) -> Timed:
        """A batch over a few pages of one size: paragraphs, each somewhat different, until a page is full."""
        folder = self._folder()
        sentence = "The harbour of Kelport reopened on day {0}, after storm number {1} had closed it to all traffic. "
        for page in range(max(3, min(40, 2_000_000 // size))):
            body, i = [], 0
            while sum(map(len, body)) < size:
                body.append(f"<p>{(sentence * 3).format(i, page)}</p>\n" * 10)
                i += 1
            (folder / f"{page}.html").write_text(f"<html><title>Harbour</title><body>{''.join(body)}</body></html>")
        return self._timed(folder, 1)

    def _folder(self) -> Path:
        self._count += 1
        folder = self._scratch / str(self._count)
        folder.mkdir()
        return folder

    def _timed(self, folder: Path, workers: int) -> Timed:
        sizes = [file.stat().st_size for file in folder.iterdir()]
        out = self._scratch / f"{folder.name}.out"
        command = [
            sys.executable,
            "-m",
            "cleancopy.cli",
            "batch",
            str(folder),
            "-o",
            str(out),
            "-j",
            str(workers),
            "-q",
        ]
        command += ["--report", str(out.with_suffix(".json"))]
        began = time.monotonic()
        subprocess.run([*command, *self._options], check=False, stderr=subprocess.DEVNULL)
        cpu = json.loads(out.with_suffix(".json").read_bytes())["cpu_seconds"]
        timed = Timed(len(sizes), statistics.mean(sizes), workers, time.monotonic() - began, cpu)
        shutil.rmtree(folder)
        shutil.rmtree(out)
        return timed


def seconds_a_page(found: dict[str, object]) -> float:
    """CPU seconds of a page."""
    timed: Timed = found["workers"][0]  # type: ignore[index]
    return timed.cpu_seconds / timed.pages


def report(found: dict[str, object], options: list[str]) -> str:
    """The figures as Markdown."""
    rows = ["| workers | pages | pages a second | CPU ms a page | against one worker |", "|---|---|---|---|---|"]
    start: Timed = found["start"]  # type: ignore[assignment]
    workers: list[Timed] = found["workers"]  # type: ignore[assignment]
    alone = workers[0].seconds - start.seconds
    for timed in workers:
        gain = alone / max(timed.seconds - start.seconds, 1e-9)
        cpu = 1000 * timed.cpu_seconds / timed.pages
        rows.append(f"| {timed.workers} | {timed.pages} | {timed.pages_a_second:.1f} | {cpu:.0f} | {gain:.2f} |")
    rows += ["", "| page, KB | CPU ms a page | ms a KB |", "|---|---|---|"]
    for timed in found["size"]:  # type: ignore[attr-defined]
        ms = 1000 * timed.cpu_seconds / timed.pages
        rows.append(f"| {timed.mean_bytes / 1000:.0f} | {ms:.0f} | {ms / timed.mean_bytes * 1000:.2f} |")
    rows += ["", "| pages | core-hours | days on 1,000 cores | US$ |", "|---|---|---|---|"]
    for name, pages in CRAWLS.items():
        hours = seconds_a_page(found) * pages / 3600
        rows.append(f"| {name} | {hours:,.0f} | {hours / 24_000:,.2f} | {hours * DOLLARS_AN_HOUR:,.0f} |")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    used = " ".join(["cleancopy batch", *options])
    rows += [
        "",
        f"`{used}`; {platform.machine()}, {os.cpu_count()} CPUs, load {load}; a CPU at ${DOLLARS_AN_HOUR} an hour.",
    ]
    return "\n".join(rows) + "\n"


def draw(found: dict[str, object], path: Path) -> None:
    """Three small charts: rate against workers, time against the number of pages, and against their size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(12, 3.6))
    workers: list[Timed] = found["workers"]  # type: ignore[assignment]
    left.bar([str(timed.workers) for timed in workers], [timed.pages_a_second for timed in workers], color="#4477aa")
    left.set(title="pages a second", xlabel="workers")
    number: list[Timed] = found["number"]  # type: ignore[assignment]
    middle.plot([timed.pages for timed in number], [timed.cpu_seconds for timed in number], "o-", color="#228833")
    middle.set(title="CPU seconds", xlabel="pages", ylim=(0, None), xlim=(0, None))
    size: list[Timed] = found["size"]  # type: ignore[assignment]
    spent = [1000 * timed.cpu_seconds / timed.pages for timed in size]
    right.loglog([timed.mean_bytes / 1000 for timed in size], spent, "o-", color="#aa3377")
    right.set(title="CPU ms a page", xlabel="page, KB")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def _plain(found: dict[str, object]) -> dict[str, object]:
    return {
        name: [asdict(t) for t in value] if isinstance(value, list) else asdict(value) for name, value in found.items()
    }  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
