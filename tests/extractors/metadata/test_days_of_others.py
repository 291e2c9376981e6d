"""The days of mails that are answered or passed on, and of a live blog's later entries, are not the page's."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

TEXT = (
    "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said.",
    "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost.",
    "In the evening the wind turned to the north, and the boats that were still out made for the island.",
)
ANSWER = f"<p>Dear Nora,</p><p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>Tom</p>"
ASKED = "<p>Will the harbour be open again before the regatta begins?</p>"
OUTLOOK = (
    "<p><b>{}:</b> Nora &lt;nora@port.example&gt;<br><b>{}:</b> Monday, 5 February 2024 10:00<br><b>{}:</b> Tom</p>"
)


def day_of(page: str, name: str = "a.html") -> str | None:
    return extract(Source(name, page.encode())).metadata.date


@pytest.mark.parametrize(
    "header",
    [
        OUTLOOK.format("From", "Sent", "To") + ASKED,
        OUTLOOK.format("Von", "Gesendet", "An").replace("Monday, 5 February", "Montag, 5. Februar") + ASKED,
        "<div>On Mon, 5 Feb 2024 at 10:00, Nora &lt;<a href='mailto:nora@port.example'>nora@port.example</a>&gt; wrote:"
        f"<br></div><blockquote>{ASKED}</blockquote>",
        f"<div>Am 05.02.2024 um 10:00 schrieb Nora:</div><blockquote type=cite>{ASKED}</blockquote>",
        "<div>---------- Forwarded message ---------<br>From: Nora &lt;nora@port.example&gt;<br>"
        f"Date: 5 February 2024<br>Subject: harbour</div>{ASKED}",
    ],
)
def test_the_day_of_the_mail_that_is_answered_is_not_the_answers(header: str) -> None:
    assert day_of(f"<html><title>RE: harbour</title><body>{ANSWER}{header}</body></html>") is None


def test_an_answer_as_plain_text_has_no_day_of_its_own() -> None:
    text = "Dear Nora,\n\n{}\n\n{}\n\nTom\n\nOn 5 February 2024, Nora <nora@port.example> wrote:\n> Will it be open?\n"

    assert day_of(text.format(*TEXT), "a.txt") is None


def test_the_header_above_a_mail_that_was_printed_has_its_day() -> None:
    page = f"<html><title>harbour</title><body>{OUTLOOK.format('From', 'Sent', 'To')}{ANSWER}</body></html>"

    assert (day_of(page) or "").startswith("2024-02-05")


TIMES = ("2024-02-03T22:10:00Z", "2024-02-03T09:02:00Z", "2024-02-02T18:00:00Z")


def live_blog(entry: str, times: tuple[str, ...], own: str = "", head: str = "") -> str:
    entries = "".join(entry.format(day=day, text=text) for day, text in zip(times, TEXT, strict=True))
    return (
        f"<html lang=en><head><title>Storm over the island</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<main><article><h1>Storm over the island</h1>{own}{entries}</article></main></body></html>"
    )


ENTRIES = [
    "<div class=block><time datetime='{day}'>{day}</time><h2>It goes on</h2><p>{text}</p></div>",
    "<section><header><span class=entry-time>{day}</span></header><div><p>{text}</p></div></section>",
    "<div class=post><p><time>{day}</time></p><p>{text}</p></div>",
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_live_blog_has_the_day_of_its_earliest_entry(entry: str) -> None:
    assert (day_of(live_blog(entry, TIMES)) or "").startswith("2024-02-02")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_live_blog_has_the_day_that_it_declares(entry: str) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Storm over the island", '
        '"datePublished": "2024-02-01T17:00:00Z", "liveBlogUpdate": [{"@type": "BlogPosting", '
        '"datePublished": "2024-02-03T22:10:00Z"}]}</script>'
    )

    assert (day_of(live_blog(entry, TIMES, head=head)) or "").startswith("2024-02-01")
    own = "<p class=byline>By Nora Lind, published 1 February 2024</p>"
    assert (day_of(live_blog(entry, TIMES, own)) or "").startswith("2024-02-01")


def test_the_footer_of_an_article_may_say_its_day() -> None:
    page = (
        "<html lang=en><title>Chains</title><body><a href=/>Notes</a><section><article><h2>Chains</h2>"
        f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p><footer><a href=/p/1>6th May 2012</a> <a href=/tag/sea>#sea</a></footer>"
        "</article></section><footer>Built on 7 July 2024</footer></body></html>"
    )

    assert day_of(page) == "2012-05-06"
