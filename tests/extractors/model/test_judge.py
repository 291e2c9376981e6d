"""The model's judgement of a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.model import judge as judge_module
from cleancopy.extractors.model.judge import Judged, judge_page, judge_text
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.page.parse import parse_html

CAREFUL, FAST = ExtractOptions(), ExtractOptions(extractor="model")
BOTH = pytest.mark.parametrize("mode", [CAREFUL, FAST], ids=["careful", "fast"])
PARAGRAPHS = (
    "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored this year.",
    "Residents filled the hall to the doors, and several speakers recalled the long winters without a crossing.",
    "A final vote is expected in March, when the money for the new landing has been found, the mayor told them.",
)
MORE = (
    "The last ferry left the old landing in 1968, when the road bridge was opened a few kilometres up the river.",
    "Since then the two villages have been an hour apart by bus, although one can see the church of the other.",
    "Several families still keep a rowing boat on the beach, and use it on the days when the wind allows it.",
)
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a><li><a href=/sport>Sport</a></ul></nav>"
FOOTER = "<footer><p>© 2024 The Ledger</p><a href=/privacy>Privacy policy</a></footer>"
ARTICLE = f"{MENU}<article><h1>Ferry</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article>{FOOTER}"
FORUM = f"<div class=post><p>{PARAGRAPHS[0]}</p></div><div class=post><p>Me too</p></div>" + MENU
MIXED = "<p>他说 the قال إن и на हिन्दी है।</p><p>👍🏽</p><h2>日本語の見出し</h2><ul><li>ไทย<li>한국어</ul><p>שלום</p>"
PAGES = {
    "article": ARTICLE,
    "forum": FORUM,
    "mixed scripts": MIXED,
    "one block": f"<p>{PARAGRAPHS[0]}</p>",
    "one word": "a",
    "no words": "<p>***</p><p>—</p><hr><p>👍</p>",
    "images alone": "<img src=a.jpg alt='a picture of the harbour'><img src=b.jpg>",
    "no blocks": "<script>x()</script>",
    "table": f"<p>{PARAGRAPHS[0]}</p><table><tr><th>a<th>b<tr><td>1<td>2</table>",
    "deep": "<div>" * 1500 + PARAGRAPHS[0],
}


def judge(html: str, mode: ExtractOptions = CAREFUL, url: str | None = None) -> tuple[Judged, list[str]]:
    """The judgement of a page, and the texts that are kept."""
    tree = parse_html(html, "-")[0]
    layout = split(tree)
    judged = judge_page(tree, layout, url, mode)
    assert len(judged.decisions) == len(layout.blocks)
    return judged, [b.text for b, d in zip(layout.blocks, judged.decisions, strict=True) if d.keep]


def judge_lines(*paragraphs: str, mode: ExtractOptions = CAREFUL) -> tuple[Judged, list[str]]:
    layout = split_text(paragraphs)
    judged = judge_text(layout, mode)
    assert len(judged.decisions) == len(layout.blocks)
    return judged, [b.text for b, d in zip(layout.blocks, judged.decisions, strict=True) if d.keep]


@BOTH
def test_an_article_is_told_from_menus_and_footers(mode: ExtractOptions) -> None:
    judged, kept = judge(ARTICLE, mode)

    assert set(PARAGRAPHS) <= set(kept)
    assert not {"Home", "News", "Sport", "Privacy policy", "© 2024 The Ledger"} & set(kept)
    assert judged.confidence > 0.7


def test_plain_text_is_told_from_menus_and_footers() -> None:
    lines = (
        "Home",
        "News",
        "Sport",
        "Ferry",
        "By Ada Reed",
        *PARAGRAPHS,
        *MORE,
        "Privacy policy",
        "Contact",
        "About us",
    )
    judged, kept = judge_lines(*lines)

    assert len({*PARAGRAPHS, *MORE} & set(kept)) >= 5  # of 6: in so short a text the one beside the footer is unsure
    assert not {"Home", "News", "Sport", "Privacy policy", "Contact"} & set(kept)
    assert judged.confidence > 0.6


@BOTH
@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_judgement(page: str, mode: ExtractOptions) -> None:
    judged, kept = judge(PAGES[page], mode)

    assert 0 <= judged.confidence <= 1
    assert all(any(c.isalnum() or c >= "\U0001f000" for c in text) for text in kept)


@BOTH
def test_a_page_is_judged_alike_however_often_and_after_whatever_pages(mode: ExtractOptions) -> None:
    alone = {name: judge(html, mode) for name, html in PAGES.items()}

    assert {name: judge(html, mode) for name, html in reversed(PAGES.items())} == dict(reversed(alone.items()))
    assert {name: judge(html, mode) for name, html in PAGES.items()} == alone


def test_plain_text_is_judged_alike_however_often() -> None:
    alone = judge_lines(*PARAGRAPHS)
    judge_lines("Home", "News")
    judge(ARTICLE)

    assert judge_lines(*PARAGRAPHS) == alone


@BOTH
def test_judging_a_page_does_not_change_it(mode: ExtractOptions) -> None:
    from lxml.html import tostring

    tree = parse_html(ARTICLE, "-")[0]
    layout, before = split(tree), tostring(tree)
    judge_page(tree, layout, None, mode)

    assert tostring(tree) == before
    assert layout == split(tree)


@pytest.mark.parametrize(
    "paragraphs", [(), ("",), ("***",), ("one",), (PARAGRAPHS[0],), ("他走了。", "قال إن هذا", "👍")]
)
def test_every_plain_text_has_a_judgement(paragraphs: tuple[str, ...]) -> None:
    judged, _ = judge_lines(*paragraphs)

    assert 0 <= judged.confidence <= 1


@BOTH
@pytest.mark.parametrize("page", ["article", "forum", "mixed scripts", "table"])
def test_leaning_keeps_less_or_more(page: str, mode: ExtractOptions) -> None:
    precise, even, generous = (
        set(judge(PAGES[page], replace(mode, lean=lean))[1]) for lean in ("precision", "even", "recall")
    )

    assert precise <= even <= generous


TAGS = st.sampled_from("div p ul li nav article table tr td th pre h1 h3 a b br img form figure button section".split())
NAMES = st.sampled_from(["", " class=article", " class='comment-list'", " id=Nav", " hidden", " href=/x"])
TEXTS = st.text(max_size=20).map(lambda text: text.replace("<", "").replace("&", "")) | st.sampled_from(PARAGRAPHS)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(lambda t, n, c: f"<{t}{n}>{''.join(c)}</{t}>", TAGS, NAMES, st.lists(inner, max_size=4)),
)


@given(st.lists(TREES, max_size=5).map("".join), st.booleans())
@settings(deadline=None, max_examples=80)
def test_any_page_has_a_judgement(html: str, fast: bool) -> None:
    judged, _ = judge(f"<p>start</p>{html}", FAST if fast else CAREFUL)

    assert 0 <= judged.confidence <= 1


@given(st.lists(st.text(max_size=40) | st.sampled_from(PARAGRAPHS), max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_plain_text_has_a_judgement(paragraphs: list[str]) -> None:
    judged, _ = judge_lines(*paragraphs)

    assert 0 <= judged.confidence <= 1


def test_trafilatura_is_asked_only_where_the_model_is_not_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = judge_module.ask_trafilatura

    def told(tree: Any, layout: Any, url: Any) -> Any:
        asked.append(tree.findtext(".//h1") or "unsure")
        return ask(tree, layout, url)

    monkeypatch.setattr(judge_module, "ask_trafilatura", told)
    sure = f"{MENU}<article><h1>Ferry</h1>{''.join(f'<p>{p}</p>' for p in (*PARAGRAPHS, *MORE) * 2)}</article>{FOOTER}"
    unsure = f"<div>{'<p>Blue bag, 20 EUR <a href=/b>Buy</a></p>' * 30}</div>"

    judge(sure, CAREFUL)
    judge(unsure, FAST)
    assert asked == []
    judge(unsure, CAREFUL)
    assert asked == ["unsure"]
    monkeypatch.setattr(judge_module, "MOST_BLOCKS", 10)
    judge(unsure, CAREFUL)
    assert asked == ["unsure"], "a page of so many blocks is judged without it"


@pytest.mark.parametrize(
    ("expected", "many", "cut", "asked"),
    [
        (0.89, False, False, True),
        (0.9, False, False, False),
        (0.94, False, True, True),
        (0.95, False, True, False),
        (0.49, True, False, True),
        (0.5, True, False, False),
        (0.94, True, True, True),
        (0.95, True, True, False),
    ],
)
def test_an_almost_sure_model_asks_about_what_it_cuts_of_lists_and_tables(
    expected: float, many: bool, cut: bool, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide, voices = judge_module.decide, []
    monkeypatch.setattr(judge_module, "decide", lambda *a: replace(decide(*a), expected=expected))
    monkeypatch.setattr(judge_module, "MANY_BLOCKS", 0 if many else 400)
    monkeypatch.setattr(judge_module, "cuts_inset", lambda *_: cut and not many)
    monkeypatch.setattr(judge_module, "tears_list", lambda *_: cut and many)
    monkeypatch.setattr(
        judge_module, "ask_trafilatura", lambda _, layout, __: voices.append(1) or [1.0] * len(layout.blocks)
    )

    judge(ARTICLE, CAREFUL)

    assert bool(voices) == asked


@pytest.mark.parametrize(
    ("body", "says"),
    [("<i>a</i> b " * 5000, "4,000 others"), ("word " * 500_000, "2,000,000 characters")],
    ids=["children", "text"],
)
def test_what_trafilatura_takes_too_long_for_is_not_asked_of_it(
    body: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge_module, "_is_sure", lambda *_: False)
    monkeypatch.setattr(judge_module, "ask_trafilatura", lambda *_: pytest.fail("it was asked"))
    tree = parse_html(f"<article><p>{body}</p></article>", "page")[0]
    judged = judge_page(tree, split(tree), None, ExtractOptions())
    assert judged.notes[0].startswith("trafilatura was not asked: the page has ")
    assert says in judged.notes[0]
