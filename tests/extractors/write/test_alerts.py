"""Boxes that stand out from the text are alerts in Markdown; the pictogram or the name of the kind before them goes."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, WriteOptions, extract
from cleancopy.extractors.write import RENDERERS

BEFORE = (
    "<p>Bread needs four things: flour, water, salt and time, and most of all the last, as every baker will tell.</p>"
)
AFTER = "<p>Mix everything until no dry flour is left, then wait for an hour before you fold it for the first time.</p>"


def markdown(box: str) -> str:
    page = f"<title>Bread</title><article><h1>Bread</h1>{BEFORE}{box}{AFTER}</article>"
    return RENDERERS["markdown"](extract(Source("p.html", page.encode())), WriteOptions(front_matter=False))


@pytest.mark.parametrize(
    "box",
    [
        "<div class='kg-callout-card'><div>💡</div><div>Weigh the water as well: cups lie.</div></div>",
        "<div class='callout-box'><p>ⓘ</p><p>Weigh the water as well: cups lie.</p></div>",
        "<aside class='admonition'><h4>Note</h4><p>Weigh the water as well: cups lie.</p></aside>",
        "<div class='callout'><p><strong>Note:</strong></p><p>Weigh the water as well: cups lie.</p></div>",
    ],
)
def test_what_stands_for_the_kind_of_a_box_is_left_out(box: str) -> None:
    text = markdown(box)
    assert "> [!NOTE]\n> Weigh the water as well: cups lie.\n" in text
    assert not {"💡", "ⓘ"} & set(text)


def test_a_line_with_words_before_a_box_stays() -> None:
    box = "<div class='callout'><p>Beginners</p><p>Weigh the water as well: cups lie.</p></div>"
    assert "> Beginners\n>\n> Weigh the water" in markdown(box)
