"""How fast it is from the shell and in bulk, beside what people use: one run, one machine, ratios.

    python tests/benchmarks/speed.py PAGES [--pages 200] [--batch 400] [--out FOLDER] [--small]

PAGES is a directory of HTML files, gzipped or not; some of about 100 KB are taken of it. Commands and extractors take
turns, so that a machine that does other work besides slows all of them; of a command the fastest of its runs counts.
FOLDER gets `speed.json`, `speed.md` and `speed.png`. `--small` takes a minute, for the record of a continuous build.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from peers import load_cleancopy, load_cleancopy_fast, load_resiliparse, load_trafilatura
from timed import Child, Extract, Extractor, LeftOutError, use_bytecode

from cleancopy.extractors.options import WriteOptions

HERE = str(Path(sys.executable).parent)
WANTED_BYTES = 100_000
SOME_WITHOUT = (1, 5)  # statuses of a run of which pages gave no article
SENTENCE = "The harbour of Kelport reopened on day {0}, after storm number {0} had closed it to all traffic. "


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, against what, and the ratio that was reached for; `least` where more is better."""

    what: str
    against: str
    value: float
    other: float
    unit: str
    reach: float
    least: bool = False

    @property
    def ratio(self) -> float:
        return self.value / self.other if self.other else 0.0

    @property
    def reached(self) -> bool:
        return self.ratio >= self.reach if self.least else self.ratio <= self.reach


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a command: seconds by the clock, and the peak memory of its largest process in MiB."""

    seconds: float
    memory: float


def main() -> None:
    """Measure everything and write the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--pages", dest="count", type=int, default=200, help="pages for CPU time")
    parser.add_argument("--batch", type=int, default=400, help="pages of the batches")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    count, batch, turns = (10, 20, 3) if given.small else (given.count, given.batch, 9)
    files = sorted(f for f in given.pages.rglob("*") if f.name.endswith((".html", ".html.gz")))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        use_bytecode(folder)
        # Before the pages are held here: a child's peak begins with what its parent holds.
        rows = shell_rows(min((read(file) for file in files), key=off_size), folder, turns)
        pages = sorted(map(read, files), key=off_size)
        rows += cpu_rows(pages[:count])
        rows += batch_rows(pages[:: max(1, len(pages) // batch)][:batch], folder, 1 if given.small else 3)
        rows += size_rows(1_000_000 if given.small else 10_000_000)
        rows += worker_rows(pages, 50 if given.small else 3_000)
    print(table(rows))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        plain = [{**asdict(row), "ratio": row.ratio, "reached": row.reached} for row in rows]
        (given.out / "speed.json").write_text(json.dumps(plain, indent=1) + "\n")
        (given.out / "speed.md").write_text(table(rows) + "\n")
        draw(rows, given.out / "speed.png")


def read(file: Path) -> bytes:
    """A page's bytes, unpacked."""
    data = file.read_bytes()
    return gzip.decompress(data) if file.name.endswith(".gz") else data


def off_size(page: bytes) -> int:
    """How far a page is from the wanted size."""
    return abs(len(page) - WANTED_BYTES)


def shell_rows(page: bytes, folder: Path, turns: int) -> list[Row]:
    """Commands by the clock, and the memory of one page."""
    file = folder / "page.html"
    file.write_bytes(page)
    ran = in_turn(
        {
            "python": [sys.executable, "-c", "pass"],
            "trafilatura": ["sh", "-c", f"{HERE}/trafilatura < {file}"],
            "page": [f"{HERE}/cleancopy", str(file)],
            "fast": [f"{HERE}/cleancopy", "--fast", str(file)],
            "version": [f"{HERE}/cleancopy", "--version"],
            "help": [f"{HERE}/cleancopy", "--help"],
        },
        turns,
    )
    ms = {name: 1000 * min(r.seconds for r in runs) for name, runs in ran.items()}
    memory = {name: max(r.memory for r in runs) for name, runs in ran.items()}
    return [
        Row("`cleancopy page.html`, wall", "`trafilatura < page.html`", ms["page"], ms["trafilatura"], "ms", 0.8),
        Row("`cleancopy --fast page.html`, wall", "the same", ms["fast"], ms["trafilatura"], "ms", 0.5),
        Row("`cleancopy --version`, wall", "`python -c pass`", ms["version"], ms["python"], "ms", 4),
        Row("`cleancopy --help`, wall", "the same", ms["help"], ms["python"], "ms", 8),
        Row("peak memory of one page", "trafilatura's", memory["page"], memory["trafilatura"], "MiB", 1.5),
    ]


def in_turn(commands: dict[str, list[str]], turns: int) -> dict[str, list[Ran]]:
    """Run the commands one after the other, again and again."""
    ran: dict[str, list[Ran]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, command in commands.items():
            ran[name].append(run(command))
    return ran


def run(command: Sequence[str]) -> Ran:
    """Run a command to its end. Raises RuntimeError where it does not even begin its work."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status, usage = os.wait4(child.pid, 0)[1:]
    child.returncode = os.waitstatus_to_exitcode(status)  # it is waited for already
    if child.returncode not in (0, *SOME_WITHOUT):
        raise RuntimeError(f"{command}: status {child.returncode}")
    return Ran(time.perf_counter() - began, usage.ru_maxrss / 1024)


def load_cleancopy_json() -> Extract:
    from cleancopy.extractors import Source, extract
    from cleancopy.extractors.write import RENDERERS

    return lambda data: RENDERERS["json"](extract(Source("page.html", data)), WriteOptions())


def load_trafilatura_json() -> Extract:
    from trafilatura import extract

    return lambda data: extract(data, output_format="json", with_metadata=True) or ""


def cpu_rows(pages: list[bytes]) -> list[Row]:
    """CPU time of a page in a process that goes on, mean over the pages; extractors take turns page by page."""
    loaders: dict[str, tuple[Callable[[], Extract], str]] = {
        "text": (load_cleancopy, "cleancopy"),
        "fast": (load_cleancopy_fast, "cleancopy"),
        "json": (load_cleancopy_json, "cleancopy"),
        "trafilatura": (load_trafilatura, "trafilatura"),
        "trafilatura json": (load_trafilatura_json, "trafilatura"),
        "resiliparse": (load_resiliparse, "resiliparse"),
    }
    children, ms = {}, {}
    for name, (load, distribution) in loaders.items():
        try:
            children[name] = Child(Extractor(name, load, distribution), pages[0])
        except LeftOutError as error:
            print(error, file=sys.stderr)
    taken: dict[str, list[float]] = {name: [] for name in children}
    for page in pages:
        for name, child in children.items():
            taken[name].append(child.extract(page).seconds or 0.0)
    ms = {name: 1000 * statistics.mean(seconds) for name, seconds in taken.items()}
    for child in children.values():
        child.__exit__(None, None, None)
    rows = [
        Row("text, CPU a page", "trafilatura.extract", ms["text"], ms["trafilatura"], "ms", 0.75),
        Row("JSON, CPU a page", "trafilatura's with metadata", ms["json"], ms["trafilatura json"], "ms", 0.45),
        Row("`--fast`, text, CPU a page", "trafilatura.extract", ms["fast"], ms["trafilatura"], "ms", 0.2),
    ]
    if "resiliparse" in ms:
        rows.append(Row("`--fast`, text, CPU a page", "resiliparse", ms["fast"], ms["resiliparse"], "ms", 3))
    return rows


def batch_rows(pages: list[bytes], folder: Path, turns: int) -> list[Row]:
    """A directory by the clock: two workers against trafilatura's two, and against one."""
    inputs = folder / "pages"
    inputs.mkdir()
    for number, page in enumerate(pages):
        (inputs / f"{number:05}.html").write_bytes(page)
    commands = {
        "two": [f"{HERE}/cleancopy", "batch", str(inputs), "-o", str(folder / "two"), "-q", "-j", "2", "--redo"],
        "one": [f"{HERE}/cleancopy", "batch", str(inputs), "-o", str(folder / "one"), "-q", "-j", "1", "--redo"],
        "other": [
            *(f"{HERE}/trafilatura", "--input-dir", str(inputs), "--output-dir", str(folder / "t")),
            *("--parallel", "2"),
        ],
    }  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, command in commands.items():
            seconds[name].append(run(command).seconds)
            shutil.rmtree(folder / "t", ignore_errors=True)
    best = {name: min(values) for name, values in seconds.items()}
    return [
        Row(f"batch of {len(pages)}, 2 workers", "`trafilatura --parallel 2`", best["two"], best["other"], "s", 0.6),
        Row("2 workers against 1, rate", "1 worker", best["one"], best["two"], "s", 1.85, least=True),
    ]  # fmt: skip


def size_rows(largest: int) -> list[Row]:
    """A page of much text against one of a tenth of it, CPU."""
    child = Child(Extractor("text", load_cleancopy, "cleancopy"), made_page(10_000), limit=300)
    with child:
        small, large = (child.extract(made_page(size)).seconds or 0.0 for size in (largest // 10, largest))
    return [Row(f"a page of {largest // 1_000_000} MB, CPU", "a tenth of it", large, small, "s", 12)]


def worker_rows(pages: list[bytes], count: int) -> list[Row]:
    """What a process holds after pages of all sizes, and after it has read them nine times more."""
    every = pages[:: max(1, 10 * len(pages) // count)]
    with Child(Extractor("json", load_cleancopy_json, "cleancopy"), limit=60) as child:
        held = []
        for _ in range(10):
            for page in every:
                child.extract(page)
            held.append(child.memory())
        what = f"memory of a worker, {10 * len(every):,} pages"
        return [Row(what, f"the first {len(every):,} of them", held[-1], held[0], "MiB", 1.1)]


def made_page(size: int) -> bytes:
    """An article of paragraphs that differ, until it is full."""
    body = "".join(f"<p>{(SENTENCE * 3).format(i)}</p>\n" for i in range(size // 300))
    return f"<html><title>Harbour</title><body><article>{body}</article></body></html>".encode()


def table(rows: list[Row]) -> str:
    """The figures as Markdown, with the load of the machine, which says how far to trust them."""
    lines = ["| what | against | | | ratio | reach |", "|---|---|---|---|---|---|"]
    for row in rows:
        sign, mark = ("at least" if row.least else "at most"), "" if row.reached else ", not reached"
        lines.append(
            f"| {row.what} | {row.against} | {row.value:.3g} {row.unit} | {row.other:.3g} {row.unit} "
            f"| {row.ratio:.2f} | {sign} {row.reach:g}{mark} |"
        )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return "\n".join([*lines, "", f"{os.cpu_count()} CPUs, load {load}."])


def draw(rows: list[Row], path: Path) -> None:
    """The ratios as bars; 1 is as much as what it is measured against."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [row for row in rows if not row.least and row.reach < 1]
    figure, axes = pyplot.subplots(figsize=(9, 0.5 * len(shown) + 1))
    names = [f"{row.what.replace('`', '')} / {row.against.replace('`', '')}" for row in shown]
    axes.barh(names, [row.ratio for row in shown], color="#4477aa")
    axes.axvline(1, color="#888888", linewidth=1)
    axes.invert_yaxis()
    axes.set(title="time against trafilatura's (less is better)", xlim=(0, None))
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
