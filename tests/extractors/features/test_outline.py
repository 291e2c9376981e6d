from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Block
from cleancopy.extractors.blocks import split
from cleancopy.extractors.features.outline import Outline, read_outline
from cleancopy.extractors.page.parse import parse_html

POSTS = "<main><div class=post><p>a</p><p>b</p></div><div class=post><p>c</p></div><div class=ad><p>d</p></div></main>"


def read(html: str) -> tuple[Outline, tuple[Block, ...]]:
    layout = split(parse_html(html, "-")[0])
    return read_outline(layout), layout.blocks


def above(outline: Outline, block: int) -> list[str]:
    """The tags from a block's own element up to the root."""
    at, found = outline.owners[block], []
    while at:
        found.append(outline.tags[at])
        at = outline.parents[at]
    return [*found, outline.tags[0]]


def test_each_block_knows_the_elements_that_it_stands_in() -> None:
    outline, _ = read("<ul><li>a</li></ul><p>b <b>c</b></p>d")

    assert [above(outline, i) for i in range(3)] == [
        ["li", "ul", "body", "html"],
        ["p", "body", "html"],
        ["body", "html"],
    ]
    assert [outline.depths[o] for o in outline.owners] == [3, 2, 1]


def test_elements_without_blocks_are_left_out() -> None:
    outline, _ = read("<div></div><nav><ul></ul></nav><script>x</script><p>a</p>")

    assert outline.tags == ("html", "body", "p")


def test_twins_are_siblings_of_the_same_tag_and_name() -> None:
    outline, _ = read(POSTS)
    found = list(zip(outline.tags, outline.names, outline.twins, outline.places, strict=True))

    assert [row for row in found if row[0] == "div"] == [
        ("div", "post", 2, 0),
        ("div", "post", 2, 1),
        ("div", "ad", 1, 0),
    ]
    assert [row[2:] for row in found if row[0] == "p"] == [(2, 0), (2, 1), (1, 0), (1, 0)]


def test_families_are_blocks_of_the_same_place_in_the_template() -> None:
    outline, _ = read(POSTS + "<p>e</p>")
    a, b, c, d, e = outline.families()

    assert a == b == c
    assert len({a, d, e}) == 3


def test_sums_add_up_what_stands_below() -> None:
    outline, _ = read(POSTS)
    sums = outline.sums([1, 2, 4, 8])

    assert sums[0] == 15
    assert [total for tag, total in zip(outline.tags, sums, strict=True) if tag == "div"] == [3, 4, 8]


def test_nearest_and_outermost_look_up_from_the_element_itself() -> None:
    outline, _ = read("<div><section><div><p>a</p></div></section></div><p>b</p>")
    wanted = [tag == "div" for tag in outline.tags]
    first, second = outline.owners

    assert outline.nearest(wanted)[first] == outline.parents[first]
    assert outline.outermost(wanted)[first] == outline.tags.index("div") < outline.nearest(wanted)[first]
    assert outline.nearest(wanted)[second] == outline.outermost(wanted)[second] == -1


def test_the_main_path_ends_at_the_container_of_the_prose() -> None:
    html = "<nav><p>menu</p></nav><div><main><p>one</p><p>two</p><p>three</p></main><aside><p>ad</p></aside></div>"
    outline, blocks = read(html)
    *met, end = outline.main_path(outline.sums([0, 30, 30, 30, 5]), 0.6)

    assert {b.text: end - met[o] for b, o in zip(blocks, outline.owners, strict=True)} == {
        "menu": 2,  # leaves the path at <body>
        "one": 0,
        "two": 0,
        "three": 0,
        "ad": 1,
    }


@pytest.mark.parametrize("totals", [[0, 0, 0, 0], [1, 1, 1, 1]])
def test_a_main_path_that_leads_nowhere_ends_where_the_text_parts(totals: list[float]) -> None:
    outline, _ = read("<div><p>a</p></div><div><p>b</p></div><div><p>c</p></div><div><p>d</p></div>")
    *met, end = outline.main_path(outline.sums(totals), 0.6)

    assert all(depth == end for depth in met[1:])


def test_a_deep_page_is_read_without_recursion() -> None:
    outline, _ = read("<i>" * 10 + "<div>" * 1800 + "a")

    assert outline.depths[outline.owners[0]] > 1800


TREES = st.recursive(
    st.just("<p>x</p>"), lambda inner: st.lists(inner, max_size=3).map(lambda c: f"<div>{''.join(c)}</div>")
)


@given(TREES)
@settings(deadline=None, max_examples=60)
def test_parents_come_first_and_are_one_level_up(html: str) -> None:
    outline, blocks = read(f"<p>first</p>{html}")

    assert all(outline.parents[i] < i for i in range(1, len(outline.tags)))
    assert all(outline.depths[i] == outline.depths[outline.parents[i]] + 1 for i in range(1, len(outline.tags)))
    assert outline.sums(1 for _ in blocks)[0] == len(blocks) == len(outline.owners)
    assert all(place < twins for place, twins in zip(outline.places, outline.twins, strict=True))
