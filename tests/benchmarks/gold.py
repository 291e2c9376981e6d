"""Gold directories, and how well a text agrees with their pages: word F1 and segment F1."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"  # kana, ideographs, hangul: a character is a word
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page of a gold directory: where its HTML is, and what an extractor should print.

    `text` is the whole article, or None where the directory has snippets only.
    """

    collection: str
    ident: str
    html: Path
    text: str | None
    page_type: str
    must_have: tuple[str, ...]
    must_not_have: tuple[str, ...]
    url: str | None = None

    @property
    def site(self) -> str:
        """The host, as training groups pages by it."""
        from cleancopy.extractors.model.train.gold_pages import site_of

        return site_of(self.url, f"{self.collection}/{self.ident}")

    def read(self) -> bytes:
        """The page's bytes, decompressed."""
        return gzip.decompress(self.html.read_bytes())

    @property
    def wants_text(self) -> bool:
        """Whether an empty text is wrong for this page."""
        return bool(self.must_have if self.text is None else _bag(self.text))


@dataclass(frozen=True, slots=True)
class SegmentCounts:
    """Snippets of one page: wanted and found, wanted and missed, unwanted and found."""

    found: int = 0
    missed: int = 0
    intruded: int = 0


def read_gold(folder: Path, limit: int | None = None) -> list[GoldPage]:
    """The pages of `folder` in the order of their ids; with a limit, that many, spread evenly over all.

    Raises FileNotFoundError if there are none, or if a page of the sample has no HTML.
    """
    files = sorted((folder / "gold").glob("*.json"))
    if not files:
        raise FileNotFoundError(f"{folder} is no gold directory: it has no gold/ID.json")
    if limit is not None and limit < len(files):
        files = [files[i * len(files) // limit] for i in range(limit)]
    return [_read_page(folder, file) for file in files]


def _read_page(folder: Path, file: Path) -> GoldPage:
    html = folder / "html" / f"{file.stem}.html.gz"
    if not html.is_file():
        raise FileNotFoundError(f"{file} has no page {html}")
    gold = json.loads(file.read_text(encoding="utf-8"))
    return GoldPage(
        collection=folder.resolve().name,
        ident=file.stem,
        html=html,
        text=gold.get("text"),
        page_type=gold.get("page_type") or "article",
        must_have=tuple(gold.get("must_have") or ()),
        must_not_have=tuple(gold.get("must_not_have") or ()),
        url=gold.get("url"),
    )


def word_f1(text: str, gold: str) -> float:
    """Harmonic mean of the words' precision and recall, 0 to 1; order does not count, how often a word stands does."""
    got, wanted = _bag(text), _bag(gold)
    if not wanted:
        return 0.0 if got else 1.0
    # Twice what both have, by what each of them has: the same as 2PR / (P + R), with no case of nothing by nothing.
    return 2 * (got & wanted).total() / (got.total() + wanted.total())


def count_segments(text: str, page: GoldPage) -> SegmentCounts:
    """Which of the page's snippets stand in `text`, white space folded."""
    folded = _fold(text)
    found = sum(_fold(snippet) in folded for snippet in page.must_have)
    intruded = sum(_fold(snippet) in folded for snippet in page.must_not_have)
    return SegmentCounts(found, len(page.must_have) - found, intruded)


def segment_f1(counts: list[SegmentCounts]) -> float | None:
    """F1 over the snippets of all pages together, 0 to 1; None if none of them wants any."""
    found, missed = sum(c.found for c in counts), sum(c.missed for c in counts)
    if not found + missed:
        return None
    return 2 * found / (2 * found + missed + sum(c.intruded for c in counts))


def _bag(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _fold(text: str) -> str:
    return " ".join(text.split())
