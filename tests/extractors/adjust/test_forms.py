"""A page that is a form has no article: to log in, to sign up, to search once more."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import Status

HEADER = "<header><a href=/>Post</a><nav><a href=/n>News</a> <a href=/s>Sea</a></nav></header>"
FOOTER = "<footer>© Post. <a href=/imprint>Imprint</a></footer>"
TEXT = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said."
NEXT = "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost."
PASSWORD = "<label>Email <input type=email name=e></label><label>Password <input type=password name=p></label>"
NOTHING = "<p>Sorry, but nothing matched your search terms. Please try again with some different words.</p>"


def page(title: str, main: str) -> bytes:
    return f"<html lang=en><head><title>{title} | Post</title></head><body>{HEADER}<main>{main}</main>{FOOTER}".encode()


FORMS = [
    (
        "Sign in",
        f"<div class=box><h1>Sign in</h1><form>{PASSWORD}<button>Go</button></form><p><a href=/f>Forgot it?</a></p>"
        "<p>New to the Post? <a href=/join>Create an account</a> to save articles and join in.</p></div>",
    ),
    (
        "Konto anlegen",
        "<h1>Konto anlegen</h1><p>Mit einem Konto können Sie Artikel merken und unter den Texten mitreden.</p>"
        f"<form><p>{PASSWORD}</p><p><small>Mindestens acht Zeichen, davon ein Buchstabe und eine Ziffer.</small></p>"
        "<p><label><input type=checkbox> Ich habe die Bedingungen gelesen und bin einverstanden.</label></p></form>",
    ),
    ("You searched for oil", f"<h1>Nothing Found</h1>{NOTHING}<form role=search><input name=s value=oil></form>"),
    (
        "Search",
        f"<form><input type=search value='tern count'></form><h1>Results for “tern count”</h1>{NOTHING}"
        "<ul><li>Check the spelling of your words.</li><li>Try more general words.</li></ul>",
    ),
]


@pytest.mark.parametrize(("title", "main"), FORMS)
def test_a_page_that_is_a_form_has_no_article(title: str, main: str) -> None:
    assert extract(Source("a.html", page(title, main))).status is Status.NO_ARTICLE


@pytest.mark.parametrize(
    "main",
    [
        f"<article><h1>Harbour</h1><p>{TEXT}</p><p>{NEXT}</p></article><aside><form>{PASSWORD}</form></aside>",
        f"<article><h1>Harbour</h1><p>{TEXT}</p></article><div><div class=b><form>{PASSWORD}</form></div></div>",
        f"<article><h1>Harbour</h1><p>{TEXT}</p></article><form><input type=search value='Find …'></form>",
    ],
)
def test_a_short_article_beside_a_form_is_one(main: str) -> None:
    article = extract(Source("a.html", page("Harbour", main)))

    assert article.status is Status.OK and TEXT in article.text


def test_results_of_a_search_are_a_listing() -> None:
    results = "".join(f"<li><a href=/{i}>{TEXT[: 40 + i]}</a><p>{NEXT}</p></li>" for i in range(8))
    main = f"<h1>Results for “harbour”</h1><form role=search><input name=q value=harbour></form><ul>{results}</ul>"

    assert not any("form" in d.reason for d in extract(Source("a.html", page("Search", main))).decisions)
