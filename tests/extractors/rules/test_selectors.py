"""Selectors find what cssselect's and libxml2's own evaluation finds, whichever way they take."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XPath
from lxml.html import HtmlElement

from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.rules import selectors
from cleancopy.extractors.rules.selectors import compile_css, compile_xpath
from cleancopy.extractors.rules.xpath import read_xpath

PAGE = """<html><head><title>T</title></head><body class="a"><div id="x" class="a b"><p>one<b>two</b>tail</p>
<p class="b">three<br>four</p><ul><li>5</li><li class="a">six <a href="/h">7</a></li><li>8</li></ul></div>
<div><div class="b"><p title="t">nine</p></div><h2>ten</h2><p>eleven <i>x</i> y</p></div>end</body></html>"""
TREE: HtmlElement = parse_html(PAGE, "page")[0]

COMPOUNDS = st.sampled_from(["p", "*", "div", "li", ".a", "#x", ".b", "p.b", "[href]", "a", "b", ":not(p)", "div.a"])
FINE = st.sampled_from([":first-child", ":nth-child(2)", ":has(p)", ":is(p, li)", ":only-child", ":empty", ""])
CSS = st.lists(
    st.lists(st.builds(str.__add__, COMPOUNDS, FINE), min_size=1, max_size=4).flatmap(
        lambda parts: st.tuples(*[st.sampled_from([" ", " > ", " + ", " ~ "]) for _ in parts[1:]]).map(
            lambda signs: parts[0] + "".join(s + p for s, p in zip(signs, parts[1:], strict=True))
        )
    ),
    min_size=1,
    max_size=3,
).map(", ".join)

AXES = "child descendant descendant-or-self parent ancestor ancestor-or-self following preceding following-sibling"
STEPS = st.builds(
    lambda axis, test, predicate: f"{axis}{test}{predicate}",
    st.sampled_from(["", "", *(f"{axis}::" for axis in [*AXES.split(), "preceding-sibling", "self"])]),
    st.sampled_from(["p", "*", "div", "node()", "text()", "li", "b"]),
    st.sampled_from(
        ["", "", "", "[1]", "[last()]", "[@class]", "[.//b]", "[../p]", "[position() > 1]", "[contains(., 'e')]"]
    ),
)
PATHS = st.builds(
    lambda start, steps, signs, end: start + steps[0] + "".join(map(str.__add__, signs, steps[1:])) + end,
    st.sampled_from(["//", "/html/body/", "", ".//", "(//div)[1]//", "//div/../"]),
    st.lists(STEPS, min_size=1, max_size=4),
    st.lists(st.sampled_from(["/", "//"]), min_size=3, max_size=3),
    st.sampled_from(["", "", "/@class", "/text()", "//text()", "/.."]),
)
XPATHS = st.lists(PATHS, min_size=1, max_size=2).map(" | ".join)


@pytest.fixture(params=["untimed", "timed"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as on a small page, once as on one that is too large to do without a clock."""
    if request.param == "timed":
        monkeypatch.setattr(selectors, "_UNTIMED", 0)


@settings(max_examples=70, deadline=None)
@given(selector=CSS)
def test_css_selects_what_its_translation_to_xpath_selects(selector: str) -> None:
    assert compile_css(selector).select(TREE, 60) == XPath(HTMLTranslator().css_to_xpath(selector))(TREE)


@settings(max_examples=120, deadline=None)
@given(expression=XPATHS)
def test_an_xpath_in_pieces_and_under_a_clock_selects_the_same_in_the_same_order(expression: str) -> None:
    found = compile_xpath(expression).select(TREE, 60)
    assert found == XPath(expression)(TREE)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("string(//b)", ["two"]),
        ("count(//p)", ["4.0"]),
        ("concat('a', 1 + 2 * 3 - 4 div 2)", ["a5"]),
        ("//p = 'nine'", ["True"]),
        ("substring-after(//li[2], 'six ')", ["7"]),
        ("//div//p[2]/@class", ["b"]),
        ("-count(//p) mod 3", ["-1.0"]),
        ("//*[self::b or self::i]/text()", ["two", "x"]),
        ("///b/text()", ["two"]),
        ("(//p)[1]//b/..//text()", ["one", "two", "tail"]),
        (".5 + 1.", ["1.5"]),
    ],
)
def test_an_xpath_may_compute(expression: str, wanted: list[str]) -> None:
    assert compile_xpath(expression).select(TREE, 60) == wanted


@pytest.mark.parametrize(
    "expression", ["//p[following::p[preceding::p]]", "//p/following::p/preceding::p", "//p | //b"]
)
def test_without_time_left_a_costly_expression_is_given_up(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_UNTIMED", 0)
    monkeypatch.setattr(selectors, "_TICKS_BETWEEN", 1)
    with pytest.raises(TimeoutError):
        compile_xpath(expression).select(TREE, 0.0)
    with pytest.raises(TimeoutError):
        compile_css("p ~ p").select(TREE, 0.0)


def test_a_set_that_no_clock_can_end_is_not_begun_on_a_large_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_UNTIMED", 0)
    monkeypatch.setattr(selectors, "_MOST_MERGED", 5)
    with pytest.raises(TimeoutError):
        compile_xpath("count(//p | //b)").select(TREE, 60)


@pytest.mark.parametrize(
    ("expression", "degree", "pieces"),
    [
        ("//p", 1, [1]),
        ("//div[@class = 'x']/p[2]//b", 3, [2]),
        ("//p | //b", 2, [1, 1]),
        ("//p/following-sibling::p", 3, [2]),
        ("//p[following-sibling::p]", 2, [1]),
        ("//p[a/b]", 1, [1]),
        ("//*[count(//*[count(//*) > 5]) > 5]", 3, [1]),
        ("(//div)[1]//p", 1, [1]),
        ("string(//div//p)", 3, [1]),
    ],
)
def test_the_cost_is_read_off_an_expression(expression: str, degree: int, pieces: list[int]) -> None:
    reading = read_xpath(expression)
    assert (reading.degree, [len(a) for a in reading.alternatives]) == (degree, pieces)


@pytest.mark.parametrize("selector", ["p::before", "p:shiny", "p[", "", "p >", "x" * 5001, ":not(" * 3000])
def test_what_is_no_selector_is_refused_in_a_sentence(selector: str) -> None:
    with pytest.raises(ValueError, match=r"not a CSS selector|longer than"):
        compile_css(selector)
