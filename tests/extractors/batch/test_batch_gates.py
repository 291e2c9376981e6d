"""Gates, near-duplicates and the report."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from cleancopy.extractors.article import Article, Block, By, Decision, Kind, Metadata, Status
from cleancopy.extractors.batch.duplicates import find_duplicates, sketch_of
from cleancopy.extractors.batch.job import Gates, Job, Target
from cleancopy.extractors.batch.journal import Row
from cleancopy.extractors.batch.summary import Summary, report
from cleancopy.extractors.batch.work import why_rejected
from cleancopy.extractors.options import Options


def article(text: str, **meta: object) -> Article:
    block = Block(0, Kind.PARAGRAPH, text, len(text.split()))
    return Article("a.html", Status.OK, Metadata(**meta), (block,), (Decision(True, By.MODEL, ""),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gates", "reason"),
    [
        (Gates(), None),
        (Gates(min_words=3), None),
        (Gates(min_words=4), "fewer than --min-words 4: it has 3"),
        (Gates(require=("title",)), None),
        (Gates(require=("title", "date", "authors")), "no date and no authors, which --require asks for"),
        (Gates(languages=("fr", "en")), None),
        (Gates(languages=("fr", "de")), "its language is en, not --language fr,de"),
    ],
)
def test_what_does_not_pass_is_told_why(gates: Gates, reason: str | None) -> None:
    found = article("one two three", title="T", language="en")

    assert why_rejected(found, gates) == reason


def test_only_an_article_can_be_rejected() -> None:
    found = replace(article("one two three"), confidence=0.25)
    unsure = replace(found, status=Status.FILTERED, problem="it is not sure enough")
    gates = Gates(min_words=9, require=("date",))

    assert why_rejected(unsure, gates) == "it is not sure enough"
    for status in set(Status) - {Status.OK, Status.FILTERED}:
        assert why_rejected(replace(found, status=status), gates) is None


REPORT = " ".join(f"sentence{i} of the agency report says something of its own kind" for i in range(40))


def test_the_same_report_on_several_sites_is_marked_with_the_first() -> None:
    other = " ".join(f"paragraph{i} is about quite another thing in another town" for i in range(40))
    texts = [REPORT, other, REPORT + " Reporting by A. B.", "Read this first. " + REPORT, other.upper(), "x"]
    sketches = [(number, sketch_of(article(text))) for number, text in enumerate(texts, 10)]

    assert list(find_duplicates(sketches)) == [(10, None), (11, None), (12, 10), (13, 10), (14, 11), (15, None)]


def test_a_sketch_is_the_same_each_time() -> None:
    assert sketch_of(article(REPORT)) == sketch_of(replace(article(REPORT), source="b.html"))


def test_the_report_is_json_and_names_what_is_not_ok() -> None:
    summary = Summary(Counter({"ok": 2, "filtered": 4, "unreadable": 1, "skipped": 3}), duplicates=1, stopped=True)
    rows = [
        Row(1, "a.html", "ok", None, "a.md"),
        Row(2, "b\udcff\n.html", "unreadable", "no such file", None),
        Row(3, "c.html", "ok", None, "c.md", "a.html"),
    ]
    told = json.loads("".join(report(summary, Job((), Target("out"), Options()), rows)))

    counts = [told[name] for name in ("found", "ok", "filtered", "failed", "skipped")]
    assert (counts, told["complete"]) == ([10, 2, 4, 1, 3], False)
    assert told["inputs"] == [
        {"source": "b\udcff\n.html", "status": "unreadable", "error": "no such file"},
        {"source": "c.html", "status": "ok", "duplicate_of": "a.html"},
    ]
    assert json.loads("".join(report(summary, Job((), Target("out"), Options()), [])))["inputs"] == []
