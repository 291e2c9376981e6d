"""Where a block stands in the tree: what its containers hold, which parts repeat, where the bulk of the prose is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, repeat

from ..article import Block
from .marking import MARKING
from .outline import Outline
from .quantise import flags, log_byte, log_column, share_byte, share_column, since
from .surroundings import Columns, windowed

_LEVELS = 5
_REPEATED = 3
_MAIN_SHARE, _KEPT_SHARE = 0.6, 0.7
_KEPT = 0.5
_SECTION_TAGS = frozenset("article main section aside form nav footer header".split())
_FACTS = (
    *("of_page", "of_prose", "links", "prose", "blocks", "words_a_block", "words", "headings", "twins", "place"),
    *("verdict", "of_verdict"),
)
_KEPT_WINDOWS = (5, 15)


def describe_standing(
    outline: Outline, blocks: Sequence[Block], prose: Sequence[bool], verdict: Sequence[float] | None
) -> Columns:
    """Everything that the tree tells about the blocks. `verdict` are trafilatura's shares, None without it."""
    if not blocks:
        return {}
    counts = [block.words for block in blocks]
    kept = [share * count for share, count in zip(verdict, counts, strict=True)] if verdict is not None else None
    sums = _Sums(outline, blocks, prose, kept)
    columns = _describe_containers(outline, sums)
    columns |= _describe_main(outline, "main", sums.prose, _MAIN_SHARE)
    columns |= _describe_shapes(outline, blocks, prose, kept)
    columns["depth"] = bytes([min(255, outline.depths[o]) for o in outline.owners])
    rows = b"".join([outline.rows[o] for o in outline.owners])
    columns |= {name: rows[place :: len(MARKING)] for place, name in enumerate(MARKING)}
    if verdict is not None and kept is not None:
        columns |= _describe_main(outline, "kept", sums.kept, _KEPT_SHARE)
        columns |= _describe_verdict(verdict, counts, kept)
    return columns


class _Sums:
    """What stands below each element, in words, blocks and headings."""

    def __init__(
        self, outline: Outline, blocks: Sequence[Block], prose: Sequence[bool], kept: Sequence[float] | None
    ) -> None:
        self.words = outline.sums(b.words for b in blocks)
        self.prose = outline.sums(b.words if p else 0 for b, p in zip(blocks, prose, strict=True))
        self.links = outline.sums(b.words * b.link_share for b in blocks)
        self.blocks = outline.sums(1 for _ in blocks)
        self.headings = outline.sums(1 if b.level else 0 for b in blocks)
        self.kept = outline.sums(kept) if kept is not None else []


def _describe_containers(outline: Outline, sums: _Sums) -> Columns:
    """The facts of a block's element and of the four containers around it, each larger than the one before; of its
    nearest and outermost repeated part, and of its section."""
    facts = _facts(outline, sums)
    size = len(facts[0])
    names = _FACTS[:size]
    root, nothing = facts[0], bytes(size)
    columns: Columns = {}
    larger = _larger(outline, sums.blocks)
    at: list[int] = list(outline.owners)
    for level in range(_LEVELS):
        rows = b"".join([facts[i] if i >= 0 else root for i in at])
        columns |= {f"box{level}_{name}": rows[k::size] for k, name in enumerate(names)}
        at = [larger[i] if i >= 0 else -1 for i in at]
    repeated = [twins >= _REPEATED for twins in outline.twins]
    marked = {
        "part": outline.nearest(repeated),
        "series": outline.outermost(repeated),
        "section": outline.nearest([tag in _SECTION_TAGS for tag in outline.tags]),
    }
    for prefix, found in marked.items():
        rows = b"".join([facts[found[o]] if found[o] >= 0 else nothing for o in outline.owners])
        columns |= {f"{prefix}_{name}": rows[k::size] for k, name in enumerate(names)}
    return columns


