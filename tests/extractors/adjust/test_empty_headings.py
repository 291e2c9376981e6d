"""Headings of which nothing is left, and boxes about the author, below the article."""

from __future__ import annotations

import pytest

from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.author_boxes import cut_author_boxes
from cleancopy.extractors.adjust.empty_headings import cut_empty_headings
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

PROSE = f"<p>{'The harbour of Kelport reopened on Monday, nine days after a storm had closed it. ' * 5}</p>"


def kept(step, body: str, by: By = By.MODEL) -> list[str]:  # type: ignore[no-untyped-def]
    """The texts kept below the prose where all is kept at first but what begins with "Cut"."""
    layout = split(parse_html(f"<html><body>{PROSE}{body}</body></html>", "p.html")[0])
    decisions = [Decision(not block.text.startswith("Cut"), by, "") for block in layout.blocks]
    decided = step(layout, decisions, Context())
    return [block.text for block, decision in zip(layout.blocks, decided, strict=True) if decision.keep][1:]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<h2>See also</h2><p>Cut this</p>", []),
        ("<h2>Written by Ivy</h2><div>Cut this</div><h2>More</h2><ul><li>Cut that</ul>", []),
        ("<h2>See also</h2><p>Cut this</p><h2>Tides</h2><p>They turn.</p>", ["Tides", "They turn."]),
        ("<h2>More</h2><h3>Of this</h3><p>Cut this</p>", []),
        ("<h2>Tides</h2><h3>Flood</h3><p>Cut this</p><h3>Ebb</h3><p>It turns.</p>", ["Tides", "Ebb", "It turns."]),
        ("<h2>Tides</h2><p>They turn.</p><p>Cut this</p>", ["Tides", "They turn."]),
        ("<h2>Two headings</h2><h2>on two lines</h2><p>They turn.</p>", ["Two headings", "on two lines", "They turn."]),
        ("<h2>The end</h2>", ["The end"]),
        ("<h2>Gallery</h2><img src=a.jpg><p>Cut this</p>", ["Gallery", ""]),
    ],
)
def test_a_heading_of_which_nothing_is_left_is_cut(body: str, left: list[str]) -> None:
    assert kept(cut_empty_headings, body) == left


def test_what_a_rule_keeps_stays() -> None:
    assert kept(cut_empty_headings, "<h2>See also</h2><p>Cut this</p>", by=By.RULE) == ["See also"]
    assert kept(cut_author_boxes, "<div class=author-box><p>Ivy lives by the sea.</p></div>", by=By.RULE) != []


@pytest.mark.parametrize(
    "box",
    [
        "<div class=author-box><p>Ivy Marsh lives by the sea with two dogs.</p></div>",
        "<section id=about-the-author><h3>Ivy Marsh</h3><div><p>She writes about canals.</p></div></section>",
        "<aside class='post-author'><p>Ivy Marsh mends boats.</p></aside>",
        "<div class=entry-author-info><p>Ivy</p><p>Editor of this paper.</p></div>",
    ],
)
def test_a_box_about_the_author_below_the_article_is_cut(box: str) -> None:
    assert kept(cut_author_boxes, box) == []
    assert kept(cut_author_boxes, f"{box}<p>Cut this</p>") == []
    assert kept(cut_author_boxes, f"{box}{PROSE}") != kept(cut_author_boxes, PROSE)


def test_other_boxes_and_a_long_essay_in_such_a_box_stay() -> None:
    assert kept(cut_author_boxes, "<div class=authority><p>The council lives by the sea.</p></div>") != []
    assert len(kept(cut_author_boxes, f"<div class=author-bio>{PROSE * 2}</div>")) == 2
