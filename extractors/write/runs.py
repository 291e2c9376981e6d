"""What a block of a page shows as running text: emphasis, links, code, images, formulas, marks of footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from ..blocks.layout import Chunk
from ..blocks.links import image_source, link_target
from ..blocks.notes import Notes
from ..blocks.tex import AFTER_MARK, Formula, note_of, with_formulas
from ..text import safe
from .tree import BREAK, Run, Span, append_runs

_TAGS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "code": "code", "tt": "code", "kbd": "kbd", "samp": "code", "sub": "sub", "sup": "sup",
    "s": "del", "strike": "del", "del": "del", "a": "a",
}  # fmt: skip
_DEEPEST = 40
_WITHOUT_TEXT = frozenset(("math", "script", "iframe", "video", "audio"))


@dataclass(frozen=True, slots=True)
class MarkupOptions:
    """What the tree keeps: `base` makes links absolute; without `links` or `images` they are left out. `notes` gives
    the footnotes that links lead to."""

    base: str | None = None
    links: bool = True
    images: bool = True
    notes: Notes = field(default_factory=Notes)


def read_runs(chunks: Sequence[Chunk], stop: HtmlElement, options: MarkupOptions) -> list[Run]:
    """Return a block's running text. `stop` is the block-level element, whose own tag is not included."""
    runs: list[Run] = []
    opened: list[tuple[HtmlElement, Span, list[Run]]] = []  # what each open element holds so far
    chunks, begins_note = _without_back(chunks, options.notes.backs)
    breaks = False
    for chunk, found in _pieces(chunks, options):
        if begins_note and isinstance(found[0], str):
            found[0] = found[0].lstrip(AFTER_MARK)
            if not found[0]:
                continue
        begins_note = False
        breaks = breaks or found[0] is BREAK
        holder = chunk.element.getparent() if chunk.tail or chunk.element.tag in ("br", "img") else chunk.element
        wanted = _chain(holder, stop, options)
        common = 0
        while common < min(len(opened), len(wanted)) and opened[common][0] is wanted[common][0]:
            common += 1
        _close(opened, common, runs)
        opened += [(element, span, []) for element, span in wanted[common:]]
        append_runs(opened[-1][2] if opened else runs, found)
    _close(opened, 0, runs)
    return _trimmed(_without_spare_breaks(runs) if breaks else runs)


def read_image(image: HtmlElement, options: MarkupOptions, caption: str = "") -> list[Run]:
    """Return an image with absolute source, alternative text and title; nothing if it cannot be linked."""
    source = image_source(image, options.base) if options.images else None
    if source is None:
        return []
    return [Span("img", (safe(" ".join((image.get("alt") or "").split())),), source, caption)]


def formula_span(formula: Formula) -> Span:
    """Return a formula as inline element."""
    return Span("math display" if formula.display else "math", (formula.tex,))


def _close(opened: list[tuple[HtmlElement, Span, list[Run]]], depth: int, runs: list[Run]) -> None:
    """Put the elements that are open below a depth into those around them."""
    while len(opened) > depth:
        _, span, inner = opened.pop()
        (opened[-1][2] if opened else runs).append(span._replace(runs=tuple(inner)))


def _pieces(chunks: Sequence[Chunk], options: MarkupOptions) -> Iterator[tuple[Chunk, list[Run]]]:
    """Yield each chunk that shows something with what it shows; white space folded."""
    noted: set[HtmlElement] = set()
    for chunk, formula in with_formulas(chunks):
        element, tail = chunk
        found: list[Run] = []
        if formula:
            found = [formula_span(formula)]
        elif not tail and element.tag == "br":
            found = [BREAK]
        elif not tail and element.tag == "img":
            found = read_image(element, options)
        elif element.tag not in _WITHOUT_TEXT or tail:
            text = safe(" ".join(((element.tail if tail else element.text) or "").split("\n")))
            found = [text] if text else []
            note = note_of(chunk, options.notes.links) if options.notes.links else None
            if note is not None:
                found = [] if note in noted else [f"[{options.notes.links[note]}]"]
                noted.add(note)
        if found:
            yield chunk, found


def _without_back(chunks: Sequence[Chunk], backs: Mapping[HtmlElement, str]) -> tuple[Sequence[Chunk], bool]:
    """Return a block without the mark that a footnote begins with, and whether there was one: its label is written
    apart."""
    last = max((i for i, chunk in enumerate(chunks) if note_of(chunk, backs) is not None), default=-1) if backs else -1
    return chunks[last + 1 :], last >= 0


def _chain(holder: HtmlElement | None, stop: HtmlElement, options: MarkupOptions) -> list[tuple[HtmlElement, Span]]:
    """Return the inline elements around a text, from the outside in; none is in one of its own kind."""
    chain: list[tuple[HtmlElement, Span]] = []
    seen: set[str] = set()
    steps = 0
    while holder is not None and holder is not stop and steps < _DEEPEST:
        tag = _TAGS.get(holder.tag) if isinstance(holder.tag, str) else None
        if tag and tag not in seen:
            span = _link(holder, options) if tag == "a" else Span(tag)
            if span:
                seen.add(tag)
                chain.append((holder, span))
        holder = holder.getparent()
        steps += 1
    return chain[::-1]


def _link(link: HtmlElement, options: MarkupOptions) -> Span | None:
    if link in options.notes.links:
        return Span("note", target=options.notes.links[link])
    followed = options.links and link not in options.notes.loose
    target = link_target(link.get("href"), options.base) if followed else None
    return Span("a", target=target) if target else None


def _without_spare_breaks(runs: Sequence[Run]) -> list[Run]:
    """Return running text with one break where there are several, and no blanks beside it."""
    found: list[Run] = []
    for run in runs:
        after_break = bool(found) and found[-1] is BREAK
        if run is BREAK:
            if found and isinstance(found[-1], str):
                found[-1] = found[-1].rstrip()
                if not found[-1]:
                    found.pop()
            if not (found and found[-1] is BREAK):
                found.append(BREAK)
        elif isinstance(run, str):
            text = run.lstrip() if after_break else run
            if text:
                found.append(text)
        else:
            found.append(run._replace(runs=tuple(_without_spare_breaks(run.runs))) if run.runs else run)
    return found


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return running text without blanks and breaks at its ends."""
    while runs:
        first = runs[0].lstrip() if isinstance(runs[0], str) else runs[0]
        if first and first is not BREAK:
            runs[0] = first
            break
        del runs[0]
    while runs:
        last = runs[-1].rstrip() if isinstance(runs[-1], str) else runs[-1]
        if last and last is not BREAK:
            runs[-1] = last
            break
        runs.pop()
    return runs
