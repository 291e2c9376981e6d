"""The evaluation of boosted trees, in Python and compiled, against a walk that anybody can follow."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.model import forest
from cleancopy.extractors.model.forest import SCALE, Forest

from ...compiled import compiled_module

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


ForestOf = Callable[[list[Any]], Forest]


@pytest.fixture(scope="module", params=["forest", "compiled_forest"])
def forest_of(request: pytest.FixtureRequest) -> ForestOf:
    module = forest if request.param == "forest" else compiled_module("model.compiled_forest")
    build = module.build_forest
    return lambda trees: build(NAMES, flatten(trees))


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
def test_scores_are_those_of_a_walk_down_every_tree(
    forest_of: ForestOf, trees: list[Any], rows: list[tuple[int, int, int]]
) -> None:
    columns = {name: bytes(column) for name, column in zip(NAMES, zip(*rows, strict=True), strict=True)}

    assert forest_of(trees).scores(columns, len(rows)) == naive(trees, columns, len(rows))


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 3_000, 4_095, 4_096, 4_097, 8_193])
def test_large_pages_are_scored_as_small_ones(forest_of: ForestOf, count: int) -> None:
    trees, columns = random_trees(20), random_columns(count)

    assert forest_of(trees).scores(columns, count) == naive(trees, columns, count)


def test_blocks_do_not_change_each_others_scores(forest_of: ForestOf) -> None:
    forest, columns = forest_of(random_trees(40)), random_columns(60)
    single = [forest.scores({k: v[i : i + 1] for k, v in columns.items()}, 1)[0] for i in range(60)]

    assert forest.scores(columns, 60) == single


def test_no_blocks_have_no_scores(forest_of: ForestOf) -> None:
    assert forest_of(random_trees(3)).scores(random_columns(0), 0) == []


def test_a_forest_without_trees_knows_nothing(forest_of: ForestOf) -> None:
    assert forest_of([]).scores({}, 3) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("value", "leaf"), [(0, 0.0), (57, 0.0), (58, 1.0), (255, 1.0)])
def test_a_split_sends_what_is_at_most_its_limit_to_the_left(forest_of: ForestOf, value: int, leaf: float) -> None:
    assert forest_of([(0, 57, 0, SCALE)]).scores({"a": bytes([value])}, 1) == [leaf]


@pytest.mark.parametrize("low", [0, -SCALE, 1, -(1 << 30)])
@pytest.mark.parametrize("spread", [0, 1, 255, 256, 65_535, 65_536, (1 << 24) - 1])
def test_leaves_of_every_width_come_out_whole(forest_of: ForestOf, low: int, spread: int) -> None:
    forest = forest_of([(0, 10, low, low + spread)] * 200)

    assert forest.scores({"a": b"\0\xff"}, 2) == [200 * low / SCALE, 200 * (low + spread) / SCALE]


def test_a_tree_may_have_256_leaves(forest_of: ForestOf) -> None:
    chain: Any = 255 * 300
    for limit in range(254, -1, -1):
        chain = (0, limit, limit * 300, chain)
    columns = {"a": bytes(range(256))}

    assert forest_of([chain]).scores(columns, 256) == [limit * 300 / SCALE for limit in range(256)]


def test_only_columns_that_are_asked_for_are_needed(forest_of: ForestOf) -> None:
    trees = [(1, 9, -5, 5)]

    assert forest_of(trees).scores({"b": b"\x09\x0a", "other": b""}, 2) == [-5 / SCALE, 5 / SCALE]
    with pytest.raises(KeyError, match="b"):
        forest_of(trees).scores({"a": b"\0\0"}, 2)


def test_a_forest_says_which_columns_it_asks_for(forest_of: ForestOf) -> None:
    assert forest_of([(1, 9, -5, (0, 3, 1, 2))]).asked == {"a", "b"}


def test_a_forest_can_be_sent_to_another_process(forest_of: ForestOf) -> None:
    forest, columns = forest_of(random_trees(5)), random_columns(20)

    assert pickle.loads(pickle.dumps(forest)).scores(columns, 20) == forest.scores(columns, 20)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("features", [3, 0], "a column that is not there"),
        ("features", [-1, 0], "a column that is not there"),
        ("features", [0], "do not fit together"),
        ("lefts", [0, ~0], "out of its tree, or back"),
        ("lefts", [2, ~0], "out of its tree, or back"),
        ("rights", [~3, ~1], "out of its tree, or back"),
        ("values", [1, 2], "do not fit together"),
        ("sizes", [0, 2], "do not fit together"),
        ("sizes", [3], "do not fit together"),
    ],
)
def test_compiled_trees_that_would_be_read_beyond_their_ends_are_refused(key: str, value: Any, message: str) -> None:
    compiled = pytest.importorskip("cleancopy.extractors.model.compiled_forest", exc_type=ImportError)
    whole = {"sizes": [2], "features": [0, 1], "limits": [9, 9], "lefts": [1, ~0], "rights": [~2, ~1]}
    arrays = whole | {"values": [1, 2, 3]}
    assert compiled.build_forest(NAMES, arrays).scores(random_columns(9), 9)

    with pytest.raises(ValueError, match=message):
        compiled.build_forest(NAMES, arrays | {key: value})


def test_a_short_column_is_refused_before_it_is_read_beyond_its_end() -> None:
    compiled = pytest.importorskip("cleancopy.extractors.model.compiled_forest", exc_type=ImportError)

    with pytest.raises(ValueError, match="a: 2 values for 3 blocks"):
        compiled.build_forest(NAMES, flatten([(0, 57, 0, 1)])).scores({"a": b"\0\0"}, 3)
