"""Expressions that nothing in libxml2 would stop end at their time, and all others give what they always gave."""

from __future__ import annotations

import os
import time
from contextlib import suppress

import pytest
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleancopy.extractors.rules import selectors
from cleancopy.extractors.rules.bounded import spent, within
from cleancopy.extractors.rules.selectors import compile_css, compile_xpath
from cleancopy.extractors.rules.xpath import read_xpath

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no copies of a process")

SECONDS = 0.2
MOST = 1.5  # of computing, with what surrounds it, on any machine
P = "<p class='x y'>The harbour reopened on Monday after a storm.</p>"
PAGES = {
    "flat": P * 4000,
    "deep": "<div>word " * 1000 + "</div>" * 1000,
    "deep and long": "<div>" * 1500 + "word " * 100_000 + "</div>" * 1500,
    "one long text": "<p>" + "a" * 1_000_000 + "</p>" + P * 1500,
    "addresses": "".join(f"<a href='{'h' * 2000}{i}' title='t'>x</a>" for i in range(800)),
}
EVIL = [
    "//*[count(.//*) > 3]//*[count(.//*) > 3]//*",
    "//*[.//*[.//*[.//*]]]",
    "//*[contains(., 'zzz')]",
    "//*[contains(string(/), 'zzz')]",
    "//*[contains(translate(., 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), 'ZZZ')]",
    "//*[. = //*]",
    "//p/following::p/preceding::p",
    "//*[normalize-space(.) = normalize-space(//body)]",
    "//*[string-length(concat(., ., ., ., ., ., ., .)) > 5]",
    "//a[@href = //a/@href]",
    "//*[sum(//*) > 3]",
]


def parsed(body: str) -> HtmlElement:
    return document_fromstring(f"<html><body>{body}</body></html>", parser=HTMLParser(huge_tree=True))


@pytest.fixture(scope="module")
def trees() -> dict[str, HtmlElement]:
    return {name: parsed(body) for name, body in PAGES.items()}


@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_asked_of_a_page_ends_at_its_time(trees: dict[str, HtmlElement], page: str) -> None:
    stopped = 0
    for expression in EVIL:
        began = spent()
        try:
            compile_xpath(expression).select(trees[page], SECONDS)
        except TimeoutError:
            stopped += 1
        assert spent() - began < MOST, expression
    assert page == "addresses" or stopped > 1


@pytest.mark.parametrize("selector", ["*:has(* * * *)", "p:nth-last-of-type(3) ~ p", "div:has(div:has(div:has(p)))"])
def test_css_ends_at_its_time_as_well(trees: dict[str, HtmlElement], selector: str) -> None:
    for page in ("flat", "deep"):
        began = spent()
        with suppress(TimeoutError):
            compile_css(selector).select(trees[page], SECONDS)
        assert spent() - began < MOST


@pytest.mark.parametrize(
    "expression",
    [
        "//p[contains(., 'two')]",
        "//text()[contains(., 'e')]",
        "//@*[. != 'x']",
        "//p/text() | //b[. = 'two']/@class",
        "string(//b[contains(., 'two')])",
        "count(//p[. = //p])",
        "//b[contains(., 'none')]",
    ],
)
def test_what_another_process_finds_is_what_would_have_been_found_here(
    monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    tree = parsed("<p a='x' class='y'>one <b class='z'>two</b> three <i>four</i></p>tail<p>five<br>six<b>two</b></p>")
    wanted = XPath(expression)(tree)
    wanted = wanted if isinstance(wanted, list) else [str(wanted)]
    monkeypatch.setattr(selectors, "_UNTIMED", 0)
    found = compile_xpath(expression).select(tree, 10.0)
    assert found == wanted
    assert [getattr(f, "getparent", lambda: None)() for f in found] == [
        getattr(w, "getparent", lambda: None)() for w in wanted
    ]


@pytest.mark.parametrize("expression", ["//div[@class = 'x']//p", "//p[contains(@class, 'ad')]", "//a[3]/@href"])
def test_usual_rules_on_usual_pages_need_no_other_process(expression: str) -> None:
    reading = read_xpath(expression)
    assert reading.reading_cost(nodes=4000, letters=100_000) < selectors._UNTIMED
    assert not reading.merges


def test_a_copy_that_waits_or_dies_is_given_up() -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.1, lambda: time.sleep(60))
    assert time.monotonic() - began < 10
    with pytest.raises(TimeoutError):
        within(1.0, lambda: os._exit(1))
    with pytest.raises(ZeroDivisionError):
        within(1.0, lambda: 1 // 0)
    assert within(1.0, lambda: list(range(200_000))) == list(range(200_000))
