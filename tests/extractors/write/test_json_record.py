from __future__ import annotations

import json
from typing import Any

import pytest
from fragments import tree_of
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cleancopy.extractors import Article, Block, Decision, Kind, Metadata, Status, WriteOptions, __version__
from cleancopy.extractors.article import By
from cleancopy.extractors.options import EXTRAS
from cleancopy.extractors.text import UNSAFE
from cleancopy.extractors.write import render_json
from cleancopy.extractors.write.json_record import dump, failure, record, schema

FULL = Article(
    source="page.html",
    status=Status.OK,
    metadata=Metadata(
        title="The harbour",
        authors=("Ann", "Bo"),
        date="2024-05-01T10:00:00+02:00",
        modified="2024-05-02",
        site="News",
        url="https://example.com/a",
        language="en",
        description="About it",
        image="https://example.com/a.jpg",
        tags=("sea",),
        license="CC BY 4.0",
    ),
    blocks=(Block(0, Kind.PARAGRAPH, "Two words.", 2), Block(1, Kind.PARAGRAPH, "Menu", 1)),
    decisions=(Decision(True, By.PROSE, "in the main run"), Decision(False, By.RULE, "menu")),
    tree=tree_of("<p>Two words.</p>"),
    confidence=0.98765,
    rules={"z-rule": 2, "a-rule": 1},
    notes=("truncated",),
)
EMPTY = Article("-", Status.NO_ARTICLE, Metadata())
WITH_ALL = WriteOptions(extras=frozenset(EXTRAS))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


@pytest.mark.parametrize("article", [FULL, EMPTY], ids=["full", "empty"])
@pytest.mark.parametrize(
    "chosen", [WriteOptions(), WITH_ALL, WriteOptions(extras=frozenset({"html"}))], ids=["-", "all", "html"]
)
def test_records_follow_the_schema(validator: Draft202012Validator, article: Article, chosen: WriteOptions) -> None:
    assert list(validator.iter_errors(json.loads(render_json(article, chosen)))) == []


@pytest.mark.parametrize("status", list(Status))
def test_records_of_failures_follow_the_schema_and_have_the_same_keys(
    validator: Draft202012Validator, status: Status
) -> None:
    failed = failure("page.html", status, "empty: there is nothing in it", "https://example.com/")

    validator.validate(json.loads(dump(failed)))
    assert list(failed) == list(record(FULL, WriteOptions()))
    assert failed["status"] == str(status)
    assert failed["source"] == "page.html"
    assert failed["url"] == "https://example.com/"
    assert failed["error"] == "empty: there is nothing in it"
    assert (failed["text"], failed["word_count"], failed["confidence"]) == ("", 0, 0)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("status", "fine"),
        ("title", 1),
        ("authors", "Ann"),
        ("word_count", -1),
        ("confidence", 1.5),
        ("rules", {"a": 0}),
        ("text", None),
        ("unknown", "x"),
        ("blocks", [{"kind": "item"}]),
    ],
)
def test_the_schema_refuses_what_is_wrong(validator: Draft202012Validator, key: str, wrong: object) -> None:
    assert not validator.is_valid(record(FULL, WriteOptions()) | {key: wrong})


@pytest.mark.parametrize("key", list(record(EMPTY, WriteOptions())))
def test_the_schema_requires_every_key_and_describes_it(validator: Draft202012Validator, key: str) -> None:
    incomplete = record(FULL, WriteOptions())
    del incomplete[key]

    assert not validator.is_valid(incomplete)
    assert key in schema()["properties"]


def test_a_record_says_what_the_article_is() -> None:
    assert record(FULL, WriteOptions()) == {
        "source": "page.html",
        "url": "https://example.com/a",
        "status": "ok",
        "title": "The harbour",
        "authors": ["Ann", "Bo"],
        "date": "2024-05-01T10:00:00+02:00",
        "modified": "2024-05-02",
        "site": "News",
        "language": "en",
        "description": "About it",
        "image": "https://example.com/a.jpg",
        "tags": ["sea"],
        "license": "CC BY 4.0",
        "archive": None,
        "member": None,
        "warc_record_id": None,
        "warc_date": None,
        "warc_target_uri": None,
        "fetched_at": None,
        "final_url": None,
        "saved_at": None,
        "text": "Two words.",
        "word_count": 2,
        "confidence": 0.988,
        "extractor": None,
        "rules": {"a-rule": 1, "z-rule": 2},
        "notes": ["truncated"],
        "error": None,
        "cleancopy": __version__,
    }


def test_extras_are_added_where_they_are_asked_for() -> None:
    extra: dict[str, Any] = record(FULL, WITH_ALL)

    assert extra["markdown"] == "Two words.\n"
    assert extra["html"] == "<p>Two words.</p>\n"
    assert extra["blocks"] == [
        {"kind": "paragraph", "text": "Two words.", "keep": True, "by": "prose", "reason": "in the main run"},
        {"kind": "paragraph", "text": "Menu", "keep": False, "by": "rule", "reason": "menu"},
    ]
    assert not set(EXTRAS) & set(record(FULL, WriteOptions()))


def test_a_record_is_one_line() -> None:
    lines = render_json(FULL, WITH_ALL)

    assert lines.endswith("}\n")
    assert lines.count("\n") == 1


def test_letters_of_every_script_are_written_as_they_are() -> None:
    assert "ещё 日本 👩\u200d🚀 é" in dump({"title": "ещё 日本 👩\u200d🚀 é"})


@pytest.mark.parametrize(
    ("character", "escape"),
    [
        ("\x1b", "\\u001b"),
        ("\0", "\\u0000"),
        ("\x7f", "\\u007f"),
        ("\x9b", "\\u009b"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\ufeff", "\\ufeff"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
        ("\n", "\\n"),
        ("\t", "\\t"),
    ],
)
def test_control_characters_are_escaped(character: str, escape: str) -> None:
    text = dump({"title": f"a{character}b"})

    assert f"a{escape}b" in text
    assert json.loads(text) == {"title": f"a{character}b"}


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.text(max_size=5), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
def test_json_reads_back_and_is_safe_to_print(value: dict[str, str]) -> None:
    for indent in (None, 2):
        text = dump(value, indent)
        assert json.loads(text) == value
        assert not UNSAFE.search(text)
        assert indent or len(text.splitlines()) == 1
        text.encode()
