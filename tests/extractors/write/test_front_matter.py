from __future__ import annotations

import pytest
import yaml
from fragments import tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Article, Metadata, Status
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import render_markdown
from cleancopy.extractors.write.markdown import front_matter

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def header(meta: Metadata) -> str:
    return front_matter(Article("-", Status.OK, meta))


def values(meta: Metadata) -> object:
    """What a reader of front matter finds: YAML between the first two lines of three hyphens."""
    opening, _, rest = header(meta).partition("\n")
    body, _, after = rest.partition("\n---\n")
    assert opening == "---"
    assert after == ""
    return yaml.safe_load(body)


def test_every_field_reads_back_under_its_name() -> None:
    meta = Metadata(
        title="A ship",
        authors=("Ann", "Bo"),
        date="2024-05-01",
        modified="2024-05-02T10:00:00+02:00",
        site="News",
        url="https://example.com/a",
        language="en",
        description="About it",
        image="https://example.com/a.jpg",
        tags=("sea", "trade"),
        license="CC BY 4.0",
    )

    assert values(meta) == {
        "title": "A ship",
        "authors": ["Ann", "Bo"],
        "date": "2024-05-01",
        "modified": "2024-05-02T10:00:00+02:00",
        "site": "News",
        "url": "https://example.com/a",
        "language": "en",
        "description": "About it",
        "image": "https://example.com/a.jpg",
        "tags": ["sea", "trade"],
        "license": "CC BY 4.0",
    }


def test_what_is_not_known_is_left_out() -> None:
    assert header(Metadata(title="A ship")) == '---\ntitle: "A ship"\n---\n'
    assert header(Metadata()) == "---\n---\n"


@pytest.mark.parametrize(
    "text",
    [
        *("no", "null", "~", "true", "1", "1.5", "0x1F", "2024-05-01", "12:30", "- item", "key: value", "# comment"),
        *("a # b", "{a}", "[a]", "&anchor", "*alias", "!tag", "%TAG", "@at", "`tick`", "|", ">", "'single'"),
        *('"double"', "back\\slash", "\\u0041", "---", "...", "a\n---\nb: c", "a\r\nb", "tab\there", " spaces "),
        *(
            "\u2028",
            "\u2029",
            "\x85",
            "\ufeff",
            "\0",
            "\x1b[31m",
            "\u202e",
            "\U000e0041",
            "👩\u200d🚀",
            "日本",
            "x" * 5000,
        ),
    ],
)
def test_texts_that_yaml_could_misread_read_back_as_they_are(text: str) -> None:
    meta = Metadata(title=text, authors=(text, "Bo"), date=text, description=text, tags=(text,))

    assert values(meta) == {"title": text, "authors": [text, "Bo"], "date": text, "description": text, "tags": [text]}


@settings(deadline=None, max_examples=200)
@given(TEXTS, TEXTS)
def test_any_title_and_author_read_back_as_they_are(title: str, author: str) -> None:
    found = values(Metadata(title=title, authors=(author,), language="no"))

    assert found == ({"title": title} if title else {}) | {"authors": [author], "language": "no"}


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_each_value_stands_on_a_line_of_its_own(title: str) -> None:
    text = header(Metadata(title=title, site="News"))

    assert text.splitlines() == text.split("\n")[:-1]
    assert len(text.splitlines()) == (4 if title else 3)


def test_front_matter_can_be_left_out() -> None:
    article = Article("-", Status.OK, Metadata(title="A ship", language="en"), tree=tree_of("<p>One.</p>"))

    assert render_markdown(article, WriteOptions()).startswith('---\ntitle: "A ship"\nlanguage: "en"\n---\n')
    assert render_markdown(article, WriteOptions(front_matter=False)).startswith("# A ship\n")
