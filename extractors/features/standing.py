"""Where a block stands in the tree: what its containers hold, which parts repeat, where the bulk of the prose is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

from ..article import Block
from .chosen import log_column, share_column
from .marking import MARKING
from .outline import Outline
from .quantise import flags, log_byte, share_byte, since
from .surroundings import Columns, windowed

_LEVELS = 5
_REPEATED = 3
_MAIN_SHARE, _KEPT_SHARE = 0.6, 0.7
_KEPT = 0.5
_SECTION_TAGS = frozenset("article main section aside form nav footer header".split())
_FACTS = ("of_page", "of_prose", "links", "prose", "blocks", "words_a_block", "words", "headings", "twins", "place")
_VERDICT_FACTS = ("verdict", "of_verdict")
_KEPT_WINDOWS = (5, 15)


@dataclass(frozen=True, slots=True)
class Containers:
    """The elements around each block that features ask about, by their places in the outline; -1 for none.

    `boxes` are a block's own element and the four around it, each with more blocks than the one before. `parts` are the
    nearest and the outermost of repeated siblings, and the section.
    """

    boxes: tuple[list[int], ...]
    parts: dict[str, list[int]]


def find_containers(outline: Outline) -> Containers:
    """Return the containers of each block. Linear in the page."""
    blocks = outline.sums(repeat(1, len(outline.owners)))
    larger = _larger(outline, blocks)
    larger.append(-1)  # so that -1 leads to -1
    boxes = [list(outline.owners)]
    while len(boxes) < _LEVELS:
        boxes.append([larger[i] for i in boxes[-1]])
    repeated = [twins >= _REPEATED for twins in outline.twins]
    marked = {
        "part": outline.nearest(repeated),
        "series": outline.outermost(repeated),
        "section": outline.nearest([tag in _SECTION_TAGS for tag in outline.tags]),
    }
    return Containers(tuple(boxes), {name: [found[o] for o in outline.owners] for name, found in marked.items()})


def describe_standing(
    outline: Outline, containers: Containers, blocks: Sequence[Block], prose: Sequence[bool]
) -> Columns:
    """Everything that the tree tells about the blocks."""
    if not blocks:
        return {}
    words = [block.words for block in blocks]
    fluent = [block.words if p else 0 for block, p in zip(blocks, prose, strict=True)]
    links = [block.words * block.link_share for block in blocks]
    prose_below = outline.sums(fluent)
    below = (outline.sums(words), prose_below, outline.sums(links))
    columns = _describe_containers(containers, _facts(outline, blocks, below), _FACTS)
    columns |= _describe_main(outline, "main", prose_below, _MAIN_SHARE)
    columns |= _describe_shapes(outline, words, fluent, links)
    columns["depth"] = bytes([min(255, outline.depths[o]) for o in outline.owners])
    rows = b"".join([outline.rows[o] for o in outline.owners])
    return columns | {name: rows[place :: len(MARKING)] for place, name in enumerate(MARKING)}


def describe_verdict(
    outline: Outline, containers: Containers, blocks: Sequence[Block], verdict: Sequence[float]
) -> Columns:
    """What trafilatura keeps of each block (`verdict`, 0 to 1), of its containers, those around it, and the page."""
    if not blocks:
        return {}
    counts = [block.words for block in blocks]
    kept = [share * count for share, count in zip(verdict, counts, strict=True)]
    words_below, kept_below = outline.sums(counts), outline.sums(kept)
    facts = zip(share_column(kept_below, words_below), share_column(kept_below, repeat(kept_below[0])), strict=True)
    columns = _describe_containers(containers, list(map(bytes, facts)), _VERDICT_FACTS)
    columns |= _describe_main(outline, "kept", kept_below, _KEPT_SHARE)
    shapes = _shapes(outline)
    words, agreed = _by_shape(shapes, counts), _by_shape(shapes, kept)
    shares = {s: share_byte(agreed[s], words[s]) for s in words}
    columns["shape_verdict"] = bytes([shares[s] for s in shapes])
    return columns | _describe_own_verdict(verdict, counts, kept)


def _describe_containers(containers: Containers, facts: list[bytes], names: Sequence[str]) -> Columns:
    """The facts of a block's element and of the containers around it; of its repeated part, and of its section.

    Beyond the largest container stands the page, in whose place a missing part or section has nothing.
    """
    size = len(names)
    columns: Columns = {}
    found = {f"box{level}": at for level, at in enumerate(containers.boxes)} | containers.parts
    for prefix, at in found.items():
        # -1 takes the last: what stands for "none"
        known = [*facts, facts[0] if prefix.startswith("box") else bytes(size)]
        rows = b"".join([known[i] for i in at])
        columns |= {f"{prefix}_{name}": rows[k::size] for k, name in enumerate(names)}
    return columns


def _facts(
    outline: Outline, blocks: Sequence[Block], below: tuple[list[float], list[float], list[float]]
) -> list[bytes]:
    """One row of _FACTS for each element. `below` are the words, the words of prose and of links below each."""
    words, prose, links = below
    counts = outline.sums(repeat(1, len(blocks)))
    headings = outline.sums([1 if b.level else 0 for b in blocks])
    columns = [
        share_column(words, repeat(words[0])),
        share_column(prose, repeat(prose[0])),
        share_column(links, words),
        share_column(prose, words),
        log_column(map(int, counts)),
        log_column([int(n / b) for n, b in zip(words, counts, strict=True)]),
        log_column(map(int, words)),
        share_column(headings, counts),
        log_column(outline.twins),
        log_column(outline.places),
    ]
    return list(map(bytes, zip(*columns, strict=True)))


def _larger(outline: Outline, blocks: Sequence[float]) -> list[int]:
    """For each element the lowest ancestor that holds more blocks than it does; -1 for the largest."""
    found, parents = [-1], outline.parents
    for i in range(1, len(blocks)):
        parent = parents[i]
        found.append(parent if blocks[parent] > blocks[i] else found[parent])
    return found


def _describe_main(outline: Outline, name: str, totals: Sequence[float], share: float) -> Columns:
    """How far up from the end of the main path a block leaves it, and how deep below the path it stands."""
    *met, end = outline.main_path(totals, share)
    return {
        f"{name}_up": bytes([min(255, end - met[o]) for o in outline.owners]),
        f"{name}_below": bytes([min(255, outline.depths[o] - met[o]) for o in outline.owners]),
    }


def _shapes(outline: Outline) -> list[int]:
    """For each block a number of its shape: how its element is marked, and that one's parent."""
    numbers: dict[tuple[object, object], int] = {}
    pairs = [(shape, outline.shapes[parent]) for shape, parent in zip(outline.shapes, outline.parents, strict=True)]
    found = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
    return [found[owner] for owner in outline.owners]


