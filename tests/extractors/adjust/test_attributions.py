"""Quotations keep the line that names their author."""

from __future__ import annotations

import pytest

from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.attributions import keep_attributions
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

QUOTE = "<p>She said:</p><blockquote><p>The sea does not ask.</p>{}</blockquote>"
FIGURE = "<figure><blockquote><p>The sea does not ask.</p></blockquote><figcaption>Tove Lind</figcaption></figure>"


@pytest.mark.parametrize(
    ("html", "kept", "then"),
    [
        (QUOTE.format("<footer>Tove Lind</footer>"), [True, True, False], [True, True, True]),
        (QUOTE.format("<footer>Tove Lind</footer>"), [True, False, False], [True, False, False]),
        (QUOTE.format("<footer>Tove Lind</footer>"), [True, False, True], [True, True, True]),
        (QUOTE.format("<cite>Tove Lind</cite>"), [False, False, True], [False, True, True]),
        (QUOTE.format("<p>It takes.</p><p>— Tove Lind</p>"), [True, False, False, True], [True, True, True, True]),
        (QUOTE.format("<p>It takes.</p><cite>Tove</cite>"), [True, False, True, True], [True, True, True, True]),
        (QUOTE.format("<p>Share this quotation</p>"), [True, False, True], [True, False, True]),
        (QUOTE.format("") + "<cite>Tove Lind</cite>", [True, False, True], [True, False, True]),
        (FIGURE, [False, True], [True, True]),
        (FIGURE.replace("blockquote", "div"), [False, True], [False, True]),
        (QUOTE.format("<cite>Tove Lind</cite>"), [True, True, False], [True, True, True]),
        (QUOTE.format("<p><cite><a href=/t>Tove Lind</a></cite></p>"), [True, True, False], [True, True, True]),
        (QUOTE.format("— Tove Lind, <a href=/1>7 June</a>"), [True, True, False], [True, True, True]),
        (QUOTE.format("<p>Share this quotation</p>"), [True, True, False], [True, True, False]),
        (QUOTE.format(f"<footer>{'Share this ' * 11}</footer>"), [True, True, False], [True, True, False]),
        (QUOTE.format("") + "<p>— Tove Lind</p>", [True, True, False], [True, True, False]),
        (QUOTE.format("") + "<footer>Contact</footer>", [True, True, False], [True, True, False]),
        (FIGURE, [True, False], [True, True]),
        (FIGURE.replace("blockquote", "div"), [True, False], [True, False]),
    ],
)
def test_who_said_it_is_kept_with_what_is_said(html: str, kept: list[bool], then: list[bool]) -> None:
    layout = split(parse_html(html, "page")[0])
    decisions = tuple(Decision(keep, By.MODEL, "50 %") for keep in kept)
    assert [d.keep for d in keep_attributions(layout, decisions, Context())] == then


def test_what_a_rule_cuts_stays_cut() -> None:
    layout = split(parse_html(FIGURE, "page")[0])
    decisions = (Decision(True, By.MODEL, "50 %"), Decision(False, By.RULE, "en-share"))
    assert keep_attributions(layout, decisions, Context()) == decisions


def test_a_quotation_that_a_rule_cuts_stays_cut() -> None:
    layout = split(parse_html(FIGURE, "page")[0])
    decisions = (Decision(False, By.RULE, "en-share"), Decision(True, By.MODEL, "50 %"))
    assert keep_attributions(layout, decisions, Context()) == decisions
