"""What each feature adds to a block's score, exactly.

A node of a tree expects the mean of what its page's blocks get below it, each block weighed by its words. On a block's
way from the root to its leaf each split changes that expectation, and the change is counted for the split's feature
(path attribution, after Saabas). The changes along a way add up to the leaf's value less what the root expects, so that
all of them and the roots' expectations together are the score, to the last digit.

The page itself is what a block is compared with, and not the pages of the training: what is the same all over the page
(its type, its length) then explains nothing, and what sets the block apart from the rest explains it. Shapley values
(TreeSHAP) would share the credit between features that only tell something together, where this credits the split that
came later; they need every way through a tree for every block, and this needs one sum a leaf.

It reads the weights file and not the forest: only `explain` needs it, and it needs the trees in another form.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .forest import SCALE
from .models import WEIGHTS
from .weights_file import read_arrays

_AT_MOST = tuple(bytes([255] * (limit + 1) + [0] * (255 - limit)) for limit in range(256))
_LANES = {4: "I", 8: "Q"}  # bytes a block in the sums

_Node = tuple[int, int, int, int]  # feature, limit, child where at most, child where more: an index, or ~leaf
_Tree = tuple[tuple[_Node, ...], tuple[int, ...]]  # nodes in preorder, and the leaves' values
_Ways = dict[int, list[int]]  # for each feature of a tree what it adds on the way to each leaf


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of each feature in the scores of a page's blocks, in log-odds; `base` is everybody's."""

    base: float
    _values: Mapping[str, array[int]]
    _offsets: Mapping[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """The features."""
        return tuple(self._values)

    def of(self, name: str, block: int) -> float:
        """What the feature adds to the block's score."""
        return (self._values[name][block] + self._offsets[name]) / SCALE


@dataclass(frozen=True, slots=True)
class Attribution:
    """A model's trees, ready to be asked what each feature adds."""

    names: tuple[str, ...]
    trees: tuple[_Tree, ...]

    def shares(self, columns: Mapping[str, bytes], counts: Sequence[int]) -> Shares:
        """Return the shares of all features for blocks of `counts` words. Linear in blocks."""
        places = [columns[name] for name in self.names]
        leaves = [_leaves(nodes, places, len(counts)) for nodes, _ in self.trees]
        base = 0
        ways: list[_Ways] = []
        for (nodes, values), leaf_of in zip(self.trees, leaves, strict=True):
            weights = [0] * len(values)
            for leaf, count in zip(leaf_of, counts, strict=True):
                weights[leaf] += count
            expected = _expectations(nodes, values, weights)
            ways.append(_ways(nodes, values, expected))
            base += expected[0]
        return self._add_up(base, leaves, ways, len(counts))

    def _add_up(self, base: int, leaves: Sequence[bytes], ways: Sequence[_Ways], count: int) -> Shares:
        """Sum up over the trees, for all blocks at once: they are the lanes of one large integer a feature."""
        offsets, highest, totals = ([0] * len(self.names) for _ in range(3))
        for tree in ways:
            for feature, by_leaf in tree.items():
                offsets[feature] += min(by_leaf)
                highest[feature] += max(by_leaf) - min(by_leaf)
        lane = 4 if max(highest, default=0) < 1 << 32 else 8
        buffer = bytearray(lane * count)
        for leaf_of, tree in zip(leaves, ways, strict=True):
            for feature, by_leaf in tree.items():
                for place, plane in enumerate(_planes(by_leaf, lane)):
                    buffer[place::lane] = leaf_of.translate(plane) if plane else bytes(count)
                totals[feature] += int.from_bytes(buffer, "little")
        values = {}
        for name, total in zip(self.names, totals, strict=True):
            values[name] = array(_LANES[lane], total.to_bytes(lane * count, "little"))
            if sys.byteorder == "big":
                values[name].byteswap()
        return Shares(base / SCALE, values, dict(zip(self.names, offsets, strict=True)))


@cache
def load_attribution(name: str) -> Attribution:
    """The attribution of one of the three models; read once for a process."""
    arrays = read_arrays(WEIGHTS / f"{name}.npz")
    return build_attribution(bytes(arrays["names"]).decode("utf-8").split("\n"), arrays)


def build_attribution(names: Sequence[str], arrays: Mapping[str, Any]) -> Attribution:
    """Put it together from the arrays that `build_forest` reads."""
    trees = []
    at = leaf = 0
    for size in arrays["sizes"]:
        columns = (arrays[key][at : at + size] for key in ("features", "limits", "lefts", "rights"))
        trees.append((tuple(zip(*columns, strict=True)), tuple(arrays["values"][leaf : leaf + size + 1])))
        at, leaf = at + size, leaf + size + 1
    return Attribution(tuple(names), tuple(trees))


def _leaves(nodes: Sequence[_Node], columns: Sequence[bytes], count: int) -> bytes:
    """The leaf that each block ends in, a byte each."""
    ones = int.from_bytes(b"\1" * count, "little")
    here = [0] * len(nodes)
    here[0] = ones * 255
    reached = 0
    for mask, (feature, limit, left, right) in zip(here, nodes, strict=True):  # children come after their parents
        if mask:
            yes = mask & int.from_bytes(columns[feature].translate(_AT_MOST[limit]), "little")
            for child, there in ((left, yes), (right, mask ^ yes)):
                if child >= 0:
                    here[child] = there
                else:
                    reached |= there & (ones * ~child)
    return reached.to_bytes(count, "little")


def _expectations(nodes: Sequence[_Node], values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """What each node expects, as a whole number like the leaves' values; 0 where no word comes by."""
    sums = [0] * len(nodes)
    totals = [0] * len(nodes)
    for i in range(len(nodes) - 1, -1, -1):  # children come after their parents
        for child in nodes[i][2:]:
            sums[i] += sums[child] if child >= 0 else values[~child] * weights[~child]
            totals[i] += totals[child] if child >= 0 else weights[~child]
    return [round(total / weight) if weight else 0 for total, weight in zip(sums, totals, strict=True)]


def _ways(nodes: Sequence[_Node], values: Sequence[int], expected: Sequence[int]) -> _Ways:
    """For each feature of a tree what it adds on the way to each leaf."""
    shares = {feature: [0] * len(values) for feature, *_ in nodes}
    ways: list[tuple[int, dict[int, int]]] = [(0, {})]
    while ways:
        place, met = ways.pop()
        feature, _, left, right = nodes[place]
        for child in (left, right):
            there = expected[child] if child >= 0 else values[~child]
            way = {**met, feature: met.get(feature, 0) + there - expected[place]}
            if child >= 0:
                ways.append((child, way))
            else:
                for own, share in way.items():
                    shares[own][~child] = share
    return shares


def _planes(by_leaf: Sequence[int], lane: int) -> list[bytes | None]:
    """The lowest, second … byte of each leaf's value above the least, as tables; None where all are 0."""
    least = min(by_leaf)
    above = [value - least for value in by_leaf]
    length = (max(above).bit_length() + 7) // 8
    padding = bytes(256 - len(above))
    planes = [bytes([(v >> 8 * k) & 255 for v in above]) + padding for k in range(length)]
    return [*planes, *[None] * (lane - length)]
