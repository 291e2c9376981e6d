"""Elements, by id or class, that hold what repeats on most pages and nothing of one page alone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from .line_index import At, Index

_NEARLY = 0.8  # of the words in an element: worth saying why it was not taken


@dataclass(slots=True)
class Element:
    """What a selector takes on all pages: `kept` lines that repeat and come through, the pages that have some that
    repeat, all its lines, and those that come through and stand on one page only."""

    selector: str
    kept: list[At] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    lines: int = 0
    spoilt: list[At] = field(default_factory=list)


def find_elements(index: Index, members: Set[At]) -> tuple[list[Element], list[Element]]:
    """Return (elements to take, those left out for a little text of one page) for the lines `members`.

    Those to take hold repeated text on more than half of the pages; together they need not hold all of it. Of
    elements that take the same, the one with the fewest other lines, then the outermost.
    """
    elements = _all_elements(index, members)
    wide = [e for e in elements if e.kept and len(e.pages) * 2 > len(index.sheets)]
    # Sorting is stable: of equals the outermost was met first.
    pure = sorted((e for e in wide if not e.spoilt), key=lambda e: (-_words(index, e.kept), e.lines))
    taken, covered = [], set[At]()
    for element in pure:
        if not covered.issuperset(element.kept):
            covered.update(element.kept)
            taken.append(element)
    nearly = [e for e in wide if e.spoilt and not covered.issuperset(e.kept) and _is_nearly_pure(index, e)]
    return taken, nearly


def _all_elements(index: Index, members: Set[At]) -> list[Element]:
    found: dict[str, Element] = {}
    holding = {s for at in members for s in index.line(at).selectors}
    for page, sheet in enumerate(index.sheets):
        for number, line in enumerate(sheet.lines):
            at = (page, number)
            repeats = at in members
            for selector in line.selectors:
                if selector not in holding:
                    continue
                element = found.get(selector) or found.setdefault(selector, Element(selector))
                element.lines += 1
                if repeats:
                    element.pages.add(page)
                    if line.kept:
                        element.kept.append(at)
                elif line.kept or line.headline:
                    element.spoilt.append(at)
    return list(found.values())


def _words(index: Index, places: list[At]) -> int:
    return sum(index.line(at).words for at in places)


def _is_nearly_pure(index: Index, element: Element) -> bool:
    held = _words(index, element.kept)
    return held >= _NEARLY * (held + _words(index, element.spoilt))
