"""The notice above and the licence below a book of Project Gutenberg."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

STORY = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic, and the first "
    "ships came in before the sun was up while a small crowd stood on the quay and cheered each of them in turn."
)
NOTICE = (
    "This ebook is for the use of anyone anywhere in the United States and most other parts of the world at no cost."
)
LICENCE = (
    "Updated editions will replace the previous one, and the old editions will be renamed without paying royalties."
)
LINES = [
    ("*** START OF THE PROJECT GUTENBERG EBOOK SONGS ***", "*** END OF THE PROJECT GUTENBERG EBOOK SONGS ***"),
    ("***START OF THIS PROJECT GUTENBERG EBOOK SONGS***", "***END OF THIS PROJECT GUTENBERG EBOOK SONGS***"),
    ("*** START OF THE PROJECT GUTENBERG ETEXT ***", "*** END OF THE PROJECT GUTENBERG ETEXT ***"),
]


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize(("start", "end"), LINES)
def test_only_the_book_is_kept(start: str, end: str, html: bool) -> None:
    paragraphs = [NOTICE, start, "SONGS", STORY, STORY[:90] + "so.", STORY[20:], end, LICENCE]
    if html:
        page = "<html lang=en><title>Songs</title><body>" + "".join(f"<p>{p}</p>" for p in paragraphs)
    else:
        page = "\n\n".join(paragraphs)
    text = extract(Source("p.html" if html else "p.txt", page.encode())).text
    assert STORY in text
    assert NOTICE not in text and LICENCE not in text and "GUTENBERG" not in text


def test_a_text_about_such_a_line_is_left_alone() -> None:
    text = f"{STORY}\n\nAbove the book stands START OF THE PROJECT GUTENBERG EBOOK, and then it begins.\n\n{STORY[40:]}"
    assert STORY[:40] in extract(Source("p.txt", text.encode())).text
