"""What a page or a mailing says of itself is cut."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Decision
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.service_lines import cut_service_lines
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

PROSE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said. " * 2


def kept(below: str, above: str = f"<p>{PROSE}</p>") -> list[str]:
    """What is left of a page of which everything was kept, without its first block."""
    layout = split(parse_html(f"<body>{above}{below}", "-")[0])
    decided = cut_service_lines(layout, [Decision(True, By.MODEL, "")] * len(layout.blocks), Context())
    return [b.text for b, d in zip(layout.blocks, decided, strict=True) if d.keep][1:]


@pytest.mark.parametrize(
    "appeal",
    [
        "Please enable JavaScript to view the comments.",
        "Bitte aktivieren Sie JavaScript.",
        "Veuillez activer le javascript pour lire la suite.",
    ],
)
def test_appeals_for_scripts_are_cut_where_browsers_without_them_show_them(appeal: str) -> None:
    assert kept(f"<noscript>{appeal}</noscript>") == []
    assert kept(f"<noscript><p>{appeal}</p></noscript>") == []
    assert kept(f"<p>{appeal}</p>") == [appeal]


@pytest.mark.parametrize(
    "line",
    [
        "<p>You get this because you asked for it. <a href='/u'>Unsubscribe</a></p>",
        "<p><a href='/u'>Newsletter abbestellen</a></p>",
        "<td><a href='https://x.example/unsubscribe?id=3'>Hier</a> klicken</td>",
        "<p><a href='/u'>Se désinscrire</a> | <a href='/b'>Voir en ligne</a></p>",
        "<p><a href='/u'>配信停止はこちら</a></p>",
    ],
)
def test_a_mailing_ends_above_its_line_to_unsubscribe(line: str) -> None:
    assert kept(f"<p>Yours, Ivy</p>{line}<p>Ferry Ltd, 1 Quay Street, Kelport</p>") == ["Yours, Ivy"]


def test_text_about_it_stays() -> None:
    assert len(kept("<p>Nobody could unsubscribe.</p>")) == 1
    assert len(kept(f"<p>Here you can <a href='/u'>unsubscribe</a>.</p><p>{PROSE * 3}</p>")) == 2
    assert len(kept("<p>You can <a href='/u'>unsubscribe</a>.</p>", "<p>Hello.</p>")) == 1


ASKS = "The Quay Letter lives on its readers. To get the next one, become a subscriber."
MAIL = "<input type=email name=email><input type=submit value=Yes>"


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=subscription-widget><div class=preamble><p>{ASKS}</p></div><form>{MAIL}</form></div>",
        f"<form><p>{ASKS}</p><label>Address <input name=EMAIL></label><label>Name <input></label></form>",
        f"<div><h2>The Quay Letter</h2><p>{ASKS}</p><div><form>{MAIL}</form></div><p>No spam, ever.</p></div>",
        f"<div><p>Der Kaibrief lebt von seinen Lesern. Wenn du ihn willst, abonniere ihn.</p><form>{MAIL}</form></div>",
        f"<aside><p>毎週金曜日に港のニュースをお届けします。ぜひご登録ください。</p><form><div>{MAIL}</div></form></aside>",
    ],
)
def test_boxes_with_a_form_for_an_address_are_cut(box: str) -> None:
    assert kept(f"{box}<p>{PROSE}</p>", f"<article><p>{PROSE}</p><p>{PROSE}</p>") == [PROSE.strip()] * 2


@pytest.mark.parametrize(
    "box",
    [
        f"<div><p>{ASKS}</p><form>{MAIL}<textarea></textarea></form></div>",  # a letter to the editor
        f"<div><p>{ASKS}</p><form><input name=q></form></div>",
        f"<div><p>{ASKS}</p><form>{MAIL}<input type=password></form></div>",
        f"<article><p>{ASKS}</p><form>{MAIL}</form></article>",  # the article's last words, or the page's only ones
        f"<div><p>{PROSE}</p><p>{PROSE}</p><p>{ASKS}</p><form>{MAIL}</form></div>",
        f"<div><p>{ASKS}</p></div><div><form>{MAIL}</form></div>",
    ],
)
def test_text_next_to_other_forms_and_in_the_article_stays(box: str) -> None:
    assert ASKS in kept(f"{box}<p>{PROSE}</p>", f"<p>{PROSE}</p><p>{PROSE}</p>")
