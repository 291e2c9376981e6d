from __future__ import annotations

import re
from collections.abc import Iterable

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.html import fragment as fragment_of
from cleancopy.extractors.write.runs import MarkupOptions

BASE = "https://example.com/news/today.html"
ALLOWED = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "menu", "dir", "li", "dl", "dt", "dd", "blockquote", "figure",
    "figcaption", "table", "caption", "tr", "td", "th", "pre", "code", "img", "br",
    "a", "strong", "em", "kbd", "sub", "sup", "del",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"href", "src", "alt", "start", "value", "colspan", "rowspan"}


def fragment(html: str, base: str | None = BASE, keep: Iterable[str] | None = None, **options: bool) -> str:
    """The fragment of the blocks whose text is in `keep` (all, if it is left out), line ends between blocks dropped."""
    layout = split(parse_html(f"<body>{html}", "-")[0])
    kept = [b.index for b in layout.blocks if keep is None or b.text in keep]
    return fragment_of(article_tree(layout, kept, MarkupOptions(base, **options)))


def flat(html: str, links: bool = True, images: bool = True) -> str:
    return fragment(html, links=links, images=images).replace(">\n", ">").strip()


@pytest.mark.parametrize(
    "html",
    [
        "<p>One.</p><p>Two.</p>",
        "<h1>a</h1><h2>b</h2><h6>c</h6>",
        "<ul><li>a</li><li>b</li></ul>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        "<ul><li>a<p>b</p></li></ul>",
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        "<table><caption>c</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        '<table><tr><th colspan="2">a</th></tr><tr><td>1</td><td>2</td></tr></table>',
        '<figure><img src="https://example.com/a.jpg" alt="A ship"><figcaption>b</figcaption></figure>',
        "<p>a<br>b</p>",
        "<p>a <strong>b <em>c</em></strong> <code>d</code> x<sup>2</sup> H<sub>2</sub>O <del>e</del></p>",
        '<p>see <a href="https://example.com/b">a <em>b</em></a>.</p>',
        "<ul><li><h3>a</h3><p>b</p></li><li>c</li></ul>",
        "<p>1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;</p>",
        "<table><tr><td>a<br>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>",
    ],
)
def test_clean_markup_stays_as_it_is(html: str) -> None:
    assert flat(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>a</div>", "<p>a</p>"),
        ("loose<section>text</section>", "<p>loose</p><p>text</p>"),
        ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
        ("<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p><tt>c</tt> <s>d</s></p>", "<p><code>c</code> <del>d</del></p>"),
        ("<p><b><b>a</b></b></p>", "<p><strong>a</strong></p>"),
        ("<p><span style='x'>a</span> <font>b</font> <u>c</u></p>", "<p>a b c</p>"),
        ("<ul><li><p>a</p></li></ul>", "<ul><li>a</li></ul>"),
        ("<button>a</button>", "<p>a</p>"),
        ("<table role=presentation><tr><td>a<td>b</table>", "<p>a</p><p>b</p>"),
        ("<ul><li><h3>a</h3><p>b</p></li><li><h3>c</h3></li></ul>", "<h3>a</h3><p>b</p><h3>c</h3>"),
        ("<article><div><div><p>a</p></div></div></article>", "<p>a</p>"),
    ],
)
def test_other_markup_becomes_clean(html: str, expected: str) -> None:
    assert flat(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><script>alert(1)</script><style>p{color:red}</style>",
        "<p onclick='alert(1)' style='x' class=y id=z>a</p>",
        "<p>a <span onmouseover=alert(1)>b</span><img src=/x.jpg onerror=alert(1) onload='alert(1)'></p>",
        "<p>a</p><iframe src='https://evil.example'></iframe><object data=x></object><embed src=x>",
        "<form action=/x><input onfocus=alert(1) autofocus><p>a</p><button formaction='javascript:x'>b</button></form>",
        "<p>a</p><svg onload=alert(1)><script>alert(1)</script></svg>",
        "<p>a</p><math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<p>a <code>&lt;img src=x onerror=alert(1)&gt;</code></p><pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>",
        "<img src=/x.jpg alt='\"><script>alert(1)</script>'>",
        "<a href='/\"><script>alert(1)</script>'>a</a>",
        "<pre class='language-\"><script>alert(1)</script>'>a</pre>",
        "<pre data-lang='\"onclick=alert(1)'>a</pre>",
        "<ol start='\"><script>'><li value='\" onclick=x'>a</ol>",
        "<table><tr><td colspan='2\"><script>'>a<td>b<tr><td>c<td>d</table>",
        "<template><p>a</p></template><noscript><p title='</noscript><script>alert(1)</script>'>b</p></noscript>",
        "<p>a<xmp><script>alert(1)</script></xmp></p><plaintext><script>alert(1)</script>",
        "<base href='javascript:alert(1)//'><a href='x'>a</a>",
    ],
)
def test_nothing_that_runs_survives(html: str) -> None:
    result = fragment(html)

    if not result:
        pytest.fail("the text is gone as well")
    for element in lxml.html.fragment_fromstring(result, create_parent="div").iterdescendants():
        assert element.tag in ALLOWED
        allowed = ALLOWED_ATTRIBUTES | ({"class"} if element.tag == "code" else set())
        assert set(element.attrib) <= allowed
        assert re.fullmatch(r"language-[\w+#.-]+", element.get("class", "language-x"))
        assert element.get("href", "https://").startswith(("https://", "/"))


