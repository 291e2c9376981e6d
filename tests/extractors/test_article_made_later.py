"""What an article makes when it is first asked for: metadata, markup, explanation."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from cleancopy.extractors import Article, Metadata, Source, Status, extract


@pytest.fixture
def article(samples: Path) -> Article:
    return extract(Source("newspaper.html", (samples / "pages" / "newspaper.html").read_bytes()))


def test_everything_is_there_whatever_is_printed(article: Article) -> None:
    assert article.metadata.authors
    assert article.html is not None
    assert article.html.startswith("<")
    assert article.candidates
    assert article.explanation is not None
    assert len(article.explanation.grounds) == len(article.blocks)


def test_a_value_is_made_once(article: Article) -> None:
    calls: list[int] = []

    def made() -> Metadata:
        calls.append(1)
        return Metadata(title="T")

    one = Article("a", Status.OK, made)  # type: ignore[arg-type]
    assert calls == []
    assert (one.metadata.title, one.metadata.title, one.title) == ("T", "T", "T")
    assert calls == [1]
    assert article.metadata is article.metadata


def test_the_title_is_that_of_the_metadata_and_needs_no_other(article: Article) -> None:
    title = article.title
    assert callable(article.__dict__["metadata"])
    assert article.metadata.title == title != ""


def test_a_copy_with_another_field_makes_nothing(article: Article) -> None:
    other = article.but(source="b.html")
    assert (other.source, article.source) == ("b.html", "newspaper.html")
    assert callable(other.__dict__["tree"])
    assert callable(other.__dict__["metadata"])
    assert other.html == article.html


def test_a_pickled_article_is_whole_and_small(article: Article) -> None:
    other = pickle.loads(pickle.dumps(article))
    assert other == article.but(explanation=None)
    assert other.explanation is None
    assert other.html == article.html


def test_its_representation_is_short(article: Article) -> None:
    assert repr(article).startswith("<Article 'Tarnmouth votes to keep")
    assert repr(article).endswith(f"ok, {article.word_count} words, confidence {article.confidence:.2f}>")
    assert repr(Article("a", Status.NO_ARTICLE, Metadata())) == "<Article no-article, 0 words, confidence 0.00>"
