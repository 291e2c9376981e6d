"""What is kept whole, and what belongs to what is kept."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Block, Kind
from cleancopy.extractors.article import Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.scoring.wholes import cuts_inset, pictures_between, tears_list, whole_paragraphs, whole_quotes


def paragraph(text: str, words: int) -> Block:
    return Block(0, Kind.PARAGRAPH, text, words)


def test_emoji_between_kept_paragraphs_are_kept() -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph("🎉 👍", 0), paragraph("and people cheered", 3)]
    assert pictures_between(blocks, [True, False, True]) == {1}
    assert pictures_between(blocks, [True, False, False]) == frozenset()
    assert pictures_between(blocks[:2], [True, False]) == frozenset()


def test_rules_and_bullets_say_nothing() -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph("* * *", 0), paragraph("and people cheered", 3)]
    assert pictures_between(blocks, [True, False, True]) == frozenset()


@pytest.mark.parametrize(
    ("html", "kept", "then"),
    [
        ("<p>The rain fell all the night<br>and all the day<br>on us</p>", [True, False, False], [True, True, True]),
        ("<p>one two three four five six seven eight<br>nine</p>", [False, True], [False, True]),
        ("<p>The rain fell<br>on us</p>", [False, False], [False, False]),
        ("<p>The rain fell<br>***<br>on us</p>", [True, False, False], [True, False, True]),
        ("<div>The rain fell<br>on us</div>", [True, False], [True, False]),
        ("<p>The rain fell<br><br>on us</p>", [True, False], [True, False]),
        ("<p>The rain fell</p><p>on us</p>", [True, False], [True, False]),
    ],
)
def test_the_lines_of_a_paragraph_stand_together(html: str, kept: list[bool], then: list[bool]) -> None:
    layout = split(parse_html(html, "page")[0])
    decisions = tuple(Decision(keep, "model", "50 %") for keep in kept)
    assert [d.keep for d in whole_paragraphs(layout, decisions)] == then


@pytest.mark.parametrize(
    ("html", "kept", "cut"),
    [
        ("<p>One two</p><ul><li>three<li>four</ul><p>five</p>", "one two five", True),
        ("<p>One two</p><ul><li>three<li>four</ul><p>five</p>", "one two three five", False),
        ("<p>One two</p><ul><li>three<li>four</ul>", "one two", True),
        ("<ul><li>three<li>four</ul><p>One two</p>", "one two", False),
        ("<p>One two</p><ul><li><a href=/3>three</a><li><a href=/4>four</a></ul>", "one two", False),
        ("<p>One two</p><pre>three = 4</pre><p>five</p>", "one two five", True),
        ("<p>One two</p><table><tr><th>three<th>four<tr><td>3<td>4</table>", "one two", True),
        ("<p>One two</p><p>three</p><p>five</p>", "one two five", False),
        ("<ul><li>three<li>four</ul>", "", False),
    ],
)
def test_a_list_a_table_or_code_that_the_article_lost_is_noticed(html: str, kept: str, cut: bool) -> None:
    layout = split(parse_html(html, "page")[0])
    assert cuts_inset(layout.blocks, [set(words) <= set(kept.split()) for words in layout.words]) == cut


@pytest.mark.parametrize(
    ("html", "kept", "torn"),
    [
        ("<p>One two</p><ul><li>three<li>four</ul>", "one two three", True),
        ("<p>One two</p><ul><li>three<li>four</ul>", "one two", False),
        ("<p>One two</p><ul><li>three<li>four</ul>", "one two three four", False),
        ("<ul><li>three<ul><li>four</ul></ul>", "four", True),
        (f"<p>{'word ' * 20}</p><ul><li>three<li>four</ul>", "word three", False),
        ("<p>One two</p><p>three</p>", "one two", False),
        ("<ul><li>three<li>four</ul>", "", False),
    ],
)
def test_a_list_that_is_kept_in_part_is_noticed(html: str, kept: str, torn: bool) -> None:
    layout = split(parse_html(html, "page")[0])
    assert tears_list(layout.blocks, [set(words) <= set(kept.split()) for words in layout.words]) == torn


@pytest.mark.parametrize(
    ("html", "scores", "whole"),
    [
        (
            "<p>He wrote:</p><blockquote><p>I love geese.</p>— A. Falk</blockquote><p>They laughed.</p>",
            [9, 4, 2, 9],
            True,
        ),
        (
            "<p>He wrote:</p><blockquote><p>I love geese.</p>— A. Falk</blockquote><p>They laughed.</p>",
            [9, 2, 2, 9],
            False,
        ),
        ("<p>He wrote:</p><blockquote>I love geese.</blockquote><p>Read more.</p>", [9, 4, 1], False),
        ("<p>Menu</p><blockquote>I love geese.</blockquote><p>They laughed.</p>", [1, 4, 9], False),
        ("<p>He wrote:</p><div>I love geese.</div><p>They laughed.</p>", [9, 4, 9], False),
    ],
)
def test_a_quotation_between_kept_text_is_kept_if_it_is_not_ruled_out(
    html: str, scores: list[int], whole: bool
) -> None:
    blocks = split(parse_html(html, "page")[0]).blocks
    kept = [score > 5 for score in scores]
    assert whole_quotes(blocks, kept, [score / 10 for score in scores]) == ([True] * len(kept) if whole else kept)
