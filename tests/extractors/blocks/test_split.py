from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Block, Kind
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html


def layout_of(html: str) -> Layout:
    return split(parse_html(html, "-")[0])


def blocks_of(html: str) -> tuple[Block, ...]:
    return layout_of(html).blocks


def texts_of(html: str) -> list[str]:
    return [b.text for b in blocks_of(html)]


def outline(html: str) -> list[tuple[str, str]]:
    return [(str(b.kind), b.text) for b in blocks_of(html)]


def tags_of(block: Block) -> list[str]:
    return [c.tag for c in block.containers]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", [("paragraph", "a")]),
        ("<div>a</div>", [("paragraph", "a")]),
        ("a", [("paragraph", "a")]),
        ("<h1>a</h1><h6>b</h6>", [("heading", "a"), ("heading", "b")]),
        ("<ul><li>a<li>b</ul>", [("item", "a"), ("item", "b")]),
        ("<dl><dt>a<dd>b</dl>", [("term", "a"), ("item", "b")]),
        ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", [("cell", "a"), ("cell", "b"), ("cell", "c"), ("cell", "d")]),
        ("<pre>a</pre>", [("code", "a")]),
        ("<figure><figcaption>a</figcaption></figure>", [("caption", "a")]),
        ("<button>a</button>", [("control", "a")]),
        ("<blockquote>a<p>b</p></blockquote>", [("paragraph", "a"), ("paragraph", "b")]),
        ('<img src="a.jpg" alt="a">', [("image", "a")]),
        ("<li><h3>a</h3>b</li>", [("heading", "a"), ("item", "b")]),
        ("<li><p>a</p><p>b</p></li>", [("item", "a"), ("item", "b")]),
        ("<h2><div>a</div></h2>", [("heading", "a")]),
        ("<details><summary>a</summary>b</details>", [("paragraph", "a"), ("paragraph", "b")]),
    ],
)
def test_the_kind_of_a_block_follows_from_its_element(html: str, expected: list[tuple[str, str]]) -> None:
    assert outline(html) == expected


@pytest.mark.parametrize("level", range(1, 7))
def test_headings_know_their_level(level: int) -> None:
    heading, text = blocks_of(f"<h{level}>Title</h{level}><p>text</p>")

    assert (heading.kind, heading.level) == (Kind.HEADING, level)
    assert text.level == 0


def test_blocks_are_numbered_in_reading_order() -> None:
    layout = layout_of("loose<p>one</p>tail<div>two<div>three</div>four</div><ul><li>five</ul><img src=a alt=six>end")

    assert [b.text for b in layout.blocks] == ["loose", "one", "tail", "two", "three", "four", "five", "six", "end"]
    assert [b.index for b in layout.blocks] == list(range(9))
    assert len(layout.chunks) == len(layout.owners) == 9


def test_inline_elements_do_not_split_a_block() -> None:
    html = "<p>a<span>b</span>c <b>bold</b><i>ita</i>lic <a href=/x>link</a>, <unknown-tag>x</unknown-tag>!</p>"

    assert texts_of(html) == ["abc bolditalic link, x!"]


def test_white_space_is_folded_and_empty_blocks_are_left_out() -> None:
    assert texts_of("<p>\n  a \t b\n c&nbsp; d </p> <p> </p><div>\n</div><p>&nbsp;</p><h2></h2>") == ["a b c d"]


def test_unsafe_characters_are_taken_out_of_text_and_alternative_text() -> None:
    html = "<p>pay\u202ement\u009bs</p><img src=a alt='a\u202eb'><pre>c\u009bd</pre>"

    assert texts_of(html) == ["payments", "ab", "cd"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b</p>", ["a", "+b"]),
        ("<p>a <br/> b<br>c</p>", ["a", "+b", "+c"]),
        ("<p>a<br><br>b</p>", ["a", "b"]),
        ("<p>a<br>\n<br>&nbsp;<br>b</p>", ["a", "b"]),
        ("<p>a<br>b<br><br>c<br>d</p>", ["a", "+b", "c", "+d"]),
        ("<p><br>a<br></p>", ["a"]),
        ("<p>a<br></p><p><br>b</p>", ["a", "b"]),
        ("<div>a<br><p>b</p>c</div>", ["a", "b", "c"]),
        ("<div>a<br><b>b</b><br><br><i>c</i></div>", ["a", "+b", "c"]),
        ("<p>a<span><br></span>b</p>", ["a", "+b"]),
        ("<p>a\n b<br>\n  c\n</p>", ["a b", "+c"]),
        ("<blockquote>a<br>b</blockquote>", ["a", "+b"]),
        ("<br><br><br>", []),
    ],
)
def test_lines_of_a_paragraph_are_blocks_and_two_br_begin_a_new_one(html: str, expected: list[str]) -> None:
    assert [("+" if b.continues else "") + b.text for b in blocks_of(html)] == expected


