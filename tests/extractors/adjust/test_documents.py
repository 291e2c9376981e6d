"""Documents without a frame are kept whole."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import By

PROSE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said."
LETTER = (
    f"<p>Dear Tom,</p><p>{PROSE}</p><p>{PROSE.replace('Monday', 'Friday')}</p><p>P.S. The dog is well.</p><p>Ivy</p>"
)


def kept(body: str, name: str = "page.html") -> list[str]:
    """The lines of the article, its title first: on plain text the first line is one."""
    article = extract(Source(name, body.encode()))
    return [article.metadata.title or "", *(block.text for block in article.kept)]


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body>{LETTER}</body></html>",
        f"<html><body><div class=WordSection1>{LETTER.replace('<p>', '<p class=MsoNormal>')}</div></body></html>",
        f"<html><body class='c9 doc-content'>{LETTER.replace('<p>', '<p class=c3><span class=c1>')}</body></html>",
        f"<html><body><nav id=TOC><ul><li><a href='#a'>Part one</a></ul></nav>{LETTER}</body></html>",
        f"<body><ul><li><a href='#a'><b>1</b> Part one</a><li><a href='#b'><b>2</b> End</a></ul>{LETTER}",
        f"<html><body><p>Next: <a rel=next href=2>Part one</a>, up: <a rel=up href=0>Top</a></p>{LETTER}</body></html>",
        f"<html><body><div title=header><p>Part one</p></div>{LETTER}</body></html>",
        LETTER.replace("<p>", "").replace("</p>", "\n\n"),
    ],
)
def test_openings_and_closings_of_bare_documents_are_kept(page: str) -> None:
    name = "letter.html" if "<" in page else "letter.txt"
    texts = kept(page, name)

    assert {"Dear Tom,", "P.S. The dog is well.", "Ivy"} <= set(texts)
    assert "Part one" not in texts


@pytest.mark.parametrize(
    "frame",
    [
        "<nav><a href=/news>News</a> <a href=/sport>Sport</a></nav>",
        "<footer>Ivy</footer>",
        "<form><input name=q></form>",
        "<ul class=menu><li>Home<li>News</ul>",
        "<div role=banner>The Post</div>",
        "<p><a href=/a>Another story of the day</a></p><p><a href=/b>And one more of them</a></p>",
        "<div class=newsletter><p>Our weekly letter.</p></div>",
    ],
)
def test_pages_of_a_site_are_judged_line_by_line(frame: str) -> None:
    page = f"<html><body>{frame}{LETTER}</body></html>"
    article = extract(Source("page.html", page.encode()))

    assert not any(decision.by is By.DOCUMENT for decision in article.decisions)


@pytest.mark.parametrize(
    "around", ["Home\nNews\nSport\nSign in\nSubscribe\n\n", "© 2024 The Post. All rights reserved.\n\n"]
)
def test_a_text_with_a_menu_or_a_legal_line_is_judged_line_by_line(around: str) -> None:
    text = around + LETTER.replace("<p>", "").replace("</p>", "\n\n")
    article = extract(Source("page.txt", text.encode()))

    assert not any(decision.by is By.DOCUMENT for decision in article.decisions)


README = """# tidewatch

Print when the tide turns.

## Install

```sh
pip install tidewatch
```

## Use

    tidewatch --port Kelport

It prints two times, one for the flood and one for the ebb.

- `--port`: which harbour
- `--days N`: how many days

## Licence

MIT
"""


def test_a_markdown_file_is_kept_whole() -> None:
    article = extract(Source("README.md", README.encode()))

    assert article.title == "tidewatch"
    for text in ("Print when", "Install", "pip install tidewatch", "tidewatch --port Kelport", "two times", "MIT"):
        assert text in article.text
    assert article.text.count("how many days") == 1


MANUAL = """GAUGE(1)                  General Commands Manual                 GAUGE(1)

NAME
     gauge - read pressure gauges

SYNOPSIS
     gauge [-q] name ...

DESCRIPTION
     The gauge utility reads each named gauge and writes its value, in
     bar, to the standard output.  It ends with status 0 when it could.

     -q       Say nothing when a gauge is missing.

SEE ALSO
     valve(1)
"""


def test_a_typed_manual_keeps_its_short_lines() -> None:
    text = extract(Source("gauge.txt", MANUAL.encode())).text

    for line in ("NAME", "gauge - read pressure gauges", "gauge [-q] name ...", "SEE ALSO", "valve(1)"):
        assert line in text


def test_a_documents_heading_is_its_title_where_nothing_else_is() -> None:
    page = (
        f"<html><head><title></title></head><body><p align=center><b>Report on the boiler</b></p>{LETTER}</body></html>"
    )
    article = extract(Source("p.html", page.encode()))

    assert article.title == "Report on the boiler"


@pytest.mark.parametrize("salutation", ["Dear Miss Marsh,", "Liebe Ivy,", "Chère Madame,", "Hi friends,", "Hola Ivy:"])
def test_a_letter_is_kept_from_its_address_to_its_name(salutation: str) -> None:
    letter = (
        f"Nant Gwyn Foundry\nMill Lane 4\nStonebridge\n\n12 April 2025\n\n{salutation}\n\n"
        "Thank you for your letter. The bearings will be ready on Monday, and I\nshall send the boy with the cart, as "
        "the road by the mill is\nstill under water.\n\nPlease bring:\n\n  - the old bearings,\n  - two ropes.\n\n"
        "With kind regards,\n\nOwen Price\n"
    )
    article = extract(Source("letter.txt", letter.encode()))

    assert article.title is None
    assert not any(salutation.rstrip(",:") in name for name in article.metadata.authors)
    for text in (
        "Nant Gwyn",
        "Mill Lane 4",
        "12 April 2025",
        salutation,
        "Please bring:",
        "- two ropes.",
        "Owen Price",
    ):
        assert text in article.text
