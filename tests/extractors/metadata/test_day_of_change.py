"""The day of the last change: in the class of a <time>, and in a line at the article's end."""

from __future__ import annotations

import pytest

from cleancopy import extract

LONG = "".join(
    f"<p>The harbour reopened on day {i}, after a storm had closed it to all traffic for a week, officials said.</p>"
    for i in range(12)
)


def days(above: str = "", end: str = "", behind: str = "") -> tuple[str | None, str | None]:
    """Return the first ten signs of the days on which a page was published and changed."""
    article = f"<article><h1>Chains across the harbour</h1>{above}{LONG}{end}</article>{behind}"
    page = f"<html lang=en><title>Chains across the harbour</title><body><main>{article}</main></body></html>"
    found = extract(page, extractor="model").metadata
    return (found.date or "")[:10] or None, (found.modified or "")[:10] or None


PUBLISHED = '<time class="entry-date published" datetime="2024-04-17T09:15:00+02:00">17 April 2024</time>'
CHANGED = '<time class="updated" datetime="2024-04-19T10:00:00+02:00">19 April 2024</time>'


@pytest.mark.parametrize(
    "times",
    [
        PUBLISHED + CHANGED,
        PUBLISHED + CHANGED.replace('"updated"', '"dt-updated"'),
        PUBLISHED.replace("published", "") + CHANGED.replace('"updated"', '"modified-date"'),
    ],
)
@pytest.mark.parametrize("place", ["above", "end", "behind"])
def test_the_class_of_a_time_tells_the_change_from_the_publication(times: str, place: str) -> None:
    assert days(**{place: f"<div class=entry-meta>{times}</div>"}) == ("2024-04-17", "2024-04-19")


def test_the_day_of_a_change_may_stand_before_that_of_the_publication() -> None:
    assert days(f"<div class=entry-meta>{CHANGED}{PUBLISHED}</div>") == ("2024-04-17", "2024-04-19")


@pytest.mark.parametrize("names", ["entry-date published updated", "entry-date updated td-module-date"])
def test_a_time_that_is_both_is_no_change(names: str) -> None:
    both = PUBLISHED.replace("entry-date published", names)

    assert days(f"<div class=entry-meta>{both}</div>") == ("2024-04-17", None)


FOOTERS = [
    "<footer>Last updated on 20 May 2024</footer>",
    "<p>Page last modified: 2024-05-20</p>",
    "<footer><a href=/e>Edit this page</a> <span>Last updated on <time datetime='2024-05-20T00:00:00Z'>May 20, 2024"
    "</time> by <b>Noor</b></span></footer>",
]


@pytest.mark.parametrize("footer", FOOTERS)
@pytest.mark.parametrize("place", ["end", "behind"])
def test_a_footer_says_the_day_of_the_change_alone(footer: str, place: str) -> None:
    assert days(**{place: footer}) == (None, "2024-05-20")
    assert days("<p>By Nora Lind, published 17 April 2024</p>", **{place: footer}) == ("2024-04-17", "2024-05-20")


def test_what_stands_below_another_heading_is_no_change_of_the_article() -> None:
    behind = "<h2>More from the coast</h2><div>The ferry. Updated 20 May 2024</div>"

    assert days("<p>Published 17 April 2024</p>", behind=behind) == ("2024-04-17", None)
