"""One block's inline markup: text, emphasis, links, inline code, line breaks, images and formulas, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from lxml.html import HtmlElement

from ..blocks.layout import Chunk
from ..blocks.links import image_source, link_target
from ..blocks.notes import Notes
from ..blocks.tex import AFTER_MARK, Formula, formula_html, formulas_in, may_hold_tex, note_of, with_formulas
from ..text import safe

_INLINE = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "code": "code", "tt": "code", "kbd": "kbd", "samp": "code", "sub": "sub", "sup": "sup",
    "s": "del", "strike": "del", "del": "del", "q": "q", "a": "a",
}  # fmt: skip
_DEEPEST = 40
# Runs are tried from their first sign alone.
_BREAKS = re.compile(r"(?<!\s)\s*+<br>(?:\s|<br>)*+")
_BREAKS_AT_ENDS = re.compile(r"\A(?:\s|<br>)++|(?<!\s)(?<!<br>)(?:\s|<br>)++\Z")


@dataclass(frozen=True, slots=True)
class MarkupOptions:
    """What the fragment keeps: `base` makes links absolute; without `links` or `images` they are left out. `tex` says
    that the page's script draws formulas from signs in the text. `notes` gives the footnotes that links lead to."""

    base: str | None = None
    links: bool = True
    images: bool = True
    tex: bool = False
    notes: Notes = field(default_factory=Notes)


def inline_html(chunks: Sequence[Chunk], stop: HtmlElement, options: MarkupOptions) -> str:
    """Return a block's inline HTML. `stop` is the block-level element, whose own tag is not included."""
    parts: list[str] = []
    opened: list[tuple[HtmlElement, str]] = []
    chunks, begins_note = _without_back(chunks, options.notes.backs)
    for chunk, found in _pieces(chunks, options):
        piece = found.lstrip(AFTER_MARK) if begins_note else found
        begins_note = begins_note and not piece
        holder = chunk.element.getparent() if chunk.tail or chunk.element.tag in ("br", "img") else chunk.element
        wanted = _chain(holder, stop, options)
        common = 0
        while common < min(len(opened), len(wanted)) and opened[common][0] is wanted[common][0]:
            common += 1
        while len(opened) > common:
            parts.append(f"</{opened.pop()[1].split(' ')[0]}>")
        for element, tag in wanted[common:]:
            opened.append((element, tag))
            parts.append(f"<{tag}>")
        parts.append(piece)
    parts.extend(f"</{tag.split(' ')[0]}>" for _, tag in reversed(opened))
    html = "".join(parts).strip()
    return _BREAKS_AT_ENDS.sub("", _BREAKS.sub("<br>", html)) if "<br>" in html else html


def image_html(image: HtmlElement, options: MarkupOptions, caption: str = "") -> str:
    """An <img> with absolute source, alternative text and title, or nothing if it shows nothing that can be linked."""
    source = image_source(image, options.base) if options.images else None
    if source is None:
        return ""
    alt = safe(" ".join((image.get("alt") or "").split()))
    title = f' title="{escape(caption)}"' if caption else ""
    return f'<img src="{escape(source)}" alt="{escape(alt)}"{title}>'


def _pieces(chunks: Sequence[Chunk], options: MarkupOptions) -> Iterator[tuple[Chunk, str]]:
    """Each chunk that shows something with its HTML; white space folded."""
    noted: set[HtmlElement] = set()
    for chunk, formula in with_formulas(chunks):
        element, tail = chunk
        piece = ""
        if formula:
            piece = formula_html(formula)
        elif not tail and element.tag == "br":
            piece = "<br>"
        elif not tail and element.tag == "img":
            piece = image_html(element, options)
        elif element.tag not in ("math", "script", "iframe", "video", "audio") or tail:
            piece = _text(" ".join(((element.tail if tail else element.text) or "").split("\n")), options)
            note = note_of(chunk, options.notes.links) if options.notes.links else None
            if note is not None:
                piece = "" if note in noted else f"[{escape(options.notes.links[note])}]"
                noted.add(note)
        if piece:
            yield chunk, piece


def _without_back(chunks: Sequence[Chunk], backs: Mapping[HtmlElement, str]) -> tuple[Sequence[Chunk], bool]:
    """A block without the mark that a footnote begins with, and whether there was one: its label is written apart."""
    last = max((i for i, chunk in enumerate(chunks) if note_of(chunk, backs) is not None), default=-1) if backs else -1
    return chunks[last + 1 :], last >= 0


def _text(text: str, options: MarkupOptions) -> str:
    if not (options.tex and may_hold_tex(text)):
        return escape(safe(text), quote=False)
    parts = formulas_in(text)
    return "".join(formula_html(p) if isinstance(p, Formula) else escape(safe(p), quote=False) for p in parts)


def _chain(holder: HtmlElement | None, stop: HtmlElement, options: MarkupOptions) -> list[tuple[HtmlElement, str]]:
    """The inline elements around a text, from the outside in, as (element, opening tag)."""
    chain: list[tuple[HtmlElement, str]] = []
    seen: set[str] = set()
    steps = 0
    while holder is not None and holder is not stop and steps < _DEEPEST:
        tag = _INLINE.get(holder.tag) if isinstance(holder.tag, str) else None
        if tag == "a":
            tag = _opening(holder, options)
        name = tag.split(" ")[0] if tag else ""
        if tag and name not in seen:
            seen.add(name)
            chain.append((holder, tag))
        holder = holder.getparent()
        steps += 1
    return chain[::-1]


def _opening(link: HtmlElement, options: MarkupOptions) -> str | None:
    if link in options.notes.links:
        return f'a href="#fn-{escape(options.notes.links[link])}" role="doc-noteref"'
    followed = options.links and link not in options.notes.loose
    target = link_target(link.get("href"), options.base) if followed else None
    return f'a href="{escape(target)}"' if target else None
