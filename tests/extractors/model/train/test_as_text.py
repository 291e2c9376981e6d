"""An HTML page as the plain text that training reads it as."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.model.train.as_text import as_text
from cleancopy.extractors.page.parse import parse_html


def text_of(html: str) -> list[str]:
    return as_text(parse_html(f"<html><body>{html}", "-")[0]).rstrip("\n").split("\n\n")


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        (
            "<nav><ul><li>Home<li>News</ul></nav><h1>Ferry</h1>text<footer>©</footer>",
            ["Home", "News", "Ferry", "text", "©"],
        ),
        ("<p>some <b>bold</b> and <a href=/x>linked</a> words</p>", ["some bold and linked words"]),
        ("<p>  white\n\tspace\u00a0 </p>", ["white space"]),
        ("<p>a line<br>another</p>", ["a line", "another"]),
        ("before<p>in</p>behind", ["before", "in", "behind"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("<p>a<script>x()</script>b<style>p{}</style>c</p>", ["abc"]),
        ("<noscript>no</noscript><template>no</template><iframe>no</iframe><p>yes</p>", ["yes"]),
        ("<p>a<svg><text>no</text></svg> b<!-- no --> c</p>", ["a b c"]),
        ("<form>Name <input value=no><select><option>no</select><textarea>no</textarea></form>", ["Name"]),
        ("<table><tr><td>1<td>2<tr><td>3</table>", ["1", "2", "3"]),
        ("<p></p><div> </div><p>one</p>", ["one"]),
    ],
)
def test_paragraphs_are_left_in_their_order_and_nothing_else(html: str, paragraphs: list[str]) -> None:
    assert text_of(html) == paragraphs


def test_the_head_is_not_on_the_page() -> None:
    html = "<html><head><title>no</title><script>no</script><style>no</style></head><body><p>yes</p></body></html>"

    assert "script" not in as_text(parse_html(html, "-")[0])
    assert as_text(parse_html(html, "-")[0]).split()[-1] == "yes"


def test_a_deep_page_is_read_without_recursion() -> None:
    assert text_of("<div>" * 1500 + "x") == ["x"]


TEXTS = st.text("abc .", max_size=8)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda t, c: f"<{t}>{''.join(c)}</{t}>", st.sampled_from("div b span".split()), st.lists(inner)
    ),
)


@given(st.lists(TREES, max_size=6).map("".join))
@settings(deadline=None, max_examples=60)
def test_every_letter_of_running_text_is_left(html: str) -> None:
    tree = parse_html(f"<html><body><p>x</p>{html}", "-")[0]

    assert "".join(as_text(tree).split()) == "".join(tree.text_content().split())
