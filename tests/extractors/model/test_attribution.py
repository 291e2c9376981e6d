"""What each feature adds, against a walk that anybody can follow, and the sums that it must keep to."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.model.attribution import build_attribution, load_attribution
from cleancopy.extractors.model.forest import SCALE, build_forest
from cleancopy.extractors.model.models import load_model

NAMES = ("a", "b", "c")
# A tree as nested tuples: (feature, limit, where at most, where more), or a leaf's value.


def random_tree(chance: random.Random, nodes: int) -> Any:
    if nodes == 0:
        return chance.randint(-90_000, 90_000)
    left = chance.randint(0, nodes - 1)
    inner = random_tree(chance, left), random_tree(chance, nodes - 1 - left)
    return (chance.randrange(len(NAMES)), chance.randrange(256), *inner)


def flatten(trees: list[Any]) -> dict[str, list[int]]:
    arrays: dict[str, list[int]] = {key: [] for key in ("sizes", "features", "limits", "lefts", "rights", "values")}
    for tree in trees:
        start, leaves = len(arrays["features"]), len(arrays["values"])

        def add(node: Any, start: int = start, leaves: int = leaves) -> int:
            if isinstance(node, int):
                arrays["values"].append(node)
                return ~(len(arrays["values"]) - 1 - leaves)
            place = len(arrays["features"])
            for key, value in zip(("features", "limits", "lefts", "rights"), (node[0], node[1], 0, 0), strict=True):
                arrays[key].append(value)
            arrays["lefts"][place] = add(node[2])
            arrays["rights"][place] = add(node[3])
            return place - start

        add(tree)
        arrays["sizes"].append(len(arrays["features"]) - start)
    return arrays


def side(node: Any, columns: dict[str, bytes], block: int) -> Any:
    return node[2] if columns[NAMES[node[0]]][block] <= node[1] else node[3]


def leaf(node: Any, columns: dict[str, bytes], block: int) -> int:
    while not isinstance(node, int):
        node = side(node, columns, block)
    return node


def expected(node: Any, columns: dict[str, bytes], counts: list[int], here: list[int]) -> float:
    total = sum(counts[b] for b in here)
    return sum(leaf(node, columns, b) * counts[b] for b in here) / total if total else 0.0


def naive(trees: list[Any], columns: dict[str, bytes], counts: list[int], block: int) -> dict[str, float]:
    shares = dict.fromkeys(NAMES, 0.0)
    for tree in trees:
        node, here = tree, list(range(len(counts)))
        value = expected(node, columns, counts, here)
        while not isinstance(node, int):
            after = side(node, columns, block)
            here = [b for b in here if side(node, columns, b) is after]
            new = after if isinstance(after, int) else expected(after, columns, counts, here)
            shares[NAMES[node[0]]] += new - value
            node, value = after, new
    return {name: value / SCALE for name, value in shares.items()}


def columns_of(chance: random.Random, count: int) -> dict[str, bytes]:
    return {name: chance.randbytes(count) for name in NAMES}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 12), nodes=st.integers(1, 30))
def test_the_shares_are_those_of_a_plain_walk(seed: int, count: int, nodes: int) -> None:
    chance = random.Random(seed)
    trees = [random_tree(chance, nodes) for _ in range(5)]
    columns, counts = columns_of(chance, count), [chance.randint(1, 40) for _ in range(count)]
    found = build_attribution(NAMES, flatten(trees)).shares(columns, counts)
    for block in range(count):
        wanted = naive(trees, columns, counts, block)
        assert {n: found.of(n, block) for n in NAMES} == pytest.approx(wanted, abs=1e-2)  # expectations are rounded


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 60), no_words=st.booleans())
def test_shares_and_base_are_the_score_to_the_last_digit(seed: int, count: int, no_words: bool) -> None:
    chance = random.Random(seed)
    arrays = flatten([random_tree(chance, 30) for _ in range(20)])
    columns, counts = columns_of(chance, count), [0 if no_words else chance.randint(0, 40) for _ in range(count)]
    found = build_attribution(NAMES, arrays).shares(columns, counts)
    sums = [found.base + sum(found.of(name, block) for name in found.names) for block in range(count)]
    assert sums == build_forest(NAMES, arrays).scores(columns, count)


def test_the_base_is_the_mean_of_the_page_by_words() -> None:
    chance = random.Random(3)
    arrays = flatten([random_tree(chance, 30) for _ in range(20)])
    columns, counts = columns_of(chance, 50), [chance.randint(0, 40) for _ in range(50)]
    scores = build_forest(NAMES, arrays).scores(columns, 50)
    mean = sum(s * c for s, c in zip(scores, counts, strict=True)) / sum(counts)
    assert build_attribution(NAMES, arrays).shares(columns, counts).base == pytest.approx(mean, abs=1e-3)


def test_what_is_the_same_all_over_the_page_explains_nothing() -> None:
    chance = random.Random(4)
    arrays = flatten([random_tree(chance, 30) for _ in range(20)])
    columns = columns_of(chance, 30) | {"b": bytes([77]) * 30}
    found = build_attribution(NAMES, arrays).shares(columns, [5] * 30)
    assert [found.of("b", block) for block in range(30)] == [0.0] * 30
    assert any(found.of("a", block) for block in range(30))


def test_large_leaves_have_room() -> None:
    trees = [(0, 100, -(1 << 30), (1, 50, 1 << 30, 3))] * 20
    columns = {"a": bytes([0, 200, 200]), "b": bytes([0, 0, 200]), "c": bytes(3)}
    arrays = flatten(trees)
    found = build_attribution(NAMES, arrays).shares(columns, [1, 1, 1])
    sums = [found.base + sum(found.of(name, block) for name in NAMES) for block in range(3)]
    assert sums == pytest.approx([20 * v / SCALE for v in (-(1 << 30), 1 << 30, 3)])


@pytest.mark.parametrize("name", ["html", "fast", "text"])
def test_the_models_of_the_package_are_explained_to_the_last_digit(name: str) -> None:
    attribution, chance = load_attribution(name), random.Random(5)
    columns = {column: chance.randbytes(40) for column in attribution.names}
    found = attribution.shares(columns, [chance.randint(1, 90) for _ in range(40)])
    scores = load_model(name).forest.scores(columns, 40)
    for block, score in enumerate(scores):
        assert found.base + sum(found.of(n, block) for n in found.names) == pytest.approx(score, abs=1e-9)
