"""Pages that are huge, contradictory or made to hurt: bounded work, safe lines, no exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.options import ExtractOptions

PROSE = "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to traffic.</p>" * 4
LD = '<script type="application/ld+json">'


def article_of(head: str = "", body: str = "") -> Article:
    page = f"<html><head>{head}</head><body>{body}{PROSE}</body></html>"
    return extract(Source("page", page.encode()), ExtractOptions(extractor="model"))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>" + "Harbour " * 15_000 + "</title>", ""),
        ("<title>" + "a | " * 30_000 + "</title>", ""),
        ("<title>" + "中" * 100_000 + "</title>", "<h1>" + "x" * 100_000 + "</h1>"),
        ("", "<h1>Harbour - reopens</h1>" * 3_000),
        ('<meta property="og:title" content="a - b">' * 5_000, ""),
        ('<meta name="author" content="' + "Jane Doe, " * 20_000 + '">', ""),
        ("", '<span class="author">' * 3_000 + "Jane Doe" + "</span>" * 3_000),
        ("", '<time datetime="2024-05-06">x</time>' * 5_000),
        ("", '<p class="byline">By ' + "Jane Doe and " * 10_000 + "</p>"),
        ("", '<div class="date">' + "1/2/2020 " * 20_000 + "</div>"),
        (LD + "[" * 500_000 + "</script>", ""),
        (LD + '{"@type":"Article","author":[' + '{"name":"Jane Doe"},' * 20_000 + "{}]}</script>", ""),
        ('<meta name="keywords" content="' + "port," * 50_000 + '">', ""),
        ('<meta property="' + "og:title " * 5_000 + '" content="Harbour">', ""),
    ],
)  # fmt: skip
def test_huge_declarations_are_bounded(head: str, body: str) -> None:
    meta = article_of(head, body).metadata

    assert len(meta.title or "") <= 300
    assert len(meta.authors) <= 12
    assert len(meta.tags) <= 50


def test_right_to_left_and_mixed_scripts_stay_as_they_are_written() -> None:
    title = "إعادة فتح ميناء Kelport بعد العاصفة"
    meta = article_of(f"<title>{title}</title>", f"<h1>{title}</h1><p>بقلم: ليلى حداد</p>").metadata

    assert meta.title == title
    assert meta.authors in ((), ("ليلى حداد",))


VALUE = st.text(alphabet="aZ 1|–:·<>&;/.é中ع\u202e\x1b\n2024-05", max_size=30)


@settings(max_examples=60, deadline=None)
@given(names=VALUE, day=VALUE, title=VALUE)
def test_whatever_is_declared_comes_out_as_safe_lines(names: str, day: str, title: str) -> None:
    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    head = (
        f"<title>{safe(title)}</title><meta name='author' content=\"{safe(names)}\">"
        f'<meta property="article:published_time" content="{safe(day)}">'
    )
    article = article_of(head, f'<h1>{safe(title)}</h1><p class="byline">{safe(names)}</p><time>{safe(day)}</time>')
    meta = article.metadata
    values = [meta.title, *meta.authors, meta.date, *(c.value for c in article.candidates)]

    for value in values:
        assert value is None or (value == " ".join(value.split()) and not set(value) & set("\u202e\x1b"))
