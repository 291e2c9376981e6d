"""One block's inline markup: text, emphasis, links, inline code, line breaks and images, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml.html import HtmlElement

from ..blocks.layout import Chunk
from ..text import safe
from .links import image_source, link_target

_INLINE = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "code": "code", "tt": "code", "kbd": "kbd", "samp": "code", "sub": "sub", "sup": "sup",
    "s": "del", "strike": "del", "del": "del", "q": "q", "a": "a",
}  # fmt: skip
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class MarkupOptions:
    """What the fragment keeps: `base` makes links absolute; without `links` or `images` they are left out."""

    base: str | None = None
    links: bool = True
    images: bool = True


def inline_html(chunks: Sequence[Chunk], stop: HtmlElement, options: MarkupOptions) -> str:
    """Return a block's inline HTML. `stop` is the block-level element, whose own tag is not included."""
    parts: list[str] = []
    opened: list[tuple[HtmlElement, str]] = []
    for chunk in chunks:
        piece = _piece(chunk, options)
        if not piece:
            continue
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
    return "".join(parts).strip()


def image_html(image: HtmlElement, options: MarkupOptions) -> str:
    """An <img> with absolute source and alternative text, or nothing if it shows nothing that can be linked."""
    source = image_source(image, options.base) if options.images else None
    if source is None:
        return ""
    alt = safe(" ".join((image.get("alt") or "").split()))
    return f'<img src="{escape(source)}" alt="{escape(alt)}">'


def _piece(chunk: Chunk, options: MarkupOptions) -> str:
    element, tail = chunk
    if not tail and element.tag == "br":
        return "<br>"
    if not tail and element.tag == "img":
        return image_html(element, options)
    return escape(safe((element.tail if tail else element.text) or ""), quote=False)


def _chain(holder: HtmlElement | None, stop: HtmlElement, options: MarkupOptions) -> list[tuple[HtmlElement, str]]:
    """The inline elements around a text, from the outside in, as (element, opening tag)."""
    chain: list[tuple[HtmlElement, str]] = []
    seen: set[str] = set()
    steps = 0
    while holder is not None and holder is not stop and steps < _DEEPEST:
        tag = _INLINE.get(holder.tag) if isinstance(holder.tag, str) else None
        if tag == "a":
            target = link_target(holder.get("href"), options.base) if options.links else None
            tag = f'a href="{escape(target)}"' if target else None
        name = tag.split(" ")[0] if tag else ""
        if tag and name not in seen:
            seen.add(name)
            chain.append((holder, tag))
        holder = holder.getparent()
        steps += 1
    return chain[::-1]
