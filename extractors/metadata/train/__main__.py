"""Count the points of the vote on gold pages and write them.

    python -m cleancopy.extractors.metadata.train --data GOLD_DIR[=WEIGHT] [--data …] [--out points.json]

The same gold pages give the same points. What it prints is measured on sites that the points were not counted on.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ...model.train.command import run

POINTS = Path(__file__).parent.parent / "points.json"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says. Leaves with status 2, after a line that says why, where it cannot."""
    run(_parser(), _train, arguments, "numpy")


def _train(options: argparse.Namespace) -> None:
    """Raises OSError, EOFError or ValueError for gold pages that are not there or broken."""
    from .fit_points import Choice, fit_points, held_out_picks
    from .gold_choices import FIELDS, read_choices, read_gold

    read: list[dict[str, Choice]] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for data in options.data:
            folder, _, weight = data.partition("=")
            pages = read_gold(Path(folder))
            found = pool.map(partial(read_choices, weight=float(weight or 1)), pages, chunksize=8)
            read += [choices for choices in found if choices is not None]
    tables = {}
    for field in FIELDS:
        choices = [page[field] for page in read]
        right = sum(pick in choice.right for pick, choice in zip(held_out_picks(choices), choices, strict=True))
        print(f"{field}: right on {right} of {len(choices)} pages, with points from other sites", file=sys.stderr)
        tables[field] = fit_points(choices)
    options.out.write_text(json.dumps(tables, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cleancopy.extractors.metadata.train", description=__doc__)
    parser.add_argument("--data", action="append", required=True, help="a gold set (html/ and gold/), and its weight")
    parser.add_argument("--out", type=Path, default=POINTS, help="where the points go")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes for reading pages")
    return parser


if __name__ == "__main__":
    main()
