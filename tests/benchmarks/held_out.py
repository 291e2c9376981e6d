"""Extract gold pages with models that have not seen their sites, and print the records as JSON Lines.

    python -m cleancopy.extractors.model.train --data GOLD --folds FOLDS --out OUT
    python tests/benchmarks/held_out.py --folds FOLDS --data GOLD > records.jsonl

What the model card says is the model's own figure; this is the whole pipeline's: rules, title, repeats and all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import Status
from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.model import models
from cleancopy.extractors.model.train.as_text import as_text
from cleancopy.extractors.model.train.gold_pages import GoldPage, read_gold
from cleancopy.extractors.model.train.validate import FOLDS, fold_of
from cleancopy.extractors.options import ExtractOptions, WriteOptions
from cleancopy.extractors.page import read_page
from cleancopy.extractors.write.json_record import dump, failure, record


def main() -> None:
    """Print one record for each gold page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True, help="a gold set: html/ and gold/")
    parser.add_argument("--folds", type=Path, required=True, help="what training wrote with --folds")
    parser.add_argument("--fast", action="store_true", help="without trafilatura")
    parser.add_argument("--as-text", action="store_true", help="pages as plain text, their markup lost")
    parser.add_argument("--no-rules", action="store_true", help="without rules")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    options = ExtractOptions(extractor="model" if given.fast else "auto", use_rules=not given.no_rules)
    pages = [page for folder in given.data for page in read_gold(folder)]
    for number in range(FOLDS):
        held_out = [page for page in pages if fold_of(page.site) == number]
        for line in _records(held_out, given.folds / str(number), options, given):
            sys.stdout.write(line)


def _records(
    pages: Sequence[GoldPage], weights: Path, options: ExtractOptions, given: argparse.Namespace
) -> Iterator[str]:
    with ProcessPoolExecutor(given.jobs, initializer=_use_weights, initargs=(weights,)) as pool:
        yield from pool.map(partial(_record, options=options, text=given.as_text), pages, chunksize=8)


def _use_weights(folder: Path) -> None:
    models.WEIGHTS = folder
    models.load_model.cache_clear()


def _record(page: GoldPage, options: ExtractOptions, text: bool) -> str:
    name = page.path.name
    try:
        source = Source(name, page.html)
        if text:
            tree = read_page(source).tree
            source = Source(f"{page.path.stem}.txt", as_text(tree).encode() if tree is not None else page.html)
        article = extract(source, options)
        if article.status is Status.NO_ARTICLE or not article.kept:
            return dump(failure(name, article.status, "no article"))
        return dump(record(article, WriteOptions()) | {"source": name})
    except CleancopyError as err:
        return dump(failure(name, Status.UNREADABLE, str(err)))


if __name__ == "__main__":
    main()
