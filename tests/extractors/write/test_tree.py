"""One tree, five writers: nothing that is kept is lost in any of them."""

from __future__ import annotations

import re
from collections import Counter

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Article, Decision, Metadata, Status
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write import article_text
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.html import fragment
from cleancopy.extractors.write.markdown import article_markdown
from cleancopy.extractors.write.runs import MarkupOptions
from cleancopy.extractors.write.tree import Node, Passage, Span, joined_trees, text_tree

BASE = "https://example.com/"
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_WORD = re.compile(r"w\d+")


def article_of(html: str, cut: frozenset[int] = frozenset()) -> Article:
    """The article of a page of which all blocks are kept but those with the numbers in `cut`."""
    layout = split(parse_html(f"<html><body>{html}</body></html>", "page")[0])
    kept = [i for i in range(len(layout.blocks)) if i not in cut]
    decisions = tuple(Decision(i not in cut, By.MODEL, "-") for i in range(len(layout.blocks)))
    return Article(
        "page", Status.OK, Metadata(), layout.blocks, decisions, article_tree(layout, kept, MarkupOptions(BASE))
    )


def as_written(article: Article) -> dict[str, str]:
    """What a reader sees of each format."""
    markdown = article_markdown(article)
    return {
        "text": article_text(article.kept),
        "html": str(lxml.html.fromstring(f"<div>{fragment(article.tree)}</div>").text_content()),
        "markdown": str(lxml.html.fromstring(f"<div>{GITHUB.render(markdown)}</div>").text_content()),
        "terminal": _STYLE.sub("", set_for_terminal(article, WriteOptions(), width=80)),
    }


def words(text: str) -> list[str]:
    return _WORD.findall(text)


HOLDERS = (
    "<p>{}</p>", "<div>{}</div>", "<h2>{}</h2>", "<ul><li>{}</li><li>{}</li></ul>", "<ol start=3><li>{}</ol>",
    "<ul>{}</ul>", "<li>{}</li>", "<blockquote>{}<footer>{}</footer></blockquote>", "<pre>{}\n{}</pre>",
    "<table><tr><th>{}<th>{}<tr><td>{}<td>{}</table>", "<table><tr><td>{}<td>{}</table>", "<dl><dt>{}<dd>{}</dl>",
    "<table><caption>{}</caption><tr><td>{}<td><tr><td rowspan=2>{}<td>{}</table>",
    "<figure><blockquote>{}</blockquote><figcaption>{}</figcaption></figure>", "<b>{}</b> <i>{}</i>",
    "<details><summary>{}</summary>{}</details>", "<aside class='note warning admonition'><p>{}</p>{}</aside>",
    "<a href=/x>{}</a><br>{}<br><br>", "<code>{}</code>", "<q>{}</q>", "<p>{}<br>{}</p>",
)  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page in which no word comes twice, of holders in holders."""
    count = 0

    def part(depth: int) -> str:
        nonlocal count
        if depth == 0 or draw(st.integers(0, 2)) == 0:
            count += 1
            return f" w{count} "
        return re.sub(r"\{\}", lambda _: part(depth - 1), draw(st.sampled_from(HOLDERS)))

    return "".join(part(4) for _ in range(draw(st.integers(1, 4))))


@settings(deadline=None, max_examples=150)
@given(pages(), st.frozensets(st.integers(0, 20), max_size=8))
def test_text_markdown_html_and_terminal_agree_on_the_words_that_are_kept(html: str, cut: frozenset[int]) -> None:
    article = article_of(html, cut)
    wanted = words(" ".join(block.text for block in article.kept))

    for name, text in as_written(article).items():
        assert Counter(words(text)) == Counter(wanted), (name, html)


@settings(deadline=None, max_examples=50)
@given(pages())
def test_text_markdown_and_html_have_the_words_in_the_order_of_the_page(html: str) -> None:
    """But captions, which are set above their table, or below what they say the author of."""
    article = article_of(re.sub(r"</?(caption|figcaption|figure)>", "", html))
    wanted = words(" ".join(block.text for block in article.kept))

    written = as_written(article)
    for name in ("text", "markdown", "html"):
        assert words(written[name]) == wanted, (name, html)


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "strong", "code", "table><tr><td", "dl><dd", "aside"])
@pytest.mark.parametrize("depth", [70, 300, 900])
def test_elements_as_deep_as_can_be_keep_their_text(tag: str, depth: int) -> None:
    ends = "".join(f"</{t}>" for t in reversed(tag.split("><")))

    article = article_of(f"<{tag}>" * depth + "w1" + ends * depth)
    markdown = article_markdown(article)  # as it is: markdown-it shows nothing below its twentieth level

    for name, text in (as_written(article) | {"markdown": markdown}).items():
        assert words(text) == ["w1"], name


def test_a_tree_has_what_the_page_shows_and_no_more() -> None:
    article = article_of("<p>a <b>b</b><script>x</script> <a href=/x onclick=y>c</a></p><ol start=2><li>d<li>e</ol>")

    link = Span("a", ("c",), "https://example.com/x")
    items = [Node("li", number, (), [Passage("", [text])]) for number, text in ((2, "d"), (3, "e"))]
    assert article.tree == Node(
        "article", parts=[Passage("p", ["a ", Span("strong", ("b",)), " ", link]), Node("ol", parts=items)]
    )


def test_a_tree_of_texts_is_built_without_the_page() -> None:
    article = article_of("<p>a <b>b</b></p><img src=/x.jpg alt=ship><p>c<br>d</p>")

    assert text_tree(article.kept) == Node(
        "article", parts=[Passage("p", ["a b"]), Passage("p", ["c", Span("br"), "d"])]
    )


def test_pages_of_one_article_are_one_tree() -> None:
    one, two = article_of("<p>a</p>").tree, article_of("<p>b</p>").tree
    assert one is not None and two is not None

    assert fragment(joined_trees([one, two])) == "<p>a</p>\n<p>b</p>\n"
