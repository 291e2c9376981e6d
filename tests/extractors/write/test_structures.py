"""Each structure of a page, from its HTML as sites write it to Markdown and text as people would."""

from __future__ import annotations

import re

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleancopy.extractors import Article, Decision, Metadata, Status
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.images import judge_images
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.blocks.finish import finish
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write import article_text
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.markdown import article_markdown
from cleancopy.extractors.write.runs import MarkupOptions

BASE = "https://example.com/"
KEEP = Decision(True, By.MODEL, "-")
GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
GITHUB.validateLink = lambda url: True  # type: ignore[method-assign]  # it would leave out links that must not come


def article(html: str, keep: str = "") -> Article:
    """The article of a page on which all is kept, or only the blocks that `keep` matches."""
    layout = split(parse_html(f"<html><body>{html}</body></html>", "-")[0])
    cut = Decision(False, By.MODEL, "-")
    finished = finish(layout, [KEEP if re.search(keep, b.text) else cut for b in layout.blocks], BASE)
    layout, decisions = finished.layout, finished.decisions
    decisions = judge_images(layout, decisions, Context())
    kept = [i for i, d in enumerate(decisions) if d.keep]
    tree = article_tree(layout, kept, MarkupOptions(BASE))
    return Article("-", Status.OK, Metadata(), layout.blocks, decisions, tree)


def markdown(html: str, keep: str = "") -> str:
    return article_markdown(article(html, keep))


def text(html: str, keep: str = "") -> str:
    return article_text(article(html, keep).kept)


KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>E</mi></mrow>'
    '<annotation encoding="application/x-tex">{}</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span class="mord">glyph</span></span></span>'
)
NOTES = (
    '<p>One.<sup id="r1"><a href="#n1" class="footnote-ref">1</a></sup> Two<sup id="r2"><a href="#n2">2</a></sup>.</p>'
    '<section class="footnotes"><ol><li id="n1"><p>First note <a href="#r1">↩</a></p></li>'
    '<li id="n2"><p>Second note.</p><p>More. <a href="#r2">↩</a></p></li></ol></section>'
)
CITED = '<p>x<sup><a href="#cite_note-1">[1]</a></sup></p><ol class="references"><li id="cite_note-1">A book</li></ol>'
SYNTAX_HIGHLIGHTER = (
    '<div class="syntaxhighlighter"><table><tr><td class="gutter"><div class="line">1</div><div class="line">2</div></td>'  # noqa: E501
    '<td class="code"><div class="line"><code>def</code> <code>f():</code></div><div class="line"><code>pass</code></div>'  # noqa: E501
    "</td></tr></table></div>"
)
GUTTER = (
    '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td>'
    '<td class="code"><div class="highlight-python"><pre>a = 1\nb = 2</pre></div></td></tr></table>'
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>x {KATEX.format('a_1')} y</p>", "x $a_1$ y"),
        (f"<p>x</p><span class=katex-display>{KATEX.format('a_1')}</span><p>y</p>", "x\n\n$$a_1$$\n\ny"),
        ("<p>x <math><msub><mi>a</mi><mn>1</mn></msub></math></p>", "x $a_{1}$"),
        ("<p>a</p><math display=block><mi>x</mi></math><p>b</p>", "a\n\n$$x$$\n\nb"),
        (
            '<p>x <span class="MathJax_Preview">p</span><span class="MathJax">glyph</span><script type="math/tex">a_1'
            "</script> y</p>",
            "x $a_1$ y",
        ),
        ("<p>It cost $5, not $6$.</p>", "It cost \\$5, not \\$6\\$."),
        ("<p>It cost $5 and $6 more</p>", "It cost $5 and $6 more"),
        (NOTES, "One.[^1] Two[^2].\n\n[^1]: First note\n\n[^2]: Second note.\n\n    More."),
        ('<div class="admonition note"><p class="admonition-title">Note</p><p>Hot.</p></div>', "> [!NOTE]\n> Hot."),
        ("<aside class=tip><p class=title>Do it so</p><p>Hot.</p></aside>", "> [!TIP]\n> **Do it so**\n>\n> Hot."),
        (
            "<ul><li><input type=checkbox disabled checked> a<li><input type=checkbox disabled> b</ul>",
            "- [x] a\n- [ ] b",
        ),
        ("<ul><li><input type=checkbox> a</ul>", "- a"),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><p>d</p><p>e</p></dd></dl>", "**a**  \nb\n\n**c**  \nd\n\ne"),
        (GUTTER, "```python\na = 1\nb = 2\n```"),
        (SYNTAX_HIGHLIGHTER, "```\ndef f():\npass\n```"),
        ("<p>a</p><pre>b</pre><blockquote>c</blockquote>", "a\n\n```\nb\n```\n\n> c"),
        (
            "<figure><blockquote><p>a</p></blockquote><figcaption>B, <cite>C</cite></figcaption></figure>",
            "> a\n>\n> — B, *C*",
        ),
        (
            "<p>a</p><iframe src='https://www.youtube.com/embed/abcdefghijk' title=Film></iframe><p>b</p>",
            "a\n\n[Film](https://www.youtube.com/watch?v=abcdefghijk)\n\nb",
        ),
        ("<details><summary>a</summary><p>b</p></details>", "**a**\n\nb"),
        ("<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup></p>", "10<sup>6</sup> H<sub>2</sub>O 1st"),
        ("<p>a <code>x<sup>2</sup></code></p>", "a `x2`"),
        ("<ol reversed><li>a<li>b</ol>", "- 2\\. a\n- 1\\. b"),
        ("<ol><li>a<ol><li>b</li></ol></li><ol><li>c</li></ol><li>d</li></ol>", "1. a\n\n   1. b\n\n   1) c\n\n2. d"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li>a<div>b</div></li><li>c</li></ul>", "- a  \n  b\n- c"),
        ("<p>one\n  two <b>three\nfour</b></p>", "one two **three four**"),
        ("<ul><li>a<br><br>b</li></ul>", "- a  \n  b"),
        ("<ul><li><a href=javascript:x><img src=data:x></a></li><li>a</li><li> </li></ul>", "- a"),
        (
            "<table><tr><th colspan=2>a<th>b<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>",
            "| a | | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| | 4 | 5 |",
        ),
    ],
)
def test_a_structure_as_markdown(html: str, expected: str) -> None:
    assert markdown(html) == f"{expected}\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>x {KATEX.format('a_1')} y</p>", "x $a_1$ y"),
        (NOTES, "One.[1] Two[2].\n\n[1] First note\n[2] Second note.\n    More."),
        (GUTTER, "a = 1\nb = 2"),
        ("<ul><li><input type=checkbox disabled checked> a</ul>", "- [x] a"),
        ("<p>a</p><iframe src='https://www.youtube.com/embed/abcdefghijk' title=Film></iframe><p>b</p>", "a\n\nb"),
    ],
)
def test_a_structure_as_text(html: str, expected: str) -> None:
    assert text(html) == expected


def test_code_beside_code_stays_apart_and_code_of_a_term_is_code() -> None:
    assert markdown("<p>Press <kbd>Ctrl</kbd><kbd>C</kbd>, <code>a`</code><code>b</code>.</p>") == (
        "Press `Ctrl` `C`, `` a` `` `b`.\n"
    )
    assert markdown("<dl><dt>Run<pre>x = 1</pre></dt><dd>it</dd></dl>") == "Run\n\n```\nx = 1\n```\n\nit\n"
    assert markdown("<p>10<sup>[a](b)*</sup></p>") == "10<sup>\\[a\\]\\(b)*</sup>\n"


def test_a_footnote_of_one_word_is_no_address_of_a_link() -> None:
    html = NOTES.replace("First note", "javascript:alert")

    assert "[^1]: javascript:alert &zwnj;" in markdown(html)
    assert "<a" not in GITHUB.render(markdown(html))


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ("<footer>Tove Lind</footer>", "> — Tove Lind"),
        ("<footer>— <cite>Tove Lind</cite></footer>", "> — *Tove Lind*"),
        ("<cite>Tove Lind</cite>", "> — Tove Lind"),
        ("<p><cite>Tove Lind</cite>, bosun</p>", "> *Tove Lind*, bosun"),
        ("<p>Tove Lind</p>", "> Tove Lind"),
    ],
)
def test_who_said_it_stands_behind_a_dash(below: str, line: str) -> None:
    assert markdown(f"<blockquote><p>The sea.</p>{below}</blockquote>") == f"> The sea.\n>\n{line}\n"