@pytest.mark.parametrize(
    "html",
    [
        "<h2>a<br>b</h2>",
        "<ul><li>a <br> b</ul>",
        "<ul><li>a<br><br>b</ul>",
        "<dl><dt>a<br>b</dl>",
        "<figure><figcaption>a<br/>b</figcaption></figure>",
        "<table><tr><td>a<br>b<td>x<tr><td>y<td>z</table>",
    ],
)
def test_lines_of_headings_items_and_cells_stay_together(html: str) -> None:
    first = blocks_of(html)[0]

    assert (first.text, first.continues) == ("a\nb", False)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<pre>a\n  b\n\n\n c</pre>", "a\n  b\n\n\n c"),
        ("<pre>\n\n  a\n\n</pre>", "  a"),
        ("<pre><code>a = <span>1</span>\n<b>if</b> a:\n    b</code></pre>", "a = 1\nif a:\n    b"),
        ("<pre>a<br>b<br><br>c</pre>", "a\nb\n\nc"),
        ("<pre>\ta\n\t\tb</pre>", "    a\n        b"),
        ("<pre>a\r\nb</pre>", "a\nb"),
        ("<pre><div>a</div><div>  b</div></pre>", "a\n  b"),
        ("<pre><ol><li>a</li><li>b</li></ol></pre>", "a\nb"),
        ("<pre>&lt;p&gt; &amp;amp;</pre>", "<p> &amp;"),
    ],
)
def test_code_is_verbatim(html: str, expected: str) -> None:
    (block,) = blocks_of(html)

    assert (block.kind, block.text) == (Kind.CODE, expected)


@pytest.mark.parametrize("tag", ["xmp", "listing"])
def test_code_in_old_elements_is_verbatim(tag: str) -> None:
    assert outline(f"<{tag}>a\n  b</{tag}>") == [("code", "a\n  b")]


def test_text_after_code_is_no_code() -> None:
    assert outline("<pre>a</pre>b  c<p>d\ne</p>") == [("code", "a"), ("paragraph", "b c"), ("paragraph", "d e")]


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<ol><li>a<li>b<li>c</ol>", [1, 2, 3]),
        ("<ol start=3><li>a<li>b</ol>", [3, 4]),
        ("<ol><li>a<li value=10>b<li>c</ol>", [1, 10, 11]),
        ("<ol start=x><li>a<li value=y>b</ol>", [1, 2]),
        ("<ol start=0><li>a</ol>", [0]),
        ("<ul><li>a<li value=4>b</ul>", [None, None]),
        ("<ol><li>a<ol><li>b<li>c</ol><li>d</ol>", [1, 1, 2, 2]),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", [1, None, 2]),
        ("<ol><li>a</ol><ol><li>b</ol>", [1, 1]),
        ("<ol start=2001><li>a<li>b</ol>", [2001, 2002]),
        ("<ol reversed><li>a<li>b<li>c</ol>", [3, 2, 1]),
    ],
)
def test_items_of_ordered_lists_have_their_numbers(html: str, numbers: list[int | None]) -> None:
    items = [b for b in blocks_of(html) if b.kind is Kind.ITEM]

    assert [[c for c in b.containers if c.tag == "li"][-1].number for b in items] == numbers


def test_lists_in_lists_are_containers_in_containers() -> None:
    outer, inner, after = blocks_of("<ul><li>a<ol><li>b</ol>c</ul>")

    assert tags_of(outer) == ["ul", "li"]
    assert tags_of(inner) == ["ul", "li", "ol", "li"]
    assert inner.containers[:2] == outer.containers == after.containers


def test_containers_are_the_same_only_within_one_element() -> None:
    a, b, c = blocks_of("<ul><li>a<li>b</ul><ul><li>c</ul>")

    assert a.containers[0] == b.containers[0]
    assert a.containers[0] != c.containers[0]
    assert a.containers[1] != b.containers[1]


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        ("<blockquote><p>x", ["blockquote"]),
        ("<blockquote><blockquote>x", ["blockquote", "blockquote"]),
        ("<figure><figcaption>x", ["figure"]),
        ("<figure><img src=a alt=x></figure>", ["figure"]),
        ("<dl><dd><ul><li>x", ["dl", "dd", "ul", "li"]),
        ("<div><section><article><p>x", []),
    ],
)
def test_containers_go_from_the_outermost_to_the_innermost(html: str, tags: list[str]) -> None:
    (block,) = blocks_of(html)

    assert block.text == "x"
    assert tags_of(block) == tags


