from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Kind
from cleancopy.extractors.blocks import split_text


def test_each_paragraph_is_a_block() -> None:
    layout = split_text(("One little line.", "<b>Two</b> & three", "日本語"))

    assert [(b.index, b.kind, b.text, b.words) for b in layout.blocks] == [
        (0, Kind.PARAGRAPH, "One little line.", 3),
        (1, Kind.PARAGRAPH, "<b>Two</b> & three", 4),
        (2, Kind.PARAGRAPH, "日本語", 3),
    ]
    assert not layout.chunks
    assert not layout.owners


@pytest.mark.parametrize(
    ("paragraph", "text", "number"),
    [
        ("- milk", "milk", None),
        ("* milk", "milk", None),
        ("• milk", "milk", None),
        ("· milk", "milk", None),
        ("– milk", "milk", None),
        ("1. milk", "milk", 1),
        ("12) milk", "milk", 12),
        ("(3) milk", "milk", 3),
    ],
)
def test_a_list_marker_makes_an_item(paragraph: str, text: str, number: int | None) -> None:
    (block,) = split_text((paragraph,)).blocks

    assert (block.kind, block.text, block.words) == (Kind.ITEM, text, 1)
    assert [c.tag for c in block.containers] == ["ul" if number is None else "ol", "li"]
    assert block.containers[-1].number == number


@pytest.mark.parametrize(
    "paragraph", ["-milk", "-", "- ", "1.5 litres", "2024. A year", "1.", "*", "a. milk", "…", "--- cut ---"]
)
def test_what_only_looks_like_a_marker_is_text(paragraph: str) -> None:
    (block,) = split_text((paragraph,)).blocks

    assert (block.kind, block.text) == (Kind.PARAGRAPH, paragraph)
    assert not block.containers


def test_items_in_a_run_stand_in_one_list_and_other_text_ends_it() -> None:
    blocks = split_text(("- a", "- b", "text", "- c", "1. d", "2. e")).blocks
    lists = [b.containers[0] if b.containers else None for b in blocks]

    assert lists[0] == lists[1]
    assert lists[2] is None
    assert len({lists[1], lists[3], lists[4]}) == 3
    assert lists[4] == lists[5]


def test_unsafe_characters_are_taken_out_and_what_is_then_empty_is_no_block() -> None:
    assert [b.text for b in split_text(("pay\u202ement\x1b[31m", "\u200e", "")).blocks] == ["payment[31m"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(st.sampled_from("-*1.) ab\u202e"), max_size=8)))
def test_blocks_are_numbered_and_idents_are_unique(paragraphs: list[str]) -> None:
    blocks = split_text(tuple(paragraphs)).blocks

    assert [b.index for b in blocks] == list(range(len(blocks)))
    items = [b.containers[-1].ident for b in blocks if b.containers]
    lists = {b.containers[0].ident for b in blocks if b.containers}
    assert len(set(items)) == len(items)
    assert not lists & set(items)


def test_lines_of_a_paragraph_and_what_is_verbatim() -> None:
    blocks = split_text(
        ("Rust on the rail,\nrust on the wheel", "a   b\n\nc   d\n", "## Two words ##", "#no heading")
    ).blocks

    assert [(b.kind, b.text, b.continues) for b in blocks] == [
        (Kind.PARAGRAPH, "Rust on the rail,", False),
        (Kind.PARAGRAPH, "rust on the wheel", True),
        (Kind.CODE, "a   b\n\nc   d", False),
        (Kind.HEADING, "Two words", False),
        (Kind.PARAGRAPH, "#no heading", False),
    ]
    assert [b.level for b in blocks] == [0, 0, 0, 2, 0]
    assert [b.index for b in blocks] == list(range(5))
