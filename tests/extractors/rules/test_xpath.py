"""Functions in XPath expressions, which lxml only looks at when a page has what stands before them."""

from __future__ import annotations

import re

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.extractors.rules.xpath import check_calls


@pytest.mark.parametrize(
    "expression",
    [
        "//a[not(contains(@c, 'b') or (@d)) and (position() > 1)]",
        "concat('a', //b, \"c,)\", 'd')",
        "//x[last()]/text() | //comment() | //node()",
        "//*[self::h1 or self::h2][string-length(normalize-space()) = 0]",
        "(//a | //b)[1]",
        "//div/ancestor::div[contains(@a, ' no(y, z) ')]",
        "//a[count(b) mod (2) = 0 and (c) div (2)]",
        "substring(//a, 1, 2)",
        "//processing-instruction('x')",
    ],
)
def test_what_xpath_allows_passes(expression: str) -> None:
    lxml.etree.XPath(expression)
    check_calls(expression)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("//div[contains(@class='x')]", "contains() takes 2 arguments, not 1"),
        ("//div[@a][not(starts-with(@class, 'x', 'y'))]", "starts-with() takes 2 arguments, not 3"),
        ("//div[contain(@class, 'x')]", "there is no function contain()"),
        ("//div[last(1)]", "last() takes 0 arguments, not 1"),
        ("//div[not()]", "not() takes 1 argument, not 0"),
        ("concat('a')", "concat() takes 2 or more arguments, not 1"),
        ("substring('a')", "substring() takes 2 or 3 arguments, not 1"),
        ("//div[ends-with (@id, 'x')]", "there is no function ends-with()"),
    ],
)
def test_what_only_some_pages_would_show_is_said(expression: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        check_calls(expression)


@given(st.text(st.sampled_from("/[]()@*|'\",. abnotcontainslast1="), max_size=25))
def test_whatever_compiles_passes_or_is_refused_with_a_sentence(expression: str) -> None:
    try:
        lxml.etree.XPath(expression)
    except lxml.etree.XPathError:
        return
    try:
        check_calls(expression)
    except ValueError as err:
        assert re.search("takes .* argument|there is no function", str(err))
