from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.features.columns import (
    Evidence,
    fixed_html_features,
    html_features,
    learned_features,
    text_features,
    verdict_features,
)
from cleancopy.extractors.features.declared_article import read_declared
from cleancopy.extractors.features.lexicon import Lexicon
from cleancopy.extractors.features.outline import read_outline
from cleancopy.extractors.features.page_signs import read_signs
from cleancopy.extractors.features.surroundings import Columns
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.text import words

LEXICON = Lexicon({"article": 180, "comment": 20, "<nav>": 0}, {"the": 150, "login": 10})
ARTICLE = (
    "<title>Storm</title><article class=article><h1>Storm</h1><p>The storm was strong, and it is over.</p></article>"
)
PAGES = {
    "one block": "<p>a</p>",
    "one block in the body": "a",
    "article": ARTICLE,
    "no words": "<p>***</p><div><div><p>!!</p></div></div><p>—</p>",
    "only images": "<img src=a.jpg><div><img src=b.jpg alt='three words here'></div>",
    "links": "<nav><ul><li><a href=/>Home</a><li><a href=/login>Login</a></ul></nav>",
    "mixed scripts": "<p>他说 the قال إن и на हिन्दी है।</p><p>👍🏽</p><h2>日本語の見出し</h2><ul><li>ไทย<li>한국어</ul>",
    "deep": "<div class=comment>" * 1500 + "x",
    "many": "<p>some words</p>" * 5000,
    "table and code": "<table><tr><th>a<th>b<tr><td>1<td>2</table><pre>\n\tx = 1</pre><button>b</button>a<br>b",
}


def describe(html: str, *, verdict: bool = True, lexicon: Lexicon = LEXICON) -> tuple[Columns, int]:
    """The columns of a page and the number of its blocks; a verdict keeps every other block."""
    tree = parse_html(html, "-")[0]
    layout = split(tree)
    count = len(layout.blocks)
    outline = read_outline(layout)
    evidence = Evidence(words(tree.findtext(".//title") or ""), read_signs(tree), read_declared(tree))
    columns = html_features(layout, outline, evidence, lexicon)
    if verdict:
        columns |= verdict_features(layout, outline, [float(i % 2) for i in range(count)])
    return columns, count


def of_text(*paragraphs: str) -> tuple[Columns, int]:
    layout = split_text(paragraphs)
    return text_features(layout, LEXICON), len(layout.blocks)


@pytest.mark.parametrize("verdict", [True, False])
@pytest.mark.parametrize("page", PAGES)
def test_every_column_has_one_byte_a_block_and_its_name_on_every_page(page: str, verdict: bool) -> None:
    columns, count = describe(PAGES[page], verdict=verdict)

    assert count > 0
    assert {type(column) for column in columns.values()} == {bytes}
    assert {len(column) for column in columns.values()} == {count}
    assert list(columns) == list(describe(ARTICLE, verdict=verdict)[0])


def test_the_verdict_adds_its_columns_and_changes_no_other() -> None:
    html = ARTICLE + PAGES["links"]
    asked, plain = describe(html)[0], describe(html, verdict=False)[0]
    added = asked.keys() - plain.keys()

    assert {name: asked[name] for name in plain} == plain
    assert added
    assert all("verdict" in name or "kept" in name for name in added)


def test_a_page_gives_the_same_columns_whatever_was_read_before() -> None:
    alone = describe(ARTICLE, lexicon=Lexicon(LEXICON.marks, LEXICON.words))

    for other in ("one block", "no words", "mixed scripts", "table and code", "links"):
        describe(PAGES[other])
        assert describe(ARTICLE) == alone


def test_columns_that_a_lexicon_gives_and_those_that_need_none_are_different_ones() -> None:
    layout = split(parse_html(ARTICLE, "-")[0])
    outline = read_outline(layout)
    fixed = fixed_html_features(layout, outline, Evidence())
    learned = learned_features(layout, outline, LEXICON)

    assert fixed.keys() & learned.keys() == set()
    assert fixed.keys() | learned.keys() == describe(ARTICLE, verdict=False)[0].keys()


def test_a_lexicon_changes_only_what_is_learned() -> None:
    with_words, without = describe(ARTICLE)[0], describe(ARTICLE, lexicon=Lexicon({}, {}))[0]

    changed = {name for name in with_words if with_words[name] != without[name]}
    assert {"mark_odds", "word_odds"} <= changed
    assert all("odds" in name or name == "words_known" for name in changed)


def test_columns_are_there_by_their_names() -> None:
    columns = describe(ARTICLE)[0]

    assert {"words", "heading_words", "from_title", "box0_prose", "main_up", "tag_nav", "mark_odds"} <= columns.keys()
    assert {"words-1", "words+2", "mark_odds-1", "verdict+1", "page_words", "page_og_article"} <= columns.keys()


def test_a_column_of_a_neighbour_is_the_column_shifted() -> None:
    columns, _ = describe(PAGES["mixed scripts"])

    for name in ("words", "verdict", "word_odds", "mark_odds"):
        assert columns[f"{name}-1"][1:] == columns[name][:-1]
        assert columns[f"{name}+1"][:-1] == columns[name][1:]


@pytest.mark.parametrize(
    "paragraphs",
    [(), ("one",), ("***",), ("A title", "Some text, it is.", "- item", "1. item"), ("他走了。", "قال إن هذا")],
)
def test_plain_text_has_one_byte_a_block_for_the_same_names(paragraphs: tuple[str, ...]) -> None:
    columns, count = of_text(*paragraphs)

    assert count == len(paragraphs)
    assert {len(column) for column in columns.values()} == {count}
    assert list(columns) == list(of_text("Some text.")[0])
    assert columns.keys() < describe(ARTICLE)[0].keys()


def test_code_that_begins_with_a_lot_of_space_is_a_page_too() -> None:
    assert describe(f"<pre>{' ' * 20_000}x</pre>")[1] == 1


TAGS = st.sampled_from("div p ul li nav article table tr td th pre h1 h3 a b br img form figure button section".split())
NAMES = st.sampled_from(
    ["", " class=article", " class='comment-list'", " id=Nav", " hidden", " href=/x", " style='display:none'"]
)
TEXTS = st.text(max_size=12).map(lambda text: text.replace("<", "").replace("&", ""))
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(lambda t, n, c: f"<{t}{n}>{''.join(c)}</{t}>", TAGS, NAMES, st.lists(inner, max_size=4)),
)


@given(st.lists(TREES, max_size=5).map("".join), st.booleans())
@settings(deadline=None, max_examples=80)
def test_any_page_has_columns_of_the_right_length(html: str, verdict: bool) -> None:
    columns, count = describe(f"<p>start</p>{html}", verdict=verdict)

    assert {len(column) for column in columns.values()} == {count}
    assert list(columns) == list(describe("<p>a</p>", verdict=verdict)[0])


@given(st.lists(st.text(max_size=30), max_size=6))
@settings(deadline=None, max_examples=60)
def test_any_plain_text_has_columns_of_the_right_length(paragraphs: list[str]) -> None:
    columns, count = of_text(*paragraphs)

    assert {len(column) for column in columns.values()} == {count}
