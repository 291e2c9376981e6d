from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote, urljoin

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from cleancopy.extractors import Article, Decision, Metadata, Status
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import Layout, split, split_text
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.text import TYPED_RULE
from cleancopy.extractors.write import render_markdown
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.markdown import article_markdown
from cleancopy.extractors.write.runs import MarkupOptions

BASE = "https://example.com/"
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


LAST = "### 1. a\n\nb\n\n### 2. c\n\nd\n\n![](https://example.com/x.jpg)\n\ne\n"
KIA = "## 20. Kia\n\na\n\n- b\n\n## 21. Opel\n\nc\n"


def article_of(layout: Layout, title: str | None = None) -> Article:
    kept = range(len(layout.blocks))
    tree = article_tree(layout, kept, MarkupOptions(BASE))
    decisions = tuple(Decision(True, By.MODEL, "-") for _ in kept)
    return Article("-", Status.OK, Metadata(title=title), layout.blocks, decisions, tree)


def markdown(html: str) -> str:
    return article_markdown(article_of(split(parse_html(f"<body>{html}", "-")[0])))


def read_back(text: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(GITHUB.render(text), create_parent="div")


def words_of(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo.\n"),
        ("<h2>a</h2><p>b</p>", "## a\n\nb\n"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<p>a <b>b</b> <i>c</i> <s>d</s> <code>e</code></p>", "a **b** *c* ~~d~~ `e`\n"),
        ("<p><a href=/x>a</a></p>", "[a](https://example.com/x)\n"),
        ("<img src=/a.jpg alt='A ship'>", "![A ship](https://example.com/a.jpg)\n"),
        ("<p>a<br>b</p>", "a  \nb\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```\n"),
        ("<pre><code class=language-python>a</code></pre>", "```python\na\n```\n"),
        ("<ol start=20><li><h2><b>Kia</b></h2><p>a</p><ul><li>b</ul><li><h2>Opel</h2>c</ol>", KIA),
        (
            "<ul><li><img src=/x.jpg><h3>a</h3>b<li><h3>c</h3>d</ul>",
            "![](https://example.com/x.jpg)\n\n### a\n\nb\n\n### c\n\nd\n",
        ),
        ("<ol><li><h3>a</h3>b<li><h3>c</h3>d<li><img src=/x.jpg></ol>e", LAST),
        ("<ul><li>a<ul><li><h3>b</h3>c</ul><li>d</ul>", "- a\n\n  ### b\n\n  c\n\n- d\n"),
        ("", ""),
    ],
)
def test_markdown_as_people_write_it(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_the_title_is_a_heading_after_the_front_matter() -> None:
    article = article_of(split_text(("One.",)), "A ship")

    assert render_markdown(article, WriteOptions()) == '---\ntitle: "A ship"\n---\n\n# A ship\n\nOne.\n'
    assert render_markdown(article, WriteOptions(front_matter=False)) == "# A ship\n\nOne.\n"
    assert render_markdown(article, WriteOptions(front_matter=False, title=False)) == "One.\n"


def test_an_article_without_markup_is_no_trouble() -> None:
    assert article_markdown(Article("-", Status.NO_ARTICLE, Metadata())) == ""


# What means something in Markdown, alone and at the start of a line.
LOOKS_LIKE_MARKDOWN = [
    *("# no heading", "#", "1. no item", "1) no item", "12.", "- no item", "+ no item", "* no item", "-", "---"),
    *("***", "===", "> no quotation", "`no code`", "```", "~~~", "~~not struck~~", "*no* **emphasis** _at_ __all__"),
    *("snake_case_name", "a*b*c", "[no](link)", "![no](image)", "[no]: /definition", "[x] no task", "[^1]"),
    *("<b>no tag</b>", "<https://no.link>", "<!-- no comment -->", "&amp; &copy; &#42; &nbsp;", "\\* \\\\ \\"),
    *("| no | table |", "a | b", "|---|---|", "http://a.b/c_d_e", "https://x.y/*z*", "$no$ ^math^", "{#id}", "a  b"),
    *("5 * 3 * 2 < 7 > 1", "C#", "What? #1!", "x^2 ~ y_1", "'\"`", ": no definition"),
]
PIECES = sorted(
    {p for text in LOOKS_LIKE_MARKDOWN for p in text.split()} | {"a", "é", "日", ".", "==", "``", "_", "]("}
)
TEXTS = st.builds(
    lambda pieces, gap: gap.join(pieces),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    st.sampled_from(["", " "]),
)

SHELLS = [
    ("p", "<p>{}</p>"),
    ("h2", "<h2>{}</h2>"),
    ("li", "<ul><li>{}</li></ul>"),
    ("li", "<ol><li>{}</li></ol>"),
    ("blockquote", "<blockquote>{}</blockquote>"),
    ("td", "<table><tr><th>a</th><th>b</th></tr><tr><td>{}</td></tr></table>"),
    ("th", "<table><tr><th>{}</th></tr><tr><td>c</td><td>d</td></tr></table>"),
    ("p", "<figure><figcaption>{}</figcaption></figure>"),
    ("strong", "<p>x <b>{}</b> y</p>"),
    ("em", "<p>x <i>{}</i> y</p>"),
    ("code", "<p>x <code>{}</code> y</p>"),
    ("pre", "<pre>{}</pre>"),
    ("p", "<p>x<br>{}<br>y</p>"),
]  # fmt: skip


def assert_reads_back(tag: str, shell: str, text: str) -> None:
    around = [words_of(e) for e in lxml.html.fromstring(f"<div>{shell.format('')}</div>").iter(tag)]
    result = read_back(markdown(shell.format(escape(text))))
    if TYPED_RULE.fullmatch(text) and shell in ("<p>{}</p>", "<blockquote>{}</blockquote>"):
        assert result.find(".//hr") is not None
        return
    found = [words_of(e) for e in result.iter(tag)]

    expected = " ".join(text.split())
    if "<br>" in shell:
        expected = f"x {expected} y"
    assert found[0] == expected
    assert len(found) >= len(around)
    if tag not in ("td", "th"):
        assert len(found) == 1


@pytest.mark.parametrize(("tag", "shell"), SHELLS)
def test_text_that_looks_like_markdown_reads_back_as_the_same_text(tag: str, shell: str) -> None:
    for text in LOOKS_LIKE_MARKDOWN:
        assert_reads_back(tag, shell, text)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SHELLS), TEXTS)
