from __future__ import annotations

from collections.abc import Sequence

from cleancopy.extractors.blocks import split
from cleancopy.extractors.features.outline import read_outline
from cleancopy.extractors.features.quantise import log_byte
from cleancopy.extractors.features.standing import describe_standing, describe_verdict, find_containers
from cleancopy.extractors.features.surroundings import Columns, is_prose
from cleancopy.extractors.page.parse import parse_html

PROSE = "<p class=text>This is a sentence of some ten words or so, it is.</p>"
PAGE = (
    "<nav><ul><li><a href=/a>Home</a></li><li><a href=/b>News</a></li><li><a href=/c>Login</a></li></ul></nav>"
    f"<div><main><h1>Title</h1>{PROSE * 3}</main></div><p>after</p>"
)
MENU, TITLE, TEXT, AFTER = slice(0, 3), 3, slice(4, 7), 7


def describe(html: str, verdict: Sequence[float] | None = None) -> Columns:
    layout = split(parse_html(html, "-")[0])
    prose = [is_prose(block) for block in layout.blocks]
    outline = read_outline(layout)
    containers = find_containers(outline)
    columns = describe_standing(outline, containers, layout.blocks, prose)
    if verdict is not None:
        columns |= describe_verdict(outline, containers, layout.blocks, verdict)
    return columns


def test_a_blocks_own_element_tells_of_its_links_and_its_prose() -> None:
    found = describe(PAGE)

    assert list(found["box0_links"]) == [200] * 3 + [0] * 5
    assert list(found["box0_prose"]) == [0] * 4 + [200] * 3 + [0]


def test_each_larger_container_holds_more_of_the_page_up_to_all_of_it() -> None:
    found = describe(PAGE)
    sizes = list(zip(*(found[f"box{level}_of_page"] for level in range(5)), strict=True))

    assert all(list(row) == sorted(row) and row[-1] == 200 for row in sizes)


def test_wrappers_around_one_block_are_passed_over() -> None:
    found = describe(f"<main><div><div><div>{PROSE}</div></div></div>{PROSE}{PROSE}</main><p>end</p>")

    assert len(set(found["box1_blocks"][:3])) == 1
    assert found["box1_of_prose"][:3] == bytes([200] * 3)


def test_the_section_is_the_nearest_element_of_a_sectioning_tag() -> None:
    found = describe(PAGE)

    assert list(found["section_links"][MENU]) == [200] * 3
    assert list(found["section_of_prose"]) == [0] * 3 + [200] * 4 + [0]
    assert found["section_blocks"][AFTER] == 0


def test_repeated_parts_know_how_many_they_are_and_which_of_them() -> None:
    found = describe(PAGE)

    assert list(found["part_twins"][MENU]) == [log_byte(3)] * 3
    assert list(found["part_place"][MENU]) == [log_byte(n) for n in range(3)]
    assert (found["part_twins"][TITLE], found["part_twins"][AFTER]) == (0, 0)


def test_a_series_is_the_outermost_repeated_part() -> None:
    item = "<article><ul><li>a<li>b<li>c<li>d</ul></article>"
    found = describe(item * 3)

    assert set(found["part_twins"]) == {log_byte(4)}
    assert set(found["series_twins"]) == {log_byte(3)}


def test_the_main_container_is_where_the_prose_is() -> None:
    found = describe(PAGE)

    assert list(found["main_up"]) == [2, 2, 2, 0, 0, 0, 0, 2]
    assert set(found["main_below"][TEXT]) == {1}
    assert set(found["main_below"][MENU]) == {3}


def test_blocks_of_one_shape_are_judged_together() -> None:
    found = describe(PAGE)

    assert list(found["shape_count"]) == [log_byte(n) for n in (3, 3, 3, 1, 3, 3, 3, 1)]
    assert list(found["shape_prose"][TEXT]) == [200] * 3
    assert list(found["shape_links"][MENU]) == [200] * 3


def test_distances_to_marked_elements_are_columns() -> None:
    found = describe(PAGE)

    assert list(found["tag_nav"]) == [2, 2, 2, 12, 12, 12, 12, 12]
    assert list(found["tag_main"][TEXT]) == [1] * 3


def test_the_verdict_is_told_of_the_block_and_of_all_around_it() -> None:
    found = describe(PAGE, [0, 0, 0, 0, 1, 0.4, 1, 0])

    assert list(found["verdict"]) == [0, 0, 0, 0, 200, 80, 200, 0]
    assert list(found["is_kept"]) == [0, 0, 0, 0, 1, 0, 1, 0]
    assert list(found["since_kept"]) == [255, 255, 255, 255, 255, 0, 1, 0]
    assert list(found["till_kept"]) == [3, 2, 1, 0, 1, 0, 255, 255]
    assert len(set(found["shape_verdict"][TEXT])) == 1
    assert found["shape_verdict"][TEXT][0] == 160
    assert list(found["kept_up"][TEXT]) == [0] * 3
    assert found["box1_of_verdict"][4] == 200


def test_the_verdict_has_a_main_container_of_its_own() -> None:
    found = describe(PAGE, [1, 1, 1, 0, 0, 0, 0, 0])

    assert set(found["kept_up"][MENU]) == {0}
    assert set(found["kept_up"][TEXT]) != {0} == set(found["main_up"][TEXT])


def test_an_image_is_never_kept_by_the_verdict() -> None:
    assert list(describe("<p>a</p><img src=a.jpg><p>b</p>", [1, 1, 0])["is_kept"]) == [1, 0, 0]


def test_without_a_verdict_nothing_is_told_of_one() -> None:
    names = {name for name in describe(PAGE) if "verdict" in name or "kept" in name}

    assert names == set()
    assert describe(PAGE).keys() < describe(PAGE, [0.0] * 8).keys()


def test_a_verdict_that_keeps_nothing_is_one_too() -> None:
    found = describe(PAGE, [0.0] * 8)

    assert set(found["page_verdict"]) == set(found["box0_of_verdict"]) == {0}
    assert set(found["since_kept"]) == {255}
