"""The lexicon, learned by counting: how much of what stands under a name, or is said with a word, is article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from ...features.lexicon import Lexicon
from ...features.marking import name_parts
from ...features.odds import EVEN, WORDS_READ
from ...features.quantise import WHOLE
from .gold_examples import Example

_STEPS = 20  # of a byte, for a factor of e
_FEWEST_SITES = 4
_PRIOR = 2.0
_LONGEST_LABEL = 30
_LEAST_TOLD = 6


@dataclass(frozen=True, slots=True)
class PageOdds:
    """For each word of one page the share of what it stands over, or stands in, that is article."""

    site: str
    marks: Mapping[str, float]
    words: Mapping[str, float]


def page_odds(example: Example) -> PageOdds:
    """Count one page. Under a name, a block counts by the root of its length; a word counts in short blocks only."""
    marks: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    said: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    names = _names_above(example) if example.outline is not None else []
    for i, (own, label) in enumerate(zip(example.layout.words, example.labels, strict=True)):
        if not own:
            continue
        weight = len(own) ** 0.5
        for name in names[i] if names else ():
            entry = marks[name]
            entry[0] += weight * label
            entry[1] += weight
        if len(own) <= _LONGEST_LABEL:
            for word in set(own[:WORDS_READ]):
                entry = said[word]
                entry[0] += label
                entry[1] += 1.0
    return PageOdds(
        example.gold.site, {k: a / b for k, (a, b) in marks.items()}, {k: a / b for k, (a, b) in said.items()}
    )


def learn_lexicon(pages: Sequence[PageOdds]) -> Lexicon:
    """Put the pages' counts together. A site counts by the root of its pages; words of fewer than four are left out."""
    return Lexicon(_table(pages, lambda page: page.marks), _table(pages, lambda page: page.words))


def _table(pages: Sequence[PageOdds], shares_of: Callable[[PageOdds], Mapping[str, float]]) -> dict[str, int]:
    kept: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    sites: dict[str, set[str]] = defaultdict(set)
    pages_of = Counter(page.site for page in pages)
    for page in pages:
        weight = pages_of[page.site] ** -0.5
        for word, share in shares_of(page).items():
            kept[word] += weight * share
            total[word] += weight
            sites[word].add(page.site)
    if not total:
        return {}
    prior = sum(kept.values()) / sum(total.values())
    found = {}
    for word in sorted(total):
        if len(sites[word]) < _FEWEST_SITES:
            continue
        good, bad = kept[word] + _PRIOR * prior, total[word] - kept[word] + _PRIOR * (1 - prior)
        odds = round(_STEPS * (log(good / bad) - log(prior / (1 - prior))))
        if abs(odds) >= _LEAST_TOLD:
            found[word] = max(0, min(WHOLE, EVEN + odds))
    return found


def _names_above(example: Example) -> list[frozenset[str]]:
    """For each block all words that its element or an ancestor is named by, tags as "<div>"."""
    outline = example.outline
    assert outline is not None
    above: list[frozenset[str]] = [frozenset()]
    for i in range(1, len(outline.tags)):
        own = () if outline.tags[i] == "body" else (*name_parts(outline.names[i]), f"<{outline.tags[i]}>")
        above.append(above[outline.parents[i]].union(own))
    return [above[owner] for owner in outline.owners]
