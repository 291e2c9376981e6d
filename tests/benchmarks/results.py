"""What the extractors made of the gold pages: page by page, and summed up for a table, a chart or a JSON file."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from gold import GoldPage, SegmentCounts, count_segments, segment_f1, word_f1
from timed import Child, Extractor, Failure, Outcome


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page. `f1` is None where the gold has no whole text, `milliseconds` where the extractor raised or died."""

    collection: str
    ident: str
    page_type: str
    f1: float | None
    segments: SegmentCounts
    milliseconds: float | None
    failure: Failure | None
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """One extractor: a row of the table. Means are None where there is nothing to take the mean of."""

    name: str
    version: str
    pages: tuple[PageResult, ...]

    def f1(self, page_type: str | None = None, collection: str | None = None) -> float | None:
        """Mean word F1 of all pages, or of those of a page type, or of a gold directory."""
        return _mean(
            p.f1
            for p in self.pages
            if page_type in (None, p.page_type) and collection in (None, p.collection) and p.f1 is not None
        )

    def segment_f1(self, collection: str | None = None) -> float | None:
        """Segment F1 of all pages, or of those of a gold directory."""
        return segment_f1([p.segments for p in self.pages if collection in (None, p.collection)])

    @property
    def quality(self) -> float | None:
        """What the rows are sorted by: word F1, or segment F1 where no page has a whole text."""
        f1 = self.f1()
        return self.segment_f1() if f1 is None else f1

    @property
    def milliseconds(self) -> float | None:
        """Mean CPU time of a page."""
        return _mean(self._times)

    @property
    def median_milliseconds(self) -> float | None:
        """The CPU time that half of the pages stay below."""
        return statistics.median(self._times) if self._times else None

    @property
    def failures(self) -> Counter[Failure]:
        """How many pages gave nothing, by reason."""
        return Counter(p.failure for p in self.pages if p.failure)

    @property
    def _times(self) -> list[float]:
        return [p.milliseconds for p in self.pages if p.milliseconds is not None]


def measure(extractor: Extractor, pages: Sequence[GoldPage], limit: float, advance: Callable[[], None]) -> Result:
    """Run `extractor` on every page, one after the other; `advance` is called after each.

    Raises LeftOutError if the extractor cannot be loaded.
    """
    with Child(extractor, warm_up=pages[0].read(), limit=limit) as child:
        results = []
        for page in pages:
            results.append(_judge(page, child.extract(page.read())))
            advance()
        return Result(extractor.name, child.version, tuple(results))


def as_json(results: Sequence[Result]) -> list[dict[str, object]]:
    """The results as plain data: the summary of each extractor, then its pages."""
    return [
        {
            "name": r.name,
            "version": r.version,
            "word_f1": {"all": r.f1(), **{t: r.f1(t) for t in page_types(results)}},
            "word_f1_by_directory": {c: r.f1(collection=c) for c in collections(results)},
            "segment_f1_by_directory": {c: r.segment_f1(c) for c in collections(results)},
            "milliseconds": r.milliseconds,
            "median_milliseconds": r.median_milliseconds,
            "failures": {f.value: n for f, n in r.failures.items()},
            "pages": [asdict(p) for p in r.pages],
        }
        for r in results
    ]


def page_types(results: Sequence[Result]) -> list[str]:
    """The types of the pages that have a whole text, the most frequent first."""
    pages = results[0].pages if results else ()
    return [name for name, _ in Counter(p.page_type for p in pages if p.f1 is not None).most_common()]


def collections(results: Sequence[Result]) -> list[str]:
    """The names of the gold directories, in the order they were given."""
    return list(dict.fromkeys(p.collection for p in results[0].pages)) if results else []


def _judge(page: GoldPage, outcome: Outcome) -> PageResult:
    empty = Failure.EMPTY if page.wants_text and not outcome.text.strip() else None
    return PageResult(
        collection=page.collection,
        ident=page.ident,
        page_type=page.page_type,
        f1=None if page.text is None else word_f1(outcome.text, page.text),
        segments=count_segments(outcome.text, page),
        milliseconds=None if outcome.seconds is None else 1000 * outcome.seconds,
        failure=outcome.failure or empty,
        why=outcome.why,
    )


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return statistics.fmean(numbers) if numbers else None
