"""Fuzz the extractor with as many mutants as wanted, of the samples or of any pages.

    python tests/fuzz                                       # 50,000 mutants of the samples, about twenty minutes
    python tests/fuzz --pages DIR --mutants 5000 --jobs 2   # of the pages in a folder, .html or .html.gz
    python tests/fuzz --first 1234 --mutants 1              # one of them again

A mutant that breaks a promise (see promises.py) or takes too much is named with its number and written to the folder
`--out`; so is one of which the process dies. Status 1 if there was any.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from collections import Counter
from concurrent.futures import TimeoutError as LateError
from pathlib import Path

from campaign import Ended, Fault, most_memory, run_all, sample_pages
from pebble import ProcessExpired, ProcessPool

AT_ONCE = 100
SECONDS_OF_ALL = 1000.0  # for those, before the process that works on them is ended


def main() -> int:
    """Run what the arguments ask for and print what was found."""
    options = _options()
    pages = _pages(options.pages, options.largest)
    out = Path(options.out or tempfile.mkdtemp(prefix="cleancopy-fuzz-"))
    out.mkdir(parents=True, exist_ok=True)
    if not pages:
        print(f"no pages in {options.pages}: name a folder with .html or .html.gz files", file=sys.stderr)
        return 2
    ends = range(options.first, options.first + options.mutants, AT_ONCE)
    parts = [range(at, min(at + AT_ONCE, options.first + options.mutants)) for at in ends]
    how: Counter[str] = Counter()
    faults, slowest, memory = 0, (0.0, 0), 0
    with ProcessPool(max_workers=options.jobs, initializer=_start, initargs=(pages, out)) as pool:
        for part, task in [(part, pool.schedule(_run, args=(part,), timeout=SECONDS_OF_ALL)) for part in parts]:
            try:
                ended, used = task.result()
            except (ProcessExpired, LateError) as err:
                left = [n for n in part if (out / f"mutant-{n}.html").exists()]
                ended, used = (
                    [Fault(n, f"the process died of it ({err})", out / f"mutant-{n}.html") for n in left[-1:]],
                    0,
                )
            memory = max(memory, used)
            for number, one in zip(part, ended, strict=False):
                if isinstance(one, Fault):
                    faults += 1
                    print(one, flush=True)
                else:
                    how[one.how] += 1
                    slowest = max(slowest, (one.seconds, number))
    counts = ", ".join(f"{count} {name}" for name, count in how.most_common())
    print(f"{sum(how.values()) + faults} mutants of {len(pages)} pages: {counts or 'none ended'}, {faults} faults")
    print(f"slowest: mutant {slowest[1]} with {slowest[0]:.2f} s; most memory of a process: {memory >> 20} MiB")
    return 1 if faults else 0


_WORK: list[object] = []


def _start(pages: list[bytes], out: Path) -> None:
    """What every worker is given once."""
    _WORK[:] = [pages, out]


def _run(numbers: range) -> tuple[list[Fault | Ended], int]:
    pages, out = _WORK
    assert isinstance(pages, list)
    assert isinstance(out, Path)
    return list(run_all(numbers, pages, out)), most_memory()


def _pages(folder: str | None, largest: int) -> list[bytes]:
    """The pages of a folder up to a size, in the order of their names; those of the samples without one."""
    if folder is None:
        return sample_pages()
    files = sorted(file for file in Path(folder).rglob("*") if file.name.endswith((".html", ".htm", ".html.gz")))
    read = (gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files)
    return [data for data in read if len(data) <= largest]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python tests/fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mutants", type=int, default=50_000, help="how many (50000)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (0)")
    parser.add_argument("--pages", help="a folder of pages; left out: the samples")
    parser.add_argument("--largest", type=int, default=200_000, help="pages of more bytes are left out (200000)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--out", help="where mutants that break a promise are written (a new temporary folder)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