SCRIPT = "javascript:alert(1)"


@pytest.mark.parametrize(
    "href",
    [
        SCRIPT,
        "JaVaScRiPt:alert(1)",
        "  \n javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "java\r\nscript\n:alert(1)",
        "\x01javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;&#x61;vascript&colon;alert(1)",
        "javascript&#58alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "DATA:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:https://example.com/x",
        "view-source:javascript:alert(1)",
        "feed:javascript:alert(1)",
        "intent://x#Intent;end",
        "about:blank",
        "ftp://example.com/x",
    ],
)
@pytest.mark.parametrize("base", [BASE, None, "javascript:void(0)//", "file:///home/x/page.html"])
def test_links_that_run_or_reach_into_the_readers_machine_lose_their_target(href: str, base: str | None) -> None:
    result = fragment(f'<p>read <a href="{href}">this</a> now</p><p><img src="{href}" alt="x"> b</p>', base)

    assert "href" not in result
    assert "src" not in result
    assert "read this now" in re.sub("<.*?>", "", result)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a", "https://example.com/a"),
        ("b.html", "https://example.com/news/b.html"),
        ("../c?d=1#e", "https://example.com/c?d=1#e"),
        ("?page=2", "https://example.com/news/today.html?page=2"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("http://other.example/a_(b)", "http://other.example/a_(b)"),
        (" https://example.com/x\n", "https://example.com/x"),
        ("#note", "#note"),
        ("mailto:a@example.com?subject=x", "mailto:a@example.com?subject=x"),
        ("tel:+49-30-1234", "tel:+49-30-1234"),
        ("/a b|c", "https://example.com/a%20b%7Cc"),
        ("/caf%C3%A9?x=%26", "https://example.com/caf%C3%A9?x=%26"),
        ("/café", "https://example.com/caf%C3%A9"),
        ("/a?b=1&amp;c=2", "https://example.com/a?b=1&c=2"),
        ("/a:b", "https://example.com/a:b"),
        ("HTTPS://EXAMPLE.com/x", None),
    ],
)
def test_links_become_absolute(href: str, expected: str | None) -> None:
    (link,) = lxml.html.fromstring(fragment(f'<p id="note"><a href="{href}">x</a> text</p>')).iter("a")

    assert link.get("href", "").lower() == (expected or href).lower()


def test_hosts_with_letters_of_other_scripts_can_be_reached() -> None:
    (link,) = lxml.html.fromstring(fragment("<p><a href='https://münchen.example/a'>x</a> text</p>")).iter("a")

    assert link.get("href") in ("https://xn--mnchen-3ya.example/a", "https://münchen.example/a")


@pytest.mark.parametrize("href", ["", "  ", "http://[bad", "x" * 9000])
def test_what_is_no_address_is_no_link(href: str) -> None:
    assert flat(f'<p><a href="{href}">x</a></p>') in ("<p>x</p>", f'<p><a href="{BASE}">x</a></p>')


@pytest.mark.parametrize("href", ["/a", "b.html", "//example.org/x", "https://example.com/a", "#c"])
def test_without_a_base_links_stay_as_they_are(href: str) -> None:
    assert fragment(f"<p id=c><a href='{href}'>x</a></p>", None).strip() == f'<p><a href="{href}">x</a></p>'


def test_a_link_across_a_paragraph_break_is_a_link_on_both_sides() -> None:
    link = '<a href="https://example.com/x">'

    assert flat("<p><a href=/x>one<br><br>two</a></p>") == f"<p>{link}one</a></p><p>{link}two</a></p>"


def test_links_and_images_can_be_left_out() -> None:
    html = "<p>a <a href=/x>b</a> <img src=/c.jpg> d</p><img src=/e.jpg alt=f>"

    assert "<a" not in flat(html, links=False)
    assert "<img" in flat(html, links=False)
    assert "<img" not in flat(html, images=False)
    assert "<a" in flat(html, images=False)
    assert flat("<figure><img src=/e.jpg><figcaption>b</figcaption></figure>", images=False) == (
        "<figure><figcaption>b</figcaption></figure>"
    )


