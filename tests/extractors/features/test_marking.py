from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.features.marking import FAR, MARKING, NOWHERE, distances, is_hidden, name_of, name_parts


def marks(html: str) -> dict[str, int]:
    """How far the innermost (last) element of the fragment is from each kind of element: those that are near."""
    elements = list(lxml.html.fragment_fromstring(html).iter())
    row = NOWHERE
    for element in elements:
        attributes = dict(element.items())
        row = distances(element.tag, name_of(attributes), is_hidden(attributes), row)
    return {name: far for name, far in zip(MARKING, row, strict=True) if far < FAR}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("post__commentList", ("post", "comment", "list", "postcommentlist")),
        ("comment-list", ("comment", "list", "commentlist")),
        ("HTMLBody", ("html", "body", "htmlbody")),
        ("sidebar", ("sidebar",)),
        ("nav2 nav3", ("nav",)),
        ("a b2 _", ()),
        ("", ()),
        ("x" * 20, ()),
        ("größe", ("gr", "gre")),
    ],
)
def test_a_name_is_parted_into_its_words(name: str, expected: tuple[str, ...]) -> None:
    assert name_parts(name) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<div class="post__comments">',
        '<div id="commentList">',
        '<div role="comment">',
        '<div itemprop="comment">',
        '<div data-testid="COMMENT">',
        '<div itemtype="https://schema.org/Comment">',
    ],
)
def test_an_element_is_named_by_any_of_its_attributes(html: str) -> None:
    assert marks(html)["mark_comment"] == 0


def test_an_element_without_a_name_has_only_its_tag() -> None:
    assert marks("<p>") == {"tag_p": 0}
    assert marks("<custom-element>") == {}


def test_distances_count_the_levels_up() -> None:
    found = marks('<nav><ul class="menu"><li><a class="share">')

    assert [found[f"tag_{tag}"] for tag in ("a", "li", "ul", "nav")] == [0, 1, 2, 3]
    assert (found["mark_share"], found["mark_nav"]) == (0, 2)


def test_the_nearest_of_two_counts() -> None:
    assert marks('<div class="comment"><div class="comment"><p>')["mark_comment"] == 1


@pytest.mark.parametrize(("between", "seen"), [(FAR - 2, True), (FAR - 1, False), (300, False)])
def test_what_is_too_far_up_is_not_there(between: int, seen: bool) -> None:
    found = marks("<aside>" + "<span>" * between + "<b>")

    assert ("tag_aside" in found) is seen


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'hidden="until-found"',
        'aria-hidden="true"',
        'style="display:none"',
        'style="color: red; display : none"',
        'style="visibility: hidden"',
        'class="visuallyhidden"',
        'style="DISPLAY: None"',
    ],
)
def test_what_is_hidden_is_marked_and_so_is_all_below_it(attributes: str) -> None:
    assert marks(f"<div {attributes}>")["mark_hidden"] == 0
    assert marks(f"<div {attributes}><p>")["mark_hidden"] == 1


@pytest.mark.parametrize("attributes", ['aria-hidden="false"', 'style="display:block"', 'style=""', 'data-hidden="1"'])
def test_what_is_shown_is_not_marked_as_hidden(attributes: str) -> None:
    assert "mark_hidden" not in marks(f"<div {attributes}>")


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_name_is_parted_into_short_lower_case_words_each_once(name: str) -> None:
    parts = name_parts(name)

    assert len(set(parts)) == len(parts)
    assert all(part.isascii() and part.islower() and 1 < len(part) < 30 for part in parts)


def test_an_endless_name_is_cut() -> None:
    assert len(name_of(lxml.html.fragment_fromstring(f'<p class="{"menu " * 9999}">'))) <= 400