def _facts(outline: Outline, sums: _Sums) -> list[bytes]:
    """One row of _FACTS for each element; the two about trafilatura's verdict are left out without it."""
    words, prose, blocks, count = sums.words[0], sums.prose[0], sums.blocks, len(sums.blocks)
    columns = [
        share_column(sums.words, repeat(words, count)),
        share_column(sums.prose, repeat(prose, count)),
        share_column(sums.links, sums.words),
        share_column(sums.prose, sums.words),
        log_column(map(int, blocks)),
        log_column(int(n / b) for n, b in zip(sums.words, blocks, strict=True)),
        log_column(map(int, sums.words)),
        share_column(sums.headings, blocks),
        log_column(outline.twins),
        log_column(outline.places),
    ]
    if sums.kept:
        columns.append(share_column(sums.kept, sums.words))
        columns.append(share_column(sums.kept, repeat(sums.kept[0], count)))
    return list(map(bytes, zip(*columns, strict=True)))


def _larger(outline: Outline, blocks: Sequence[float]) -> list[int]:
    """For each element the lowest ancestor that holds more blocks than it does; -1 for the largest."""
    found = [-1]
    for i in range(1, len(blocks)):
        parent = outline.parents[i]
        found.append(parent if blocks[parent] > blocks[i] else found[parent])
    return found


def _describe_main(outline: Outline, name: str, totals: Sequence[float], share: float) -> Columns:
    """How far up from the end of the main path a block leaves it, and how deep below the path it stands."""
    *met, end = outline.main_path(totals, share)
    return {
        f"{name}_up": bytes([min(255, end - met[o]) for o in outline.owners]),
        f"{name}_below": bytes([min(255, outline.depths[o] - met[o]) for o in outline.owners]),
    }


def _describe_shapes(
    outline: Outline, blocks: Sequence[Block], prose: Sequence[bool], kept: Sequence[float] | None
) -> Columns:
    """What the blocks that are marked like this one, and their parents like its parent, have in common."""
    numbers: dict[tuple[object, object], int] = {}
    pairs = [(shape, outline.shapes[parent]) for shape, parent in zip(outline.shapes, outline.parents, strict=True)]
    found = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
    shapes = [found[owner] for owner in outline.owners]
    counts = Counter(shapes)
    words = _by_shape(shapes, [b.words for b in blocks])
    links = _by_shape(shapes, [b.words * b.link_share for b in blocks])
    fluent = _by_shape(shapes, [b.words if p else 0 for b, p in zip(blocks, prose, strict=True)])
    total = sum(words.values())
    facts = {
        "shape_count": {s: log_byte(counts[s]) for s in counts},
        "shape_of_page": {s: share_byte(words[s], total) for s in counts},
        "shape_words": {s: log_byte(int(words[s] / counts[s])) for s in counts},
        "shape_links": {s: share_byte(links[s], words[s]) for s in counts},
        "shape_prose": {s: share_byte(fluent[s], words[s]) for s in counts},
    }
    if kept is not None:
        agreed = _by_shape(shapes, kept)
        facts["shape_verdict"] = {s: share_byte(agreed[s], words[s]) for s in counts}
    return {name: bytes(map(fact.__getitem__, shapes)) for name, fact in facts.items()}


def _by_shape(shapes: Sequence[int], values: Sequence[float]) -> dict[int, float]:
    totals = dict.fromkeys(shapes, 0.0)
    for shape, value in zip(shapes, values, strict=True):
        totals[shape] += value
    return totals


def _describe_verdict(verdict: Sequence[float], counts: Sequence[int], kept: Sequence[float]) -> Columns:
    """What trafilatura keeps of the block, of those around it and of the page."""
    keeps = [share >= _KEPT and count > 0 for share, count in zip(verdict, counts, strict=True)]
    words, sums = [0, *accumulate(counts)], [0.0, *accumulate(kept)]
    count = len(counts)
    columns = {
        "verdict": share_column(verdict, repeat(1, count)),
        "since_kept": since(keeps),
        "till_kept": since(keeps[::-1])[::-1],
        "page_verdict": bytes([share_byte(sums[-1], words[-1])]) * count,
        "page_kept": bytes([log_byte(int(sums[-1]))]) * count,
        "is_kept": flags(keeps),
    }
    for reach in _KEPT_WINDOWS:
        columns[f"kept_within_{reach}"] = share_column(windowed(sums, reach), windowed(words, reach))
    return columns
