"""The same passage twice on a page: pull quotes, and copies for another screen, come out once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import By, Decision, Kind
from ..blocks import Layout
from .step import Context

_REPEATED = Decision(False, By.REPEAT, "says again what another kept block says")
_FEWEST_WORDS = 7
_GRAM = 5
_JUDGED = (Kind.PARAGRAPH, Kind.CAPTION)
_QUOTATION = re.compile(
    r"(?<![a-z])(?:block|bbcode|pull(?:ed)?)?[-_]?quot(?:e|ed|ation)s?(?![a-z])", re.I
)  # in a class name
_DIGITS = re.compile(r"\d+")
_PULLED = re.compile(r"pull(?:ed)?[-_ ]?quot", re.I)
_FRAMES = frozenset("html body main article".split())
_INTRODUCES = (":", "：", ",", "，", "、", "،")
_LONGEST_NAME = 12  # words of a quotation that say whose it is
_MOST_LEVELS = 2  # from a passage to the element that holds it and its pull quote


def cut_repeats(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut a kept paragraph of seven words or more that stands whole in another kept block, or earlier as itself.

    Lists, tables and code may repeat themselves; headings are short. A quotation is there to repeat, and what it
    repeats stays: it is cut only where it is pulled, whole, out of the text around it. Linear in the page: of each run
    of five words with which a paragraph begins only the first two places are looked at.
    """
    blocks = layout.blocks
    texts = {i: layout.words[i] for i, d in enumerate(decisions) if d.keep and blocks[i].words}
    judged = [i for i, text in texts.items() if blocks[i].kind in _JUDGED and len(text) >= _FEWEST_WORDS]
    places = _places(texts, {tuple(texts[i][:_GRAM]) for i in judged})
    result = list(decisions)
    pulled: dict[HtmlElement, list[int]] = defaultdict(list)
    for i in judged:
        text = texts[i]
        for other, at in places[tuple(text[:_GRAM])]:
            if other == i or not result[other].keep or texts[other][at : at + len(text)] != text:
                continue
            quotation, source = _quotation(layout, i), _quotation(layout, other)
            if quotation is source:
                if other < i or len(texts[other]) > len(text):
                    result[i] = _REPEATED
                    break
            elif quotation is not None and source is None and _is_pulled(quotation, layout.owners[other]):
                pulled[quotation].append(i)
                break
    if pulled:
        _cut_pull_quotes(layout, pulled, list(texts), result)
    return tuple(result)


def _cut_pull_quotes(
    layout: Layout, pulled: dict[HtmlElement, list[int]], kept: Sequence[int], result: list[Decision]
) -> None:
    """Cut the quotations of which all but a name is repeated, unless the text before them introduces them."""
    inside: dict[HtmlElement, list[int]] = defaultdict(list)
    above: dict[HtmlElement, int] = {}
    for last, i in zip((-1, *kept), kept, strict=False):
        quotation = _quotation(layout, i)
        if quotation in pulled:
            above.setdefault(quotation, last)
            inside[quotation].append(i)
    for quotation, repeated in pulled.items():
        others = [i for i in inside[quotation] if i not in repeated]
        before = [i for i in (above[quotation], *others) if i >= 0]
        is_introduced = any(layout.blocks[i].text.endswith(_INTRODUCES) for i in before)
        if not is_introduced and all(len(layout.words[i]) <= _LONGEST_NAME for i in others):
            for i in inside[quotation]:
                result[i] = _REPEATED


def _is_pulled(quotation: HtmlElement, owner: HtmlElement) -> bool:
    """Return whether a quotation is named a pull quote or stands in the text of a passage, not in another post."""
    if _PULLED.search(quotation.get("class") or ""):
        return True
    around = [quotation, *quotation.iterancestors()]
    below = owner
    for element in (owner, *islice(owner.iterancestors(), _MOST_LEVELS)):
        if element in around:
            return element is owner or not _are_alike(below, around[around.index(element) - 1])
        below = element
    return False


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Return whether two elements share a class, or neither has one: "post odd" and "post even" are alike."""
    names, others = (set(_DIGITS.sub("", element.get("class") or "").split()) for element in (one, other))
    return one.tag == other.tag and (names == others or bool(names & others))


def _quotation(layout: Layout, index: int) -> HtmlElement | None:
    """Return the outermost element around a block that quotes, none for a block that is no quotation."""
    found = None
    if layout.owners:
        owner = layout.owners[index]
        for element in (owner, *owner.iterancestors()):
            named = element.tag not in _FRAMES and _QUOTATION.search(element.get("class") or "")
            if named or element.tag == "blockquote":
                found = element
    return found


def _places(texts: dict[int, list[str]], wanted: set[tuple[str, ...]]) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """The first two places (text, word) of each wanted run of words."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {gram: [] for gram in wanted}
    firsts = {gram[0] for gram in wanted}
    for i, text in texts.items():
        for k in [k for k, word in enumerate(text) if word in firsts]:
            found = places.get(tuple(text[k : k + _GRAM]))
            if found is not None and len(found) < 2:
                found.append((i, k))
    return places
