"""Lists of linked headlines below an article are cut; threads, chapters and listings are not."""

from __future__ import annotations

from cleancopy.extractors import Decision
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.teasers import cut_teasers
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import Layout, split
from cleancopy.extractors.page.parse import parse_html

PROSE = f"<p>{'The harbour council met on Tuesday and said little. ' * 20}</p>"
KEEP = Decision(True, By.MODEL, "")


def cut(body: str, decision: Decision = KEEP) -> int:
    blocks = split(parse_html(f"<body>{body}", "-")[0]).blocks
    return sum(d.by is By.TEASER for d in cut_teasers(Layout(tuple(blocks)), [decision] * len(blocks), Context()))


def cards(count: int, headline: str = "<a href=/{n}>Ferry {n}</a>", text: str = "It sailed.") -> str:
    items = "".join(f"<li><h3>{headline.format(n=n)}</h3><p>{text}</p></li>" for n in range(count))
    return f"<ul>{items}</ul>"


def test_a_list_of_linked_headlines_below_the_article_is_cut() -> None:
    assert cut(PROSE + cards(6)) == 12


def test_what_is_no_list_of_teasers_stays() -> None:
    assert cut(cards(6)) == 0  # the page is the list
    assert cut(PROSE + cards(3)) == 0
    assert cut(PROSE + cards(6, "Step {n}")) == 0  # headlines without links: a list of ten best, chapters
    assert cut(PROSE + cards(6, "<a href=/{n}>Re: Heater</a>")) == 0  # a thread
    assert cut(PROSE + cards(6, text="A post says much. " * 40)) == 0


def test_what_a_rule_keeps_stays() -> None:
    assert cut(PROSE + cards(6), Decision(True, By.RULE, "mine")) == 0
