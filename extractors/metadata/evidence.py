"""Evidence: all that the vote on a page's metadata looks at, gathered once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from ..article import Block, Decision, Kind
from ..blocks import Layout
from ..page.head import Head, base_url, page_address, read_head
from ..page.json_ld import Node, of_this_page, read_json_ld, types_of
from ..text import words
from .site_names import declared_names, named_by_links_home, site_names

if TYPE_CHECKING:
    from .cards import Cards
    from .marks import Mark

_PROSE_WORDS, _MOSTLY_LINK, _SHORTEST_TEXT = 14, 0.5, 8
_FORUM_TYPES = frozenset(("DiscussionForumPosting", "SocialMediaPosting", "Question", "QAPage"))
_FORUM_ADDRESS = re.compile(
    r"\bforums?\b|/threads?/|/topics?/|showthread|viewtopic|/t/[^/]+/\d+|/questions/\d+|/comments/"
)
AROUND_TITLE = frozenset(("near", "just", "top"))
_NEAR_ABOVE, _NEAR_BELOW = 6, 8
_SITE_FOOTER = frozenset("footer contentinfo colophon site-footer page-footer".split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page says.

    `begin`, `start` and `end` are the places of the article's first block, its first prose and its last block (all
    the number of blocks if there is no article). `url` is the page's address as far as it is known, `path` its
    path, `names` what its site may be called, `declared_names` those of them that the page itself says, `kind` what
    it calls itself: "news", "article", "forum", "product" or "other", `kept` the places of the
    article's own text (no headings, links or short lines), and `cards` finds the boxes that show other pages.
    """

    head: Head
    nodes: tuple[Node, ...]
    blocks: tuple[Block, ...]
    begin: int
    start: int
    end: int
    url: str | None
    path: str
    names: frozenset[str]
    declared_names: frozenset[str]
    kind: str
    marks: tuple[Mark, ...] = ()
    kept: frozenset[int] = frozenset()
    cards: Cards | None = None

    @property
    def is_home(self) -> bool:
        """Whether the address is known and is that of a home page."""
        return bool(self.url) and not self.path

    def is_of_another(self, where: Mark | int, title: int | None) -> bool:
        """Whether a mark or a block stands in a card of another page: one that has neither the block `title` in it,
        which shows the page's own, nor anything of the article."""
        if self.cards is None:
            return False
        place = where if isinstance(where, int) else where.block
        if place in self.kept or (place == title and place is not None):
            return False
        card = self.cards.of_block(where) if isinstance(where, int) else self.cards.around(where.element)
        return card is not None and title not in card and self.kept.isdisjoint(card)

    def is_of_site(self, place: int) -> bool:
        """Return whether a block stands in the site's own footer, and not in that of the article."""
        if self.cards is None or place >= len(self.cards.layout.owners):
            return False
        owner = self.cards.layout.owners[place]
        in_footer = False
        for up in (owner, *owner.iterancestors()):
            if up.tag in ("article", "main"):
                return False
            names = {up.get("role"), *f"{up.get('id') or ''} {up.get('class') or ''}".lower().split()}
            if not _SITE_FOOTER.isdisjoint(names):
                return True
            in_footer = in_footer or up.tag == "footer"
        return in_footer


def gather(tree: HtmlElement, layout: Layout, decisions: Sequence[Decision], url: str | None) -> Evidence:
    """Read the evidence of a page but for what only authors and dates need: see `with_marks`. Never raises."""
    head = read_head(tree)
    own = page_address(tree, url)
    everything = read_json_ld(tree)
    nodes = of_this_page(everything, own, head.first("og:title") or head.title)
    kept = tuple(i for i, decision in enumerate(decisions) if decision.keep)
    shown = named_by_links_home(tree, head.title)
    names = site_names(head, everything, own) | shown, declared_names(head, everything) | shown
    return Evidence(
        head,
        nodes,
        layout.blocks,
        *_extent(layout.blocks, kept),
        own,
        _path(own),
        *names,
        _kind(head, nodes, own),
        kept=frozenset(i for i in kept if _is_text(layout.blocks[i])),
    )


def with_marks(evidence: Evidence, tree: HtmlElement, layout: Layout, url: str | None) -> Evidence:
    """Return the evidence with the page's marked elements and its cards. Never raises."""
    from .cards import Cards  # these two compile many expressions, and a title needs none of them
    from .marks import read_marks

    cards = Cards(layout, evidence.url, base_url(tree, url))
    return replace(evidence, marks=read_marks(tree, layout), cards=cards)


def _is_text(block: Block) -> bool:
    return block.kind is not Kind.HEADING and block.link_share < _MOSTLY_LINK and block.words >= _SHORTEST_TEXT


def of_lines(blocks: tuple[Block, ...], kept: Sequence[int], url: str | None, language: str | None) -> Evidence:
    """The evidence of a plain-text page: it declares nothing."""
    head = Head(None, {}, {}, language)
    return Evidence(
        head,
        (),
        blocks,
        *_extent(blocks, kept),
        url,
        _path(url),
        site_names(head, (), url),
        frozenset(),
        _kind(head, (), url),
    )


def _extent(blocks: Sequence[Block], kept: Sequence[int]) -> tuple[int, int, int]:
    if not kept:
        return len(blocks), len(blocks), len(blocks)
    prose = (i for i in kept if blocks[i].kind is Kind.PARAGRAPH and blocks[i].words >= _PROSE_WORDS)
    return kept[0], next(prose, kept[0]), kept[-1]


def _path(url: str | None) -> str:
    """The path of an address, decoded, without slashes at its ends."""
    try:
        return unquote(urlsplit(url or "").path).strip("/")
    except ValueError:
        return ""


def title_place(evidence: Evidence, title: str | None) -> int | None:
    """The block that shows the title: the heading that is nearest above the article, else another block."""
    wanted = words(title or "")
    if not wanted:
        return None
    found = [i for i, b in enumerate(evidence.blocks) if abs(b.words - len(wanted)) < 3 and words(b.text) == wanted]
    if not found:
        return None
    headings = [i for i in found if evidence.blocks[i].kind is Kind.HEADING] or found
    above = [i for i in headings if i <= evidence.start]
    return above[-1] if above else headings[0]


def zone(evidence: Evidence, place: int, title: int | None) -> str:
    """Where a block stands, seen from title and article: near, just (above), above, top, in, below, far, nowhere."""
    anchor = title if title is not None else evidence.start
    if place < 0:
        return "nowhere"
    if place > evidence.end:
        return "below" if place <= evidence.end + _NEAR_BELOW else "far"
    if anchor <= place <= anchor + _NEAR_BELOW:
        return "near"
    if anchor - _NEAR_ABOVE <= place < anchor:
        return "just"
    if place < min(anchor, evidence.begin):
        return "above"
    return "top" if place <= evidence.start + 3 else "in"


def _kind(head: Head, nodes: Sequence[Node], url: str | None) -> str:
    types = {t for node in nodes for t in types_of(node)}
    declared = (head.first("og:type") or "").lower()
    if any("NewsArticle" in t for t in types):
        return "news"
    if types & _FORUM_TYPES or _FORUM_ADDRESS.search(url or ""):
        return "forum"
    if declared == "article" or any("Article" in t or t == "BlogPosting" for t in types):
        return "article"
    return "product" if "Product" in types or "product" in declared else "other"
