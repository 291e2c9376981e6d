from __future__ import annotations

import gc

from cleancopy.extractors.elements import declarations as module
from cleancopy.extractors.elements.declarations import declarations
from cleancopy.extractors.page.parse import parse_html


def test_elements_are_found_wherever_they_stand_in_the_order_of_the_page() -> None:
    page = "<html><head><title>A</title><meta name=a><link rel=b><base href=/c></head>"
    page += "<body><script>1</script><div><svg><title>B</title></svg><meta itemprop=d>"
    page += "<script>2</script></div></body></html>"
    found = declarations(parse_html(page, "page")[0])

    assert [e.text for e in found.scripts] == ["1", "2"]
    assert [e.text for e in found.titles] == ["A", "B"]
    assert [e.get("name") or e.get("itemprop") for e in found.metas] == ["a", "d"]
    assert ([e.get("rel") for e in found.links], [e.get("href") for e in found.bases]) == (["b"], ["/c"])


def test_each_tree_has_its_own_and_nothing_of_a_page_is_left_behind_it() -> None:
    gc.collect()
    before = len(module._known)
    one, other = (parse_html(f"<title>{name}</title><p>text", "page")[0] for name in "ab")

    assert [declarations(tree).titles[0].text for tree in (one, other, one)] == ["a", "b", "a"]
    del one, other
    gc.collect()
    assert len(module._known) == before


def test_a_flood_of_elements_is_cut_off() -> None:
    assert len(declarations(parse_html("<p>text" + "<meta>" * 10_050, "page")[0]).metas) == 10_000
