"""The evaluation of boosted trees, against a walk that anybody can follow."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.scoring.forest import SCALE, Forest, build_forest

# A tree as nested tuples: (feature, limit, where at most, where more), or a leaf's value.
NAMES = ("a", "b", "c")


def flatten(trees: list[Any]) -> dict[str, list[int]]:
    arrays: dict[str, list[int]] = {key: [] for key in ("sizes", "features", "limits", "lefts", "rights", "values")}
    for tree in trees:
        start, leaves = len(arrays["features"]), len(arrays["values"])

        def add(node: Any, start: int = start, leaves: int = leaves) -> int:
            if isinstance(node, int):
                arrays["values"].append(node)
                return ~(len(arrays["values"]) - 1 - leaves)
            place = len(arrays["features"])
            arrays["features"].append(node[0])
            arrays["limits"].append(node[1])
            arrays["lefts"].append(0)
            arrays["rights"].append(0)
            arrays["lefts"][place] = add(node[2])
            arrays["rights"][place] = add(node[3])
            return place - start

        add(tree)
        arrays["sizes"].append(len(arrays["features"]) - start)
    return arrays


def naive(trees: list[Any], columns: dict[str, bytes], count: int) -> list[float]:
    scores = []
    for block in range(count):
        total = 0
        for tree in trees:
            node = tree
            while not isinstance(node, int):
                feature, limit, left, right = node
                node = left if columns[NAMES[feature]][block] <= limit else right
            total += node
        scores.append(total / SCALE)
    return scores


def forest_of(trees: list[Any]) -> Forest:
    return build_forest(NAMES, flatten(trees))


def random_columns(count: int, seed: int = 1) -> dict[str, bytes]:
    chance = random.Random(seed)
    return {name: chance.randbytes(count) for name in NAMES}


def random_tree(chance: random.Random, nodes: int) -> Any:
    if nodes == 0:
        return chance.randint(-90_000, 90_000)
    left = chance.randint(0, nodes - 1)
    inner = random_tree(chance, left), random_tree(chance, nodes - 1 - left)
    return (chance.randrange(len(NAMES)), chance.choice((0, 1, 127, 254, 255, chance.randrange(256))), *inner)


def random_trees(count: int, seed: int = 1) -> list[Any]:
    chance = random.Random(seed)
    return [random_tree(chance, 30) for _ in range(count)]


LIMITS = st.sampled_from((0, 1, 57, 254, 255)) | st.integers(0, 255)
LEAVES = st.integers(-(1 << 23), (1 << 23) - 1) | st.integers(-3, 3)


def nodes_over(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.integers(0, 2), LIMITS, inner, inner)


TREES = st.lists(nodes_over(st.recursive(LEAVES, nodes_over, max_leaves=20)), min_size=1, max_size=6)
ROWS = st.lists(st.tuples(*[st.integers(0, 255) | LIMITS] * 3), min_size=1, max_size=30)


@given(TREES, ROWS)
@settings(deadline=None, max_examples=150)
def test_scores_are_those_of_a_walk_down_every_tree(trees: list[Any], rows: list[tuple[int, int, int]]) -> None:
    columns = {name: bytes(column) for name, column in zip(NAMES, zip(*rows, strict=True), strict=True)}

    assert forest_of(trees).scores(columns, len(rows)) == naive(trees, columns, len(rows))


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 3_000, 4_095, 4_096, 4_097, 8_193])
def test_large_pages_are_scored_as_small_ones(count: int) -> None:
    trees, columns = random_trees(20), random_columns(count)

    assert forest_of(trees).scores(columns, count) == naive(trees, columns, count)


def test_blocks_do_not_change_each_others_scores() -> None:
    forest, columns = forest_of(random_trees(40)), random_columns(60)
    single = [forest.scores({k: v[i : i + 1] for k, v in columns.items()}, 1)[0] for i in range(60)]

    assert forest.scores(columns, 60) == single


def test_no_blocks_have_no_scores() -> None:
    assert forest_of(random_trees(3)).scores(random_columns(0), 0) == []


def test_a_forest_without_trees_knows_nothing() -> None:
    assert build_forest((), flatten([])).scores({}, 3) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("value", "leaf"), [(0, 0.0), (57, 0.0), (58, 1.0), (255, 1.0)])
def test_a_split_sends_what_is_at_most_its_limit_to_the_left(value: int, leaf: float) -> None:
    assert forest_of([(0, 57, 0, SCALE)]).scores({"a": bytes([value])}, 1) == [leaf]


@pytest.mark.parametrize("low", [0, -SCALE, 1, -(1 << 30)])
@pytest.mark.parametrize("spread", [0, 1, 255, 256, 65_535, 65_536, (1 << 24) - 1])
def test_leaves_of_every_width_come_out_whole(low: int, spread: int) -> None:
    forest = forest_of([(0, 10, low, low + spread)] * 200)

    assert forest.scores({"a": b"\0\xff"}, 2) == [200 * low / SCALE, 200 * (low + spread) / SCALE]


def test_a_tree_may_have_256_leaves() -> None:
    chain: Any = 255 * 300
    for limit in range(254, -1, -1):
        chain = (0, limit, limit * 300, chain)
    columns = {"a": bytes(range(256))}

    assert forest_of([chain]).scores(columns, 256) == [limit * 300 / SCALE for limit in range(256)]


def test_only_columns_that_are_asked_for_are_needed() -> None:
    trees = [(1, 9, -5, 5)]

    assert forest_of(trees).scores({"b": b"\x09\x0a", "other": b""}, 2) == [-5 / SCALE, 5 / SCALE]
    with pytest.raises(KeyError, match="b"):
        forest_of(trees).scores({"a": b"\0\0"}, 2)
