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
