"""A box in mid-article that shows a page elsewhere is a link with that page's title."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

ONE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said."
TWO = "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost."
THREE = "In the evening the wind turned to the north, and the boats that were still out made for the island."
FOUR = "The baker, who has no boat, said that the whole affair had done more for the town than any regatta."
ABOUT = "Where the birds go in winter, drawn from forty years of rings and a good deal of guessing by those who count."
URL = "https://birds.example/atlas"
TITLE = "An atlas of terns"
LINK = f"[{TITLE}]({URL})"

CARDS = [
    f"<figure class=bookmark><a href={URL}><div><div class=b-title>{TITLE}</div><div>{ABOUT}</div><div><img src=/i.ico>"
    "<span>Birds</span><span>Jane Roe</span></div></div><div><img src=/t.jpg></div></a></figure>",
    f"<div class=mixtape><a href={URL}><div><h2>{TITLE}</h2><h3>{ABOUT}</h3><p>birds.example</p></div></a></div>",
    f"<a href={URL} class=card-link><div><div class=name>{TITLE}</div><div class=text>{ABOUT}</div></div></a>",
    f"<div><div><a href={URL}><p>birds.example</p><p class=heading>{TITLE}</p><p>{ABOUT}</p></a></div></div>",
    f"<figure><div><blockquote class=wp-embedded-content><a href={URL}>{TITLE}</a></blockquote>"
    f"<iframe class=wp-embedded-content src={URL}/embed title='“{TITLE}”'></iframe></div></figure>",
]


def written(middle: str, format: str = "markdown", head: str = "") -> str:
    page = (
        f"<html lang=en><head><title>Terns</title>{head}</head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>Terns</h1><p>{ONE}</p><p>{TWO}</p>{middle}<p>{THREE}</p><p>{FOUR}</p></article></body></html>"
    )
    return RENDERERS[format](extract(Source("a.html", page.encode())), WriteOptions(front_matter=False))


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_a_link_with_its_title(card: str) -> None:
    assert written(card).strip().split("\n\n")[-3] == LINK
    for format in ("text", "html"):
        text = written(card, format)
        assert text.count(TITLE) == 1 and "guessing" not in text and "Jane Roe" not in text


@pytest.mark.parametrize("card", CARDS[:3])
def test_each_of_two_cards_is_a_link(card: str) -> None:
    text = written(card + card.replace("atlas", "map").replace("An map", "A map"))

    assert text.count("](https://birds.example/") == 2 and "guessing" not in text


def test_a_card_of_the_site_itself_and_one_beside_no_text_stay_as_they_are() -> None:
    own = written(CARDS[1], head="<link rel=canonical href=https://birds.example/terns>")
    assert f"{LINK}\n\n{THREE}" not in own
    page = f"<html><title>Terns</title><body><main>{CARDS[1]}{CARDS[1]}<p>{ONE}</p></main></body></html>"
    article = extract(Source("a.html", page.encode()))
    assert any("guessing" in block.text for block in article.blocks)


def test_a_link_with_one_line_in_it_keeps_its_words() -> None:
    assert f"[{ABOUT}]({URL})" in written(f"<p>See: <a href={URL}>{ABOUT}</a></p>")
