"""Layout: a page's blocks together with the nodes of the tree that they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

from ..article import Block, Container


class Chunk(NamedTuple):
    """A piece of a block: an element's text, its tail (`tail` true), or the element itself (`br`, `img`)."""

    element: HtmlElement
    tail: bool


class Silent(NamedTuple):
    """An element without words that stands between blocks: before block `before`, in the block-level element `owner`
    and in `containers`."""

    before: int
    element: HtmlElement
    owner: HtmlElement
    containers: tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks in reading order; `words[i]` are the words of block i, lower-cased, none for an image, whatever its
    alternative text. For HTML, `chunks[i]` are the pieces of block i and `owners[i]` the block-level element that it
    stands in; `containers` gives the ident of the container that an element became; `silent` are the elements without
    words that may show something, in reading order, and `inner_links` the <a> elements that lead to a place within the
    page (all empty for plain text)."""

    blocks: tuple[Block, ...]
    words: tuple[list[str], ...] = ()
    chunks: tuple[tuple[Chunk, ...], ...] = ()
    owners: tuple[HtmlElement, ...] = ()
    containers: dict[HtmlElement, int] = field(default_factory=dict)
    silent: tuple[Silent, ...] = ()
    inner_links: tuple[HtmlElement, ...] = ()
