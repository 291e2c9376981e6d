"""Places that look alike have one number, whatever is counted in their class names."""

from __future__ import annotations

import lxml.html

from cleancopy.extractors.blocks.places import place_of, shape_of

PAGE = (
    "<div class='post 17'><p class='text'>a</p><p>b</p></div><div class='post 18'><p class='text'>c</p></div>"
    "<section class='post 19'><p class='text'>d</p></section>"
)


def test_alike_places_have_one_number_and_others_another() -> None:
    known: dict[lxml.html.HtmlElement, int] = {}
    a, b, c, d = (place_of(p, known) for p in lxml.html.document_fromstring(PAGE).iter("p"))

    assert a == c
    assert len({a, b, d}) == 3


def test_a_shape_has_no_numbers() -> None:
    one, other, *_ = lxml.html.document_fromstring(PAGE).iter("div")

    assert shape_of(one) == shape_of(other) == "div post "
