"""Footnotes are kept together."""

from __future__ import annotations

import pytest

from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.footnotes import keep_footnotes
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

NOTES = "<ol class=footnotes><li id=n1>The first gauge.<li id=n2>The second{more}.</ol>"
MARKS = "<p>It was read <a href=#n1>1</a> and lost <a href=#n2>[2]</a> again.</p>"


@pytest.mark.parametrize(
    ("html", "kept", "then"),
    [
        (MARKS + NOTES.format(more=""), [True, True, False], [True, True, True]),
        (MARKS + NOTES.format(more=""), [True, False, True], [True, True, True]),
        (MARKS + NOTES.format(more=""), [True, False, False], [True, True, True]),  # declared as footnotes
        (MARKS + NOTES.format(more="").replace("footnotes", "notes"), [True, False, False], [True, False, False]),
        (MARKS + NOTES.format(more=""), [False, True, False], [False, True, False]),
        (MARKS + NOTES.format(more=" gauge" * 200), [True, True, False], [True, True, False]),
        (MARKS + NOTES.format(more="").replace("footnotes", "references"), [True, True, False], [True, True, False]),
        (MARKS.replace("#n2", "/other#n2") + NOTES.format(more=""), [True, True, False], [True, True, False]),
        (MARKS + NOTES.format(more="").replace("The first", "🎉<p>The first"), [True, True, True, False], [True] * 4),
        ("<p>It was read.</p>" + NOTES.format(more=""), [True, True, False], [True, True, False]),
    ],
)
def test_notes_are_kept_together(html: str, kept: list[bool], then: list[bool]) -> None:
    layout = split(parse_html(html, "page")[0])
    decisions = tuple(Decision(keep, By.MODEL, "50 %") for keep in kept)
    assert [d.keep for d in keep_footnotes(layout, decisions, Context())] == then
