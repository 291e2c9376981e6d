"""Documents of Word, LibreOffice and Google Docs: lists, titles and emphasis that only names and styles make."""

from __future__ import annotations

import pytest
from lxml import etree

from cleancopy.extractors import Source
from cleancopy.extractors.page import read_page


def body_of(page: str) -> str:
    """The elements of a page's body after tidying, without attributes but a list's start."""
    tree = read_page(Source("p.html", page.encode())).tree
    assert tree is not None
    body = tree.find("body")
    assert body is not None
    for element in body.iter():
        start = element.get("start")
        element.attrib.clear()
        if start:
            element.set("start", start)
    etree.strip_tags(body, "span")
    return "".join(etree.tostring(body, encoding="unicode")[6:-7].split("\n"))


def item(text: str, marker: str = "·", level: int = 1) -> str:
    return (
        f"<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level{level} lfo1'>"
        f"<span style='font-family:Symbol'><span style='mso-list:Ignore'>{marker}<span>&nbsp; </span></span></span>"
        f"{text}</p>\n"
    )


def test_words_list_paragraphs_become_a_list() -> None:
    page = f"<p>Bring:</p>{item('a rope')}{item('two lamps')}<p>Come early.</p>"
    assert body_of(page) == "<p>Bring:</p><ul><li>a rope</li><li>two lamps</li></ul><p>Come early.</p>"


def test_they_are_nested_by_level_and_counted_as_their_markers_are() -> None:
    page = item("first", "3.") + item("below", "o", 2) + item("deeper", "§", 3) + item("second", "4.")
    assert body_of(page) == (
        '<ol start="3"><li>first<ul><li>below<ul><li>deeper</li></ul></li></ul></li><li>second</li></ol>'
    )


def test_a_paragraph_between_two_lists_parts_them() -> None:
    page = f"{item('one')}<p>Then:</p>{item('two', '1.')}{item('three', '2.')}"
    assert body_of(page) == "<ul><li>one</li></ul><p>Then:</p><ol><li>two</li><li>three</li></ol>"


@pytest.mark.parametrize("marker", ["·&nbsp;&nbsp; ", "<span>•</span>&nbsp; ", "-&nbsp;&nbsp;"])
def test_a_marker_that_is_typed_is_taken_out(marker: str) -> None:
    page = f"<p class=MsoListParagraph>{marker}a rope</p><p class=MsoListParagraph>{marker}a lamp</p>"
    assert body_of(page) == "<ul><li>a rope</li><li>a lamp</li></ul>"


def test_a_list_paragraph_without_a_marker_stays_a_paragraph() -> None:
    assert body_of("<p class=MsoListParagraph>Set in, no more.</p>") == "<p>Set in, no more.</p>"


def test_lists_of_google_docs_are_nested_by_their_names() -> None:
    page = (
        "<ul class='lst-kix_x1-0 start'><li>one</li></ul><ul class='lst-kix_x1-1 start'><li>below</li></ul>"
        "<ul class='lst-kix_x1-0'><li>two</li></ul><ul class='lst-kix_y2-0 start'><li>other</li></ul>"
    )
    assert body_of(page) == ("<ul><li>one<ul><li>below</li></ul></li><li>two</li></ul><ul><li>other</li></ul>")


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (".a{font-weight:700}", "<b>very</b>"),
        (".x{} .a {color:red; font-style : italic}", "<i>very</i>"),
        ("span.b,.a{font-weight:bold;font-style:italic}", "<b><i>very</i></b>"),
        (".a{font-weight:400}", "very"),
        (".t .a{font-weight:700}", "very"),
        ("", "very"),
    ],
)
def test_a_documents_own_style_sheet_makes_emphasis(sheet: str, shown: str) -> None:
    page = f"<html><head><style>{sheet}</style></head><body><p>It is <span class=a>very</span> cold.</p></body></html>"
    assert body_of(page) == f"<p>It is {shown} cold.</p>"


def test_where_a_page_has_style_sheets_elsewhere_its_own_says_nothing() -> None:
    page = (
        "<html><head><link rel=stylesheet href=/s.css><style>.a{font-weight:700}</style></head>"
        "<body><p>It is <span class=a>very</span> cold.</p></body></html>"
    )
    assert body_of(page) == "<p>It is very cold.</p>"


@pytest.mark.parametrize(
    ("style", "shown"),
    [("font-weight:700", "<b>very</b>"), ("font-style:italic", "<i>very</i>"), ("font-weight:normal", "very")],
)
def test_a_spans_style_makes_emphasis(style: str, shown: str) -> None:
    assert body_of(f"<p>It is <span style='{style}'>very</span> cold.</p>") == f"<p>It is {shown} cold.</p>"
    assert body_of(f"<h2>It is <span style='{style}'>very</span> cold</h2>") == "<h2>It is very cold</h2>"


@pytest.mark.parametrize(
    "title",
    [
        "<p class=MsoTitle>The harbour</p>",
        "<p class='c3 title'>The harbour</p>",
        "<p align=center><font size=5><b>The harbour</b></font></p>",
        "<p style='text-align:center'><b>The harbour</b></p>",
        "<p class=c4><span style='font-weight:700'>The harbour</span></p>",
        "<p><span style='font-size:20pt'>The harbour</span></p>",
    ],
)
def test_the_title_of_a_document_is_a_heading(title: str) -> None:
    found = body_of(f"<body>{title}<p>It was shut for nine days.</p></body>")
    assert found.startswith("<h1>") and "The harbour" in found.partition("</h1>")[0]


@pytest.mark.parametrize(
    "page",
    [
        "<p>The <b>harbour</b></p><p>It was shut.</p>",
        "<p align=center><b>The harbour was shut.</b></p>",
        "<h1>News</h1><p align=center><b>The harbour</b></p>",
        "<title>News</title><p align=center><b>The harbour</b></p>",
    ],
)
def test_other_first_lines_stay_as_they_are(page: str) -> None:
    assert "<h1><b>" not in body_of(page)


@pytest.mark.parametrize(
    ("cell", "paragraph", "left"),
    [("td", "class=MsoNormal", False), ("td class=c7", "class='c4 c5'", False), ("td", "class=text", True)],
)
def test_the_paragraph_that_fills_a_cell_is_taken_out_of_it(cell: str, paragraph: str, left: bool) -> None:
    row = "<tr>" + f"<{cell}><p {paragraph}>one</p></td>" * 2 + "</tr>"
    assert ("<p>" in body_of(f"<table>{row}{row}</table>")) is left
    assert "<p>" in body_of(f"<table><tr><{cell}><p {paragraph}>one</p><p {paragraph}>two</p></td></tr></table>")
