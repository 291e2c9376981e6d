"""Golden samples: every page in samples/pages gives exactly what stands in samples/expected.

After a change that is meant to change them: `python tests/test_golden.py` writes them anew; read the difference.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors import Article, Source, Status, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

SAMPLES = Path(__file__).parent.parent / "samples"
PAGES = sorted((SAMPLES / "pages").iterdir())
FORMATS = {"text": ".txt", "json": ".json", "markdown": ".md"}
# The share of a wanted text that must come out, and of the output that must be wanted (F1 of words).
# The forum thread is the least of them, the rest is above 0.93.
LEAST_F1 = 0.88


def _extract(page: Path) -> Article:
    article = extract(Source(page.name, page.read_bytes()))
    return replace(article, source=page.name)


def _rendered(page: Path, format: str) -> str:
    article = _extract(page)
    if article.status is not Status.OK:
        return f"{article.status}\n"
    if format != "json":
        return RENDERERS[format](article, WriteOptions())
    record = json.loads(RENDERERS["json"](article, WriteOptions()))
    del record["cleancopy"]  # the version changes without the output
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _expected(page: Path, format: str) -> Path:
    return SAMPLES / "expected" / (page.stem + FORMATS[format])


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", text.lower()))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_sample_gives_exactly_what_is_expected(page: Path, format: str) -> None:
    expected = _expected(page, format)

    assert expected.exists(), f"no expected output: run {Path(__file__).name} and read what it writes"
    assert _rendered(page, format) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", sorted((SAMPLES / "wanted").glob("*.txt")), ids=lambda p: p.stem)
def test_a_sample_comes_close_to_what_its_writer_wanted(wanted: Path) -> None:
    got, want = _words(_expected(wanted, "text").read_text("utf-8")), _words(wanted.read_text("utf-8"))
    hit = (got & want).total()

    assert 2 * hit / (got.total() + want.total()) >= LEAST_F1


def test_every_expected_output_has_its_page() -> None:
    pages = {p.stem for p in PAGES}
    orphans = [p.name for folder in ("expected", "wanted") for p in (SAMPLES / folder).iterdir() if p.stem not in pages]

    assert not orphans


def test_the_same_page_saved_as_text_gives_the_whole_article_and_hardly_more() -> None:
    as_html, as_text = (_expected(Path(name), "text").read_text("utf-8") for name in ("newspaper", "newspaper-saved"))
    surplus = [line for line in as_text.splitlines() if line not in as_html.splitlines()]

    assert set(as_html.splitlines()) <= set(as_text.splitlines())
    assert len(" ".join(surplus)) < 0.05 * len(as_html)  # captions and the like, whose markup is lost


def test_the_order_of_pages_changes_nothing() -> None:
    forwards = [_rendered(page, "text") for page in PAGES]
    backwards = [_rendered(page, "text") for page in reversed(PAGES)]

    assert forwards == backwards[::-1]


if __name__ == "__main__":
    for sample in PAGES:
        for name in FORMATS:
            _expected(sample, name).write_text(_rendered(sample, name), encoding="utf-8")
    sys.exit(0)