# Word, Google Docs and LibreOffice, and what people write by hand: a note begins with a mark that leads back.
NUMBERED = (
    "<p>One<a href=#n1 name=r1>{0}</a> two<a href=#n2 name=r2>{1}</a>, as in<a href=#n1>{0}</a>.</p>"
    "<div><p><a href=#r1 name=n1>{0}</a>{2}The first.</p></div>"
    "<div><p><a href=#r2 name=n2>{1}</a>{2}The second.</p></div>"
)


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        ("[1]", "[2]", " "),
        ("<sup>1</sup>", "<sup>2</sup>", ""),
        ("1", "2", ". "),
        ("*", "†", "&nbsp;"),
    ],
)
def test_a_note_that_begins_with_a_mark_back_is_the_note_and_not_what_it_leads_to(
    first: str, second: str, between: str
) -> None:
    html = NUMBERED.format(first, second, between)
    one, two = ("star", "dagger") if first == "*" else ("1", "2")

    assert (
        markdown(html) == f"One[^{one}] two[^{two}], as in[^{one}].\n\n[^{one}]: The first.\n\n[^{two}]: The second.\n"
    )
    assert text(html).startswith(f"One[{one}] two[{two}], as in[{one}].\n\n[{one}]")
    assert text(html).endswith(f"[{one}] The first.\n\n[{two}] The second.")


def test_a_link_that_leads_to_nothing_kept_is_none() -> None:
    html = "<p>One<sup><a href=#gone>3</a></sup>, <a href=#part>part two</a>.</p><p id=part>Two.</p>"

    assert markdown(html) == "One<sup>3</sup>, [part two](#part).\n\nTwo.\n"
    assert markdown(html, "One3, part two.") == markdown(html.partition("<p id")[0]) == "One<sup>3</sup>, part two.\n"


def test_references_to_literature_stay_a_list() -> None:
    assert markdown(CITED) == "x[\\[1\\]](#cite_note-1)\n\n1. A book\n"


@pytest.mark.parametrize(("keep", "expected"), [("a|c", "a\n\nc\n"), ("a|b", "a\n\nb\n"), ("d", "d\n")])
def test_a_table_of_which_a_row_or_a_column_is_left_is_none(keep: str, expected: str) -> None:
    assert markdown("<table><tr><td>a<td>b<tr><td>c<td>d</table>", keep) == expected


@pytest.mark.parametrize(
    ("html", "images"),
    [
        ("<img src=data:image/gif;base64,x data-src=/a.jpg><noscript><img src=/a-large.jpg></noscript>", ["a.jpg"]),
        ("<img src=/blank.gif><noscript><img src=/a.jpg></noscript>", ["a.jpg"]),
        ("<picture><source srcset='/s.webp 300w, /l.webp 900w'><img src=data:x></picture>", ["l.webp"]),
        ("<picture><source srcset=/a.webp><img src=/a.jpg></picture>", ["a.jpg"]),
        ("<img src=/t.gif data-full=/a.jpg>", ["a.jpg"]),
        ("<img src=/a.jpg width=570 height=0>", ["a.jpg"]),
        ("<img src=/a.jpg><img src=/a.jpg>", ["a.jpg"]),
        ("<amp-img src=/a.jpg width=600></amp-img>", ["a.jpg"]),
    ],
)
def test_lazy_images_come_once(html: str, images: list[str]) -> None:
    result = lxml.html.fromstring(GITHUB.render(markdown(f"<p>x</p>{html}<p>y</p>")))

    assert [i.get("src", "").removeprefix(BASE) for i in result.iter("img")] == images


