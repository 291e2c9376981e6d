"""What is kept whole or not at all, and what is kept where nothing else is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..article import Block, Decision, Kind
from ..blocks import Layout
from ..blocks.elements import LISTS
from ..blocks.frames import frames
from ..blocks.surroundings import is_prose

_MOST_OF_LIST = 0.6
_PART_OF_PARAGRAPH = 1 / 3
_MOST_OF_TABLE, _MOST_LINKS = 0.5, 0.5
_NOT_RULED_OUT = 0.3
_MUCH_OF_KEPT = 0.1
_SMALL_PAGE, _MOST_OF_PAGE = 100, 0.5
_FIRST_EMOJI = "\U0001f000"


def whole_lists(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """A list that is mostly kept is kept whole: steps and notes are worth little without the last one."""
    result = list(kept)
    framing = frames(block for block, keep in zip(blocks, kept, strict=True) if keep)
    for places in _grouped(-1 if (ident := list_of(block)) in framing else ident for block in blocks):
        words = sum(blocks[i].words for i in places)
        if 0 < _MOST_OF_LIST * words <= sum(blocks[i].words for i in places if kept[i]):
            for i in places:
                result[i] = blocks[i].words > 0
    return result


def whole_paragraphs(layout: Layout, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The lines that <br> makes of a paragraph's element are kept together, from a third of its words on: the model
    judges them one by one, and a verse, or who said it, is worth little alone."""
    result = list(decisions)
    paragraphs: list[list[int]] = []
    for i, block in enumerate(layout.blocks):
        if block.continues and layout.owners[i].tag == "p" and layout.owners[i] is layout.owners[i - 1]:
            if not paragraphs or paragraphs[-1][-1] != i - 1:
                paragraphs.append([i - 1])
            paragraphs[-1].append(i)
    for lines in paragraphs:
        words = sum(layout.blocks[i].words for i in lines)
        if 0 < _PART_OF_PARAGRAPH * words <= sum(layout.blocks[i].words for i in lines if decisions[i].keep):
            for i in lines:
                if layout.blocks[i].words:
                    result[i] = kept_with(decisions[i], "the lines of its paragraph")
    return tuple(result)


def kept_with(decision: Decision, company: str) -> Decision:
    """The decision to keep a block for the sake of what it belongs to."""
    return decision if decision.keep else replace(decision, keep=True, reason=f"{decision.reason}, kept with {company}")


def whole_insets(
    blocks: Sequence[Block], kept: Sequence[bool], probabilities: Sequence[float], verdict: Sequence[float] | None
) -> list[bool]:
    """A data table or a piece of code inside the article is kept if trafilatura keeps it (`verdict`, None where it was
    not asked), or if it stands right below kept text and either right above some, too, or the model does not rule it
    out; a list, if all three is so. Gold texts leave many of them out, readers miss them."""
    result = list(kept)
    last = len(kept) - 1 - result[::-1].index(True) if True in kept else -1
    for places in _insets(blocks, kept):
        start, end = places[0], places[-1]
        if end > last:
            continue
        words = sum(blocks[i].words for i in places)
        agreed = sum(blocks[i].words * verdict[i] for i in places) if verdict is not None else 0.0
        below = _next_is_kept(blocks, kept, range(start - 1, -1, -1))
        above = _next_is_kept(blocks, kept, range(end + 1, len(blocks)))
        likely = sum(blocks[i].words * probabilities[i] for i in places) >= _NOT_RULED_OUT * words
        if outer_list_of(blocks[start]) >= 0:
            keep = below and above and likely
        else:
            keep = agreed >= _MOST_OF_TABLE * words > 0 or (below and (above or likely))
        if keep:
            for i in places:
                result[i] = blocks[i].words > 0
    return result


def whole_quotes(blocks: Sequence[Block], kept: Sequence[bool], probabilities: Sequence[float]) -> list[bool]:
    """A quotation, or a post from elsewhere, right between kept text is kept whole if the model does not rule it out:
    what stands around it speaks of it."""
    result = list(kept)
    for places in _grouped(_quote_of(block) for block in blocks):
        start, end = places[0], places[-1]
        words = sum(blocks[i].words for i in places)
        likely = sum(blocks[i].words * probabilities[i] for i in places) >= _NOT_RULED_OUT * words > 0
        below = likely and _next_is_kept(blocks, kept, range(start - 1, -1, -1))
        if below and _next_is_kept(blocks, kept, range(end + 1, len(blocks))):
            for i in places:
                result[i] = blocks[i].words > 0
    return result