def image_of(html: str, base: str | None = BASE) -> str | None:
    found = [e.get("src") for e in lxml.html.fromstring(f"<div>{fragment(html, base)}</div>").iter("img")]
    return found[0] if found else None


PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<img src=a.jpg>", "https://example.com/news/a.jpg"),
        ("<img src='/my ship.jpg'>", "https://example.com/my%20ship.jpg"),
        (f"<img src='{PIXEL}' data-src=/real.jpg>", "https://example.com/real.jpg"),
        ("<img src=/spacer.gif data-original=/real.jpg>", "https://example.com/real.jpg"),
        ("<img data-lazy-src=/real.jpg>", "https://example.com/real.jpg"),
        (f"<img src='{PIXEL}' srcset='/s.jpg 400w, /l.jpg 1200w, /m.jpg 800w'>", "https://example.com/l.jpg"),
        (f"<img src='{PIXEL}' data-srcset='/s.jpg 1x, /l.jpg 2.5x'>", "https://example.com/l.jpg"),
        ("<img srcset='/only.jpg'>", "https://example.com/only.jpg"),
        ("<img srcset='/w_200,h_100/a.jpg 200w, /w_400,h_200/a.jpg 400w'>", "https://example.com/w_400,h_200/a.jpg"),
        ("<img src=/a.jpg srcset='/b.jpg 9000w'>", "https://example.com/a.jpg"),
        (f"<img src='{PIXEL}'>", None),
        ("<img>", None),
        ("<img src=''>", None),
        ("<img src=/pixel.gif width=1 height=1>", None),
        ("<img src=/line.gif width=600 height='2px'>", None),
        ("<img src=/a.jpg width='100%' height=auto>", "https://example.com/a.jpg"),
        ("<img srcset='/s.jpg 400w,\n /l.jpg 800w'>", "https://example.com/l.jpg"),
        ("<img srcset='/s.jpg 1x,/l.jpg 2x'>", "https://example.com/l.jpg"),
    ],
)
def test_where_an_image_really_is(html: str, source: str | None) -> None:
    assert image_of(html) == source
    assert image_of(f"<p>text {html} text</p>") == source


def test_the_alternative_text_of_an_image_is_one_clean_line() -> None:
    assert flat("<img src=/a.jpg alt='A \"ship\"\n at &lt;sea&gt;\u202e'>") == (
        '<img src="https://example.com/a.jpg" alt="A &quot;ship&quot; at &lt;sea&gt;">'
    )


def test_unsafe_characters_are_taken_out() -> None:
    assert flat("<p>pay\u202ement <a href='/a\u202eb'>x</a></p><pre>c\u009bd</pre>").count("\u202e") == 0
    assert flat("<p>pay\u202ement</p>") == "<p>payment</p>"


def test_ordered_lists_keep_their_numbers() -> None:
    assert flat("<ol start=3><li>a<li value=10>b<li>c</ol>") == (
        '<ol start="3"><li value="3">a</li><li value="10">b</li><li value="11">c</li></ol>'
    )


def test_lists_keep_their_numbers_where_items_are_left_out() -> None:
    assert fragment("<ol><li>a<li>b<li>c</ol>", keep=["c"]).replace(">\n", ">") == (
        '<ol start="3"><li value="3">c</li></ol>'
    )


def test_only_kept_blocks_are_in_it() -> None:
    html = "<p>menu</p><ul><li>a<ul><li>b<li>ad</ul><li>c</ul><p>footer</p>"

    assert fragment(html, keep=["a", "b", "c"]).replace(">\n", ">") == (
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
    )
    assert fragment(html, keep=[]) == ""


def test_items_of_a_nested_list_stay_nested_where_the_outer_item_is_left_out() -> None:
    assert fragment("<ul><li>a<ul><li>b</ul></ul>", keep=["b"]).replace(">\n", ">") == (
        "<ul><li><ul><li>b</li></ul></li></ul>"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><tr><th><th>2023<th>2024<tr><td>Oslo<td><td>7</table>",
            "<table><tr><td></td><th>2023</th><th>2024</th></tr><tr><td>Oslo</td><td></td><td>7</td></tr></table>",
        ),
        (
            "<table><tr><td>a<td>b<tr><td><td><br><tr><td>c<td>d</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        ),
    ],
)
def test_empty_cells_hold_their_column(html: str, expected: str) -> None:
    assert flat(html) == expected


