"""Tables, code and lists inside the article are kept with the text around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ..article import Block, Decision, Kind
from ..blocks import Layout
from ..blocks.containers import outer_list_of, places_by, quotation_of, table_of
from .step import Context, keep_words

_MOST_OF_TABLE, _MOST_LINKS = 0.5, 0.5  # of its words
_NOT_RULED_OUT = 0.3  # mean probability of its words


def keep_insets(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep data tables and code that trafilatura keeps, or that are right below kept text and either right above some,
    too, or not ruled out by the model; lists, if all three is so. Gold texts leave many out, readers miss them."""
    blocks, result = layout.blocks, list(decisions)
    kept = [decision.keep for decision in decisions]
    last = len(kept) - 1 - kept[::-1].index(True) if True in kept else -1
    verdict = context.verdict
    for places in _insets(blocks, kept):
        start, end = places[0], places[-1]
        if end > last:
            continue
        words = sum(blocks[i].words for i in places)
        agreed = sum(blocks[i].words * verdict[i] for i in places) if verdict is not None else 0.0
        below, above = _is_below(blocks, kept, start), _is_above(blocks, kept, end)
        likely = _likely_words(blocks, context, places) >= _NOT_RULED_OUT * words
        if outer_list_of(blocks[start]) >= 0:
            keep = below and above and likely
        else:
            keep = agreed >= _MOST_OF_TABLE * words > 0 or (below and (above or likely))
        if keep:
            keep_words(blocks, result, places)
    return tuple(result)


def keep_quotations_whole(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep a quotation, or a post from elsewhere, right between kept text whole if the model does not rule it out: the
    text around it speaks of it."""
    blocks, result = layout.blocks, list(decisions)
    kept = [decision.keep for decision in decisions]
    for places in places_by(quotation_of(block) if block.containers else -1 for block in blocks):
        words = sum(blocks[i].words for i in places)
        likely = _likely_words(blocks, context, places) >= _NOT_RULED_OUT * words > 0
        if likely and _is_below(blocks, kept, places[0]) and _is_above(blocks, kept, places[-1]):
            keep_words(blocks, result, places)
    return tuple(result)


def cuts_inset(blocks: Sequence[Block], kept: Sequence[bool]) -> bool:
    """Return whether a data table, code or a list inside or below the article is cut, all of it."""
    return any(not any(kept[i] for i in places) for places in _insets(blocks, kept))


def _insets(blocks: Sequence[Block], kept: Sequence[bool]) -> Iterator[Sequence[int]]:
    """Yield the places of each data table, piece of code and list below the first kept block with words, and not mostly
    in links."""
    if True not in kept:
        return
    first = kept.index(True)
    tables: dict[int, list[int]] = defaultdict(list)
    lists: dict[int, list[int]] = defaultdict(list)
    code: list[Sequence[int]] = []
    for i, block in enumerate(blocks):
        table = table_of(block) if block.containers else -1  # most blocks are in no container
        if table >= 0:
            tables[table].append(i)
            continue
        if block.kind is Kind.CODE:
            code.append((i,))
        outer = outer_list_of(block) if block.containers else -1
        if outer >= 0:
            lists[outer].append(i)
    for places in (*tables.values(), *code, *lists.values()):
        if places[0] <= first:
            continue
        words = sum(blocks[i].words for i in places)
        linked = sum(blocks[i].words * blocks[i].link_share for i in places)
        if linked <= _MOST_LINKS * words > 0:
            yield places


def _likely_words(blocks: Sequence[Block], context: Context, places: Iterable[int]) -> float:
    """Return how many of the words at these places are expected to be article."""
    return sum(blocks[i].words * (context.scores[i] or 0.0) for i in places)


def _is_below(blocks: Sequence[Block], kept: Sequence[bool], start: int) -> bool:
    """Return whether the nearest block with words before place `start` is kept."""
    return _next_is_kept(blocks, kept, range(start - 1, -1, -1))


def _is_above(blocks: Sequence[Block], kept: Sequence[bool], end: int) -> bool:
    """Return whether the nearest block with words after place `end` is kept."""
    return _next_is_kept(blocks, kept, range(end + 1, len(blocks)))


def _next_is_kept(blocks: Sequence[Block], kept: Sequence[bool], places: Iterable[int]) -> bool:
    return next((kept[i] for i in places if blocks[i].words), False)
