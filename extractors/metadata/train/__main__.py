"""Count the points of the vote on gold pages and write them.

    python -m cleancopy.extractors.metadata.train --data GOLD_DIR[=WEIGHT] [--data …] [--out points.json]

The same gold pages give the same points. What it prints is measured on sites that the points were not counted on.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...model.train.command import run

if TYPE_CHECKING:
    from .fit_points import Choice

_HOW = ("", " without declarations")
POINTS = Path(__file__).parent.parent / "points.json"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says. Leaves with status 2, after a line that says why, where it cannot."""
    run(_parser(), _train, arguments, "numpy")


def _train(options: argparse.Namespace) -> None:
    """Raises OSError, EOFError or ValueError for gold pages that are not there or broken."""
    from .fit_points import fit_points, held_out_picks
    from .gold_choices import FIELDS, read_choices, read_gold

    read: list[tuple[str, dict[str, Choice]]] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for data in options.data:
            folder, _, weight = data.partition("=")
            pages = read_gold(Path(folder))
            found = pool.map(partial(read_choices, weight=float(weight or 1)), pages, chunksize=8)
            for both in found:
                read += [(f"{Path(folder).name}{how}", each) for each, how in zip(both, _HOW, strict=False)]
    tables = {}
    for field in FIELDS:
        asked = [(name, page[field]) for name, page in read if field in page]
        choices = [choice for _, choice in asked]
        picks = held_out_picks(choices)
        for name in dict.fromkeys(name for name, _ in asked):
            own = [(choice, pick) for (of, choice), pick in zip(asked, picks, strict=True) if of == name]
            print(f"{field}, {name}, points from other sites: {_counted(own)}", file=sys.stderr)
        tables[field] = fit_points(choices)
    options.out.write_text(json.dumps(tables, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _counted(picked: Sequence[tuple[Choice, int]]) -> str:
    """How many picks are right, wrong, missed (none where there is a value) or false (a value where there is none)."""
    counts = Counter[str]()
    for choice, pick in picked:
        says_none = pick < 0 or _is_none(choice.offers[pick])
        if pick in choice.right:
            counts["none, rightly" if says_none else "right"] += 1
        else:
            only_none = any(_is_none(choice.offers[i]) for i in choice.right)
            counts["missed" if says_none else "false" if only_none else "wrong"] += 1
    return ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))


def _is_none(signs: Sequence[str]) -> bool:
    """Return whether an offer is that the page has no value."""
    return any(sign.startswith("none") for sign in signs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cleancopy.extractors.metadata.train", description=__doc__)
    parser.add_argument("--data", action="append", required=True, help="a gold set (html/ and gold/), and its weight")
    parser.add_argument("--out", type=Path, default=POINTS, help="where the points go")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes for reading pages")
    return parser


if __name__ == "__main__":
    main()
