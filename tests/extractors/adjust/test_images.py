"""Images follow the text that they stand between."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Decision, Kind
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.images import judge_images
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

KEEP, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")
TEXT, MENU = "<p>The harbour council met.</p>", "<p>menu</p>"
LONG = f"<p>{'The harbour council met on Tuesday. ' * 6}</p>"
FIGURE = "<figure><img src=f.jpg><figcaption>{}</figcaption></figure>"


def images_of(body: str) -> list[str | None]:
    """The kept images of a page on which all text is kept that does not say "menu"."""
    layout = split(parse_html(f"<body>{body}", "-")[0])
    decisions = [CUT if b.text == "menu" or b.kind is Kind.IMAGE else KEEP for b in layout.blocks]
    judged = judge_images(layout, decisions, Context())
    assert [d.keep for d, b in zip(judged, layout.blocks, strict=True) if b.kind is not Kind.IMAGE] == [
        d.keep for d, b in zip(decisions, layout.blocks, strict=True) if b.kind is not Kind.IMAGE
    ]
    rows = zip(layout.chunks, layout.blocks, judged, strict=True)
    return [c[0].element.get("src") for c, b, d in rows if b.kind is Kind.IMAGE and d.keep]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"{TEXT}<img src=a.jpg>{TEXT}", ["a.jpg"]),
        (f"{TEXT}<img src=a.jpg><img src=b.jpg>{TEXT}", ["a.jpg", "b.jpg"]),
        (f"<img src=logo.png>{TEXT}", []),
        (f"{TEXT}<img src=a.jpg>", ["a.jpg"]),
        (f"{TEXT}<img src=ad.png>{MENU}", []),
        (f"{MENU}<img src=ad.png>{TEXT}", []),
        (f"{TEXT}{MENU}<img src=ad.png>{TEXT}", []),
        (f"{MENU}<img src=ad.png>{MENU}", []),
        (f"<figure><img src=f.jpg></figure>{TEXT}", ["f.jpg"]),
        (f"{TEXT}<figure><img src=f.jpg></figure>{MENU}", ["f.jpg"]),
        (f"{MENU}{FIGURE.format('The ferry')}{MENU}", ["f.jpg"]),
        (f"{MENU}{FIGURE.format('menu')}{MENU}", []),
        ("<img src=a.jpg><img src=b.jpg>", []),
    ],
)
def test_an_image_is_kept_where_it_stands_in_the_article(body: str, kept: list[str]) -> None:
    assert images_of(body) == kept


@pytest.mark.parametrize("keep", [True, False])
def test_what_a_rule_says_of_an_image_holds(keep: bool) -> None:
    layout = split(parse_html(f"<body>{TEXT}<img src=a.jpg>{TEXT if not keep else MENU}", "-")[0])
    by_rule = Decision(keep, By.RULE, "x")

    judged = judge_images(layout, [KEEP, by_rule, KEEP if not keep else CUT], Context())
    assert judged[1] == by_rule


HERO = "<img src=hero.jpg>"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"<h1>Ferry</h1><div>{HERO}</div><p>menu</p>{LONG}", ["hero.jpg"]),
        (f"<h1>Ferry</h1><div><img src=logo.png>{HERO}</div><p>menu</p>{LONG}", ["hero.jpg"]),
        (f"<h1>Ferry</h1><div class=author-box><img src=ines.jpg></div><p>menu</p>{LONG}", []),
        (f"<h1>Ferry</h1><div><img src=ines.jpg width=60></div><p>menu</p>{LONG}", []),
        (f"<h1>Ferry</h1><div><img src=hero.jpg width='²'></div><p>menu</p>{LONG}", ["hero.jpg"]),
        (f"<p>menu</p><figure>{HERO}</figure><h1>Ferry</h1><p>menu</p>{LONG}", ["hero.jpg"]),
        (f"<div>{HERO}</div><p>menu</p><p>no headline</p>{LONG}", []),
    ],
)
def test_the_picture_between_headline_and_article_is_kept(body: str, kept: list[str]) -> None:
    assert images_of(body.replace("no headline", "menu")) == kept


@pytest.mark.parametrize(
    ("beside", "kept"),
    [
        ("<div class=image-caption>menu</div>", ["a.jpg"]),
        ("<figure><img src=a.jpg><figcaption>menu</figcaption></figure>", ["a.jpg"]),
    ],
)
def test_a_caption_that_was_cut_does_not_part_an_image_from_the_text(beside: str, kept: list[str]) -> None:
    image = "" if "figure" in beside else "<div><img src=a.jpg></div>"

    assert images_of(f"{TEXT}{image}{beside}{TEXT}") == kept


def test_a_picture_in_a_box_of_links_is_cut() -> None:
    box = "<div><ul><li><img src=a.jpg><a href=/x>menu</a></ul></div>"

    assert images_of(f"<div>{TEXT}{box}{TEXT}</div>") == []