def test_cells_of_a_data_table_know_their_row_and_column() -> None:
    blocks = blocks_of("<table><thead><tr><th><th>2023<th>2024<tbody><tr><td>Oslo<td><td>7<td></table>")

    places = [(b.text, b.containers[1].ident, b.containers[2].number) for b in blocks]
    assert [(text, column) for text, _, column in places] == [("2023", 1), ("2024", 2), ("Oslo", 0), ("7", 2)]
    assert places[0][1] == places[1][1] != places[2][1] == places[3][1]
    assert all(tags_of(b)[:2] == ["table", "tr"] for b in blocks)


def test_spans_of_cells_are_kept_and_bounded() -> None:
    html = "<table><tr><th colspan=2>a<th>b<tr><td rowspan=99999999>c<td colspan=x>d<td>e</table>"

    attrs = [dict(b.containers[-1].attrs) for b in blocks_of(html)]

    assert attrs[0] == {"colspan": "2"}
    assert int(attrs[2]["rowspan"]) <= 1000
    assert attrs[3].get("colspan", "1") == "1"


def test_the_caption_of_a_table_stands_in_it() -> None:
    caption = blocks_of("<table><caption>Ships</caption><tr><th>a<th>b<tr><td>1<td>2</table>")[0]

    assert (caption.kind, caption.text) == (Kind.CAPTION, "Ships")
    assert tags_of(caption) == ["table", "caption"]


def test_a_layout_table_leaves_paragraphs_and_no_containers() -> None:
    html = "<table><tr><td><p>One.</p><p>Two.</p><p>Three.</p></td><td>side</td></tr></table>"

    assert outline(html) == [("paragraph", t) for t in ("One.", "Two.", "Three.", "side")]
    assert not any(b.containers for b in blocks_of(html))


def test_a_data_table_in_a_layout_table_is_a_data_table() -> None:
    data = "<table><tr><th>a<th>b<tr><td>1<td>2</table>"
    blocks = blocks_of(f"<table><tr><td>menu<td><p>text</p>{data}</td></tr></table>")

    assert [b.kind for b in blocks] == [Kind.PARAGRAPH] * 2 + [Kind.CELL] * 4
    assert tags_of(blocks[2]) == ["table", "tr", "th"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template><p>x</p></template>",
        "<svg><text>x</text></svg>",
        "<iframe>x</iframe>",
        "<object><p>x</p></object>",
        "<video><p>x</p></video>",
        "<audio>x</audio>",
        "<textarea>x</textarea>",
        "<select><option>x</select>",
        "<canvas>x</canvas>",
        "<!-- x -->",
        "<script type='application/ld+json'>x</script>",
    ],
)
def test_what_is_no_text_is_skipped_and_the_text_around_it_is_not(hidden: str) -> None:
    assert texts_of(f"<p>before {hidden}after</p>") == ["before after"]
    assert texts_of(f"<div>{hidden}</div>") == []
    assert texts_of(f"<div><p>a</p>{hidden}b</div>") == ["a", "b"]


def test_head_and_title_are_not_text() -> None:
    assert texts_of("<html><head><title>t</title><script>s</script></head><body>b</body></html>") == ["b"]


def test_noscript_is_read_for_pages_that_show_their_text_without_scripts() -> None:
    html = "<div>a<noscript><p>b</p><img src=c.jpg alt=c></noscript>d<script>e</script></div>"

    assert outline(html) == [("paragraph", "a"), ("paragraph", "b"), ("image", "c"), ("paragraph", "d")]


def test_an_image_between_blocks_is_a_block_without_words() -> None:
    (text, image) = blocks_of("<p>text</p><img src=a.jpg alt='A  ship\nat sea'>")

    assert (image.kind, image.text, image.words, image.link_share) == (Kind.IMAGE, "A ship at sea", 0, 0.0)
    assert (text.kind, text.words) == (Kind.PARAGRAPH, 1)


