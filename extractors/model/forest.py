"""Boosted trees, evaluated for all blocks of a page at once, without NumPy and without LightGBM.

A page's blocks are the lanes of one large integer, a byte each. What a split asks ("is this feature at most 57?") is
answered for all blocks by translating the feature's column; walking a tree is then a few ANDs of large integers, one
pair a node, however many blocks there are. A part of a tree that no block reaches is not walked. Scores are sums of
whole numbers, so they are the same on every machine and in every order.

`compiled_forest.pyx` does the same in C, where an installation could compile it.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

SCALE = 1 << 16  # leaf values are whole multiples of 1 / SCALE
_BYTE = 256
_AT_MOST = tuple(bytes([255] * (limit + 1) + [0] * (255 - limit)) for limit in range(_BYTE))
_AT_ONCE = 4096  # blocks: the answers take a byte for each block and condition
_LANE = 4  # bytes a block in the sums


class Forest(Protocol):
    """Boosted trees over named columns."""

    @property
    def asked(self) -> frozenset[str]:
        """The columns that some tree asks for."""

    def scores(self, columns: Mapping[str, bytes], count: int) -> list[float]:
        """Return the raw score (log-odds) of each of `count` blocks. Linear in blocks, in bounded memory."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in preorder as (condition, left, right): a child is a node's index, or ~leaf.

    `planes` map a leaf to the lowest, second … byte of its value above `base`.
    """

    nodes: tuple[tuple[int, int, int], ...]
    planes: tuple[bytes, ...]
    base: int


@dataclass(frozen=True, slots=True)
class LaneForest:
    """Trees over named columns. `questions` are, for each feature, its (limit, condition) pairs."""

    questions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    conditions: int
    trees: tuple[Tree, ...]
    leaves: int

    @property
    def asked(self) -> frozenset[str]:
        """The columns that some tree asks for."""
        return frozenset(name for name, _ in self.questions)

    def scores(self, columns: Mapping[str, bytes], count: int) -> list[float]:
        """See Forest."""
        found: list[float] = []
        for start in range(0, count, _AT_ONCE):
            span = slice(start, min(start + _AT_ONCE, count))
            found += self._scores({name: columns[name][span] for name, _ in self.questions}, span.stop - start)
        return found

    def _scores(self, columns: Mapping[str, bytes], count: int) -> list[float]:
        answers = self._answers(columns)
        ones = int.from_bytes(b"\1" * count, "little")
        everyone = ones * 255
        leaf_lanes = [ones * leaf for leaf in range(self.leaves)]
        buffer = bytearray(_LANE * count)
        total = 0
        for tree in self.trees:
            leaf_of = _walk(tree, answers, everyone, leaf_lanes).to_bytes(count, "little")
            for place in range(_LANE - 1):
                plane = tree.planes[place] if place < len(tree.planes) else None
                buffer[place::_LANE] = leaf_of.translate(plane) if plane else bytes(count)
            total += int.from_bytes(buffer, "little")
        sums = array("I", total.to_bytes(_LANE * count, "little"))
        if sys.byteorder == "big":
            sums.byteswap()
        base = sum(tree.base for tree in self.trees)
        return [(value + base) / SCALE for value in sums]

    def _answers(self, columns: Mapping[str, bytes]) -> list[int]:
        answers = [0] * self.conditions
        from_bytes = int.from_bytes
        for name, limits in self.questions:
            column = columns[name]
            for limit, condition in limits:
                answers[condition] = from_bytes(column.translate(_AT_MOST[limit]), "little")
        return answers


def _walk(tree: Tree, answers: Sequence[int], everyone: int, leaf_lanes: Sequence[int]) -> int:
    """The leaf that each block ends in, as lanes."""
    here = [0] * len(tree.nodes)
    here[0] = everyone
    reached = 0
    for mask, (condition, left, right) in zip(here, tree.nodes, strict=True):  # children come after their parents
        if mask:
            yes = mask & answers[condition]
            no = mask ^ yes
            if left >= 0:
                here[left] = yes
            else:
                reached |= yes & leaf_lanes[~left]
            if right >= 0:
                here[right] = no
            else:
                reached |= no & leaf_lanes[~right]
    return reached


def build_forest(names: Sequence[str], arrays: Mapping[str, Sequence[int]]) -> LaneForest:
    """Put a forest together from flat arrays: `sizes` (nodes a tree), and for all nodes in preorder `features`
    (places in `names`), `limits`, `lefts`, `rights`; `values` are the leaves of all trees in order."""
    trees: list[Tree] = []
    at = leaf = most = 0
    asked_for = list(zip(arrays["features"], arrays["limits"], strict=True))
    conditions = {pair: number for number, pair in enumerate(dict.fromkeys(asked_for))}
    numbers = [conditions[pair] for pair in asked_for]
    lefts, rights = arrays["lefts"], arrays["rights"]
    for size in arrays["sizes"]:
        span = slice(at, at + size)
        nodes = tuple(zip(numbers[span], lefts[span], rights[span], strict=True))
        values = arrays["values"][leaf : leaf + size + 1]
        trees.append(_tree(nodes, values))
        at, leaf, most = at + size, leaf + size + 1, max(most, size + 1)
    questions: dict[int, list[tuple[int, int]]] = {}
    for (feature, limit), condition in conditions.items():
        questions.setdefault(feature, []).append((limit, condition))
    return LaneForest(
        tuple((names[feature], tuple(asked)) for feature, asked in sorted(questions.items())),
        len(conditions),
        tuple(trees),
        most,
    )


def _tree(nodes: tuple[tuple[int, int, int], ...], values: Sequence[int]) -> Tree:
    base = min(values)
    above = [value - base for value in values]
    count = max(1, (max(above).bit_length() + 7) // 8)
    lanes = struct.pack(f"<{_BYTE}I", *above, *[0] * (_BYTE - len(above)))
    return Tree(nodes, tuple(lanes[place::_LANE] for place in range(count)), base)
