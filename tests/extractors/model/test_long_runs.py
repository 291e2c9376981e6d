"""Long texts are kept to their end: books, long reports, with and without chapters and a frame."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.blocks import split_text
from cleancopy.extractors.blocks.layout import Layout
from cleancopy.extractors.model.long_runs import level_long_runs
from cleancopy.extractors.options import ExtractOptions

_SAMPLE = Path(__file__).parents[3] / "samples/pages/newspaper.html"


def prose(count: int) -> list[str]:
    """Paragraphs, made of the sentences of a sample in another order each time."""
    article = extract(Source("newspaper.html", _SAMPLE.read_bytes()))
    kept = [b.text for b, d in zip(article.blocks, article.decisions, strict=True) if d.keep and b.words > 20]
    sentences = [s.strip() + "." for text in kept for s in text.split(". ")]
    rng = random.Random(7)
    return [" ".join(rng.sample(sentences, rng.randint(2, 4))) + f" So it was for {n} days." for n in range(count)]


def in_page(paragraphs: list[str], chapter: int, boxed: bool) -> str:
    chapters = [paragraphs[i : i + chapter] for i in range(0, len(paragraphs), chapter)]
    inner = ""
    for n, some in enumerate(chapters, 1):
        text = f"<h2>Chapter {n}</h2>" + "".join(f"<p>{escape(p)}</p>" for p in some)
        inner += f"<section>{text}</section>" if boxed else text
    menu = "".join(f"<li><a href='/{n}'>Topic {n}</a></li>" for n in range(8))
    about = "<footer><p>© 2024 The Ledger. All rights reserved.</p><a href='/about'>About us</a></footer>"
    head = "<html lang=en><head><title>A long report - The Ledger</title></head><body>"
    return f"{head}<nav><ul>{menu}</ul></nav><main><h1>A long report</h1>{inner}</main>{about}</body></html>"


@pytest.mark.parametrize("extractor", ["auto", "model"])
@pytest.mark.parametrize(("count", "chapter", "boxed"), [(300, 40, False), (500, 500, False), (500, 30, True)])
def test_a_long_page_is_kept_to_its_end(count: int, chapter: int, boxed: bool, extractor: str) -> None:
    paragraphs = prose(count)
    page = in_page(paragraphs, chapter, boxed).encode()
    article = extract(Source("a.html", page), ExtractOptions(extractor=extractor))  # type: ignore[arg-type]
    kept = {b.text for b, d in zip(article.blocks, article.decisions, strict=True) if d.keep}

    assert sum(p in kept for p in paragraphs) == count
    assert not any("rights reserved" in text or "Topic 3" in text for text in kept)


def test_a_long_text_is_kept_to_its_end() -> None:
    paragraphs = prose(600)
    article = extract(Source("a.txt", ("A long report\n\n" + "\n\n".join(paragraphs)).encode()))
    kept = {b.text for b, d in zip(article.blocks, article.decisions, strict=True) if d.keep}

    assert sum(p in kept for p in paragraphs) == 600


def layout_of(*texts: str) -> Layout:
    return split_text(texts)


def test_what_stands_out_from_a_run_stands_out_as_before() -> None:
    layout = layout_of(*prose(200))
    falling = [0.9 - 0.004 * i for i in range(200)]
    falling[150] = 0.01
    levelled = level_long_runs(layout, falling)

    assert min(p for i, p in enumerate(levelled) if i != 150) > 0.7
    assert levelled[150] < 0.2


@pytest.mark.parametrize(
    ("count", "first"),
    [(99, 0.9), (200, 0.5)],
    ids=["short", "unsure from its beginning"],
)
def test_other_runs_are_left_as_they_are(count: int, first: float) -> None:
    probabilities = [first - 0.004 * i * first for i in range(count)]

    assert list(level_long_runs(layout_of(*prose(count)), probabilities)) == probabilities


def test_a_run_that_rises_and_one_of_labels_are_left_as_they_are() -> None:
    rising = [0.7 + 0.001 * i for i in range(200)]
    labels = layout_of(*(f"Label {n}" for n in range(200)))

    assert level_long_runs(layout_of(*prose(200)), rising) == pytest.approx(rising, abs=0.02)
    assert list(level_long_runs(labels, rising[::-1])) == rising[::-1]