def test_an_image_in_running_text_is_part_of_it() -> None:
    layout = layout_of("<p>text <img src=a.jpg alt=pic> more</p>")

    assert [(b.kind, b.text) for b in layout.blocks] == [(Kind.PARAGRAPH, "text more")]
    assert "img" in [chunk.element.tag for chunk in layout.chunks[0]]


def test_an_image_without_alternative_text_is_a_block_all_the_same() -> None:
    assert outline("<figure><img src=a.jpg><figcaption>A ship</figcaption></figure>") == [
        ("image", ""),
        ("caption", "A ship"),
    ]


@pytest.mark.parametrize(
    ("html", "share"),
    [
        ("<p>no link at all</p>", 0.0),
        ("<p><a href=/x>all of it</a></p>", 1.0),
        ("<p><a href=/x>1234</a>5678</p>", 0.5),
        ("<p>12<a href=/x>3<b>4</b>5</a>67<a href=/y>8</a></p>", 0.5),
        ("<p><a href=/x><span>a</span> <span>b</span></a></p>", 1.0),
        ("<a href=/x><div>block in a link</div></a>", 1.0),
        ("<p><a href=/x><img src=a></a>caption</p>", 0.0),
        ("<p><a name=top>an anchor is no link</a></p>", 0.0),
    ],
)
def test_the_share_of_a_blocks_characters_that_stand_in_links(html: str, share: float) -> None:
    assert blocks_of(html)[-1].link_share == pytest.approx(share)


def test_a_link_that_is_never_closed_does_not_reach_into_what_follows_its_element() -> None:
    blocks = blocks_of("<ul><li><a href=/x>one<li><a href=/y>two</ul><p>text</p><p>more</p>")

    assert [b.link_share for b in blocks] == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("sign", ["#", "¶", "§", "↩"])
def test_permalinks_of_headings_are_not_words(sign: str) -> None:
    assert texts_of(f"<h2>Title <a href='#title'>{sign}</a></h2>") == ["Title"]
    assert texts_of(f"<p>No link {sign} stays</p>") == [f"No link {sign} stays"]


def test_words_are_counted() -> None:
    assert [b.words for b in blocks_of("<p>Three little words.<p>日本語<p>—<pre>x = 1</pre>")] == [3, 3, 0, 2]


def test_the_layout_leads_back_to_the_tree() -> None:
    layout = layout_of("<ul><li>a <b>b</b> c</li></ul><p>d</p>")

    assert [o.tag for o in layout.owners] == ["li", "p"]
    assert [(c.element.tag, c.tail) for c in layout.chunks[0]] == [("li", False), ("b", False), ("b", True)]
    assert {e.tag: i for e, i in layout.containers.items()} == {c.tag: c.ident for c in layout.blocks[0].containers}


def test_the_tree_is_not_changed() -> None:
    from lxml import html as lxml_html

    root, _ = parse_html("<p>a<br><br>b<script>c</script><table><tr><td>d</table>", "-")
    before = lxml_html.tostring(root)

    split(root)

    assert lxml_html.tostring(root) == before


def test_a_page_of_frames_has_no_blocks() -> None:
    assert texts_of("<frameset><frame src=a.html></frameset>") == []


def test_deep_nesting_is_no_trouble() -> None:
    assert texts_of("<div>" * 1500 + "deep" + "</div>" * 1500 + "<p>end</p>")[-1] == "end"
    assert texts_of("<p>x</p>" + "<blockquote>" * 900 + "deep")[1] == "deep"


TAGS = [
    "p",
    "div",
    "ul",
    "li",
    "ol",
    "table",
    "tr",
    "td",
    "a",
    "b",
    "pre",
    "h2",
    "blockquote",
    "script",
    "br",
    "img",
    "dl",
    "dd",
]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from([*(f"<{t}>" for t in TAGS), *(f"</{t}>" for t in TAGS), "word ", " ", "\n"]), max_size=40)
)
def test_every_word_that_is_seen_is_in_just_one_block(pieces: list[str]) -> None:
    root, _ = parse_html("<body><p>start</p>" + "".join(pieces), "-")
    body = root.find("body")
    hidden = "".join(s.text_content() for s in body.iter("script"))
    seen = body.text_content().count("word") - hidden.count("word")

    layout = split(root)

    assert sum(b.text.count("word") for b in layout.blocks) == seen
    assert all(0.0 <= b.link_share <= 1.0 for b in layout.blocks)
    assert [b.index for b in layout.blocks] == list(range(len(layout.blocks)))
    assert all(b.text or b.kind is Kind.IMAGE for b in layout.blocks)
