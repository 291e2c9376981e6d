"""Footnotes of many makers are notes in Markdown; marks without one vanish; numbers of printed pages as well."""

from __future__ import annotations

import re

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

WORDS = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said"
OTHER = "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost"


def article(marked: str, notes: str) -> Article:
    body = f"<h1>A page</h1><p>{WORDS}.{marked} It rained.</p><p>{OTHER}.</p><p>{OTHER.upper()}.</p>{notes}"
    return extract(Source("p.html", f"<html lang=en><title>A page</title><body><article>{body}</article>".encode()))


def written(format: str, marked: str, notes: str) -> str:
    return RENDERERS[format](article(marked, notes), WriteOptions(front_matter=False))


@pytest.mark.parametrize(
    ("mark", "notes"),
    [
        # Typed marks, without links.
        ("<sup>1</sup>", "<p><sup>1</sup> Not the old one.</p>"),
        ("<sup>[1]</sup>", "<ul><li><sup>[1]</sup> Not the old one.</li></ul>"),
        # Below a heading of its own, as manuals have them.
        (
            "<a id=D1 href='#F1'><sup>1</sup></a>",
            "<h4>Footnotes</h4><h5><a id=F1 href='#D1'>(1)</a></h5><p>Not the old one.</p>",
        ),
        # With links back before its text, as encyclopedias have them.
        (
            "<sup id=cite_ref-1><a href='#cite_note-1'>[1]</a></sup>",
            "<ol class=references><li id=cite_note-1><span>^ <a href='#cite_ref-1'>a</a> <a href='#x'>b</a></span> "
            "<span>Not the old one.</span></ol>",
        ),
        # In brackets of the text, and behind two breaks.
        (
            " [<a href='#n1'><font color=red>1</font></a>]<sup><a href='#n2'>2</a></sup>",
            "<font>Notes<br><br>[<a name=n1>1</a>] Not the old one.<br><br>[<a name=n2>2</a>] So.<br><br>Bye.</font>",
        ),
        # In the margin, with the box that shows it on small screens.
        (
            "<label for=s1>&#8853;</label><input type=checkbox id=s1><span class=marginnote>Not the old one.</span>",
            "",
        ),
    ],
)
def test_a_note_is_one_in_markdown_whatever_made_it(mark: str, notes: str) -> None:
    markdown, text = written("markdown", mark, notes), written("text", mark, notes)

    assert re.search(r"said\.\[\^1\]", markdown)
    assert re.search(r"^\[\^1\]: Not the old one\.$", markdown, re.M)
    assert "Not the old one." in text and "⊕" not in text and "^ a" not in text


@pytest.mark.parametrize("mark", ["<sup>3</sup>", "<sup>[3]</sup>", "<sup><a href='#gone'>3</a></sup>"])
def test_a_mark_without_a_note_vanishes(mark: str) -> None:
    assert f"{WORDS}. It rained." in written("text", mark, "")
    assert f"{WORDS}. It rained." in written("markdown", mark, "")


@pytest.mark.parametrize(
    "raised", ["in 20 m<sup>2</sup>", "the 1<sup>st</sup>", "E = mc<sup>2</sup>", "CO<sup>2</sup>"]
)
def test_powers_and_ordinals_stay(raised: str) -> None:
    digit = raised.partition("<sup>")[2].partition("</sup>")[0]

    assert digit in written("text", f" It was {raised}.", "").partition(" It was ")[2].partition("\n")[0]


@pytest.mark.parametrize(
    "number",
    [
        "<span role=doc-pagebreak>61</span>",
        "<span class=pagenum>[Pg 61]</span>",
        "<a class='page-number' id=p61>p. 61</a>",
    ],
)
def test_numbers_of_printed_pages_are_not_in_sentences(number: str) -> None:
    assert f"{WORDS}. It rained." in written("text", number, "")


def test_a_class_for_page_numbers_on_words_drops_none() -> None:
    assert "Sixty-one it was." in written("text", " <span class=pagenum>Sixty-one</span> it was.", "")


@pytest.mark.parametrize("depth", [0, 3, 4, 5, 12])
def test_spans_around_the_words_of_marks_hide_no_note(depth: int) -> None:
    opened, closed = "<span style='color:red'>" * depth, "</span>" * depth
    mark = f"<a href='#_ftn1' name='_ftnref1'>{opened}[1]{closed}</a>"
    back = f"{opened}<a href='#_ftnref1' name='_ftn1'>{opened}[1]{closed}</a>{closed}"
    markdown = written("markdown", mark, f"<div id=ftn1><p>{back} Not the old one.</p></div>")

    assert "said.[^1] It rained." in markdown and re.search(r"^\[\^1\]: Not the old one\.$", markdown, re.M)


@pytest.mark.parametrize("said", ["[1]", "<b><i><u><span><span>[1]</span></span></u></i></b>", "see the note", "a"])
def test_a_link_to_nothing_on_the_page_is_none(said: str) -> None:
    markdown = written("markdown", f" So <a href='#_ftn1'>{said}</a>.", "<p id=_ftn2>There is another place.</p>")

    assert "_ftn1" not in markdown and "#_ftn1" not in written("html", f"<a href='#_ftn1'>{said}</a>", "")


@pytest.mark.parametrize("place", ["<p id=a%C3%A9>{}</p>", "<p id=aé>{}</p>", "<p>So: <a name=aé></a>{}</p>"])
def test_a_link_to_kept_text_stays(place: str) -> None:
    link = " See <a href='#a%C3%A9'>what they say</a>."

    assert ("[what they say](#a%C3%A9)" in written("markdown", link, place.format(f"{OTHER[7:]} in May."))) is (
        "%" not in place
    )
