"""Lines near the title that say in words who wrote the article, and when it came out and was changed."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.options import ExtractOptions

PROSE = (
    "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to traffic.</p>"
    "<p>Nobody was hurt, said the harbour master, who had waited nine days for the wind to turn again.</p>"
    "<p>The council meets next week to talk about the wall, which is older than the town itself.</p>"
)


def article_of(line: str, below: str = "") -> Article:
    body = f"<article><h1>Harbour reopens</h1>{line}{PROSE}{below}</article>"
    page = f"<html><head><meta charset=utf-8><title>Harbour reopens</title></head><body>{body}</body></html>"
    return extract(Source("page.html", page.encode()), ExtractOptions(extractor="model"))


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>كتبت: ليلى الحداد</p>", ["ليلى الحداد"]),
        ("<p>كتب: سامي الحداد</p>", ["سامي الحداد"]),
        ("<p class=byline>Interview: Sven Achterberg</p>", ["Sven Achterberg"]),
        ("<p class=byline>Wywiad: Jan Gąsior</p>", ["Jan Gąsior"]),
        ("<p>Autor: Jan Gąsior, 7 października 2023</p>", ["Jan Gąsior"]),
        ("<p>Autora: Inés Pardo, 7 de septiembre de 2023</p>", ["Inés Pardo"]),
        ("<p>2024-03-09 08:12 来源：滨海晚报 作者：李明</p>", ["李明"]),
        ("<p>来源：滨海晚报 作者：李明</p>", ["李明"]),
        ("<p>来源：滨海晚报</p>", []),
        ("<p>Hosted by Nell Abara. Published May 6, 2024.</p>", ["Nell Abara"]),
        ("<p>3 May 2024 — by Nell Abara</p>", ["Nell Abara"]),
        ("<p>Friday, May 3, 2024, 10:30 am | By Nell Abara and Rui Sá</p>", ["Nell Abara", "Rui Sá"]),
        ("<p>03.05.2024 – von Nell Abara</p>", ["Nell Abara"]),
        ("<p>3 mai 2024 · par Nell Abara</p>", ["Nell Abara"]),
        ("<p>3 May 2024 — Kelport</p>", []),
    ],
)
def test_authors_are_named_without_the_words_that_say_so(line: str, authors: list[str]) -> None:
    assert list(article_of(line).metadata.authors) == authors


@pytest.mark.parametrize(
    ("line", "date", "modified"),
    [
        ("<p>2024-03-09 08:12 来源：滨海晚报 作者：李明</p>", "2024-03-09T08:12", None),
        ("<p>Posted by <a href=/x>Nell Abara</a> on Friday, 3 May 2024 at 10:00</p>", "2024-05-03T10:00", None),
        ("<p>Updated 4 May 2024, published 3 May 2024</p>", "2024-05-03", "2024-05-04"),
        ("<p>Veröffentlicht am 3. Mai 2024, aktualisiert am 4. Mai 2024</p>", "2024-05-03", "2024-05-04"),
        ("<p>Hosted by Nell Abara. Published May 6, 2024.</p>", "2024-05-06", None),
        ("<p>公開日：令和６年５月３日</p>", "2024-05-03", None),
        ("<p class=date>۱۴ اردیبهشت ۱۴۰۳</p>", "2024-05-03", None),
        ("<p class=date>3 พ.ค. 2567</p>", "2024-05-03", None),
        ("<p>Published <time datetime=2567-05-03>3 May</time></p>", "2024-05-03", None),
    ],
)
def test_dates_that_a_line_names_in_so_many_words_are_believed(line: str, date: str, modified: str | None) -> None:
    meta = article_of(line).metadata
    assert (meta.date, meta.modified) == (date, modified)


def test_a_line_of_plain_text_names_both_days_too() -> None:
    text = "Harbour reopens\n\nUpdated 4 May 2024, published 3 May 2024\n\n"
    text += "\n\n".join(part.removeprefix("<p>") for part in PROSE.split("</p>"))
    meta = extract(Source("page.txt", text.encode()), ExtractOptions(extractor="model")).metadata
    assert (meta.date, meta.modified) == ("2024-05-03", "2024-05-04")


def test_the_day_of_what_is_quoted_is_not_that_of_the_article() -> None:
    tweet = (
        "<blockquote class=twitter-tweet><p>What a day at the harbour it was, with everybody on the quay!</p>"
        "&mdash; Ann (@ann) <a href=https://twitter.com/ann/status/1>June 7, 2024</a></blockquote>"
    )
    assert article_of("", tweet + PROSE).metadata.date is None
