"""The lead between the headline and the text."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Decision
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.lead import keep_lead
from cleancopy.extractors.adjust.repeated_passages import cut_repeats
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

KEEP, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")
LEAD = "Councillors want to know what it would cost to bring it back"
TEXT = (
    "<p>The harbour council met on Tuesday evening to decide about the old ferry line of the town.</p>"
    "<p>Residents filled the hall to the doors, and several speakers recalled the long winters.</p>"
    "<p>A final vote is expected in March, when the money for the new landing has been found.</p>"
)


def lead_of(body: str, text: str = TEXT) -> list[str]:
    """What is kept beside the text itself, the lead being all that stands above it."""
    layout = split(parse_html(f"<body>{body}<main>{text}</main>", "-")[0])
    decisions = [KEEP if owner.getparent().tag == "main" else CUT for owner in layout.owners]
    judged = keep_lead(layout, decisions, Context())
    changed = zip(layout.blocks, decisions, judged, strict=True)
    return [block.text for block, before, after in changed if after.keep and not before.keep]


@pytest.mark.parametrize(
    "markup",
    [
        "<p class=standfirst>{}</p>",
        "<p class='article__lead'>{}</p>",
        "<p class=ArticlePage-subHeadline><span class=x>{}</span></p>",
        "<p itemprop=description>{}</p>",
        "<div class=vorspann><div><p>{}</p></div></div>",
        "<h2 class=subtitle>{}</h2>",
        "<p>By Ada Reed, for the paper</p><p class=dek>{}</p><p>12 March 2024</p>",
    ],
)
def test_what_is_marked_as_a_lead_between_headline_and_text_is_kept(markup: str) -> None:
    assert lead_of(f"<h1>Ferry</h1>{markup.format(LEAD)}") == [LEAD]


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Ferry</h1><p>{LEAD}</p>",  # not marked
        f"<h1>Ferry</h1><p class=leader-board>{LEAD}</p>",
        f"<p class=lead>{LEAD}</p>",  # no headline above it
        f"<h2>Ferry</h2><p class=lead>{LEAD}</p>",
        f"<p class=lead>{LEAD}</p><h1>Ferry</h1>",
        "<h1>Ferry</h1><p class=lead>By Ada Reed, today</p>",  # too short to say anything
        f"<h1>Ferry</h1><p class=lead><a href=/a>{LEAD}</a></p>",
        f"<h1>Ferry</h1><button class=lead>{LEAD}</button>",
        f"<h1>Ferry</h1><figure class=lead><figcaption>{LEAD}</figcaption></figure>",
        f"<h1>Ferry</h1><p class=lead>{LEAD}</p>" + "<p>menu</p>" * 15,  # far from the text
        f"<h1>Ferry</h1><div class=lead><div><div><p>{LEAD}</p></div></div></div>",
    ],
)
def test_nothing_else_above_the_text_is_a_lead(body: str) -> None:
    assert lead_of(body) == []


def test_scraps_of_an_article_have_no_lead() -> None:
    assert lead_of(f"<h1>Ferry</h1><p class=lead>{LEAD}</p>", "<p>Closed on Tuesday.</p>") == []
    assert lead_of(f"<h1>Ferry</h1><p class=lead>{LEAD}</p>", "") == []


def test_what_was_kept_stays_as_it_was_judged() -> None:
    layout = split(parse_html(f"<body><h1>Ferry</h1><p class=lead>{LEAD}</p>{TEXT}", "-")[0])
    decisions = [KEEP] * len(layout.blocks)

    assert keep_lead(layout, decisions, Context()) == tuple(decisions)


def test_a_lead_that_the_text_says_again_comes_out_once() -> None:
    lead = "The harbour council met on Tuesday evening to decide about the old ferry line"
    layout = split(parse_html(f"<body><h1>Ferry</h1><p class=lead>{lead}</p>{TEXT}", "-")[0])
    judged = [CUT, *[KEEP] * (len(layout.blocks) - 1)]
    decisions = cut_repeats(layout, keep_lead(layout, judged, Context()), Context())
    texts = [b.text for b, d in zip(layout.blocks, decisions, strict=True) if d.keep]

    assert sum("decide about the old ferry" in text for text in texts) == 1


@pytest.mark.parametrize("home", ["/", "https://kelport.example/", "//kelport.example"])
def test_what_a_site_says_of_itself_below_its_name_is_no_lead(home: str) -> None:
    body = f'<header><h1><a href="{home}">Kelport News</a></h1><p class=description>{LEAD}</p></header><h3>Ferry</h3>'
    assert lead_of(body) == []
    assert lead_of(body.replace(f'href="{home}"', 'href="/news/ferry"')) == [LEAD]
