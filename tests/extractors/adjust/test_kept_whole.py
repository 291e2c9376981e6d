"""What is kept whole, and what belongs to what is kept."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Block, Kind
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.insets import cuts_inset, keep_quotations_whole
from cleancopy.extractors.adjust.lists import tears_list
from cleancopy.extractors.adjust.paragraphs import keep_paragraphs_whole
from cleancopy.extractors.adjust.signs import keep_signs
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html


def paragraph(text: str, words: int) -> Block:
    return Block(0, Kind.PARAGRAPH, text, words)


def signs(blocks: list[Block], kept: list[bool]) -> list[int]:
    """The places of blocks without words that are kept with those that are."""
    decided = keep_signs(Layout(tuple(blocks)), [Decision(keep, By.MODEL, "") for keep in kept], Context())
    return [i for i, decision in enumerate(decided) if decision.keep and not kept[i]]


def test_emoji_between_kept_paragraphs_are_kept() -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph("🎉 👍", 0), paragraph("and people cheered", 3)]
    assert signs(blocks, [True, False, True]) == [1]
    assert signs(blocks, [True, False, False]) == []
    assert signs(blocks[:2], [True, False]) == []


@pytest.mark.parametrize("sign", ["* * *", "***", "*", "⁂", "~", "#", "— — —", "o o o", "❦", "-----", "...", "※"])
def test_a_scene_break_between_two_kept_blocks_is_kept(sign: str) -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph(sign, 0), paragraph("and people cheered", 3)]
    assert signs(blocks, [True, False, True]) == [1]
    assert signs(blocks, [True, False, False]) == []
    assert signs(blocks, [False, False, True]) == []


@pytest.mark.parametrize("sign", ["•", "›", "»", "+", "→", "|", "/"])
def test_bullets_arrows_and_bars_say_nothing(sign: str) -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph(sign, 0), paragraph("and people cheered", 3)]
    assert signs(blocks, [True, False, True]) == []


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
    decisions = tuple(Decision(keep, By.MODEL, "50 %") for keep in kept)
    assert [d.keep for d in keep_paragraphs_whole(layout, decisions, Context())] == then


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
    layout = split(parse_html(html, "page")[0])
    kept = [score > 5 for score in scores]
    decisions = [Decision(keep, By.MODEL, "") for keep in kept]
    then = keep_quotations_whole(layout, decisions, Context(scores=[score / 10 for score in scores]))
    assert [decision.keep for decision in then] == ([True] * len(kept) if whole else kept)