def cuts_inset(blocks: Sequence[Block], kept: Sequence[bool]) -> bool:
    """Whether a data table, code or a list inside or below the article is cut, all of it."""
    return any(not any(kept[i] for i in places) for places in _insets(blocks, kept))


def tears_list(blocks: Sequence[Block], kept: Sequence[bool]) -> bool:
    """Whether a list is kept in part and what is cut of it is much beside all that is kept."""
    total = sum(block.words for block, keep in zip(blocks, kept, strict=True) if keep)
    for places in _grouped(outer_list_of(block) for block in blocks):
        cut = sum(blocks[i].words for i in places if not kept[i])
        if cut > _MUCH_OF_KEPT * total and any(kept[i] for i in places):
            return True
    return False


def _insets(blocks: Sequence[Block], kept: Sequence[bool]) -> Iterator[Sequence[int]]:
    """The places of each data table, piece of code and list below the first kept block that says something, and not
    mostly in links."""
    first = kept.index(True) if True in kept else len(kept)
    code = ((i,) for i, block in enumerate(blocks) if block.kind is Kind.CODE and table_of(block) < 0)
    lists = _grouped(outer_list_of(block) for block in blocks)
    for places in (*_grouped(table_of(block) for block in blocks), *code, *lists):
        words = sum(blocks[i].words for i in places)
        linked = sum(blocks[i].words * blocks[i].link_share for i in places)
        if first < places[0] and linked <= _MOST_LINKS * words > 0:
            yield places


def _next_is_kept(blocks: Sequence[Block], kept: Sequence[bool], places: Iterable[int]) -> bool:
    """Whether the first block with words among these places is kept."""
    return next((kept[i] for i in places if blocks[i].words), False)


def only_prose(blocks: Sequence[Block]) -> list[bool]:
    """The prose of a small page that is mostly prose: the model has learned from pages with menus and footers.

    Of a small page without a link or a button all of it: there is nothing around its text.
    """
    if not any(block.link_share or block.kind is Kind.CONTROL for block in blocks) and _is_small(blocks):
        return [block.words > 0 for block in blocks]
    prose = [is_prose(block) and table_of(block) < 0 for block in blocks]  # a table is kept whole or not at all
    total = sum(block.words for block in blocks)
    read = sum(block.words for block, own in zip(blocks, prose, strict=True) if own)
    if not _is_small(blocks) or read < _MOST_OF_PAGE * total:
        return [False] * len(blocks)
    return prose


def _is_small(blocks: Sequence[Block]) -> bool:
    return sum(block.words for block in blocks) <= _SMALL_PAGE


def list_of(block: Block) -> int:
    """The ident of the innermost list around a block; -1 for none, and for images."""
    if block.kind is Kind.IMAGE:
        return -1
    for container in reversed(block.containers):
        if container.tag in LISTS:
            return container.ident
    return -1


def outer_list_of(block: Block) -> int:
    """The ident of the outermost list around a block that is in no data table; -1 for none, and for images."""
    if block.kind is Kind.IMAGE or table_of(block) >= 0:
        return -1
    for container in block.containers:
        if container.tag in LISTS:
            return container.ident
    return -1


def _quote_of(block: Block) -> int:
    """The ident of the outermost quotation around a block; -1 for none, and for images."""
    if block.kind is Kind.IMAGE:
        return -1
    for container in block.containers:
        if container.tag == "blockquote":
            return container.ident
    return -1


def table_of(block: Block) -> int:
    """The ident of the outermost data table around a block; -1 for none."""
    for container in block.containers:  # asked of every block several times: a generator takes twice as long
        if container.tag == "table":
            return container.ident
    return -1


def _grouped(idents: Iterable[int]) -> list[list[int]]:
    """The places of each ident but -1, in order."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i, ident in enumerate(idents):
        if ident >= 0:
            groups[ident].append(i)
    return list(groups.values())


def pictures_between(blocks: Sequence[Block], kept: Sequence[bool]) -> frozenset[int]:
    """The paragraphs of emoji alone that stand between two kept blocks: they are said, though not in words."""
    found: list[int] = []
    waiting: list[int] = []
    inside = False
    for i, block in enumerate(blocks):
        if block.words:
            if inside and kept[i]:
                found += waiting
            waiting, inside = [], kept[i]
        elif block.kind is Kind.PARAGRAPH and max(block.text, default="") >= _FIRST_EMOJI:
            waiting.append(i)
    return frozenset(found)
