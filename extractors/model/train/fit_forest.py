"""Fitting a forest with LightGBM, and its trees as flat arrays of whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from ...features.columns import learned_features
from ...features.lexicon import Lexicon
from ..forest import SCALE
from .gold_examples import Example

Matrix = NDArray[np.uint8]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Size:
    """Trees, and values that a feature is sorted into."""

    trees: int
    bins: int


# Every page pays for its model. On HTML more trees and finer values brought nothing that outlasts another seed; on
# plain text, with a quarter of the columns, they did.
HTML_SIZE, TEXT_SIZE = Size(240, 47), Size(300, 255)
_PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "min_sum_hessian_in_leaf": 0.3,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def matrix(example: Example, lexicon: Lexicon, names: Sequence[str] = ()) -> tuple[tuple[str, ...], Matrix]:
    """All columns of one page as (names, blocks by names): those in `names`, or all in the order of the alphabet."""
    columns = example.columns | learned_features(example.layout, example.outline, lexicon)
    order = tuple(names) or tuple(sorted(columns))
    return order, np.stack([np.frombuffer(columns[name], np.uint8) for name in order], axis=1)


def weights(examples: Sequence[Example]) -> Vector:
    """What each block of each page counts for: its share of the page's words, and a little for being a block; images
    nothing. A gold set counts by the root of its pages, so that a large one does not settle every convention."""
    pages = Counter(example.gold.set_name for example in examples)
    parts: list[Vector] = []
    for example in examples:
        counts: Vector = np.array(example.counts, np.float64)
        parts.append((counts + (counts > 0)) / counts.sum() * pages[example.gold.set_name] ** -0.5)
    result: Vector = np.concatenate(parts)
    return result


def fit(rows: Matrix, labels: Vector, row_weights: Vector, size: Size) -> lightgbm.Booster:
    """Train on blocks with words. One thread and fixed seeds: the same rows give the same trees."""
    parameters = {**_PARAMETERS, "max_bin": size.bins}
    used = row_weights > 0
    mean = row_weights[used].mean()
    data = lightgbm.Dataset(rows[used], labels[used], weight=row_weights[used] / mean)
    return lightgbm.train(parameters, data, size.trees)


def flatten(booster: lightgbm.Booster) -> dict[str, list[int]]:
    """The trees as the arrays that `build_forest` reads; leaf values are rounded to whole multiples of 1 / SCALE."""
    arrays: dict[str, list[int]] = {key: [] for key in ("sizes", "features", "limits", "lefts", "rights", "values")}
    for tree in booster.dump_model()["tree_info"]:
        if "leaf_value" in tree["tree_structure"]:
            continue  # a tree that found nothing to split
        size = _flatten_node(tree["tree_structure"], arrays, [0, 0])
        arrays["sizes"].append(size)
    return arrays


def _flatten_node(node: dict[str, Any], arrays: dict[str, list[int]], met: list[int]) -> int:
    """Write a node and those below it in preorder; `met` counts nodes and leaves. Returns the nodes so far."""
    place = len(arrays["features"])
    arrays["features"].append(node["split_feature"])
    arrays["limits"].append(int(node["threshold"] // 1))
    arrays["lefts"].append(0)
    arrays["rights"].append(0)
    met[0] += 1
    for side, child in (("lefts", node["left_child"]), ("rights", node["right_child"])):
        if "leaf_value" in child:
            arrays[side][place] = ~met[1]
            arrays["values"].append(round(child["leaf_value"] * SCALE))
            met[1] += 1
        else:
            arrays[side][place] = met[0]
            _flatten_node(child, arrays, met)
    return met[0]
