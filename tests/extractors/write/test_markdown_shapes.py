# ruff: noqa: E501  # tables as they are
"""Tables of every small shape keep their cells in every reader, and large structures take linear time."""

from __future__ import annotations

import re
from itertools import product
from time import process_time

import lxml.html
import pytest
from fragments import tree_of
from markdown_readers import READERS

from cleancopy.extractors.article import Article, Metadata, Status
from cleancopy.extractors.write.markdown import article_markdown

SPANS = ("", ' rowspan="2"', ' colspan="2"', ' rowspan="3" colspan="2"')
WITH_TABLES = [name for name in READERS if name != "CommonMark"]


def markdown(html: str) -> str:
    return article_markdown(Article("-", Status.OK, Metadata(), tree=tree_of(html)))


def tables() -> list[str]:
    """Two and three rows of one to three cells each, the first two cells of the first two rows with any span."""
    found = []
    for widths in [*product((1, 2, 3), repeat=2), *product((1, 2, 3), repeat=3)]:
        for spans in product(SPANS, repeat=2):
            left = iter(spans)
            rows, word = [], 0
            for y, width in enumerate(widths):
                tag = "th" if y == 0 else "td"
                cells = []
                for x in range(width):
                    word += 1
                    span = next(left, "") if y < 2 and x < 2 else ""
                    cells.append(f"<{tag}{span}>w{word} | {word}</{tag}>")
                rows.append(f"<tr>{''.join(cells)}</tr>")
            found.append(f"<table>{''.join(rows)}</table>")
    return list(dict.fromkeys(found))


TABLES = tables()


@pytest.mark.parametrize("reader", WITH_TABLES)
def test_no_table_loses_a_cell_in_any_reader(reader: str) -> None:
    for at in range(0, len(TABLES), 40):
        chosen = TABLES[at : at + 40]
        root = lxml.html.fromstring(f"<div>{READERS[reader](markdown('<p>x</p>'.join(chosen)))}</div>")
        shown = [
            re.findall(r"w\d+ \| \d+", " / ".join(c.text_content() for c in t.iter("th", "td")))
            for t in root.iter("table")
        ]
        assert shown == [re.findall(r"w\d+ \| \d+", table) for table in chosen]


def test_a_cell_below_one_that_reaches_down_stands_in_its_column() -> None:
    html = '<table><tr><th rowspan="2">a</th><th colspan="2">b</th></tr><tr><th>c</th><th>d</th></tr><tr><td>e</td><td>f</td></tr></table>'
    assert markdown(html) == "| a | b | |\n| --- | --- | --- |\n| | c | d |\n| e | f | |\n"


LARGE = {
    "items": ("<ul>", "<li>an item</li>", "</ul>", 500),
    "lines of a footnote's code": ('<aside id="fn-1"><p>x</p><pre><code>a', "\n", "b</code></pre></aside>", 20_000),
    "rows": ("<table>", "<tr><td>a</td><td>b|c</td></tr>", "</table>", 300),
    "cells": ("<table><tr><td>x</td></tr><tr>", "<td>a</td>", "</tr></table>", 800),
    "lists": ("", "<ul><li>a</li></ul>", "", 400),
    "terms": ("<dl>", "<dt>a</dt><dd>b</dd>", "</dl>", 300),
    "links in code": ("<p><code>", '<a href="https://e.example/">x</a> of ', "</code></p>", 300),
    "emphasis": ("<p>", "<em>a</em><strong>b</strong>", "</p>", 400),
    "emphasis of signs": ("<p>", "a<em>.</em>", "</p>", 800),
    "breaks": ("<p>", "a<br>", "</p>", 1000),
    "code": ("<p>", "<code>a`</code>", "</p>", 500),
    "addresses": ("<p>", "https://a.example/*", "</p>", 500),
    "dollars": ("<p>", "$a", "</p>", 10_000),
    "signs": ("<p>", "`*_~[<&", "</p>", 1000),
    "brackets in an address": ('<p><a href="https://e.example/', "(", '">x</a></p>', 100_000),
    "words of a footnote": ('<aside id="fn-1"><p>&lt;', "a ", "</p></aside>", 50_000),
}


@pytest.mark.parametrize("name", LARGE)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    """Eight times as much takes eight times as long, or twice that on a bad day; squared it were 64 times."""
    start, part, end, count = LARGE[name]

    def seconds(n: int) -> float:
        html = start + part * n + end
        return min(_timed(html) for _ in range(3))

    assert seconds(8 * count) < 24 * max(seconds(count), 0.002)


def _timed(html: str) -> float:
    began = process_time()
    markdown(html)
    return process_time() - began


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("R&D, AT&T, a & b", "R&D, AT&T, a & b"),
        ("Ctrl+S and 600.000 Sparkassen- 12. x", "Ctrl+S and 600.000 Sparkassen- 12. x"),
        ("a footnote*, ~5 km, 3 < 7 _ 8", "a footnote*, ~5 km, 3 < 7 _ 8"),
        ('<a href="/m">![x](y)</a>', "[!\\[x\\]\\(y)](/m)"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("C# (and F#) - #tag +1 -5 =x", "C# (and F#) - #tag +1 -5 =x"),
        ("https://e.example/~a_b?c=1&amp;d=2", "https://e.example/~a_b?c=1&d=2"),
        ("C:\\Users\\x | y: z!", "C:\\Users\\x | y: z!"),
        ("&amp;lt;b&amp;gt; &lt;b>", "&amp;lt;b&amp;gt; &lt;b>"),
        ("a*b* `c`", "a\\*b\\* \\`c\\`"),
        ("<strong>https://e.example/</strong> x", "**https://e.example/** x"),
        ('<a href="https://e.example/a">https://e.example/a</a>', "[https://e.example/a](https://e.example/a)"),
        ("https://e.example/<code>x</code>", "https\\://e.example/`x`"),
        ("1<code></code>2<code> </code>3", "12 3"),
        (
            'It is <code><a href="/m">Map</a> of <a href="/k">Keys</a> to <strong>Values</strong></code>.',
            "It is [`Map`](/m) `of` [`Keys`](/k) `to Values`.",
        ),
    ],
)
def test_escapes_stand_where_they_are_needed_and_nowhere_else(html: str, expected: str) -> None:
    assert markdown(f"<p>{html}</p>") == f"{expected}\n"


def test_a_heading_that_is_bold_as_a_whole_is_just_a_heading() -> None:
    assert markdown("<h2><strong>All of it</strong></h2>") == "## All of it\n"
    assert markdown("<h2><strong>Some</strong> of it</h2>") == "## **Some** of it\n"


def test_two_lists_one_below_the_other_stay_two() -> None:
    html = '<ol><li value="1">a</li></ol><ol><li value="1">b</li></ol><ul><li>c</li></ul><ul><li>d</li></ul><ul><li>e</li></ul>'
    text = markdown(html)

    assert text == "1. a\n\n1) b\n\n- c\n\n* d\n\n- e\n"
    assert [READERS[name](text).count("<ul") for name in ("CommonMark", "GitHub", "mistune")] == [3, 3, 3]
