from __future__ import annotations

from collections.abc import Iterable

import pytest

from cleancopy.extractors import Article, Block, Decision, Kind, Metadata, Status
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write import article_text, render_text


def article(blocks: Iterable[Block], title: str | None = None) -> Article:
    found = tuple(blocks)
    kept = tuple(Decision(True, By.MODEL, "-") for _ in found)
    return Article("-", Status.OK, Metadata(title=title), found, kept)


def text_of(html: str) -> str:
    return article_text(split(parse_html(f"<body>{html}", "-")[0]).blocks)


def test_the_title_comes_first_and_can_be_left_out() -> None:
    page = article(split_text(("One.", "Two.")).blocks, "Title")

    assert render_text(page, WriteOptions()) == "Title\n\nOne.\n\nTwo.\n"
    assert render_text(page, WriteOptions(title=False)) == "One.\n\nTwo.\n"


def test_an_article_without_a_title_or_text_has_no_empty_lines() -> None:
    assert render_text(article(split_text(("One.",)).blocks), WriteOptions()) == "One.\n"
    assert render_text(article((), "Title"), WriteOptions()) == "Title\n"
    assert render_text(article(()), WriteOptions()) == ""


def test_only_what_is_kept_is_printed() -> None:
    blocks = split_text(("One.", "Menu", "Two.")).blocks
    decisions = tuple(Decision(b.text != "Menu", "test", "-") for b in blocks)

    assert render_text(Article("-", Status.OK, Metadata(), blocks, decisions), WriteOptions()) == "One.\n\nTwo.\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>a</h2><p>b</p>", "a\n\nb"),
        ("<p>a<br>b</p><p>c</p>", "a\nb\n\nc"),
        ("<p>a</p><img src=x.jpg alt=picture><p>b</p>", "a\n\nb"),
        ("<figure><img src=x.jpg alt=p><figcaption>a</figcaption></figure>b", "a\n\nb"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "a\n\nb"),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>", "a\nb\nc\nd"),
        ("<p>* 1 &lt; 2 _a_ | &amp;</p>", "* 1 < 2 _a_ | &"),
    ],
)
def test_blocks_stand_between_blank_lines(html: str, expected: str) -> None:
    assert text_of(html) == expected


def test_lines_of_a_paragraph_stay_together_unless_one_between_them_is_left_out() -> None:
    blocks = split(parse_html("<p>a<br>b<br>c</p>", "-")[0]).blocks

    assert article_text(blocks) == "a\nb\nc"
    assert article_text(b for b in blocks if b.text != "b") == "a\n\nc"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b"),
        ("p<ul><li>a</li></ul>q", "p\n\n- a\n\nq"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n- b"),
        ("<ul><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ul>", "- a\n  - b\n    - c\n- d"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n  - b\n2. c"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n  b"),
        ("<ol start=10><li><p>a</p><p>b</p></li></ol>", "10. a\n    b"),
        ("<ul><li>a<br>b</li></ul>", "- a\n  b"),
        ("<ul><li><h3>a</h3>b</li></ul>", "a\n\nb"),
        ("<ol start=20><li><h3>a</h3>b<li><h3>21: c</h3>d</ol>", "20. a\n\nb\n\n21: c\n\nd"),
        ("<ol><li><img src=/x.jpg><li><h3>a</h3><li><h3>b</h3></ol>c", "2. a\n\n3. b\n\nc"),
        ("<ul><li>a</li><p>b</p><p>c</p></ul>", "- a\n\nb\n\nc"),
        ("<ul><li>a</li><p>b</p><li>c</li></ul>", "- a\n  b\n- c"),
        ("<dl><dt>a<dd><ul><li>b<li>c</ul></dl>", "a\n- b\n- c"),
        ("<ul><li><h3>a</h3>b<li>c<li>d</ul>", "- a\n  b\n- c\n- d"),
        ("<ul><li><blockquote>a</blockquote></li></ul>", "- a"),
    ],
)
def test_items_stand_behind_their_markers(html: str, expected: str) -> None:
    assert text_of(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>a<pre>b\n  c</pre><li>d</ol>", "1. a\n\n   b\n     c\n\n2. d"),
        ("<ul><li><p>a</p><pre>b\n\nc</pre><p>d</p></ul>", "- a\n\n  b\n\n  c\n\n  d"),
        ("<ul><li>a<ul><li>b<pre>c</pre></ul><li>d</ul>", "- a\n  - b\n\n    c\n\n- d"),
        ("<ol><li><pre>a\nb</pre><li>c</ol>", "1. a\n   b\n\n2. c"),
        ("<dl><dt>a<dd>b<pre>c</pre><dt>d<dd>e</dl>", "a\nb\n\nc\n\nd\ne"),
        ("<ul><li>a<pre>b</pre><pre>c</pre></ul>", "- a\n\n  b\n\n  c"),
    ],
)
def test_code_of_an_item_is_set_in_below_it(html: str, expected: str) -> None:
    assert text_of(html) == expected


def test_very_deep_items_are_not_set_in_without_end() -> None:
    assert text_of("<ul><li>a" * 100).endswith("\n" + " " * 16 + "- a")


def test_an_item_whose_outer_items_are_empty_is_not_set_in() -> None:
    assert text_of("<ul><li><ul><li>a</li></ul></li></ul>") == "- a"


def test_lists_of_plain_text_keep_markers_and_numbers() -> None:
    assert article_text(split_text(("* a", "• b", "3. c", "(4) d", "end")).blocks) == "- a\n- b\n\n3. c\n4. d\n\nend"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th>a<th>b<tr><td>1<td>2", "a | b\n1 | 2"),
        ("<tr><td>a<td><td>c<tr><td>d<td>e<td>f", "a |  | c\nd | e | f"),
        ("<tr><td>a<br>b<td>c<tr><td>d<td>e", "a b | c\nd | e"),
        ("<caption>t</caption><tr><td>a<td>b<tr><td>c<td>d", "t\na | b\nc | d"),
        ("<tr><td>a<td>b<tr><td><td><tr><td>c<td>d", "a | b\nc | d"),
        ("<tr><th><th>b<tr><td>1<td>2", " | b\n1 | 2"),
        ("<tr><th>a<th>b<tr><td><p>1</p><p>2</p><td>3", "a | b\n1 2 | 3"),
        ("<tr><th>a<th>b<tr><td>1<ul><li>2<li>3</ul><td>4", "a | b\n1 2 3 | 4"),
    ],
)
def test_rows_of_a_table_stand_on_a_line_each(rows: str, expected: str) -> None:
    assert text_of(f"<p>x</p><table>{rows}</table><p>y</p>") == f"x\n\n{expected}\n\ny"


def test_two_tables_are_two_blocks() -> None:
    table = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"

    assert text_of(table + table) == "a | b\nc | d\n\na | b\nc | d"


def test_code_is_verbatim() -> None:
    assert text_of("<p>x</p><pre>if a:\n    b\n\n\nc</pre><p>y</p>") == "x\n\nif a:\n    b\n\n\nc\n\ny"


def test_what_is_of_no_text_is_left_out() -> None:
    blocks = (Block(0, Kind.PARAGRAPH, "", 0), Block(1, Kind.IMAGE, "ship", 0), Block(2, Kind.PARAGRAPH, "a", 1))

    assert article_text(blocks) == "a"
