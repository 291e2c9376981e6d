"""The same passage twice on a page comes out once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Block, Decision, Kind
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.repeated_passages import cut_repeats
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.text import count_words, words

SENTENCE = "The harbour council met on Tuesday evening to decide about the old ferry line."
OTHER = "Residents filled the hall to the doors, and several speakers recalled the long winters."
QUOTE = "to the doors, and several speakers recalled the long winters"
KEEP, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")


def left_of(body: str, *cut: str) -> list[str]:
    """The kept texts of a page of which everything was kept but `cut`."""
    layout = split(parse_html(f"<body>{body}", "-")[0])
    decisions = cut_repeats(layout, [CUT if b.text in cut else KEEP for b in layout.blocks], Context())
    return [b.text for b, d in zip(layout.blocks, decisions, strict=True) if d.keep]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"<p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE}</p>", [SENTENCE, OTHER]),
        (f"<p>{OTHER}</p><blockquote>{QUOTE}</blockquote>", [OTHER]),
        (f"<blockquote>{QUOTE}</blockquote><p>{OTHER}</p>", [OTHER]),
        (f"<figure><figcaption>{OTHER}</figcaption></figure><p>{OTHER}</p>", [OTHER]),
        (f"<p>{SENTENCE.upper()}</p><p>{SENTENCE}</p>", [SENTENCE.upper()]),
        (f"<p>{SENTENCE}</p>" * 4, [SENTENCE]),
        ("<p>Yes.</p><p>Yes.</p>", ["Yes.", "Yes."]),
        ("<p>One two three four five six</p>" * 2, ["One two three four five six"] * 2),
        ("<p>One two three four five six seven</p>" * 2, ["One two three four five six seven"]),
        (f"<ul><li>{SENTENCE}<li>{SENTENCE}</ul>", [SENTENCE, SENTENCE]),
        (f"<h2>{SENTENCE}</h2><h2>{SENTENCE}</h2>", [SENTENCE, SENTENCE]),
        (f"<pre>{SENTENCE}</pre><pre>{SENTENCE}</pre>", [SENTENCE, SENTENCE]),
        (f"<p>{SENTENCE}</p><p>{SENTENCE} {OTHER}</p>", [f"{SENTENCE} {OTHER}"]),
        (f"<p>{SENTENCE} And more of it.</p><p>{SENTENCE} But else.</p>", None),
    ],
)
def test_what_another_kept_block_says_is_cut(body: str, left: list[str] | None) -> None:
    assert left_of(body) == (left if left is not None else left_of(body.replace("<p>", "<h2>")))


POST, ANSWER = f"{SENTENCE} What now?", "Ask them again in the spring, when they have counted the money."


@pytest.mark.parametrize(
    "body",
    [
        # A thread: line breaks in the posts, Markdown, posts that change their colour, quotations without markup.
        f"<div class=post><div class=content>{SENTENCE}<br><br>What now?</div></div><div class=post><div class=content>"
        f"<blockquote><div><cite>tom wrote:</cite>{SENTENCE}</div></blockquote>{ANSWER}</div></div>",
        f"<div class=comment><p>{SENTENCE}</p></div><div class=comment><blockquote><p>{SENTENCE}</p></blockquote>"
        f"<p>{ANSWER}</p></div>",
        f"<div class='post odd'><p>{POST}</p></div><div class='post even'><blockquote>{SENTENCE}</blockquote>"
        f"<p>{ANSWER}</p></div><div class='post odd'><blockquote>{SENTENCE}</blockquote><p>{OTHER}</p></div>",
        f"<table><tr><td><p>{POST}</p></td></tr><tr><td><div class=bbcode_quote><p>{SENTENCE}</p></div>"
        f"{ANSWER}</table>",
        # An article: introduced, in part its own, two quotations of one text.
        f"<p>He wrote: “{SENTENCE}”</p><p>Hale said:</p><blockquote><p>“{SENTENCE}”</p></blockquote>",
        f"<p>{POST}</p><blockquote><p>{SENTENCE}</p><p>{OTHER}</p></blockquote>",
        f"<blockquote><p>{SENTENCE}</p></blockquote><p>{ANSWER}</p><blockquote><p>{SENTENCE}</p><p>{OTHER}</p></blockquote>",
        f"<p>{OTHER}</p><blockquote><p>Hale wrote:</p><p>{QUOTE}</p></blockquote>",
    ],
)
def test_quotations_and_what_they_quote_are_no_repeats(body: str) -> None:
    assert left_of(body) == [b.text for b in split(parse_html(f"<body>{body}", "-")[0]).blocks]


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote><p>{QUOTE}</p></blockquote>",
        f"<blockquote><p>“{QUOTE}”</p><footer>— Ann Hale</footer></blockquote>",
        f"<figure class=wp-block-pullquote><blockquote><p>{QUOTE}</p><cite>Ann Hale</cite></blockquote></figure>",
        f"<aside class=pull-quote>{QUOTE}</aside>",
    ],
)
def test_a_pull_quote_is_cut_with_its_name(quote: str) -> None:
    assert left_of(f"<article><p>{SENTENCE}</p>{quote}<p>{OTHER}</p></article>") == [SENTENCE, OTHER]


def test_an_article_within_a_quotation_is_judged_as_elsewhere() -> None:
    assert left_of(f"<blockquote><p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE}</p></blockquote>") == [SENTENCE, OTHER]


def test_a_copy_of_what_is_not_kept_stays() -> None:
    assert left_of(f"<h1>{OTHER}</h1><p>{QUOTE}</p><p>{SENTENCE}</p>", OTHER) == [QUOTE, SENTENCE]


def test_what_was_cut_is_not_brought_back() -> None:
    blocks = (Block(0, Kind.PARAGRAPH, SENTENCE, 14), Block(1, Kind.PARAGRAPH, OTHER, 14))

    assert cut_repeats(Layout(tuple(blocks), tuple(words(b.text) for b in blocks)), [CUT, CUT], Context()) == (CUT, CUT)


def test_what_only_a_picture_says_again_is_not_cut() -> None:
    blocks = (Block(0, Kind.PARAGRAPH, SENTENCE, 14), Block(1, Kind.IMAGE, f"Kelport: {SENTENCE}", 0))

    assert cut_repeats(Layout(tuple(blocks), tuple(words(b.text) for b in blocks)), [KEEP, KEEP], Context()) == (
        KEEP,
        KEEP,
    )


WORDS = st.lists(st.sampled_from("a b c".split()), max_size=12).map(" ".join)


@given(st.lists(WORDS, max_size=8))
@settings(deadline=None, max_examples=100)
def test_nothing_that_was_kept_is_lost_for_good(texts: list[str]) -> None:
    blocks = tuple(Block(i, Kind.PARAGRAPH, text, count_words(text)) for i, text in enumerate(texts))
    decisions = cut_repeats(
        Layout(tuple(blocks), tuple(words(b.text) for b in blocks)), [KEEP] * len(blocks), Context()
    )
    left = [b.text for b, d in zip(blocks, decisions, strict=True) if d.keep]

    assert all(any(text in other for other in left) for text in texts)
