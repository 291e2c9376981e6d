"""What learning keeps of a page: its lines of text, where each stands in the template, and whether it comes through."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass

from lxml.html import HtmlElement

from ...article import Article, Block, By, Decision, Kind, Page, Source, Status
from ...blocks import Layout, split_text
from ...options import ExtractOptions
from ...page import read_page
from ...page.head import base_url, page_address
from ...text import WORD, host_of, words

NUMBER = "0"  # the token that stands for any number, date or time in digits
_TOKEN = re.compile(rf"(?P<number>\d+(?:[.,:/'’–-]\d+)*(?![^\W_]))|{WORD}")
_LISTS = ("ul", "ol", "menu", "dl", "table")
# A name that a selector can be written with. One with digits inside is made anew by each build or post; one of the
# others below by a build tool, or it says how an element looks, which any element may.
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z_-]*(?:\d{1,2})?")
_MADE_NAME = re.compile(r"(?:css|sc|jsx|jss|radix|emotion|svelte|astro|tw)-")
_LOOKS = re.compile(
    r"-?[mp][trblxyse]?-\d+|(?:font|text|flex|grid|items|justify|col|row|gap|space|bg|border|rounded|leading|tracking|"
    r"[wh]|min|max|order|align|float|sr|is|has|d)(?:-.*)?|container|clearfix|active|inner|wrapper|left|right|block|hidden|"
    r"small|large|bold|mobile|desktop|first|last|odd|even"
)
_LONGEST_NAME, _MOST_CLASSES, _MOST_SELECTORS = 60, 8, 40
_CUT = Decision(False, By.LEARNING, "not in the article that was found")


@dataclass(frozen=True, slots=True)
class Line:
    """A block as learning sees it.

    `key` is its text without punctuation, lower-cased and with numbers masked: lines with the same key say the same.
    `kept` says that it comes through extraction, `headline` that it is printed as the title. `place` is its path in
    the template, as a number (0 for plain text); `selectors` name the elements around it, the outermost first;
    `listed` is the list or table that it is part of.
    """

    text: str
    key: str
    words: int
    kind: Kind
    kept: bool
    headline: bool
    linked: bool
    place: int
    selectors: tuple[str, ...]
    listed: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: `host` without "www.", None where the page does not name it; `title` as lower-cased words; `packed` is
    its source, compressed. `lines` and `decisions` are those of the blocks that rules see."""

    name: str
    host: str | None
    title: str
    lines: tuple[Line, ...]
    decisions: tuple[Decision, ...]
    source: Source
    packed: bytes

    def unpacked(self) -> Source:
        """The source again, as it was read."""
        return Source(self.source.name, zlib.decompress(self.packed), self.source.url, self.source.content_type)

    @property
    def kept_words(self) -> int:
        """Words that come through extraction."""
        return sum(line.words for line in self.lines if line.kept)


def tokens(text: str) -> list[re.Match[str]]:
    """The words and numbers of a text, with their places in it; a number's match has the group "number"."""
    return list(_TOKEN.finditer(text))


def token_key(token: re.Match[str]) -> str:
    """What two tokens must share to say the same: the lower-cased word, or NUMBER."""
    return NUMBER if token["number"] else token[0].lower()


def one_line(text: str) -> str:
    """A block's text as rules read it: its line breaks are spaces."""
    return text.replace("\n", " ")


def layout_of(source: Source, options: ExtractOptions) -> tuple[Layout, Page]:
    """The blocks of a page, as extraction has them, and the page."""
    page = read_page(source, options.encoding)
    if page.tree is None:
        return split_text(page.paragraphs), page
    from ...blocks import split

    return split(page.tree), page


def host_in(source: Source, options: ExtractOptions) -> str | None:
    """The host of a page, as a sheet would have it."""
    return _host(read_page(source, options.encoding))


def _host(page: Page) -> str | None:
    url = page.source.url or (page_address(page.tree, None) if page.tree is not None else None)
    return (host_of(url) or "").removeprefix("www.") or None


