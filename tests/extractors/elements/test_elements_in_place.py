"""Frames, wrapped links, labels, rules and links of headings, before a page's blocks are read."""

from __future__ import annotations

from html import escape

import pytest

from cleancopy.extractors import Source
from cleancopy.extractors.page import read_page

STORY = "<h1>The harbour</h1><p>" + "It was shut for nine days after the storm had come. " * 6 + "</p>"


def shown(fragment: str) -> str:
    """The text of a page's body after tidying, white space folded."""
    tree = read_page(Source("p.html", f"<html><body>{fragment}</body></html>".encode())).tree
    assert tree is not None
    return " ".join(tree.text_content().split())


def test_a_page_in_a_frames_own_attribute_is_put_where_the_frame_is() -> None:
    document = f"<html><head><title>x</title></head><body>{STORY}</body>"
    text = shown(f'<p>Inbox</p><iframe sandbox srcdoc="{escape(document)}"></iframe><p>Reply</p>')
    assert text.startswith("InboxThe harbourIt was shut") and text.endswith("come. Reply")


@pytest.mark.parametrize("inner", ["", "   ", "<p>Buy now!</p>", "<script>var a = 'one two three'</script>"])
def test_a_frame_with_little_text_stays_a_frame(inner: str) -> None:
    assert shown(f'<p>One.</p><iframe srcdoc="{escape(inner)}"></iframe><p>Two.</p>') == "One.Two."


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=https://a.example/x%3Fy%3D1&amp;sa=D&amp;usg=AO",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&amp;data=05",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&amp;h=AT",
        "https://link.zhihu.com/?target=https%3A//a.example/x%3Fy%3D1",
        "https://www.youtube.com/redirect?event=d&amp;q=https%3A%2F%2Fa.example%2Fx%3Fy%3D1",
    ],
)
def test_a_wrapped_link_leads_to_where_it_leads_in_the_end(address: str) -> None:
    page = f'<html><body><p>See <a href="{address}">it</a>.</p></body></html>'
    tree = read_page(Source("p.html", page.encode())).tree
    assert tree is not None
    assert [a.get("href") for a in tree.iter("a")] == ["https://a.example/x?y=1"]


@pytest.mark.parametrize(
    "address", ["https://www.google.com/url?sa=D", "https://www.google.com/search?q=https://a.example/", "/url?q=x"]
)
def test_other_links_stay(address: str) -> None:
    tree = read_page(Source("p.html", f"<body><a href='{address}'>it</a></body>".encode())).tree
    assert tree is not None
    assert [a.get("href") for a in tree.iter("a")] == [address]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<span class=speaker>Nell</span><span class=time>(0:01)</span><span class=says>The</span>", "Nell (0:01) The"),
        ("<span class=creator>ivy_m</span><span class=post-infos>April 11</span>", "ivy_m April 11"),
        ("<time class=post-time>9:00am</time><span class=position>1</span>", "9:00am 1"),
        ("<span class=ref-tag>[1]</span><span class=text>Bell, T.</span>", "[1] Bell, T."),
        ("<a class=username href=/u>tom</a><span class=role>Moderator</span>", "tom Moderator"),
    ],
)  # fmt: skip
def test_labels_that_a_style_sheet_parts_are_parted(line: str, text: str) -> None:
    assert shown(f"<div>{line}</div>") == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<span class=a>F</span><span class=b>irst</span>", "First"),
        ("<span class=sig-name>now</span><span class=sig-paren>(</span><em>port</em>)", "now(port)"),
        ("<span class=sig-name>now</span><span class=sig-params>(port)</span>", "now(port)"),
        ("<span class=name>Mac</span><span class=name>Book</span>", "MacBook"),
        ("<code><span class=name>print</span><span class=p>(x)</span></code>", "print(x)"),
        ("<span class=number>12</span><span class=unit>%</span>", "12%"),
        ("<span class=name>Nell</span><span class=x>, who</span>", "Nell, who"),
    ],
)
def test_pieces_of_a_word_and_code_are_left_together(line: str, text: str) -> None:
    assert shown(f"<p>{line}</p>") == text


def test_a_rule_between_two_texts_is_a_line_of_stars() -> None:
    assert (
        shown("<p>He left.</p><hr class=scene><p>In spring he came back.</p>") == "He left.* * *In spring he came back."
    )
    assert shown("<p>He left.</p>\n<hr>\n<h3>Spring</h3>") == "He left. * * * Spring"


