"""What is kept whole, and what belongs to what is kept."""

from __future__ import annotations

from cleancopy.extractors import Block, Kind
from cleancopy.extractors.scoring.wholes import pictures_between


def paragraph(text: str, words: int) -> Block:
    return Block(0, Kind.PARAGRAPH, text, words)


def test_emoji_between_kept_paragraphs_are_kept() -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph("🎉 👍", 0), paragraph("and people cheered", 3)]
    assert pictures_between(blocks, [True, False, True]) == {1}
    assert pictures_between(blocks, [True, False, False]) == frozenset()
    assert pictures_between(blocks[:2], [True, False]) == frozenset()


def test_rules_and_bullets_say_nothing() -> None:
    blocks = [paragraph("The ferry is back", 4), paragraph("* * *", 0), paragraph("and people cheered", 3)]
    assert pictures_between(blocks, [True, False, True]) == frozenset()