def test_any_mix_of_signs_reads_back_as_the_same_text(shell: tuple[str, str], text: str) -> None:
    assert_reads_back(*shell, text)


@settings(deadline=None, max_examples=150)
@given(TEXTS | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_a_title_reads_back_as_the_same_title(title: str) -> None:
    text = render_markdown(article_of(split_text(("x",)), title), WriteOptions(front_matter=False))

    assert [words_of(e) for e in read_back(text).iter("h1")] == [" ".join(title.split())]


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_lines_of_code_read_back_verbatim(lines: list[str]) -> None:
    code = "\n".join(["first", *(f"  {line}" for line in lines)])

    (found,) = read_back(markdown(f"<pre>{escape(code)}</pre>")).iter("pre")

    assert found.text_content() == f"{code}\n"


CODE_LINES = st.builds(
    lambda indent, line: " " * indent + line,
    st.integers(0, 6),
    st.sampled_from(["", "```", "````", "`````", "``` x", "> ```", "- ```", ">", "~~~", "a\\.b", "2, 3\\. c"]) | TEXTS,
)
PLACES_OF_CODE = [
    "<p>a</p>{}<blockquote>b</blockquote>",
    "{}<pre>a\\.b</pre>",
    "<ul><li>{}</li><li>{}</li></ul>",
    "<ol><li>a<ul><li>b{}</li></ul>{}</li></ol>",
    "<blockquote>{}<p>a</p>{}</blockquote>",
    "<blockquote><blockquote>{}</blockquote>{}</blockquote>",
    "<ul><li><blockquote>{}</blockquote>{}</li></ul>",
    "<blockquote><ol><li>{}<blockquote>a</blockquote></li></ol></blockquote>",
    "<dl><dt>a</dt><dd>{}</dd></dl>",
]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES_OF_CODE), st.lists(CODE_LINES, max_size=5))
def test_code_reads_back_verbatim_wherever_it_stands(place: str, lines: list[str]) -> None:
    code = "\n".join(["first", *lines, "last"])

    html = place.replace("{}", f"<pre>{escape(code)}</pre>")
    found = [pre.text_content() for pre in read_back(markdown(html)).iter("pre")]

    assert found == [f"{pre.text_content()}\n" for pre in lxml.html.fromstring(f"<div>{html}</div>").iter("pre")]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<b>b</b><i>c</i>d</p>",
        "<p><b>a</b><b>b</b> <i>c</i>d</p>",
        "<p><b>a </b>b <i> c</i> d</p>",
        "<p><b>a <i>b</i></b>c</p>",
        "<p><a href='/x'><b>a</b></a><b>c</b></p>",
        "<p>&lt;<a href='/x'>l</a>&gt; [<a href='/y'>1</a>]</p>",
        "<p><a href='/x_(y)?a=1&amp;b=*c*'>a_b_c [d]</a></p>",
        "<p>#<b>x</b> 1<i>x</i></p>",
        "<p><b>Note:</b>text</p>",
        "<p>日本<b>「語」</b>です</p>",
        "<p>a<i>“b”</i>c</p>",
        "<p>1<i>.x</i></p>",
        "<p>Hello!<a href='/x'>link</a></p>",
    ],
)
def test_inline_markup_reads_back(html: str) -> None:
    article = article_of(split(parse_html(html, "-")[0]))
    fragment = lxml.html.fromstring(article.html or "")
    result = read_back(article_markdown(article))

    assert words_of(result) == words_of(fragment)
    assert [a.get("href") for a in result.iter("a")] == [a.get("href") for a in fragment.iter("a")]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>The board: <b>Note:</b>visitors and <b>(Closed)</b>today</p>", ["Note:", "(Closed)"]),
        ("<p>水位は<b>「嘘をつかない」</b>という。<b>正しい。</b>しかし</p>", ["「嘘をつかない」", "正しい。"]),
        ("<p>the word<b>“danger”</b>s</p>", ["“danger”"]),
        ("<p><b>plain</b> and plain<b>er</b></p>", ["plain", "er"]),
        ("<p>a<i><b>(both)</b></i>b</p>", ["(both)"]),
        ("<ul><li>x<b>-y</b>z</li></ul>", ["-y"]),
    ],
)
def test_emphasis_reads_back_beside_punctuation_and_between_letters(html: str, texts: list[str]) -> None:
    result = read_back(article_markdown(article_of(split(parse_html(html, "-")[0]))))

    assert [element.text_content() for element in result.iter("strong")] == texts