@settings(deadline=None, max_examples=80)
@given(st.text(st.sampled_from("a b\"'\\&;<>*_`()[]!amp#").map(str), min_size=1, max_size=12))
@example("![")
def test_a_caption_that_was_cut_is_the_title_of_its_picture(caption: str) -> None:
    caption = " ".join(f"caption {caption}".split())
    escaped = caption.replace("&", "&amp;").replace("<", "&lt;")
    html = f"<p>body</p><figure><img src=/a.jpg alt=z><figcaption>{escaped}</figcaption></figure><p>body</p>"
    result = lxml.html.fromstring(GITHUB.render(markdown(html, "body")))

    assert [(i.get("alt"), i.get("title")) for i in result.iter("img")] == [("z", caption)]


HOSTILE = [
    "<p>x <math><annotation encoding='application/x-tex'>[a](javascript:alert(1)) &lt;img src=x onerror=y&gt; `</annotation></math></p>",  # noqa: E501
    "<script src=mathjax.js></script><p>\\(&lt;script&gt;alert(1)&lt;/script&gt;\\) \\[[a](vbscript:x)\\]</p>",
    "<p>a<sup>&lt;b&gt;</sup> x<sub>&lt;i onclick=x&gt;</sub></p>",
    "<div class='admonition note&quot;><script>'><p>a</p></div>",
    "<p>a<sup><a class=footnote-ref href='#n'>1</a></sup></p><ol class=footnotes><li id=n><script>x</script>&lt;script&gt;</li></ol>",  # noqa: E501
    "<p>a</p><video src='javascript:alert(1)' title='](javascript:x)'></video><iframe src='file:///etc/passwd'></iframe><p>b</p>",
    "<p>a</p><iframe src='https://www.youtube.com/embed/abcdefghijk' title='](javascript:x) &lt;b&gt;'></iframe><p>b</p>",  # noqa: E501
    "<figure><img src=/a.jpg alt='](javascript:x)'><figcaption>cut \"><img src=x onerror=y></figcaption></figure>",
    "<p>x<sup>[a](javascript:x)</sup> y<sub>*`b`* | &lt;javascript:x&gt;</sub></p>",
    "<dl><dt><pre>&lt;script&gt;x&lt;/script&gt;\n\n&lt;b&gt;</pre></dt><dd>it</dd></dl>",
    "<dl><dt><h3>Run</h3><dl><dt>x</dl><pre>&lt;script&gt;x&lt;/script&gt;</pre><dd>it</dl>",
    "<p><code>a &lt;script&gt; b</code><kbd>|`&lt;script&gt;`|</kbd><kbd><code>c`</code></kbd></p>",
    "<p><sub>a long text below a line<code>1. &lt;script&gt;</code></sub><code>10 `&lt;script&gt;`</code></p>",
    "<p><kbd><em><sub>``</sub></em>&lt;script&gt;</kbd></p>",
    "<ul><li><figure><pre>![a]\n&lt;script&gt;</pre><p>text</p></figure></ul>",
    "<figure><figure><h6>a</h6></figure><pre>![a]&lt;script&gt;`</pre></figure>",
    "<p>\ufdd7note:3c\ufdd8 \ufdd4note\ufdd4 \ufdd51\ufdd5</p>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_runs_comes_out_of_a_structure(html: str) -> None:
    result = lxml.html.fromstring(f"<div>{GITHUB.render(markdown(html))}</div>")

    for element in result.iter():
        assert element.tag not in ("script", "b", "i", "iframe", "video")
        assert not any(name.startswith("on") for name in element.attrib)
        target = element.get("href") or element.get("src") or "https:"
        assert target.startswith(("https:", "#")), target


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td colspan=1000>a<td>b</tr>" + "<tr><td>1<td>2" * 3000 + "</table>",
        "<table>" + "<tr><td rowspan=1000>1<td>2" * 3000 + "</table>",
        "<table><tr>" + "<td>a" * 3000 + "<tr><td>1<td>2" * 3000 + "</table>",
        "<div class=note>" * 300 + "x",
        "<ol>" * 300 + "<li>x",
        "<blockquote>" * 300 + "x",
    ],
)
def test_what_is_made_to_fill_the_memory_does_not(html: str) -> None:
    assert len(markdown(html)) < 2 * len(html) + 1000
