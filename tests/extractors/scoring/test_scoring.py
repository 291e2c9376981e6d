"""The verdicts: prose in plain text, gaps, edges, repeats, images, and whether there is an article at all."""

from __future__ import annotations

import lxml.html
from lxml.html import HtmlElement

from cleancopy.extractors import Block, Decision, Kind
from cleancopy.extractors.blocks import Layout, split, split_text
from cleancopy.extractors.reference import Reference
from cleancopy.extractors.scoring.edges import trim_edges
from cleancopy.extractors.scoring.found import confidence_of, is_article
from cleancopy.extractors.scoring.gaps import fill_gaps
from cleancopy.extractors.scoring.images import judge_images
from cleancopy.extractors.scoring.prose import judge_text
from cleancopy.extractors.scoring.repeats import cut_repeats
from cleancopy.extractors.scoring.verdict import judge_html
from cleancopy.extractors.text import words

SENTENCE = "The harbour council met on Tuesday evening to decide about the old ferry line."
OTHER = "Residents filled the hall to the doors, and several speakers recalled the long winters."
LAST = "A final vote is expected in March, when the money for the new landing has been found."
KEEP, CUT = Decision(True, "test", ""), Decision(False, "test", "")


def page(body: str) -> Layout:
    tree: HtmlElement = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    return split(tree)


def kept(blocks: tuple[Block, ...], decisions: tuple[Decision, ...]) -> list[str]:
    return [b.text for b, d in zip(blocks, decisions, strict=True) if d.keep]


def decided(layout: Layout, *cut: str) -> list[Decision]:
    return [CUT if b.text in cut or b.kind is Kind.IMAGE else KEEP for b in layout.blocks]


def text_page(*paragraphs: str) -> tuple[tuple[Block, ...], list[str], str | None]:
    blocks = split_text(paragraphs).blocks
    prose = judge_text(blocks)
    return blocks, kept(blocks, prose.decisions), blocks[prose.title].text if prose.title is not None else None


def test_prose_is_found_between_menus_and_footers() -> None:
    title = "Council to decide about the old ferry line"
    _, article, found = text_page(
        "Home", "News", "Sport", title, "By Ada Reed", "12 March 2024", SENTENCE, OTHER, LAST, "About us", "Contact"
    )

    assert article == [SENTENCE, OTHER, LAST]
    assert found == title


def test_a_subheading_inside_prose_is_kept_and_a_menu_inside_it_is_not() -> None:
    _, article, _ = text_page(SENTENCE, OTHER, "A vote in March", LAST, "One", "Two", "Three", "Four", OTHER, LAST)

    assert "A vote in March" in article
    assert not {"One", "Two", "Three"} & set(article)


def test_a_list_whose_markers_were_lost_is_kept_below_its_colon() -> None:
    _, article, _ = text_page(
        SENTENCE, OTHER, "The council asked for these:", "new landings", "two boats", "a timetable", LAST, OTHER
    )

    assert {"new landings", "two boats", "a timetable"} <= set(article)


def test_a_caption_is_not_taken_for_the_title() -> None:
    title = "Council to decide about the old ferry line"
    caption = "The old ferry halfway across the harbour on Tuesday evening in winter light"
    _, _, found = text_page(title, "Tue 12 Mar 2024", caption, "Photograph: A. Reed/The Ledger", SENTENCE, OTHER)

    assert found == title


def test_a_page_without_prose_has_no_article() -> None:
    _, article, title = text_page("Home", "News", "Sport", "Contact")

    assert (article, title) == ([], None)


def test_a_block_is_kept_when_half_of_its_words_are() -> None:
    layout = page(f"<nav>Home News</nav><p>{SENTENCE}</p><p>{OTHER} And more that the reference has lost.</p>")
    verdict = judge_html(layout.blocks, Reference(tuple(words(f"{SENTENCE} {OTHER}"))))

    assert [d.keep for d in verdict] == [False, True, True]


def test_a_word_is_claimed_once_and_in_its_place() -> None:
    layout = page(f"<nav>ferry</nav><p>{SENTENCE}</p><p>ferry</p><p>{LAST}</p>")
    verdict = judge_html(layout.blocks, Reference(tuple(words(f"{SENTENCE} ferry {LAST}"))))

    assert [d.keep for d in verdict] == [False, True, True, True]


def test_a_table_stays_or_goes_as_a_whole() -> None:
    table = "<table><tr><th>Boat</th><th>Year</th></tr><tr><td>Petrel the second</td><td>1962</td></tr></table>"
    layout = page(f"<p>{SENTENCE}</p>{table}<p>{LAST}</p>")
    verdict = judge_html(layout.blocks, Reference(tuple(words(f"{SENTENCE} Boat Petrel the second {LAST}"))))

    assert all(d.keep for d in verdict)