@pytest.mark.parametrize(
    "alt",
    [
        "A ship",
        "[a] (b)",
        "a ] b",
        "*a*",
        "a_b_ _c_",
        "&amp;",
        "`a`",
        "[b](c) ![d](e) ![",
    ],
)
@pytest.mark.parametrize("around", ["<p>x {} y</p>", "<figure>{}</figure>"])
def test_alternative_text_reads_back(around: str, alt: str) -> None:
    assert_alt_reads_back(around, alt)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(["<p>x {} y</p>", "<figure>{}</figure>", "<ul><li>{}</li></ul>"]), TEXTS)
def test_any_mix_of_signs_as_alternative_text_reads_back(around: str, alt: str) -> None:
    assert_alt_reads_back(around, alt)


def assert_alt_reads_back(around: str, alt: str) -> None:
    result = read_back(markdown(around.format(f'<img src=/a.jpg alt="{escape(alt)}">')))

    assert [i.get("alt") for i in result.iter("img")] == [alt]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th>a<th>b<tr><td>1<td>2", [["a", "b"], ["1", "2"]]),
        ("<tr><td>a<td>b<tr><td>1<td>2", [["a", "b"], ["1", "2"]]),
        ("<tr><th><th>b<tr><td>1<td>2", [["", "b"], ["1", "2"]]),
        ("<tr><th>a<th><tr><td>1<td>2", [["a", ""], ["1", "2"]]),
        ("<tr><th>a<th>b<tr><td>1<td><tr><td><td>4", [["a", "b"], ["1", ""], ["", "4"]]),
        ("<tr><th>a|b<th>c<tr><td><code>x|y</code><td>\\|", [["a|b", "c"], ["x|y", "\\|"]]),
        ("<tr><th>a<th>b<tr><td>1<br>2<td><p>3</p><p>4</p>", [["a", "b"], ["1 2", "3 4"]]),
        ("<tr><th>a<th>b<tr><td>1<ul><li>2<li>3</ul><td>4", [["a", "b"], ["1 2 3", "4"]]),
    ],
)
def test_tables_read_back_cell_by_cell(rows: str, expected: list[list[str]]) -> None:
    result = read_back(markdown(f"<p>x</p><table>{rows}</table><p>y</p>"))

    assert [[words_of(cell) for cell in row] for row in result.iter("tr")] == expected
    assert [words_of(p) for p in result.iter("p")] == ["x", "y"]


