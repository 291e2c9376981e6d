"""The model card: what the weights were learned from, how good they are on unseen sites, and where they are weak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import lightgbm
import numpy as np

from .fit_forest import HTML_SIZE, TEXT_SIZE
from .validate import FOLDS, Outcome, calibrate

_INTRODUCTION = """# Model card

Written by `python -m cleancopy.extractors.model.train`; do not edit.

Boosted trees (LightGBM {version}; {trees} for HTML, {text_trees} for plain text, of 31 leaves; leaf values rounded to
1/65536) that give each block of a page the probability of being article. `fast.npz` judges every HTML page, `html.npz`,
which has trafilatura's verdict (fast mode) among its features, those of which `fast.npz` is not sure; `text.npz` judges
the paragraphs of plain text. They are evaluated without LightGBM and without NumPy.

## Data

{data}

WCXB (Web Content Extraction Benchmark), development split, CC-BY-4.0: credit is due to its authors. Newspaper pages:
parser fixtures of Fundus, MIT. A block's label is the share of its words that align with the gold text (longest common
subsequence). A page counts as one, whatever its length.

## Cross-validated by site

{folds} folds; no page was judged by a model that had seen its host. Word F1 (bag of words), before rules, mean over
pages; `pages` is of the first model.

{table}

## Confidence

The expected F1 of a page, mapped to the one that half of such pages reached; here on pages that the mapping has not
seen.

{confidence}

## Known weaknesses

- Most gold pages are in English; other languages come from some hundred newspaper pages alone.
- Product, listing and collection pages: what belongs to them is a matter of convention, and gold differs in it.
- Whole threads in which every post is framed by names, dates and buttons lose some posts or keep some frames.
- Pages whose text is put in place by scripts have no blocks to judge.
"""


def write_card(path: Path, data: Sequence[Path], outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """Write the card for the models in `outcomes`, which are cross-validated."""
    models = list(outcomes)
    groups: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for model in models:
        for outcome in outcomes[model]:
            folder = outcome.page.partition("/")[0]
            groups[f"{folder}, all"][model].append(outcome.f1)
            groups[f"{folder}, {outcome.page_type}"][model].append(outcome.f1)
    table = [f"| | pages | {' | '.join(models)} |", f"|---|---{'|---' * len(models)}|"]
    for group in sorted(groups):
        figures = " | ".join(f"{mean(groups[group][model]):.4f}" for model in models)
        table.append(f"| {group} | {len(groups[group][models[0]])} | {figures} |")
    confidence = [
        "| | Spearman | mean error |",
        "|---|---|---|",
        *(_confidence_row(model, outcomes[model]) for model in models),
    ]
    text = _INTRODUCTION.format(
        trees=HTML_SIZE.trees,
        text_trees=TEXT_SIZE.trees,
        version=lightgbm.__version__,
        data="\n".join(f"- `{folder.name}`" for folder in data),
        folds=FOLDS,
        table="\n".join(table),
        confidence="\n".join(confidence),
    )
    path.write_text(text, encoding="utf-8")


def _confidence_row(model: str, outcomes: Sequence[Outcome]) -> str:
    """How the confidence of each page agrees with its F1, calibrated without the page's own share of the pages."""
    curves = [calibrate([o for k, o in enumerate(outcomes) if k % FOLDS != part]) for part in range(FOLDS)]
    true = [o.f1 for o in outcomes]
    stated = [
        float(np.interp(o.expected, np.linspace(0, 1, len(curves[k % FOLDS])), curves[k % FOLDS]))
        for k, o in enumerate(outcomes)
    ]
    ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (stated, true)]
    error = float(np.mean(np.abs(np.array(stated) - np.array(true))))
    return f"| {model} | {np.corrcoef(ranks[0], ranks[1])[0, 1]:.3f} | {error:.3f} |"