def test_a_cell_that_is_left_out_holds_its_column() -> None:
    html = "<table><tr><td>a<td>b<td>c<tr><td>d<td>e<td>f</table>"

    assert fragment(html, keep="acdef").replace(">\n", ">").startswith("<table><tr><td>a</td><td></td><td>c</td></tr>")


def test_a_table_of_which_no_cell_is_left_is_none() -> None:
    html = "<table><caption>c</caption><tr><td>a<td>b<tr><td>d<td>e</table>"

    assert fragment(html, keep="c").strip() == "<p>c</p>"


def test_lines_of_a_paragraph_stay_in_it() -> None:
    html = "<p>a<br>b<br>c</p><p>d</p>"

    assert flat(html) == "<p>a<br>b<br>c</p><p>d</p>"
    assert fragment(html, keep="abd").replace(">\n", ">") == "<p>a<br>b</p><p>d</p>"
    assert fragment(html, keep="acd").replace(">\n", ">") == "<p>a</p><p>c</p><p>d</p>"


def test_several_paragraphs_of_a_cell_stay_in_it() -> None:
    html = "<table><tr><th>a<th>b<tr><td><p>1</p><p>2</p><td>3</table>"

    assert "<tr><td>1<br>2</td><td>3</td></tr>" in flat(html)


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<pre>x</pre>", None),
        ("<pre><code>x</code></pre>", None),
        ("<pre><code class='language-python'>x</code></pre>", "python"),
        ("<pre class='hljs lang-js'><code>x</code></pre>", "js"),
        ("<div class='highlight highlight-source-shell'><pre>x</pre></div>", "shell"),
        ("<div class='language-Ruby'><div><pre>x</pre></div></div>", "ruby"),
        ("<pre class='brush: cpp; toolbar'>x</pre>", "cpp"),
        ("<pre data-lang='c++'>x</pre>", "c++"),
        ("<pre><code data-language='objective-c'>x</code></pre>", "objective-c"),
        ("<pre><code class='mylanguage-x'>x</code></pre>", None),
        ("<div class='lang-de'><pre>x</pre></div>", None),
    ],
)
def test_code_says_what_language_it_is_in(html: str, language: str | None) -> None:
    attribute = f' class="language-{language}"' if language else ""

    assert fragment(html) == f"<pre><code{attribute}>x\n</code></pre>"


def test_code_is_verbatim() -> None:
    code = "if a &lt; b:\n    print(&amp;x)\n\n# end"

    assert fragment(f"<pre>{code}</pre>") == f"<pre><code>{code}\n</code></pre>"


def test_the_blocks_of_a_plain_text_have_markup_too() -> None:
    layout = split_text(("A <b>title</b> & more", "- one", "- two", "3. three", "end"))

    assert fragment_of(article_tree(layout, range(5), MarkupOptions())).replace(">\n", ">") == (
        "<p>A &lt;b&gt;title&lt;/b&gt; &amp; more</p><ul><li>one</li><li>two</li></ul>"
        '<ol start="3"><li value="3">three</li></ol><p>end</p>'
    )


def test_very_deep_lists_and_emphasis_are_bounded() -> None:
    result = fragment("<ul><li>" * 300 + "<b><i>" * 200 + "deep")

    assert "deep" in result
    assert result.count("<ul>") <= 60
    assert result.count("<strong>") <= 1


TAGS = "p div h2 ul li table tr td th b i a blockquote pre dl dt dd figure figcaption".split()
PIECES = [f"<{tag} onclick=x>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]
PIECES += ["<a href=/x>", "<br>", "<img src=/a.jpg onload=x>", "word ", "word", " &lt;x&gt; ", "\n"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 2**40))
def test_any_choice_of_blocks_makes_a_well_formed_fragment_with_their_words(pieces: list[str], choice: int) -> None:
    layout = split(parse_html("<body><p>start</p>" + "".join(pieces), "-")[0])
    kept = [b.index for b in layout.blocks if choice >> b.index & 1]

    result = fragment_of(article_tree(layout, kept, MarkupOptions(BASE)))

    opened: list[str] = []
    for end, tag in re.findall(r"<(/?)(\w+)[^<>]*>", result):
        assert tag in ALLOWED
        if end:
            assert opened.pop() == tag
        elif tag not in ("br", "img"):
            opened.append(tag)
    assert not opened
    assert result.count("word") == sum(layout.blocks[i].text.count("word") for i in kept)
    assert "onclick" not in result


def test_what_is_verbatim_in_a_plain_text_is_code() -> None:
    layout = split_text(("A table:", "a <b>\n c\n", "end"))
    assert "<pre><code>a &lt;b&gt;\n c\n</code></pre>" in fragment_of(article_tree(layout, range(3), MarkupOptions()))
