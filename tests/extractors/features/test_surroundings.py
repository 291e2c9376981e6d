from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Block, Kind
from cleancopy.extractors.features.surroundings import (
    describe_copies,
    describe_headings,
    describe_neighbours,
    describe_positions,
    describe_title,
    is_prose,
    windowed,
)
from cleancopy.extractors.text import count_words, words


def block(text: str, level: int = 0, link_share: float = 0.0) -> Block:
    kind = Kind.HEADING if level else Kind.PARAGRAPH
    return Block(0, kind, text, count_words(text), level, (), link_share)


def of_title(title: str, *blocks: Block) -> dict[str, bytes]:
    return describe_title(blocks, [words(b.text) for b in blocks], words(title))


@given(st.lists(st.integers(0, 1000), max_size=30), st.integers(0, 40))
@settings(deadline=None, max_examples=150)
def test_windowed_sums_equal_the_plain_sum(values: list[int], reach: int) -> None:
    naive = [sum(values[max(0, i - reach) : i + reach + 1]) for i in range(len(values))]

    assert windowed([0, *accumulate(values)], reach) == naive


@pytest.mark.parametrize(
    ("text", "link_share", "expected"),
    [
        ("This is a sentence of just some eight words.", 0.0, True),
        ("This is a sentence of just some “eight words.”", 0.0, True),
        ("This is no sentence of just some eight words", 0.0, False),
        ("Too short.", 0.0, False),
        ("word " * 25, 0.0, True),
        ("This is a sentence of just some eight words.", 0.6, False),
        ("他在这里住了很久，也不想去上海。", 0.0, True),
        ("यह एक छोटा सा वाक्य है जो यहाँ समाप्त होता है।", 0.0, True),
        ("", 0.0, False),
    ],
)
def test_prose_is_long_or_ends_as_a_sentence_and_is_not_links(text: str, link_share: float, expected: bool) -> None:
    assert is_prose(block(text, link_share=link_share)) is expected


def test_positions_run_from_the_start_to_the_end() -> None:
    found = describe_positions([10, 20, 30, 40], [False, True, True, False])

    assert list(found["position"]) == [0, 50, 100, 150]
    assert list(found["words_before"]) == [0, 20, 60, 120]
    assert list(found["prose_before"]) == [0, 0, 80, 200]
    assert list(found["share_of_page"]) == [20, 40, 60, 80]
    assert found["index"] == found["index_from_end"][::-1]
    assert list(found["since_prose"]) == [255, 255, 0, 0]
    assert list(found["till_prose"]) == [0, 0, 255, 255]
    assert set(found["page_prose"]) == {100}


@pytest.mark.parametrize("counts", [[], [0], [0, 0, 0], [5]])
def test_pages_of_few_or_no_words_have_positions(counts: list[int]) -> None:
    assert {len(column) for column in describe_positions(counts, [False] * len(counts)).values()} == {len(counts)}


def test_a_block_is_described_by_the_heading_above_it() -> None:
    blocks = [block("a"), block("B", level=2), block("c"), block("D", level=3), block("e"), block("f")]

    assert list(describe_headings(blocks, {"x": bytes([1, 2, 3, 4, 5, 6])})["heading_x"]) == [0, 0, 2, 2, 4, 4]


def test_copies_are_counted_and_so_are_those_before() -> None:
    found = describe_copies([["share"], ["a", "b"], ["share"], [], ["share"], []])

    assert list(found["copies"]) == [3, 1, 3, 0, 3, 0]
    assert list(found["copies_before"]) == [0, 0, 1, 0, 2, 0]


def test_many_copies_stay_a_byte() -> None:
    found = describe_copies([["a"]] * 400)

    assert (found["copies"][0], found["copies_before"][-1]) == (255, 255)


def test_a_block_that_says_what_the_title_says_is_like_it() -> None:
    found = of_title("The Great Storm", block("Menu"), block("The great storm", 1), block("A storm"), block("***"))

    assert found["title_likeness"][1] == 200
    assert found["title_likeness"][1] > found["title_likeness"][2] > found["title_likeness"][0] == 0


def test_blocks_are_placed_before_and_after_the_headline() -> None:
    found = of_title("The Storm | Site", block("Menu"), block("x"), block("The Storm", 1), block("y"), block("z"))
    places = list(found["from_title"])

    assert places == sorted(set(places))
    assert places[1] < 128 == places[2]


@pytest.mark.parametrize(
    ("blocks", "headline"),
    [
        ([block("The Storm"), block("The Storm", 2)], 1),  # a heading before a bread crumb
        ([block("The Storm", 2), block("The Storm", 1)], 1),
        ([block("Something"), block("Else", 1)], 1),  # without a likeness the first <h1>
        ([block("The Storm"), block("word " * 60 + "the storm")], 0),
    ],
)
def test_the_headline_is_the_heading_most_like_the_title(blocks: list[Block], headline: int) -> None:
    assert of_title("The Storm", *blocks)["from_title"].index(128) == headline


def test_without_title_and_h1_there_is_no_headline() -> None:
    found = of_title("", block("a"), block("b", 2))

    assert found == {"title_likeness": bytes(2), "from_title": bytes(2)}


def test_neighbours_before_are_minus_and_neighbours_after_plus() -> None:
    found = describe_neighbours({"words": b"\1\2\3", "bars": b"\1\2\3"})

    assert found == {"words-1": b"\0\1\2", "words-2": b"\0\0\1", "words+1": b"\2\3\0", "words+2": b"\3\0\0"}
