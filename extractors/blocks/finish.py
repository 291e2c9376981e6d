"""Bring judged blocks into their final form; it is done after the model, which was trained without it.

Formulas become TeX, code loses its line numbers, and what has no words of its own (films, formulas on a line of their
own) becomes a block. The blocks of code that a highlighter set line by line become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..text import count_words
from .code import are_line_numbers, code_box, code_text, is_gutter, names_language
from .embeds import embed_of
from .frames import frames, unwrapped
from .layout import Chunk, Layout, Silent
from .notes import Notes, find_notes
from .tex import formula_of, holds_formula, is_drawn, reread_text

_UNJUDGED = Decision(False, By.NEIGHBOURS, "without words: it follows what stands around it")
_GUTTER = Decision(False, By.GUTTER, "line numbers beside code")
_LANGUAGE = Decision(False, By.GUTTER, "the name of a language beside code")
_LONGEST_NAME = 12  # characters
_GLYPHS = Decision(False, By.FORMULA, "glyphs of the formula beside them")
_PART = Decision(False, By.CODE, "a line of the code block before it")
_MOST_SILENT = 2000


@dataclass(frozen=True, slots=True)
class Finished:
    """A layout and a decision for each of its blocks; `places` are their numbers before, None for one that is new."""

    layout: Layout
    decisions: tuple[Decision, ...]
    places: tuple[int | None, ...]


def finish(layout: Layout, decisions: Sequence[Decision], base: str | None) -> Finished:
    """Return the layout with kept blocks as they are to be read, and a decision for each block that it has now.

    Blocks without words (images, films, formulas alone) are left for `judge_images` to decide.
    """
    if not layout.chunks:
        return Finished(layout, tuple(decisions), tuple(range(len(layout.blocks))))
    blocks, decided = list(layout.blocks), list(decisions)
    kept = [i for i, d in enumerate(decided) if d.keep or d.by is By.COMMENTS]
    found = find_notes(layout, kept)
    notes = _said_of(found, blocks)
    for i, label in found.blocks.items():
        blocks[i] = _labelled(blocks[i], label)
    for i in kept:
        if notes or blocks[i].kind is Kind.CODE or holds_formula(layout.chunks[i]):
            blocks[i] = _read(blocks[i], layout.chunks[i], layout.owners[i], notes)
    if any(s.element.tag in ("math", "script") for s in layout.silent):
        for i in kept:
            if blocks[i].kind is not Kind.IMAGE and is_drawn(layout.chunks[i]):
                decided[i] = _GLYPHS
    _drop_gutters(blocks, decided, layout.owners, kept)
    _join_code(blocks, decided, layout.owners, kept)
    framing = frames(blocks[i] for i in kept)
    if framing:
        blocks = [unwrapped(block, framing) for block in blocks]
    return _weave(replace(layout, blocks=tuple(blocks)), decided, base)


def _said_of(notes: Notes, blocks: Sequence[Block]) -> dict[HtmlElement, str]:
    """Return what a text says for the marks of footnotes: a label in brackets, but where an item has it."""
    said = {link: f"[{label}]" for link, label in notes.links.items()}
    numbered = {
        notes.blocks[b.index] for b in blocks if b.index in notes.blocks and any(c.tag == "li" for c in b.containers)
    }
    return said | {link: "" if label in numbered else f"[{label}] " for link, label in notes.backs.items()}


def _labelled(block: Block, label: str) -> Block:
    """Return a block of a note in whose item a text says what its mark says, and not what the list counts."""
    item = next((c for c in block.containers if c.tag == "li"), None)
    if item is None:
        return block
    named = item._replace(number=None, attrs=(*item.attrs, ("label", f"[{label}]")))
    return replace(block, containers=tuple(named if c is item else c for c in block.containers))


def _read(block: Block, chunks: Sequence[Chunk], owner: HtmlElement, notes: Mapping[HtmlElement, str]) -> Block:
    """Return a block with its text as a person would copy it."""
    if block.kind is Kind.IMAGE:
        return block
    text = code_text(owner) if block.kind is Kind.CODE else reread_text(chunks, notes)
    return replace(block, text=text, words=count_words(text)) if text and text != block.text else block


def _drop_gutters(
    blocks: Sequence[Block], decisions: list[Decision], owners: Sequence[HtmlElement], kept: Sequence[int]
) -> None:
    """Cut the column of numbers beside code, in a <pre> of its own or in lines, and the name of its language."""
    for i, following in pairwise([*kept, None]):
        assert i is not None
        beside_code = following is not None and blocks[following].kind is Kind.CODE
        is_short = blocks[i].kind is Kind.PARAGRAPH and len(blocks[i].text) <= _LONGEST_NAME
        if beside_code and is_short and names_language(blocks[i].text, owners[i], owners[following or 0]):
            decisions[i] = _LANGUAGE
            continue
        if decisions[i].by is By.RULE or not blocks[i].text[:1].isdigit() or not are_line_numbers(blocks[i].text):
            continue
        lines = blocks[i].text.count("\n")
        is_code = blocks[i].kind is Kind.CODE
        before_code = is_code and following is not None and blocks[following].kind is Kind.CODE
        same_length = before_code and abs(blocks[following or 0].text.count("\n") - lines) <= 1
        if is_gutter(owners[i], blocks[i].text) or (same_length and lines > 1):
            decisions[i] = _GUTTER


def _join_code(
    blocks: list[Block], decisions: list[Decision], owners: Sequence[HtmlElement], kept: Sequence[int]
) -> None:
    """Make the lines of a highlighter's box, each a block so far, one block of code in the place of the first."""
    boxes: dict[HtmlElement | None, HtmlElement | None] = {}  # by the element around them: paragraphs are siblings
    known: dict[HtmlElement, bool] = {}
    boxed = []
    for i in kept:
        if blocks[i].kind is not Kind.CODE and decisions[i] is not _GUTTER:
            around = owners[i].getparent()
            if around not in boxes:
                boxes[around] = code_box(owners[i], known)
            if boxes[around] is not None:
                boxed.append((i, boxes[around]))
    for box, group in groupby(boxed, key=lambda pair: pair[1]):
        places = [i for i, _ in group]
        text = code_text(box)
        if not text:
            continue
        first = places[0]
        holders = tuple(c for c in blocks[first].containers if c.tag not in ("table", "tr", "td", "th"))
        blocks[first] = replace(
            blocks[first], kind=Kind.CODE, text=text, words=count_words(text), containers=holders, continues=False
        )
        for i in places[1:]:
            decisions[i] = _PART