def _describe_shapes(outline: Outline, words: Sequence[int], fluent: Sequence[int], links: Sequence[float]) -> Columns:
    """What the blocks that are marked like this one, and their parents like its parent, have in common."""
    shapes = _shapes(outline)
    counts = Counter(shapes)
    spoken, linked, prose = _by_shape(shapes, words), _by_shape(shapes, links), _by_shape(shapes, fluent)
    total = sum(spoken.values())
    facts = {
        "shape_count": {s: log_byte(counts[s]) for s in counts},
        "shape_of_page": {s: share_byte(spoken[s], total) for s in counts},
        "shape_words": {s: log_byte(int(spoken[s] / counts[s])) for s in counts},
        "shape_links": {s: share_byte(linked[s], spoken[s]) for s in counts},
        "shape_prose": {s: share_byte(prose[s], spoken[s]) for s in counts},
    }
    return {name: bytes([fact[s] for s in shapes]) for name, fact in facts.items()}


def _by_shape(shapes: Sequence[int], values: Sequence[float]) -> dict[int, float]:
    totals = dict.fromkeys(shapes, 0.0)
    for shape, value in zip(shapes, values, strict=True):
        totals[shape] += value
    return totals


def _describe_own_verdict(verdict: Sequence[float], counts: Sequence[int], kept: Sequence[float]) -> Columns:
    keeps = [share >= _KEPT and count > 0 for share, count in zip(verdict, counts, strict=True)]
    words, sums = [0, *accumulate(counts)], [0.0, *accumulate(kept)]
    count = len(counts)
    columns = {
        "verdict": share_column(verdict, repeat(1)),
        "since_kept": since(keeps),
        "till_kept": since(keeps[::-1])[::-1],
        "page_verdict": bytes([share_byte(sums[-1], words[-1])]) * count,
        "page_kept": bytes([log_byte(int(sums[-1]))]) * count,
        "is_kept": flags(keeps),
    }
    for reach in _KEPT_WINDOWS:
        columns[f"kept_within_{reach}"] = share_column(windowed(sums, reach), windowed(words, reach))
    return columns
