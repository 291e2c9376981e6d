"""Train the three models and write their weights and the model card.

    python -m cleancopy.extractors.model.train --data GOLD_DIR [--data GOLD_DIR ...] [--out DIR]

One thread and fixed seeds: the same gold pages and library versions give the same weights, bit for bit.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..models import FAST, HTML, TEXT, WEIGHTS
from .command import run


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says. Leaves with status 2, after a line that says why, where it cannot."""
    run(_parser(), _train, arguments, "lightgbm", "numpy")


def _train(options: argparse.Namespace) -> None:
    """Raises OSError, EOFError or ValueError for gold pages that are not there, broken, or too few."""
    from .card import write_card
    from .count_words import page_odds
    from .gold_examples import read_examples
    from .gold_pages import read_gold
    from .trained import save_weights
    from .validate import Outcome, calibrate, cross_validate, fold_of, train_model

    pages = [page for folder in options.data for page in read_gold(folder)]
    if len({fold_of(page.site) for page in pages}) < 2:
        raise ValueError("gold pages of several sites are needed: what is learned from one is checked on others")
    options.out.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, list[Outcome]] = {}
    for name in options.model or (HTML, FAST, TEXT):
        examples = read_examples(pages, name, options.jobs)
        odds = [page_odds(example) for example in examples]
        print(f"{name}: {len(examples)} pages, {sum(len(e.layout.blocks) for e in examples)} blocks", file=sys.stderr)
        folds = cross_validate(examples, odds, options.jobs)
        outcomes[name] = [outcome for fold in folds for outcome in fold.outcomes]
        for number, fold in enumerate(folds if options.folds else ()):
            others = [outcome for other in folds if other is not fold for outcome in other.outcomes]
            save_weights(options.folds / str(number) / f"{name}.npz", fold.trained, calibrate(others))
        save_weights(options.out / f"{name}.npz", train_model(examples, odds), calibrate(outcomes[name]))
        mean = sum(o.f1 for o in outcomes[name]) / len(outcomes[name])
        print(f"{name}: cross-validated F1 {mean:.4f}", file=sys.stderr)
    write_card(options.out / "MODEL_CARD.md", options.data, outcomes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cleancopy.extractors.model.train", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", required=True, help="a gold set: html/ and gold/")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where weights and model card go")
    parser.add_argument("--folds", type=Path, help="a folder for the models of the cross-validation, for measuring")
    parser.add_argument("--model", action="append", choices=(HTML, FAST, TEXT), help="only this one; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes for reading and validating")
    return parser


if __name__ == "__main__":
    main()