def _weave(layout: Layout, decisions: Sequence[Decision], base: str | None) -> Finished:
    """Put the silent elements that show something between the blocks."""
    found = [
        (s, made) for s in sorted(layout.silent[:_MOST_SILENT], key=_place) for made in [_block_of(s, base)] if made
    ]
    if not found:
        return Finished(layout, tuple(decisions), tuple(range(len(layout.blocks))))
    blocks: list[Block] = []
    chunks: list[tuple[Chunk, ...]] = []
    owners: list[HtmlElement] = []
    decided: list[Decision] = []
    places: list[int | None] = []
    waiting = iter([*found, None])
    next_one = next(waiting)
    for i in range(len(layout.blocks) + 1):
        while next_one is not None and (next_one[0].before <= i or i == len(layout.blocks)):
            silent, block = next_one
            blocks.append(replace(block, index=len(blocks)))
            chunks.append((Chunk(silent.element, False),))
            owners.append(silent.owner)
            decided.append(_UNJUDGED)
            places.append(None)
            next_one = next(waiting)
        if i < len(layout.blocks):
            block = layout.blocks[i]
            blocks.append(block if block.index == len(blocks) else replace(block, index=len(blocks)))
            chunks.append(layout.chunks[i])
            owners.append(layout.owners[i])
            decided.append(decisions[i])
            places.append(i)
    woven = replace(layout, blocks=tuple(blocks), chunks=tuple(chunks), owners=tuple(owners), silent=())
    return Finished(woven, tuple(decided), tuple(places))


def _place(silent: Silent) -> int:
    return silent.before


def _block_of(silent: Silent, base: str | None) -> Block | None:
    element = silent.element
    if element.tag in ("math", "script"):
        formula = formula_of(element)
        if formula is None:
            return None
        text = formula.text
        return Block(0, Kind.FORMULA, text, count_words(text), containers=silent.containers)
    if element.tag == "amp-img":
        return Block(0, Kind.IMAGE, " ".join((element.get("alt") or "").split()), 0, containers=silent.containers)
    embed = embed_of(element, base)
    return Block(0, Kind.EMBED, embed.title, 0, containers=silent.containers) if embed else None
