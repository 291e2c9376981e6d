"""From probabilities to decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Block, Kind
from cleancopy.extractors.adjust.small_pages import NOTHING_LIKELY
from cleancopy.extractors.article import Container
from cleancopy.extractors.blocks import Layout
from cleancopy.extractors.model.decide import EVEN, LEANS, PRECISION, RECALL, Lean, best_threshold, decide, expected_f1
from cleancopy.extractors.options import LEANS as CHOICES

FREE = Lean(1.0, 0.0, 1.0)


def block(words: int, *containers: Container, kind: Kind = Kind.PARAGRAPH) -> Block:
    return Block(0, kind, "word " * words, words, containers=containers)


def kept(blocks: list[Block], probabilities: list[float], families: list[int], lean: Lean = EVEN) -> list[bool]:
    return [d.keep for d in decide(Layout(tuple(blocks)), probabilities, families, lean).decisions]


def in_table(ident: int, cell: int) -> tuple[Container, Container]:
    return Container("table", ident), Container("td", cell)


def test_where_nothing_reaches_the_lowest_threshold_small_pages_are_kept() -> None:
    assert EVEN.lowest == NOTHING_LIKELY


def test_the_leans_are_those_that_can_be_chosen() -> None:
    assert tuple(LEANS) == CHOICES


@pytest.mark.parametrize(
    ("probabilities", "counts", "lean", "threshold"),
    [
        ([0.9, 0.8, 0.1], [10, 10, 10], FREE, 0.8),
        ([0.1, 0.9, 0.8], [10, 10, 10], FREE, 0.8),
        ([0.9, 0.45], [10, 10], FREE, 0.45),  # (9 + 4.5) / (20 + 13.5) is more than 9 / (10 + 13.5)
        ([0.9, 0.2], [10, 10], FREE, 0.9),
        ([0.9, 0.2], [10, 1000], FREE, 0.2),  # most of the article is in what is unsure
        ([0.1], [10], FREE, 0.1),  # nothing better is there
        ([0.1], [10], EVEN, 0.3),
        ([0.99], [10], EVEN, 0.6),
        ([0.99], [10], PRECISION, 0.9),
        ([0.01], [10], RECALL, 0.05),
        ([], [], EVEN, 0.6),
    ],
)
def test_the_threshold_is_where_the_expected_agreement_is_best(
    probabilities: list[float], counts: list[int], lean: Lean, threshold: float
) -> None:
    assert best_threshold(probabilities, counts, lean) == threshold


@pytest.mark.parametrize(
    ("probabilities", "counts", "keep", "expected"),
    [
        ([1.0, 0.0], [10, 10], [True, False], 1.0),
        ([1.0, 0.0], [10, 10], [True, True], 2 / 3),
        ([1.0, 0.0], [10, 10], [False, True], 0.0),
        ([1.0, 1.0], [30, 10], [True, False], 6 / 7),
        ([0.5], [10], [True], 2 / 3),
        ([0.5], [10], [False], 0.0),
        ([], [], [], 0.0),
        ([0.5], [0], [False], 0.0),
    ],
)
def test_expected_f1(probabilities: list[float], counts: list[int], keep: list[bool], expected: float) -> None:
    assert expected_f1(probabilities, counts, keep) == pytest.approx(expected)


def test_what_is_probable_is_kept_and_its_probability_is_told() -> None:
    judgement = decide(Layout((block(20), block(20))), [0.95, 0.02], [0, 1])

    assert [d.keep for d in judgement.decisions] == [True, False]
    assert {d.by for d in judgement.decisions} == {"model"}
    assert [d.reason.split()[-2:] for d in judgement.decisions] == [["95", "%"], ["2", "%"]]


def test_outside_tables_blocks_without_words_are_never_kept() -> None:
    blocks = [block(20), block(0), block(12, kind=Kind.IMAGE)]

    for lean in LEANS.values():
        assert kept(blocks, [0.99, 0.99, 0.99], [0, 0, 0], lean) == [True, False, False]
    assert decide(Layout((block(0),)), [0.9], [0]).expected == 0


def test_no_blocks_have_no_decisions() -> None:
    assert decide(Layout(()), [], []) == decide(Layout(()), (), ())
    assert decide(Layout(()), [], []).decisions == ()


def test_a_family_pulls_together() -> None:
    blocks, probabilities = [block(10) for _ in range(6)], [0.99, 0.99, 0.99, 0.99, 0.2, 0.2]

    assert kept(blocks, probabilities, [1, 1, 1, 1, 1, 2]) == [True, True, True, True, True, False]
    assert kept(blocks, [1 - p for p in probabilities], [1, 1, 1, 1, 1, 2]) == [False] * 5 + [True]


def test_a_long_block_has_more_say_in_its_family_than_a_short_one() -> None:
    probabilities = [0.99, 0.01, 0.5]

    assert kept([block(400), block(4), block(20)], probabilities, [1, 1, 1])[2]
    assert not kept([block(4), block(400), block(20)], probabilities, [1, 1, 1])[2]


def test_a_table_stays_or_goes_as_a_whole() -> None:
    cells = [block(3, *in_table(7, i)) for i in range(4)]
    other = [block(3, *in_table(8, i)) for i in range(4)]
    blocks = [block(30), *cells, block(30), *other, block(30)]
    probabilities = [0.9, 0.9, 0.2, 0.9, 0.8, 0.1, 0.1, 0.1, 0.7, 0.1, 0.9]

    assert kept(blocks, probabilities, list(range(11))) == [True] + [True] * 4 + [False] * 5 + [True]


@pytest.mark.parametrize("inset", [[block(3, *in_table(7, 0)), block(3, *in_table(7, 1))], [block(9, kind=Kind.CODE)]])
def test_a_table_or_code_within_the_article_is_kept_where_the_text_around_it_is(inset: list[Block]) -> None:
    def with_inset(above: float, own: float, below: float) -> list[bool]:
        blocks = [block(30), block(20), *inset, block(20), block(30)]
        return kept(blocks, [0.9, above, *[own] * len(inset), below, 0.9], list(range(len(blocks))))[2:-2]

    assert all(with_inset(0.9, 0.05, 0.9))
    assert all(with_inset(0.9, 0.35, 0.1))
    assert not any(with_inset(0.9, 0.05, 0.1))
    assert not any(with_inset(0.1, 0.05, 0.9))


def test_a_list_within_the_article_is_kept_where_the_model_does_not_rule_it_out() -> None:
    items = [block(4, Container("dl", 3), Container("dd", 4 + i)) for i in range(3)]
    blocks = [block(30), block(20), *items, block(20), block(30)]

    assert all(kept(blocks, [0.9, 0.9, 0.35, 0.35, 0.35, 0.9, 0.9], list(range(7))))
    assert not any(kept(blocks, [0.9, 0.9, 0.05, 0.05, 0.05, 0.9, 0.9], list(range(7)))[2:5])
    assert not any(kept(blocks, [0.9, 0.9, 0.35, 0.35, 0.35, 0.1, 0.9], list(range(7)))[2:5])


def test_a_small_page_without_a_link_is_its_text() -> None:
    assert kept([block(1), block(2)], [0.05, 0.01], [0, 1]) == [True, True]
    assert kept([block(1), replace(block(2), link_share=1.0)], [0.05, 0.01], [0, 1]) == [False, False]
    assert kept([block(60), block(60)], [0.05, 0.01], [0, 1]) == [False, False]


def test_a_table_of_links_or_one_below_the_article_is_not_kept_for_its_place() -> None:
    links = [replace(block(3, *in_table(7, 0)), link_share=1.0), replace(block(3, *in_table(7, 1)), link_share=1.0)]
    cells = [block(3, *in_table(8, 0)), block(3, *in_table(8, 1))]
    blocks = [block(30), *links, block(30), *cells]

    assert kept(blocks, [0.9, 0.05, 0.05, 0.9, 0.4, 0.4], list(range(6)))[1:3] == [False, False]
    assert kept(blocks, [0.9, 0.05, 0.05, 0.9, 0.2, 0.2], list(range(6)))[4:] == [False, False]


def test_a_table_that_is_as_probable_as_the_threshold_is_a_whole_too() -> None:
    cells = [block(1, *in_table(7, 0)), block(1, *in_table(7, 1))]

    assert len(set(kept(cells, [0.8065143821620018, 0.04220422397049277], [0, 1]))) == 1


def test_a_kept_table_keeps_its_cells_without_words() -> None:
    tick = Block(2, Kind.CELL, "✓", 0, containers=in_table(7, 1))

    assert kept([block(30), block(3, *in_table(7, 0)), tick], [0.9, 0.9, 0.5], [0, 1, 2]) == [True, True, True]


def test_a_picture_keeps_no_signs_of_its_table() -> None:
    picture, sign = block(1, *in_table(7, 0), kind=Kind.IMAGE), block(0, *in_table(7, 1))

    assert kept([picture, sign], [0.01, 0.01], [0, 1]) == [False, False]


def test_a_table_in_a_table_goes_with_the_outer_one() -> None:
    outer, inner = Container("table", 1), Container("table", 2)
    blocks = [block(30, outer), block(5, outer, inner), block(30)]

    assert kept(blocks, [0.9, 0.1, 0.9], [1, 2, 3]) == [True, True, True]


CELLS = st.tuples(
    st.integers(0, 60), st.floats(0, 1), st.integers(0, 3), st.sampled_from([None, 1, 2]), st.booleans()
).map(
    lambda row: (
        block(row[0], *(in_table(row[3], 9) if row[3] else ()), kind=Kind.IMAGE if row[4] else Kind.PARAGRAPH),
        row[1],
        row[2],
    )
)
PAGES = st.lists(CELLS, max_size=14).map(lambda rows: tuple(map(list, zip(*rows, strict=True))) or ([], [], []))
anything = settings(deadline=None, max_examples=150)


@given(PAGES)
@anything
def test_precision_keeps_a_part_of_what_even_keeps_and_recall_more(page: Any) -> None:
    rows = zip(kept(*page, PRECISION), kept(*page), kept(*page, RECALL), strict=True)

    assert all(precise <= even <= generous for precise, even, generous in rows)


@given(PAGES)
@anything
def test_expected_f1_is_between_0_and_1_and_0_for_nothing(page: Any) -> None:
    for lean in LEANS.values():
        judgement = decide(Layout(tuple(page[0])), *page[1:], lean)
        assert 0 <= judgement.expected <= 1
        assert (judgement.expected > 0) == any(d.keep for d in judgement.decisions)


@given(PAGES)
@anything
def test_of_each_table_all_or_nothing_with_words_is_kept(page: Any) -> None:
    decisions = decide(Layout(tuple(page[0])), *page[1:]).decisions
    rows = [(b.containers[0].ident, d.keep) for b, d in zip(page[0], decisions, strict=True)
            if b.containers and b.words and b.kind is not Kind.IMAGE]  # fmt: skip

    for table in (1, 2):
        assert len({keep for ident, keep in rows if ident == table}) <= 1


@given(PAGES)
@anything
def test_what_is_kept_does_not_depend_on_the_numbers_of_families(page: Any) -> None:
    blocks, probabilities, families = page

    assert decide(Layout(tuple(blocks)), probabilities, [9 - f for f in families]) == decide(
        Layout(tuple(page[0])), *page[1:]
    )


def kept_in_order(page: Any, order: list[int]) -> list[bool]:
    """What is kept of the page's blocks, as they are numbered, when they stand in another order."""
    found = kept(*([column[i] for i in order] for column in page))
    return [found[order.index(i)] for i in range(len(order))]


@given(PAGES, st.randoms(use_true_random=False))
@anything
def test_the_order_of_blocks_does_not_matter_outside_tables(page: Any, random: Any) -> None:
    order = random.sample(range(len(page[0])), len(page[0]))
    here, there = kept(*page), kept_in_order(page, order)

    assert [k for k, b in zip(here, page[0], strict=True) if not b.containers] == [
        k for k, b in zip(there, page[0], strict=True) if not b.containers
    ]


@given(PAGES)
@anything
def test_a_table_that_is_kept_at_the_edge_of_the_page_is_kept_anywhere(page: Any) -> None:
    tables = [b.containers[0].ident if b.containers else 0 for b in page[0]]
    edges = sorted(range(len(tables)), key=lambda i: {1: -1, 0: 0, 2: 1}[tables[i]])

    assert all(there <= here for here, there in zip(kept(*page), kept_in_order(page, edges), strict=True))
