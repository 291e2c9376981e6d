"""Lines that a mail quotes are quotations in Markdown and HTML, and stay as they were typed in text."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

ASKED = "Who has the key to the hall, and who is to look at the lamp before the guests come on Friday?"
SAID = "I have asked the baker, who says that he will come tomorrow and look at it himself in the evening."
ENDED = "Please send me the bill when it comes to your house with the rest of the mail of this week."


def written(text: str, format: str) -> str:
    source = Source("a.txt", f"Hi Bob,\n\n{text}\n\n{ENDED}\n\nAnn\n".encode())
    return RENDERERS[format](extract(source), WriteOptions(front_matter=False, title=False))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        (f"> {ASKED}\n\n{SAID}", f"> {ASKED}\n\n{SAID}"),
        (f">{ASKED}\n{SAID}", f"> {ASKED}\n\n{SAID}"),
        (f"Bob wrote:\n> {ASKED}\n\n{SAID}", f"Bob wrote:\n\n> {ASKED}\n\n{SAID}"),
        (f"> > {ASKED}\n>\n> {SAID}", f"> > {ASKED}\n>\n> {SAID}"),
        (f">> {ASKED}\n> {SAID}\n\nYes.", f"> > {ASKED}\n>\n> {SAID}\n\nYes."),
        (f"> {ASKED}\n\n{SAID}\n\n> Shall we pay him?\n\nYes.", f"> {ASKED}\n\n{SAID}\n\n> Shall we pay him?\n\nYes."),
    ],
)
def test_lines_behind_marks_are_quotations(text: str, markdown: str) -> None:
    assert markdown in written(text, "markdown")
    assert written(text, "html").count("<blockquote>") == len(markdown.split("> >")) - 1 + markdown.count("\n\n> ") + (
        markdown.startswith("> ")
    )
    assert "> " in written(text, "text").replace(f">{ASKED}", f"> {ASKED}")


@pytest.mark.parametrize(
    "line",
    [
        ">>> import this",
        ">100 boats of the harbour were lost",
        ">From the start it was wrong, and it has been so ever since.",
    ],
)
def test_prompts_and_what_mailboxes_mark_are_no_quotations(line: str) -> None:
    assert "<blockquote>" not in written(f"{SAID}\n\n{line}", "html")
    assert line in written(f"{SAID}\n\n{line}", "text")


def test_a_page_that_shows_a_sign_has_no_quotation() -> None:
    page = f"<html lang=en><title>A</title><body><article><p>{ASKED}</p><p>&gt; {SAID}</p><p>{ENDED}</p></article>"

    assert "<blockquote>" not in RENDERERS["html"](extract(Source("p.html", page.encode())), WriteOptions())