def test_lost_subheadings_paragraphs_and_lists_are_put_back() -> None:
    body = f"<p>{SENTENCE}</p><h2>A vote</h2><p>{OTHER}</p><p>Yes.</p><ul><li>boats</li></ul><p>{LAST}</p>"
    layout = page(f"<div>{body}</div>")
    filled = fill_gaps(layout, decided(layout, "A vote", "Yes.", "boats"))

    assert all(d.keep for d in filled)


def test_a_lead_below_the_headline_is_put_back_and_a_byline_is_not() -> None:
    lead = "Councillors want to know what it would cost to bring it back"
    body = f"<h1>Ferry</h1><p class=standfirst>{lead}</p><p>By Ada</p><p>{SENTENCE}</p><p>{OTHER} {LAST}</p>"
    layout = page(body)
    filled = fill_gaps(layout, decided(layout, "Ferry", lead, "By Ada"))

    assert kept(layout.blocks, filled) == [lead, SENTENCE, f"{OTHER} {LAST}"]


def test_link_lists_between_paragraphs_stay_out() -> None:
    links = "<p><a href=/a>Read also about the boats</a></p>"
    layout = page(f"<div><p>{SENTENCE} {OTHER}</p>{links}<p>{OTHER}</p><p>{LAST}</p></div>")
    filled = fill_gaps(layout, decided(layout, "Read also about the boats"))

    assert "Read also about the boats" not in kept(layout.blocks, filled)


def test_labels_above_the_first_prose_go_unless_a_rule_keeps_them() -> None:
    layout = page(f"<h1>Ferry</h1><p>Defense Ministry</p><p>{SENTENCE}</p><p>Yes</p><p>{LAST}</p>")
    by_rule = [Decision(True, "rule", "x") if b.text == "Defense Ministry" else KEEP for b in layout.blocks]

    assert kept(layout.blocks, trim_edges(layout.blocks, decided(layout))) == ["Ferry", SENTENCE, "Yes", LAST]
    assert "Defense Ministry" in kept(layout.blocks, trim_edges(layout.blocks, by_rule))


def test_a_page_of_links_is_left_alone() -> None:
    layout = page("".join(f"<p><a href=/{i}>Story number {i}</a></p>" for i in range(9)))

    assert len(kept(layout.blocks, trim_edges(layout.blocks, decided(layout)))) == 9


def test_a_pull_quote_and_a_second_copy_come_out_once() -> None:
    quote = "to the doors, and several speakers recalled the long winters"
    layout = page(
        f"<p>{SENTENCE}</p><blockquote>{quote}</blockquote><p>{OTHER}</p><p>{SENTENCE}</p><p>Yes.</p><p>Yes.</p>"
    )

    assert kept(layout.blocks, cut_repeats(layout.blocks, decided(layout))) == [SENTENCE, OTHER, "Yes.", "Yes."]


def test_images_follow_the_text_around_them() -> None:
    layout = page(
        f"<img src=/logo.png><p>{SENTENCE}</p><img src=/a.jpg><p>{OTHER}</p>"
        f"<figure><img src=/b.jpg><figcaption>The ferry</figcaption></figure><p>{LAST}</p><p>About</p><img src=/ad.png>"
    )
    judged = judge_images(layout.blocks, decided(layout, "About"))
    sources = [c[0].element.get("src") for c, b, d in zip(layout.chunks, layout.blocks, judged, strict=True)
               if b.kind is Kind.IMAGE and d.keep]  # fmt: skip

    assert sources == ["/a.jpg", "/b.jpg"]


def test_a_few_labels_of_many_are_no_article_and_a_short_page_is_one() -> None:
    menu = page("".join(f"<p>Label number {i}</p>" for i in range(30)))
    few = [KEEP if i < 3 else CUT for i in range(30)]
    short = page("<p>Closed today</p>")

    assert not is_article(menu.blocks, few)
    assert is_article(short.blocks, [KEEP])
    assert not is_article(short.blocks, [CUT])


def test_confidence_grows_with_prose_and_stays_between_0_and_1() -> None:
    prose = page(f"<p>{SENTENCE} {OTHER} {LAST}</p>" * 5)
    labels = page("<p>Label</p>" * 15)
    sure, unsure = (confidence_of(p.blocks, [KEEP] * len(p.blocks)) for p in (prose, labels))

    assert 0 <= unsure < sure <= 1
    assert confidence_of(prose.blocks, [CUT] * len(prose.blocks)) == 0