def test_the_caption_of_a_table_is_not_lost() -> None:
    text = markdown("<table><caption>Ships</caption><tr><th>a<th>b<tr><td>1<td>2</table>")

    assert "Ships" in text
    assert len(list(read_back(text).iter("tr"))) == 2


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<p>b</p><ul><li>c</li></ul></li><li>d</li></ul><p>e</p>",
        "<ol><li>a<pre>b\n\n  c</pre><p>d</p></li><li>e</li></ol>",
        "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol><ol><li>d</li></ol>",
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote><p>d</p>",
        "<blockquote><p>a</p><pre>b</pre><p>c</p></blockquote>",
        "<ul><li><blockquote><p>a</p></blockquote></li><li>b</li></ul>",
        "<p>a</p><blockquote><p>b</p></blockquote><p>c</p>",
        "<h2>a</h2><ul><li>b</li></ul><h3>c</h3><pre>d</pre><p>e</p>",
        "<blockquote><ul><li>a</li></ul><p>b</p></blockquote>",
        "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>",
        '<ul><li>a<br><a href="/b">b</a><h3>c</h3><p>d</p></li><li>e</li></ul>',
        "<ol><li>a<br><strong>b</strong> c<br><code>d</code><p>e</p><ul><li>f<br><em>g</em></li></ul></li></ol>",
        '<ol><li>a<figure><img src="/b.jpg" alt=""><figcaption>c</figcaption></figure><p>e</p></li></ol>',
        "<ul><li><blockquote><p>a<br>b</p></blockquote></li></ul>",
        "<blockquote><table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table><p>e</p></blockquote>",
        "<ol><li><table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table><p>e</p></li></ol>",
        '<h2>a <img src="/b.jpg" alt="c"></h2>',
    ],
)
def test_the_structure_reads_back(html: str) -> None:
    def places(root: HtmlElement) -> list[tuple[str, list[str]]]:
        """Each line of text with the lists, quotations … that it stands in."""
        kept = ("ul", "ol", "li", "blockquote", "pre", "table", "h2", "h3")
        found = []
        for element in root.iter():
            for text, owner in ((element.text, element), (element.tail, element.getparent())):
                for line in (text or "").split("\n"):
                    if line.strip():
                        tags = [e.tag for e in (owner, *owner.iterancestors()) if e.tag in kept]
                        found.append((line.strip(), tags))
        return sorted(found)

    result = read_back(markdown(html))

    assert places(result) == places(lxml.html.fromstring(f"<div>{html}</div>"))
    assert not any(re.search(r"\w\s+\w", p.text or "") for p in result.iter("p"))


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [("12. März war ein Montag.", "12. März war ein Montag.\n"), ("3. c", "3. c\n")],
)
def test_numbers_of_plain_text_are_kept(paragraph: str, expected: str) -> None:
    assert article_markdown(article_of(split_text((paragraph,)))) == expected


def test_numbers_are_kept_where_the_first_items_are_left_out() -> None:
    layout = split(parse_html("<ol><li>ad</li><li>b</li><li>c</li></ol>", "-")[0])
    tree = article_tree(layout, [1, 2], MarkupOptions())

    assert article_markdown(Article("-", Status.OK, Metadata(), tree=tree)) == "2. b\n3. c\n"


@pytest.mark.parametrize("around", ["{}", '<a href="/x">{}</a>', "<figure>{}</figure>"])
@pytest.mark.parametrize("address", ["a)[b](javascript:alert(1)", "a](https://example.org/b", "http://[::1]/a)![b](c"])
def test_the_address_of_a_picture_is_one_address_whatever_it_looks_like(around: str, address: str) -> None:
    picture = around.format(f'<img src="{address}" alt="lamp">')
    shown = read_back(markdown(f"<p>The light {picture} turns by night.</p>")).xpath("//img/@src")

    assert [unquote(source) for source in shown] == [urljoin(BASE, address)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>He left.</p><p>* * *</p><p>In spring he came back.</p>",
        "<ul><li><p>He left.</p><p>* * *</p><p>In spring he came back.</p></li></ul>",
        "<blockquote><p>He left.</p><p>* * *</p><p>In spring he came back.</p></blockquote>",
    ],
)
def test_a_scene_break_is_a_rule(html: str) -> None:
    written = GITHUB.render(markdown(html))
    assert written.count("<hr />") == 1
    assert written.index("He left") < written.index("<hr />") < written.index("In spring")