@pytest.mark.parametrize(
    "page",
    [
        "<hr><p>He left.</p>",
        "<p>He left.</p><hr>",
        "<p>He left.</p><hr><img src=a.png><p>So.</p>",
        "<p>He left.</p><hr><p><a href='#r1' id=n1>1</a> In spring.</p>",
        "<p>He left.</p><hr><ol class=footnotes><li>In spring.</ol>",
        "<p>He left.</p><hr><div><p>Share</p></div>",
    ],
)
def test_other_rules_say_nothing(page: str) -> None:
    assert "*" not in shown(page)


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("<h1 id=NAME><a class=permalink href='#NAME'>NAME</a></h1>", 0),
        ("<section id=s><h2><a href='#s'>Usage</a></h2></section>", 0),
        ("<section id=s><h2 id=t><a href='#s'>2. </a><a href='#t'>Usage</a></h2></section>", 0),
        ("<dl><dt id=p><a class=permalink href='#p'><code>-p</code></a> <var>port</var></dt><dd>A port.</dl>", 0),
        ("<h2><a href='#other'>Usage</a></h2>", 1),
        ("<h2 id=s><a href='/x#s'>Usage</a></h2>", 1),
        ("<dl><dt><a href='/x'>-p</a></dt><dd>A port.</dl>", 1),
    ],
)
def test_a_heading_or_term_that_leads_to_itself_is_its_text_alone(page: str, links: int) -> None:
    tree = read_page(Source("p.html", f"<body>{page}</body>".encode())).tree
    assert tree is not None
    assert len(list(tree.iter("a"))) == links


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("<img class=wp-smiley src=/1f600.svg alt='😀'>", "It turned 😀 at last."),
        ("<img class=emoji src=/d.png alt=':dog:' width=20>", "It turned :dog: at last."),
        ("<img src=/smilies/icon_smile.gif alt=':)'>", "It turned :) at last."),
        ("<img src=/twemoji/1f1e9.svg alt='🇩🇪'>", "It turned 🇩🇪 at last."),
        ("<img class=emoji src=/d.png alt='A dog at the wheel'>", "It turned at last."),
        ("<img src=/photo.jpg alt='😀'>", "It turned at last."),
        ("<img class=emoji src=/d.png>", "It turned at last."),
    ],
)
def test_a_picture_of_an_emoji_is_the_emoji(picture: str, text: str) -> None:
    assert shown(f"<p>It turned {picture} at last.</p>") == text
    assert shown(f"<p><b>It</b> turned {picture} at last.</p>") == text


def paragraphs(fragment: str) -> list[str]:
    tree = read_page(Source("p.html", f"<html><body>{fragment}</body></html>".encode())).tree
    assert tree is not None
    return [" ".join(p.text_content().split()) for p in tree.iter("p")]


MARKS = "<p>Cast twice<sup><a href='#n1' id=r1>1</a></sup> and paid<sup><a href='#n2' id=r2>2</a></sup>.</p>"


@pytest.mark.parametrize(
    "notes",
    [
        "<p><a href='#r1' id=n1>1</a>. The sand.<br><a href='#r2' id=n2>2</a>. In <i>bones</i>.<br>As told.</p>",
        "<p><a name=n1 href='#r1'>1</a>. The sand.<br>\n<a name=n2 href='#r2'>2</a>. In <i>bones</i>.<br>As told.</p>",
        "<p><sup id=n1>1</sup>. The sand.<br><br><sup id=n2>2</sup>. In <i>bones</i>.<br>As told.</p>",
        "<p><sup><a id=n1>1</a></sup>. The sand.<br><sup><a id=n2>2</a></sup>. In bones.<br>As told.</p>",
    ],
)
def test_footnotes_that_are_lines_of_a_paragraph_are_paragraphs(notes: str) -> None:
    assert paragraphs(MARKS + notes) == ["Cast twice1 and paid2.", "1. The sand.", "2. In bones.As told."]


@pytest.mark.parametrize(
    "other",
    [
        "<p>See <a id=n1 href='#r1'>1</a> and<br>see <a id=n2 href='#r2'>2</a>.</p>",
        "<p><a id=n1 href='#r1'>1</a> The only one.<br>Of two lines.</p>",
        "<p><a href='#a'>Part one</a><br><a href='#b'>Part two</a></p>",
    ],
)
def test_other_lines_with_links_stay_one_paragraph(other: str) -> None:
    assert len(paragraphs(MARKS + other)) == 2


def test_who_is_quoted_is_parted_from_what_was_said() -> None:
    assert shown("<blockquote><div><cite>Wendy wrote:</cite>through the shelf</div></blockquote>") == (
        "Wendy wrote: through the shelf"
    )


TABS = [
    "<div><div class=tabs><input type=radio id=a><label for=a>Debian</label><input type=radio id=b><label for=b>macOS</label></div>"  # noqa: E501
    "<div class=blocks><div><p>apt.</p></div><div><p>brew.</p></div></div></div>",
    "<div><input type=radio id=a><label for=a>Debian</label><div><p>apt.</p></div>"
    "<input type=radio id=b><label for=b>macOS</label><div><p>brew.</p></div></div>",
    "<div><p><input type=radio id=a><label for=a>Debian</label><input type=radio id=b><label for=b>macOS</label></p>"
    "<div>apt.</div><div>brew.</div></div>",
]


@pytest.mark.parametrize("tabs", TABS)
def test_the_label_of_a_tab_is_above_its_panel(tabs: str) -> None:
    tree = read_page(Source("p.html", f"<html><body>{tabs}</body></html>".encode())).tree
    assert tree is not None
    assert "".join(tree.text_content().split()) == "Debianapt.macOSbrew."
    assert [strong.text for strong in tree.iter("strong")] == ["Debian", "macOS"]


def test_the_labels_of_a_form_stay() -> None:
    form = "<form><input type=radio id=a><label for=a>Yes</label><input type=radio id=b><label for=b>No</label></form><p>x</p>"  # noqa: E501
    tree = read_page(Source("p.html", f"<html><body>{form}</body></html>".encode())).tree
    assert tree is not None
    assert len(list(tree.iter("label"))) == 2
