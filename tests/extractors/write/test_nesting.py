"""Whatever stands in whatever: Markdown reads back with each word where the page has it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import lxml.html
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from cleancopy.extractors.article import Article, Metadata, Status
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.html import fragment
from cleancopy.extractors.write.markdown import article_markdown
from cleancopy.extractors.write.runs import MarkupOptions

GITHUB = MarkdownIt("commonmark").enable("table").enable("strikethrough")
HOLDERS = ("ul", "ol", "li", "blockquote", "pre", "h2", "h3", "table", "th", "td", "a")
INLINE = (
    "{}",
    "{}",
    '<a href="/x">{}</a>',
    "<b>{}</b>",
    "<i>{}</i>",
    "<code>{}</code>",
    "<q>{}</q>",
    "<span>{}</span>",
)


class Writer:
    """A page at random, in which no word comes twice."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"w{self.count}"

    def line(self, breaks: bool = True) -> str:
        pieces = []
        for _ in range(self.chance.randint(1, 4)):
            pieces.append(self.chance.choice(INLINE).format(self.word()))
            pieces.append("<br>" if breaks and self.chance.random() < 0.3 else " ")
        return "".join(pieces).strip()

    def several(self, depth: int) -> str:
        return "".join(self.block(depth) for _ in range(self.chance.randint(1, 3)))

    def item(self, depth: int) -> str:
        head = self.line() if self.chance.random() < 0.7 else ""
        return head + (self.several(depth) if not head or self.chance.random() < 0.5 else "")

    def block(self, depth: int) -> str:
        kind = self.chance.choice(("p", "h", "list", "list", "quote", "pre", "figure", "dl", "details", "div", "table"))
        if kind == "p" or depth > 3 or (kind == "table" and depth):
            return f"<p>{self.line()}</p>"
        if kind == "h":
            return f"<h2>{self.line(breaks=False)}</h2>"
        if kind == "list":
            tag = self.chance.choice(("ul", "ol"))
            items = "".join(f"<li>{self.item(depth + 1)}</li>" for _ in range(self.chance.randint(1, 3)))
            return f"<{tag}>{items}</{tag}>"
        if kind == "table":
            rows = "".join(f"<tr><{c}>{self.line()}</{c}><{c}>{self.line()}</{c}></tr>" for c in ("th", "td"))
            return f"<blockquote><table>{rows}</table>{self.several(2)}</blockquote>"
        shapes: dict[str, Callable[[], str]] = {
            "quote": lambda: f"<blockquote>{self.several(depth + 1)}</blockquote>",
            "pre": lambda: f"<pre>{self.word()}\n  {self.word()}</pre>",
            "figure": lambda: f"<figure><img src=/x.jpg><figcaption>{self.line(breaks=False)}</figcaption></figure>",
            "dl": lambda: f"<dl><dt>{self.line(breaks=False)}</dt><dd>{self.item(depth + 1)}</dd></dl>",
            "details": lambda: (
                f"<details><summary>{self.line(breaks=False)}</summary>{self.several(depth + 1)}</details>"
            ),
            "div": lambda: f"<div>{self.item(depth + 1)}</div>",
        }
        return shapes[kind]()


def places(root: HtmlElement) -> Iterator[tuple[str, list[str]]]:
    """Each word, and the lists, quotations … that it stands in."""
    for element in root.iter():
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            for word in re.findall(r"w\d+", text or ""):
                yield word, [e.tag for e in (owner, *owner.iterancestors()) if e.tag in HOLDERS]


@given(st.integers(0, 1 << 32))
@settings(deadline=None, max_examples=200, derandomize=True)  # any number by hand
def test_each_word_comes_back_once_and_in_its_place(seed: int) -> None:
    writer = Writer(seed)
    html = writer.several(0)
    layout = split(parse_html(f"<body>{html}", "page")[0])
    tree = article_tree(layout, range(len(layout.blocks)), MarkupOptions("https://example.org/"))
    text = article_markdown(Article("-", Status.OK, Metadata(), (), (), tree))
    back = sorted(places(lxml.html.fromstring(f"<div>{GITHUB.render(text)}</div>")))

    assert back == sorted(places(lxml.html.fromstring(f"<div>{fragment(tree)}</div>"))), text
    assert len(back) == writer.count, text
