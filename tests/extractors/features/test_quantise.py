from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.features.quantise import WHOLE, flags, log_byte, share_byte, shifted, since


@given(st.integers(0, 10**7), st.integers(0, 10**7))
@settings(deadline=None, max_examples=200)
def test_a_larger_count_never_gives_a_smaller_byte(one: int, other: int) -> None:
    low, high = sorted((one, other))

    assert 0 <= log_byte(low) <= log_byte(high) <= 255


def test_small_counts_are_told_apart() -> None:
    assert len({log_byte(n) for n in range(21)}) == 21
    assert log_byte(0) == 0


def test_a_doubling_is_sixteen_steps_on_both_sides_of_the_table() -> None:
    assert [log_byte(2**k - 1) for k in range(16)] == [16 * k for k in range(16)]
    assert log_byte(10**6) == 255


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 5, 0), (5, 5, WHOLE), (1, 2, WHOLE // 2), (0.25, 1, WHOLE // 4), (0, 0, 0), (3, 0, 0), (0.0, 0.0, 0)],
)
def test_a_share_runs_from_0_to_the_whole_and_a_share_of_nothing_is_0(part: float, whole: float, expected: int) -> None:
    assert share_byte(part, whole) == expected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
@settings(deadline=None, max_examples=100)
def test_a_sum_of_parts_stays_a_share_in_spite_of_rounding(parts: list[float]) -> None:
    assert all(0 <= share_byte(part, sum(parts)) <= WHOLE for part in (*parts, sum(reversed(parts))))


def test_flags_are_one_where_true() -> None:
    assert flags([True, False, "a", "", None, 7]) == bytes([1, 0, 1, 0, 0, 1])


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (0, b"abc"),
        (1, b"\0ab"),
        (2, b"\0\0a"),
        (3, b"\0\0\0"),
        (9, b"\0\0\0"),
        (-1, b"bc\0"),
        (-2, b"c\0\0"),
        (-9, b"\0" * 3),
    ],
)
def test_a_shifted_column_shows_the_neighbour(by: int, expected: bytes) -> None:
    assert shifted(b"abc", by) == expected


@given(st.binary(max_size=8), st.integers(-10, 10))
@settings(deadline=None, max_examples=100)
def test_a_shifted_column_keeps_its_length_and_looks_by_blocks_back(column: bytes, by: int) -> None:
    expected = [column[i - by] if 0 <= i - by < len(column) else 0 for i in range(len(column))]

    assert list(shifted(column, by)) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [("", []), ("..", [255, 255]), ("x", [255]), (".x..", [255, 255, 0, 1]), ("x.xx.", [255, 0, 1, 0, 0])],
)
def test_since_counts_the_blocks_after_the_last_mark(marks: str, expected: list[int]) -> None:
    assert list(since(mark == "x" for mark in marks)) == expected


def test_since_stops_at_255() -> None:
    assert since([True] + [False] * 400)[-1] == 255
