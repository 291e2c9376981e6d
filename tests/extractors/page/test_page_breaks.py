"""Plain texts that were set in pages."""

from __future__ import annotations

import pytest

from cleancopy.extractors.page.page_breaks import without_page_breaks

FEED = "\f"


def rfc(feed: str) -> str:
    return f"""1.  Introduction

   Old gauges cannot be drilled, and so the
   reader looks at

Marsh                        Informational                      [Page 1]
{feed}
RFC 9911                      Old Gauges                      April 2025

   the needle from outside.

Marsh                        Informational                      [Page 2]
{feed}
RFC 9911                      Old Gauges                      April 2025

2.  Reading
"""


@pytest.mark.parametrize("feed", [FEED, "", "\n\n"])
def test_footers_and_running_headers_go_and_the_sentence_is_whole(feed: str) -> None:
    assert without_page_breaks(rfc(feed)).split() == (
        "1. Introduction Old gauges cannot be drilled, and so the reader looks at the needle from outside. "
        "2. Reading".split()
    )
    assert "looks at\n   the needle" in without_page_breaks(rfc(feed))


def test_a_paragraph_that_ends_with_its_page_stays_apart() -> None:
    text = without_page_breaks(f"It was cold.\n\n   - 3 -\n{FEED}\nThe next day\nwas not.\n\n   - 4 -\n{FEED}\nSo.")
    assert "3" not in text and "4" not in text
    assert [" ".join(p.split()) for p in text.split("\n\n") if p.strip()] == [
        "It was cold.",
        "The next day was not.",
        "So.",
    ]


def test_headers_are_known_by_their_return() -> None:
    pages = [f"Coal Store Songs {n}\n\nA verse of page {chr(96 + n)}." for n in range(1, 5)]
    text = without_page_breaks(f"\n{FEED}".join(pages))
    assert [line for line in text.split("\n") if line.startswith("Coal")] == ["Coal Store Songs 1"]
    assert text.count("A verse") == 4


@pytest.mark.parametrize(
    "text",
    [
        "He turned to page 3\n\nand read.",
        f"One.\n{FEED}\nTwo.",
        f"{FEED}\nTwo.",
        "Turn to\n[Page 3]",
        "",
    ],
)
def test_no_line_of_the_text_is_lost(text: str) -> None:
    assert set(without_page_breaks(text).split()) | {"3", "[Page", "3]"} >= set(text.split())
