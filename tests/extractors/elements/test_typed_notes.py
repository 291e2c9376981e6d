"""Notes that were typed, without links: their numbers count as the raised ones in the text do."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

ONE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said."
TWO = "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost."
THREE = "In the evening the wind turned to the north, and the boats that were still out made for the island."
N1, N2 = "The log is kept in the museum of the town.", "Chains are paid by the yard."

NOTES = [
    f"<hr><p><sup>1</sup> {N1}<br><sup>2</sup> {N2}</p>",
    f"<p><small><sup>1</sup>{N1}<br>\n<sup>2</sup>{N2}</small></p>",
    f"<p><em><sup>1</sup> {N1}<br><sup>2</sup> {N2}</em></p>",
    f"<div><b>Notes</b><br><br>1. {N1}<br>2. {N2}<br></div>",
    f"<p>[1] {N1}<br>[2] {N2}</p>",
    f"<p>[1] {N1}</p><p>[2] {N2}</p>",
    f"<p>(1) {N1}</p><p>(2) {N2}</p>",
    f"<h2>Notes</h2><ol><li>{N1}</li><li>{N2}</li></ol>",
    f"<hr><ol><li><p>{N1}</p></li><li><p>{N2}</p></li></ol>",
]


def written(notes: str, format: str, first: str = "<sup>1</sup>") -> str:
    page = (
        "<html lang=en><head><title>Harbour | Post</title></head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>Harbour</h1><p>{ONE}{first}</p><p>{TWO}<sup>2</sup></p><p>{THREE}</p>{notes}</article></body></html>"
    )
    return RENDERERS[format](extract(Source("a.html", page.encode())), WriteOptions(front_matter=False))


@pytest.mark.parametrize("notes", NOTES)
def test_typed_notes_are_notes(notes: str) -> None:
    lines = written(notes, "markdown").splitlines()
    assert f"{ONE}[^1]" in lines and f"{TWO}[^2]" in lines
    assert f"[^1]: {N1}" in lines and f"[^2]: {N2}" in lines


@pytest.mark.parametrize("notes", NOTES)
def test_marks_and_notes_of_a_text_say_the_same(notes: str) -> None:
    lines = written(notes, "text").splitlines()
    assert f"{ONE}[1]" in lines and f"{TWO}[2]" in lines
    assert f"[1] {N1}" in lines and f"[2] {N2}" in lines


def test_a_linked_list_of_notes_says_what_its_marks_say() -> None:
    page = (
        "<html lang=en><title>Harbour</title><body><article><h1>Harbour</h1>"
        f"<p>{ONE}<sup id=r1><a href='#n1'>1</a></sup></p>"
        f"<p>{TWO}<sup id=r2><a href='#n2'>2</a></sup></p><p>{THREE}</p>"
        f"<section class=footnotes><ol><li id=n1><p>{N1} <a href='#r1'>↩</a></p><p>{THREE[::-1]}</p></li>"
        f"<li id=n2><p>{N2} <a href='#r2'>↩</a></p></li></ol></section></article></body></html>"
    )
    article = extract(Source("a.html", page.encode()))
    lines = RENDERERS["text"](article, WriteOptions()).splitlines()

    assert f"[1] {N1}" in lines and f"[2] {N2}" in lines and f"{ONE}[1]" in lines
    assert "label" not in RENDERERS["html"](article, WriteOptions())


@pytest.mark.parametrize(
    "below",
    [
        f"<p>1. {N1}<br>2. {N2}<br>3. {THREE[::-1]}</p>".replace("1. ", "4. ", 1),
        f"<p>How to do it:</p><ol><li>{N1}</li><li>{N2}</li></ol>",
        f"<p>[1] {N1}</p>",
    ],
)
def test_what_does_not_count_as_the_marks_do_is_no_note(below: str) -> None:
    assert "[^" not in written(below, "markdown")


def test_numbers_that_are_exponents_raise_nothing() -> None:
    assert "[^" not in written(NOTES[4], "markdown", " of 10<sup>14</sup> m")
