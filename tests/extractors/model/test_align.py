from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from cleancopy.extractors.model import align
from cleancopy.extractors.model.align import shares

WORDS = st.lists(st.sampled_from("a b c d e".split()), max_size=12)


def split_each(*texts: str) -> list[list[str]]:
    return [text.split() for text in texts]


def ordinary_page(seed: int, count: int, length: int) -> tuple[list[list[str]], list[bool]]:
    """Paragraphs whose words are as unevenly frequent as those of a language, and which of them are article."""
    rng = random.Random(seed)
    vocabulary = [f"w{i}" for i in range(5000)]
    weights = [1 / (i + 1) for i in range(5000)]
    blocks = [rng.choices(vocabulary, weights, k=rng.randint(length // 2, length)) for _ in range(count)]
    return blocks, [rng.random() < 0.6 for _ in range(count)]


def in_article(blocks: list[list[str]], kept: list[bool]) -> list[str]:
    return [word for block, keep in zip(blocks, kept, strict=True) if keep for word in block]


def test_kept_blocks_align_and_others_do_not() -> None:
    blocks = split_each("home news sport", "the harbour reopened today", "subscribe now", "ships came in")

    assert shares(blocks, "the harbour reopened today ships came in".split()) == [0.0, 1.0, 0.0, 1.0]


def test_a_block_kept_in_part_has_the_share_of_its_words() -> None:
    assert shares(split_each("one two three four"), "two four five".split()) == [0.5]


def test_order_counts() -> None:
    blocks = split_each("second paragraph here", "first words of all")

    assert shares(blocks, "first words of all second paragraph here".split()) == [0.0, 1.0]


def test_a_word_is_claimed_once() -> None:
    found = shares(split_each("sport", "sport", "sport"), ["sport"])

    assert sorted(found) == [0.0, 0.0, 1.0]


def test_of_duplicates_the_one_in_its_place_is_taken() -> None:
    teaser = "the harbour reopened"
    blocks = split_each(teaser, "news of the day", "monday", teaser, "ships came in", teaser)

    assert shares(blocks, f"monday {teaser} ships came in".split()) == [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("blocks", "other", "expected"),
    [
        ([], ["a"], []),
        ([["a"]], [], [0.0]),
        ([[], ["a"], []], ["a"], [0.0, 1.0, 0.0]),
        ([[]], [], [0.0]),
    ],
)
def test_what_is_empty_has_no_share(blocks: list[list[str]], other: list[str], expected: list[float]) -> None:
    assert shares(blocks, other) == expected


@settings(deadline=None, max_examples=100)
@given(st.lists(WORDS, max_size=6), WORDS)
def test_as_many_words_align_as_the_longest_common_subsequence_has(blocks: list[list[str]], other: list[str]) -> None:
    found = shares(blocks, other)

    assert len(found) == len(blocks)
    assert all(0.0 <= share <= 1.0 for share in found)
    aligned = sum(share * len(block) for share, block in zip(found, blocks, strict=True))
    page = [word for block in blocks for word in block]
    assert aligned == pytest.approx(LCSseq.similarity(page, other))


@settings(deadline=None, max_examples=50)
@given(st.lists(WORDS, max_size=6))
def test_a_page_aligns_with_itself(blocks: list[list[str]]) -> None:
    assert shares(blocks, [w for b in blocks for w in b]) == [1.0 if block else 0.0 for block in blocks]


@pytest.mark.parametrize("seed", range(5))
def test_cut_at_anchors_an_ordinary_text_aligns_as_it_does_in_one_piece(seed: int) -> None:
    blocks, kept = ordinary_page(seed, 60, 40)
    other = in_article(blocks, kept)
    whole = shares(blocks, other)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "_LARGEST_PRODUCT", 100_000)
        cut = shares(blocks, other)

    assert sum(map(len, blocks)) * len(other) > 100_000
    assert [share > 0.5 for share in whole] == kept
    assert [share > 0.5 for share in cut] == kept


def test_a_very_long_page_is_aligned_right() -> None:
    blocks, kept = ordinary_page(7, 400, 50)
    other = in_article(blocks, kept)

    found = shares(blocks, other)

    assert sum(map(len, blocks)) * len(other) > 60_000_000
    assert [share > 0.5 for share in found] == kept
    assert all(share > 0.9 for share, keep in zip(found, kept, strict=True) if keep)


def test_a_very_long_text_that_repeats_itself_is_counted() -> None:
    blocks = [["na"]] * 9000 + [["batman"]]

    found = shares(blocks, ["na"] * 8000 + ["batman"])

    assert sum(found) == 8001
    assert found[-1] == 1.0


def test_the_blocks_of_a_very_long_page_may_be_out_of_the_others_order() -> None:
    blocks, _ = ordinary_page(3, 400, 50)
    half = len(blocks) // 2
    other = in_article(blocks[half:] + blocks[:half], [True] * len(blocks))

    found = shares(blocks, other)

    assert sum(share > 0.9 for share in found) >= half - 1
