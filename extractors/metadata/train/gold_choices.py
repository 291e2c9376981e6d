"""Gold pages as choices: what each page offers for title, authors and date, and which offer its annotator took."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ...adjust import Context, On, Stage, run_steps
from ...article import Source
from ...blocks import split
from ...model.judge import judge_page
from ...options import ExtractOptions
from ...page import read_page
from ...text import host_of, words
from ..bylines import AuthorOffers
from ..evidence import gather, title_place, with_marks
from ..published import DateOffers
from ..title import TitleOffers
from ..vote import Offer
from .fit_points import Choice

FIELDS = ("title", "authors", "date")
_SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.I | re.S)
_META = re.compile(rb"<meta\b(?![^>]*charset)[^>]*>", re.I)
_GOLD_NAMES = {"title": "title", "authors": "author", "date": "date"}


@dataclass(frozen=True, slots=True)
class GoldMetadata:
    """A saved page, and what an annotator says of it.

    `gold` has the title, the authors and the date as texts, None for what the page has not; a field that was not asked
    for is missing. `slack` is the number of days that a date may be off: 1 where gold has days in UTC.
    """

    path: Path
    site: str
    gold: dict[str, str | None]
    slack: int = 0


def read_gold(folder: Path) -> Iterator[GoldMetadata]:
    """Yield the pages of a gold set: `html/ID.html.gz` beside `gold/ID.json`. Raises FileNotFoundError without any."""
    found = sorted((folder / "gold").glob("*.json"))
    if not found:
        raise FileNotFoundError(f"{folder}: no gold/*.json here")
    for path in found:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        site = (host_of(data.get("url")) or path.stem).removeprefix("www.")
        told = {name: data[gold] for name, gold in _GOLD_NAMES.items() if gold in data}
        fields = {name: value or None for name, value in told.items() if value is None or isinstance(value, str)}
        yield GoldMetadata(folder / "html" / f"{path.stem}.html.gz", site, fields, slack=int("date_iso" in data))


def read_choices(page: GoldMetadata, weight: float = 1.0) -> list[dict[str, Choice]]:
    """Return the choices of a page, by the fields that its annotator was asked for; none if it is no HTML.

    Each page is read as it is, and without what it declares: many a page declares nothing, and what the text shows has
    to be enough there.
    """
    data = gzip.decompress(page.path.read_bytes())
    read = (_choices(page, Source(page.path.name, each), weight) for each in (data, without_declarations(data)))
    return [choices for choices in read if choices]


def without_declarations(data: bytes) -> bytes:
    """Return a page without its scripts and its meta elements, but for its charset."""
    return _META.sub(b"", _SCRIPT.sub(b"", data))


def _choices(page: GoldMetadata, source: Source, weight: float) -> dict[str, Choice]:
    read = read_page(source)
    if read.tree is None:
        return {}
    layout = split(read.tree)
    judged = judge_page(read.tree, layout, None, ExtractOptions())
    context = Context(read.tree, judged.outline, judged.scores)
    evidence = gather(read.tree, layout, run_steps(Stage.JUDGED, On.HTML, layout, judged.decisions, context), None)
    evidence = with_marks(evidence, read.tree, layout, None)
    # Byline and date are looked for around the title: around the true one, so that each field is learned by itself.
    place = title_place(evidence, page.gold.get("title"))
    offers: dict[str, Sequence[Offer]] = {
        "title": TitleOffers(evidence).gather(),
        "authors": AuthorOffers(evidence, place).gather(),
        "date": DateOffers(evidence, place).gather(),
    }
    return {
        name: Choice(
            tuple(tuple(sorted(offer.signs)) for offer in offers[name]),
            frozenset(
                i
                for i, offer in enumerate(offers[name])
                if same(name, " ".join(offer.values), page.gold[name], page.slack)
            ),
            page.site,
            weight,
        )
        for name in FIELDS
        if name in page.gold
    }


def same(field: str, found: str, wanted: str | None, slack: int = 0) -> bool:
    """Return whether a value is the annotator's: the same words, authors in any order, the day.

    A day may be `slack` days off.
    """
    wanted = wanted or ""
    if field == "date" and slack and found and wanted:
        return abs((date.fromisoformat(found[:10]) - date.fromisoformat(wanted[:10])).days) <= slack
    if field == "date":
        return found[:10] == wanted[:10]
    if field == "authors":
        return set(words(found)) == set(words(wanted))
    return words(found) == words(wanted)
