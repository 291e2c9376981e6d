"""What each step after the model is worth: the gold sets' scores with it, less those without it.

    python tests/benchmarks/adjustments.py GOLD... [--limit N] [--as-text]

Prints tables in Markdown: by gold set, by type of page, by language. Scores are word F1, the mean of the pages, and F1
of the snippets for sets that have snippets only; 0.01 is a hundredth of F1 gained by the step.
A page is extracted without a step only if the step changes a decision on it.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean

from gold import GoldPage, SegmentCounts, count_segments, read_gold, segment_f1, word_f1

from cleancopy.extractors import Article, Decision, Source, adjust, extract
from cleancopy.extractors.adjust import Context, Step
from cleancopy.extractors.blocks import Layout
from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.model.train.as_text import as_text
from cleancopy.extractors.page import read_page
from cleancopy.extractors.write import article_text

FEWEST_PAGES = 10  # of a language that has a column of its own
Score = float | SegmentCounts


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page's groups, its score with all steps, and without each step that changes something on it, by name."""

    groups: dict[str, str]
    score: Score
    without: dict[str, Score]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+", metavar="GOLD", help="a gold set: html/ and gold/")
    parser.add_argument("--limit", type=int, help="only so many pages of each set, spread evenly")
    parser.add_argument("--as-text", action="store_true", help="pages as plain text, their markup lost")
    options = parser.parse_args()
    pages = [page for folder in options.data for page in read_gold(folder, options.limit)]
    outcomes = [found for page in pages if (found := judge(page, options.as_text)) is not None]
    for group in ("set", "type", "language"):
        print("\n".join(table(outcomes, group)), end="\n\n")


def judge(page: GoldPage, text: bool) -> Outcome | None:
    """Return what a page scores with and without each step; None if it cannot be read."""
    data = page.read()
    source = Source(f"{page.ident}.html", data, page.url)
    if text:
        tree = read_page(source).tree
        if tree is None:
            return None
        source = Source(f"{page.ident}.txt", as_text(tree).encode(), page.url)
    steps = adjust.STEPS
    changing: set[str] = set()
    try:
        with using([watched(step, changing) for step in steps]):
            article = _extracted(source)
        score = score_of(article, page)
        without = {}
        for name in sorted(changing):
            with using([step for step in steps if step.name != name]):
                without[name] = score_of(_extracted(source), page)
    except CleancopyError:
        return None
    language = (article.metadata.language or "?").partition("-")[0]
    return Outcome({"set": page.collection, "type": page.page_type, "language": language}, score, without)


def _extracted(source: Source) -> Article:
    return extract(source)


def score_of(article: Article, page: GoldPage) -> Score:
    """Return the word F1 of an article, or which of the page's snippets it has where there is no gold text."""
    text = article_text(article.kept)
    return count_segments(text, page) if page.text is None else word_f1(text, page.text)


@contextmanager
def using(steps: Iterable[Step]) -> Iterator[None]:
    """Extract with these steps alone."""
    before = adjust.STEPS
    adjust.STEPS = tuple(steps)
    try:
        yield
    finally:
        adjust.STEPS = before


def watched(step: Step, changing: set[str]) -> Step:
    """Return a step that does the same, and adds its name to `changing` when it changes what is kept or who decided."""
    return replace(step, change=partial(_watch, step, changing))


def _watch(
    step: Step, changing: set[str], layout: Layout, decisions: Sequence[Decision], context: Context
) -> tuple[Decision, ...]:
    result = step.change(layout, decisions, context)
    if any((a.keep, a.by) != (b.keep, b.by) for a, b in zip(decisions, result, strict=True)):
        changing.add(step.name)
    return result


def table(outcomes: Sequence[Outcome], group: str) -> list[str]:
    """Return the lines of a table: a row a step, and for each value of `group` the gain and the pages it changes."""
    members: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        members[outcome.groups[group]].append(outcome)
    sizes = Counter({name: len(found) for name, found in members.items()})
    columns = [name for name, size in sizes.most_common() if group != "language" or size >= FEWEST_PAGES]
    heads = [f"{name} ({sizes[name]})" for name in columns]
    lines = [f"| step, by {group} | " + " | ".join(heads) + " |", "|---" * (len(columns) + 1) + "|"]
    for step in adjust.STEPS:
        cells = [_cell(members[name], step.name) for name in columns]
        lines.append(f"| {step.name} | " + " | ".join(cells) + " |")
    return lines


def _cell(outcomes: Sequence[Outcome], step: str) -> str:
    changed = sum(step in outcome.without for outcome in outcomes)
    return f"{gain(outcomes, step):+.4f} ({changed})" if changed else "-"


def gain(outcomes: Sequence[Outcome], step: str) -> float:
    """Return how much better the pages' scores are with a step than without: words and snippets apart, by pages."""
    parts = []
    for kind in (float, SegmentCounts):
        found = [outcome for outcome in outcomes if isinstance(outcome.score, kind)]
        if found:
            whole = _mean([outcome.score for outcome in found])
            parts.append((whole - _mean([o.without.get(step, o.score) for o in found])) * len(found))
    return sum(parts) / len(outcomes)


def _mean(scores: Sequence[Score]) -> float:
    segments = [score for score in scores if isinstance(score, SegmentCounts)]
    if segments:
        return segment_f1(segments) or 0.0
    return fmean(score for score in scores if isinstance(score, float))


if __name__ == "__main__":
    main()