def sheet_of(source: Source, article: Article, options: ExtractOptions) -> Sheet:
    """Return what learning needs of a page that was extracted as `article`; what has no article keeps nothing."""
    layout, page = layout_of(source, options)
    namer = _Namer(layout)
    found = article.status is Status.OK
    judged = _seen_by_rules(article, layout, page.tree, page.source.url)
    lines = []
    for i, (block, decision) in enumerate(judged):
        text = one_line(block.text)
        place, selectors = namer.of(i)
        lines.append(
            Line(
                text=text,
                key=" ".join(map(token_key, tokens(text))) if block.kind is not Kind.IMAGE else "",
                words=block.words,
                kind=block.kind,
                kept=found and decision.keep and block.kind is not Kind.IMAGE and block.words > 0,
                headline=decision.by is By.TITLE,
                linked=block.link_share > 0.5,
                place=place,
                selectors=selectors,
                listed=next((c.ident for c in reversed(block.containers) if c.tag in _LISTS), None),
            )
        )
    bare = Source(source.name, b"", source.url, source.content_type)
    title = " ".join(words(article.title or ""))
    decisions = tuple(decision for _, decision in judged)
    return Sheet(source.name, _host(page), title, tuple(lines), decisions, bare, zlib.compress(source.data, 1))


def _seen_by_rules(
    article: Article, layout: Layout, tree: HtmlElement | None, url: str | None
) -> list[tuple[Block, Decision]]:
    """The article's blocks as rules see them: those of the layout, without films and the like, which come in later.

    All are cut where the article is not made of this layout: its text comes from the page's data.
    """
    places: tuple[int | None, ...] = tuple(range(len(layout.blocks)))
    if tree is not None:
        from ...blocks.finish import finish

        places = finish(layout, [_CUT] * len(places), base_url(tree, url)).places
    if len(places) == len(article.blocks):
        pairs = zip(article.blocks, article.decisions, places, strict=True)
        judged = [(block, decision) for block, decision, place in pairs if place is not None]
        same = sum(block.text == own.text for (block, _), own in zip(judged, layout.blocks, strict=True))
        if same * 2 >= len(judged):
            return judged
    return [(block, _CUT) for block in layout.blocks]


class _Namer:
    """The place and the selectors of a page's blocks; what elements share is made once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.known: dict[HtmlElement, tuple[int, tuple[str, ...]]] = {}

    def of(self, index: int) -> tuple[int, tuple[str, ...]]:
        """(place, selectors) of the innermost element that holds most of the block."""
        if not self.layout.owners:
            return 0, ()
        owner = self.layout.owners[index]
        chunks = self.layout.chunks[index]
        inner: Counter[HtmlElement] = Counter()
        for chunk in chunks:
            element = chunk.element.getparent() if chunk.tail else chunk.element
            while element is not None and element is not owner:
                inner[element] += 1
                element = element.getparent()
        # Of the elements within the owner, those that hold more than half of the pieces lie within one another.
        within = [e for e, count in inner.items() if count * 2 > len(chunks)]
        return self._named(min(within, key=inner.__getitem__, default=owner))

    def _named(self, element: HtmlElement) -> tuple[int, tuple[str, ...]]:
        path = []
        above: HtmlElement | None = element
        while above is not None and above not in self.known:
            path.append(above)
            above = above.getparent()
        selectors = self.known[above][1] if above is not None else ()
        for one in reversed(path):
            more = (name for name in _names(one) if name not in selectors)
            selectors = (*selectors, *more)[-_MOST_SELECTORS:]
            self.known[one] = (_place(one), selectors)
        return self.known[element]


def _place(element: HtmlElement) -> int:
    """The element and the one around it, by tag and classes, and the tag further out: what is above is the page's."""
    parent = element.getparent()
    if parent is None:
        return hash(element.tag)
    outer = parent.getparent()
    own = (element.tag, *sorted(_classes(element)), parent.tag, *sorted(_classes(parent)))
    return hash((own, outer.tag if outer is not None else None))


def _classes(element: HtmlElement) -> list[str]:
    found = (element.get("class") or "")[:400].split()[:_MOST_CLASSES]
    return [c for c in found if _is_name(c) and not _LOOKS.fullmatch(c)]


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_NAME.fullmatch(name)) and not _MADE_NAME.match(name)


def _names(element: HtmlElement) -> list[str]:
    """Selectors for an element, by its id and by each of its classes. The page's own frame names nothing."""
    if element.tag in ("html", "body"):
        return []
    ident = element.get("id") or ""
    named = [f"#{ident}"] if _is_name(ident) else []
    return named + [f"{element.tag}.{name}" for name in _classes(element)]
