"""The same passage twice on a page: pull quotes, and copies for another screen, come out once."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, Decision, Kind
from ..text import words

_REPEATED = Decision(False, "repeat", "says again what another kept block says")
_FEWEST_WORDS = 7
_GRAM = 5
_JUDGED = (Kind.PARAGRAPH, Kind.CAPTION)


def cut_repeats(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Cut a kept paragraph of seven words or more that stands whole in another kept block, or earlier as itself.

    Lists, tables and code may repeat themselves; headings are short. Linear in the page: of each run of five words
    only the first two places are looked at.
    """
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    texts = {i: words(blocks[i].text) for i in kept}
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for i, text in texts.items():
        for k in range(len(text) - _GRAM + 1):
            found = places.setdefault(tuple(text[k : k + _GRAM]), [])
            if len(found) < 2:
                found.append((i, k))
    result = list(decisions)
    for i in kept:
        text = texts[i]
        if blocks[i].kind not in _JUDGED or len(text) < _FEWEST_WORDS:
            continue
        for other, at in places[tuple(text[:_GRAM])]:
            same = len(texts[other]) == len(text)
            if other == i or (same and other > i) or not result[other].keep:
                continue
            if texts[other][at : at + len(text)] == text:
                result[i] = _REPEATED
                break
    return tuple(result)
