"""Tests of what browsers show otherwise than the markup has it: quotations, initials, tabs, streams, pages."""

from __future__ import annotations

import pytest

from cleancopy.extractors.article import Source
from cleancopy.extractors.page.page_reader import read_page


def shown(body: str, language: str = "en") -> str:
    """The text of a page's body when its markup is in one form, white space folded."""
    page = f'<html lang="{language}"><body>{body}</body></html>'
    tree = read_page(Source("p.html", page.encode())).tree
    assert tree is not None
    return " ".join(tree.find("body").text_content().split())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("", "He said “it is ‘out’ now” to her."),
        ("en-GB", "He said “it is ‘out’ now” to her."),
        ("de", "He said „it is ‚out‘ now“ to her."),
        ("de-CH", "He said «it is ‹out› now» to her."),
        ("fr", "He said « it is “out” now » to her."),
        ("pl_PL", "He said „it is «out» now” to her."),
        ("ja", "He said 「it is 『out』 now」 to her."),
    ],
)
def test_quotations_have_the_marks_of_their_language(language: str, text: str) -> None:
    assert shown("<p>He said <q>it is <q>out</q> now</q> to her.</p>", language) == text


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("<q>“out”</q>", "“out”"),
        ("«<q>out</q>»", "«out»"),
        ("<q lang=de><i>aus</i></q>", "„aus“"),
        ("<q></q>", ""),
    ],
)
def test_quotations_that_have_marks_or_no_words_get_none(quotation: str, text: str) -> None:
    assert shown(f"<p>{quotation}</p>") == text


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("<img alt=O class=dropcap>nce upon a time", "Once upon a time"),
        ("<span class=cap><img alt=T></span>HE old pier", "THE old pier"),
        ("<img alt='“W'><span class=caps>HEN</span> the lamp", "“WHEN the lamp"),
        ("<a><img alt=Ž></a>ena stála", "Žena stála"),
        ("<img alt=I> like it", "like it"),
        ("<img alt=A>Boat", "Boat"),
        ("<img alt=Oil>y rags", "y rags"),
        ("Plan <img alt=B>ut", "Plan ut"),
    ],
)
def test_a_picture_of_a_first_letter_is_the_letter(paragraph: str, text: str) -> None:
    assert shown(f"<p>{paragraph}</p>") == text


@pytest.mark.parametrize(
    "figure",
    [
        "<figcaption>A dog</figcaption><figcaption style='display:none'>A dog</figcaption>",
        "<figcaption hidden>A dog.</figcaption><figcaption>A dog</figcaption>",
        "<div>A dog</div><figcaption class=sr-only>A <b>dog</b></figcaption>",
        "<p>A dog</p><div class=visually-hidden>a dog</div>",
    ],
)
def test_a_hidden_block_that_repeats_its_neighbour_is_dropped(figure: str) -> None:
    assert shown(f"<figure>{figure}</figure>").lower().count("dog") == 1


@pytest.mark.parametrize("hidden", ["<p hidden>The answer.</p>", "<figcaption class=sr-only>A cat</figcaption>"])
def test_a_hidden_block_with_words_of_its_own_stays(hidden: str) -> None:
    assert len(shown(f"<figure><p>A dog</p>{hidden}</figure>").split()) == 3


TABS = [
    "<div><button role=tab aria-controls=p1>Debian</button><button role=tab aria-controls=p2>macOS</button></div>"
    "<section><div id=p1 role=tabpanel>apt.</div></section><div id=p2 role=tabpanel hidden>brew.</div>",
    "<ul><li><a role=tab id=t1>Debian</a></li><li><a role=tab id=t2>macOS</a></li></ul>"
    "<div role=tabpanel aria-labelledby=t1>apt.</div><div role=tabpanel aria-labelledby=t2>brew.</div>",
    "<ul><li role=tab>Debian</li><li role=tab>macOS</li></ul>"
    "<div><div role=tabpanel>apt.</div><div role=tabpanel>brew.</div></div>",
    "<ul><li role=tab>Debian</li><li role=tab>macOS</li></ul>"
    "<div role=tabpanel>apt.</div><div role=tabpanel>brew.</div>",
]


@pytest.mark.parametrize("tabs", TABS)
def test_what_is_a_tab_by_its_role_is_above_its_panel(tabs: str) -> None:
    tabs = (
        tabs.replace("<div>", "<div role=tablist>", 1)
        if tabs[1] == "d"
        else tabs.replace("<ul>", "<ul role=tablist>", 1)
    )
    assert "".join(shown(f"<div>{tabs}</div>").split()) == "Debianapt.macOSbrew."


@pytest.mark.parametrize(("first", "second"), [("1", "2"), ("Slide 1", "Slide 2"), ("", "Two")])
def test_dots_below_slides_label_nothing(first: str, second: str) -> None:
    dots = f"<ul role=tablist><li role=tab>{first}</li><li role=tab>{second}</li></ul>"
    page = f"{dots}<div role=tabpanel><p>One.</p></div><div role=tabpanel><p>Two.</p></div>"
    assert shown(page).endswith("One.Two.")


def test_buttons_before_a_row_of_labels_open_the_panels_too() -> None:
    buttons = "<input type=radio id=a><input type=radio id=b>"
    labels = "<div><label for=a>Debian</label><label for=b>npm</label></div>"
    panels = "<div><div>apt.</div><div><h4>npm</h4>npm i.</div></div>"
    assert shown(f"<div>{buttons}{labels}{panels}</div>") == "Debianapt.npmnpm i."


@pytest.mark.parametrize(
    ("fallback", "text"),
    [
        ("<p>Loading…</p>", "One.Two.Three."),
        ("Loading…<b>Wait</b>", "One.Two.Three."),
        ("<div><!--$--><p>Part</p><!--/$--></div>", "One.Two.Three."),
        ("<!--$?--><i>Wait</i><!--/$--><p>Loading…</p>", "One.Two.Three."),
        ("", "One.Two.Three."),
    ],
)
def test_what_is_shown_until_a_streamed_part_is_there_goes(fallback: str, text: str) -> None:
    page = f"<p>One.</p><!--$?--><template id=B:1></template>{fallback}<!--/$--><p>Three.</p>"
    assert shown(f"<main>{page}</main><div hidden id=S:1><p>Two.</p></div>") == text


def test_without_the_streamed_part_its_fallback_stays() -> None:
    assert shown("<p>One.</p><!--$?--><template id=B:1></template><p>Wait.</p><!--/$-->") == "One.Wait."


@pytest.mark.parametrize(
    "number",
    [
        '<span epub:type="pagebreak" title="42">42</span>',
        "<span role=doc-pagebreak>xlii</span>",
        '<span epub:type="frontmatter pagebreak">p. 42</span>',
    ],
)
def test_pages_of_a_printed_book_have_no_numbers(number: str) -> None:
    assert shown(f"<p>The ke{number}eper came.</p>{number}") == "The keeper came."
    assert shown(f"<p>The keeper came.</p><div>{number}</div>") == "The keeper came."
