"""The same passage twice on a page: pull quotes, and copies for another screen, come out once."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import By, Decision, Kind
from ..blocks import Layout
from .step import Context

_REPEATED = Decision(False, By.REPEAT, "says again what another kept block says")
_FEWEST_WORDS = 7
_GRAM = 5
_JUDGED = (Kind.PARAGRAPH, Kind.CAPTION)


def cut_repeats(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut a kept paragraph of seven words or more that stands whole in another kept block, or earlier as itself.

    Lists, tables and code may repeat themselves; headings are short. Linear in the page: of each run of five words
    with which a paragraph begins only the first two places are looked at.
    """
    blocks = layout.blocks
    texts = {i: layout.words[i] for i, d in enumerate(decisions) if d.keep and blocks[i].words}
    judged = [i for i, text in texts.items() if blocks[i].kind in _JUDGED and len(text) >= _FEWEST_WORDS]
    places = _places(texts, {tuple(texts[i][:_GRAM]) for i in judged})
    result = list(decisions)
    for i in judged:
        text = texts[i]
        for other, at in places[tuple(text[:_GRAM])]:
            same = len(texts[other]) == len(text)
            if other == i or (same and other > i) or not result[other].keep:
                continue
            if texts[other][at : at + len(text)] == text:
                result[i] = _REPEATED
                break
    return tuple(result)


def _places(texts: dict[int, list[str]], wanted: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """The first two places (text, word) of each wanted run of words."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for i, text in texts.items():
        for k, gram in enumerate(zip(*(text[start:] for start in range(_GRAM)))):  # noqa: B905  # the shortest ends it
            if gram in wanted:
                found = places.setdefault(gram, [])
                if len(found) < 2:
                    found.append((i, k))
    return places
