"""Whether there is an article at all."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Block, Decision, Kind
from cleancopy.extractors.article import By
from cleancopy.extractors.model.decide import is_article
from cleancopy.extractors.text import count_words

KEEP, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")
PROSE = "The harbour council met on Tuesday evening to decide about the old ferry line."


@pytest.mark.parametrize(
    ("kept", "cut", "article"),
    [
        ([], [], False),
        ([], [PROSE] * 5, False),
        ([PROSE], ["Label"] * 300, True),
        (["Label here"] * 3, ["Label here"] * 27, False),
        (["Label here"] * 50, ["Label here"] * 500, True),  # a hundred words of whatever
        (["Label here"] * 49, ["Label here"] * 500, False),
        (["Closed today"], [], True),
        (["Closed today"], ["Home", "News"], True),
        (["Closed today"], ["Home", "News", "Sport"], False),
        (["***", "—"], [], False),
        (["これは短い文です。"], ["x"] * 50, True),
        (["مغلق اليوم"], [], True),
    ],
)
def test_what_can_be_read_is_an_article(kept: list[str], cut: list[str], article: bool) -> None:
    blocks = [Block(i, Kind.PARAGRAPH, text, count_words(text)) for i, text in enumerate([*kept, *cut])]

    assert is_article(blocks, [KEEP] * len(kept) + [CUT] * len(cut)) is article


def test_images_alone_are_no_article() -> None:
    assert not is_article([Block(0, Kind.IMAGE, "A long description of a picture of the harbour.", 0)], [KEEP])


def test_prose_that_is_all_links_is_none() -> None:
    blocks = [
        Block(0, Kind.PARAGRAPH, PROSE, 14, link_share=1.0),
        *(Block(i, Kind.PARAGRAPH, "Label here", 2) for i in range(1, 60)),
    ]

    assert not is_article(blocks, [KEEP] + [CUT] * 59)
