"""Find the entries of live blogs and tickers: boxes alike in the article's text, each with its day, the newest first.

The earliest one's day is that of the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from itertools import islice, pairwise

from lxml.html import HtmlElement

from .evidence import Evidence
from .marks import OTHERS, Mark

_FEWEST, _HIGHEST, _DEEPEST = 3, 5, 10  # entries; elements around the mark, around a block
_BY = ("time", "class")


def live_entries(
    evidence: Evidence, day_of: Callable[[Mark], str | None]
) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the blocks of all entries, and of those that are later than the earliest day; None where the page is no
    such list.

    `day_of` reads the day, as ISO 8601, that a mark says.
    """
    if evidence.cards is None or evidence.kind == "forum":
        return None
    rows: dict[tuple[HtmlElement, str, str], dict[HtmlElement, str]] = defaultdict(dict)
    for mark in evidence.marks:
        day = day_of(mark) if mark.by in _BY and mark.inside.isdisjoint(OTHERS) else None
        if not day:
            continue
        for box in (mark.element, *islice(mark.element.iterancestors(), _HIGHEST)):
            parent = box.getparent()
            if parent is None or box.tag == "body":
                break
            rows[parent, box.tag, box.get("class") or ""].setdefault(box, day)
    for row in sorted(rows.values(), key=len, reverse=True):
        if len(row) < _FEWEST:
            break
        days = list(row.values())
        newest_first = days[0] > days[-1] and all(one >= following for one, following in pairwise(days))
        if newest_first and _are_of_article(evidence, row):
            later = {box for box, day in row.items() if day != days[-1]}
            return _blocks_in(evidence.cards.layout.owners, row), _blocks_in(evidence.cards.layout.owners, later)
    return None


def _are_of_article(evidence: Evidence, row: dict[HtmlElement, str]) -> bool:
    """Return whether text of the article stands in nearly each of some boxes."""
    assert evidence.cards is not None
    owners = evidence.cards.layout.owners
    told: set[HtmlElement] = set()
    for i in evidence.kept:
        told.update(box for box in (owners[i], *islice(owners[i].iterancestors(), _DEEPEST)) if box in row)
    return 3 * len(told) >= 2 * len(row)


def _blocks_in(owners: Sequence[HtmlElement], boxes: Container[HtmlElement]) -> frozenset[int]:
    return frozenset(
        i
        for i, owner in enumerate(owners)
        if any(e in boxes for e in (owner, *islice(owner.iterancestors(), _DEEPEST)))
    )
