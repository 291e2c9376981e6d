"""Labels above the article's first prose."""

from __future__ import annotations

import pytest

from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.item_numbers import cut_item_numbers
from cleancopy.extractors.adjust.labels import cut_labels
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html

PROSE = "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p>"


def kept(html: str, by: By = By.MODEL) -> list[str]:
    """What is left of a page of which everything was kept."""
    layout = split(parse_html(html, "page")[0])
    decisions = cut_labels(layout, [Decision(True, by, "") for _ in layout.blocks], Context())
    return [block.text for block, decision in zip(layout.blocks, decisions, strict=True) if decision.keep]


@pytest.mark.parametrize("label", ["World", "By Jane Doe", "Photo: Jane Doe", "London"])
def test_a_label_above_the_prose_is_cut_and_one_below_stays(label: str) -> None:
    prose = kept(PROSE)
    assert kept(f"<p>{label}</p>{PROSE}") == prose
    assert kept(f"{PROSE}<p>{label}</p>") == [*prose, label]


def test_headings_sentences_and_what_a_rule_keeps_stay() -> None:
    assert kept(f"<h2>Harbour</h2>{PROSE}")[0] == "Harbour"
    assert kept(f"<p>It is back.</p>{PROSE}")[0] == "It is back."
    assert kept(f"<p>World</p>{PROSE}", by=By.RULE)[0] == "World"


@pytest.mark.parametrize(
    "heading",
    ["CHAPTER I.", "Chapter 12", "CHAPTER THE FIRST", "II", "IV.", "PREFACE", "BOOK IV", "Erstes Kapitel",
     "CHAPITRE PREMIER", "VORWORT", "Глава первая", "第一章"],
)  # fmt: skip
def test_titles_below_the_heading_of_a_chapter_stay(heading: str) -> None:
    title, prose = "THE FERRY STOPS", kept(PROSE)
    assert kept(f"<p>London</p><p>{heading}</p><p>{title}</p>{PROSE}") == [heading, title, *prose]


@pytest.mark.parametrize(
    "label", ["BOOK REVIEWS", "Preface", "i", "CIVIL", "WORLD", "PART TWO", "chapter and verse", "Part time"]
)
def test_what_only_resembles_the_heading_of_a_chapter_is_a_label(label: str) -> None:
    assert kept(f"<p>{label}</p><p>London</p>{PROSE}") == kept(PROSE)


def test_a_motto_and_its_author_stay() -> None:
    motto = "<blockquote><p>Nothing is ever done<br>Anon</p></blockquote>"
    assert kept(motto + PROSE)[:2] == ["Nothing is ever done", "Anon"]


def test_a_page_of_labels_keeps_them() -> None:
    labels = [f"Label {n}" for n in range(5)]
    assert kept("".join(f"<p>{label}</p>" for label in labels) + PROSE)[:5] == labels


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<ol><li><b>1.</b><p>Mix it.</p><li><div>2</div><p>Bake it.</p></ol>", ["Mix it.", "Bake it."]),
        ("<ol start=7><li><div>7)</div><p>Mix it.</p></ol>", ["Mix it."]),
        ("<ol><li><div>4</div><p>Mix it.</p></ol>", ["4", "Mix it."]),  # it says something else
        ("<ol><li>1<li>2</ol>", ["1", "2"]),  # that is all that they say
        ("<ul><li><div>1</div><p>Mix it.</p></ul>", ["1", "Mix it."]),  # the list does not count
        ("<ol><li><p>Mix it.</p><div>1</div></ol>", ["Mix it.", "1"]),
    ],
)
def test_numbers_that_the_list_gives_are_cut(html: str, left: list[str]) -> None:
    blocks = split(parse_html(html, "page")[0]).blocks
    decided = cut_item_numbers(Layout(tuple(blocks)), [Decision(True, By.MODEL, "90 %")] * len(blocks), Context())
    assert [block.text for block, decision in zip(blocks, decided, strict=True) if decision.keep] == left
