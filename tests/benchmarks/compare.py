"""Compare cleancopy with other extractors on gold directories: one run, one table.

python tests/benchmarks/compare.py DIR [DIR ...] [--limit N] [--only NAME ...] [--chart FILE.png] [--json FILE]

README.md beside this file says what is measured and what is not.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gold import GoldPage, read_gold
from peers import EXTRACTORS, HELD_OUT, page_key
from report import build_table, caption, draw_chart, first_errors, ranked
from results import Result, as_json, measure
from rich.console import Console
from rich.progress import Progress
from timed import Extractor, LeftOutError

_WIDTH = 500  # more than any table needs: in a narrow terminal its lines wrap, and no figure is cut short


def main(
    arguments: Sequence[str] | None = None, extractors: Sequence[Extractor] = EXTRACTORS, console: Console | None = None
) -> int:
    """Run the comparison and print it; return the exit status: 0, or 1 if no extractor could be run."""
    args = _parse(arguments, extractors)
    chosen = [e for e in extractors if not args.only or e.name in args.only]
    try:
        pages = [page for folder in args.dirs for page in read_gold(folder, args.limit)]
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    if args.folds:
        plan_held_out(pages, args.folds)
    results, left_out = _run(chosen, pages, args.timeout, args.jobs)
    console = console or Console(width=_WIDTH)
    for line in left_out:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not results:
        return 1
    console.print(caption(results), highlight=False, soft_wrap=True)
    console.print(build_table(results))
    for line in first_errors(results):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if args.json:
        args.json.write_text(json.dumps(_record(results), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if args.chart:
        try:
            draw_chart(results, args.chart)
        except ImportError as error:
            console.print(f"no chart: pip install matplotlib ({error})", markup=False, highlight=False, soft_wrap=True)
    return 0


def plan_held_out(pages: Sequence[GoldPage], folder: Path) -> None:
    """Tell the child processes which of training's fold models has not seen a page's site."""
    from cleancopy.extractors.model.train.validate import fold_of

    folds = {page_key(page.read()): fold_of(page.site) for page in pages}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", delete=False) as file:
        json.dump({"folder": str(folder.resolve()), "folds": folds}, file)
    os.environ[HELD_OUT] = file.name
    atexit.register(os.unlink, file.name)


def _parse(arguments: Sequence[str] | None, extractors: Sequence[Extractor]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare extractors on gold directories.", allow_abbrev=False)
    parser.add_argument("dirs", nargs="+", type=Path, metavar="DIR", help="has html/ID.html.gz and gold/ID.json")
    parser.add_argument("--limit", type=_positive, metavar="N", help="only N pages of each DIR, spread evenly over it")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[e.name for e in extractors], help="these only")
    parser.add_argument("--chart", type=Path, metavar="FILE.png", help="draw quality against time (needs matplotlib)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures, page by page")
    parser.add_argument("--folds", type=Path, metavar="DIR", help="cleancopy by weights that have not seen the site")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="extractors side by side (1)")
    parser.add_argument("--timeout", type=float, default=20.0, metavar="SECONDS", help="cut a page off after this (20)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _run(
    extractors: Sequence[Extractor], pages: Sequence[GoldPage], limit: float, jobs: int
) -> tuple[list[Result], list[str]]:
    """The results, and a line for each extractor that could not be started."""
    results, left_out = [], []
    with Progress(console=Console(stderr=True), transient=True) as progress:

        def run(extractor: Extractor) -> Result | str:
            task = progress.add_task(extractor.name, total=len(pages))
            try:
                return measure(extractor, pages, limit, lambda: progress.advance(task))
            except LeftOutError as error:
                return str(error)

        with ThreadPoolExecutor(jobs) as pool:
            for found in pool.map(run, extractors):
                if isinstance(found, Result):
                    results.append(found)
                else:
                    left_out.append(found)
    return results, left_out


def _record(results: Sequence[Result]) -> dict[str, object]:
    """The JSON file: where it was measured, and what."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "extractors": as_json(ranked(results)),
    }


if __name__ == "__main__":
    sys.exit(main())
