"""The vote: what was found for a field, the signs that speak for or against it, and the points that signs give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import fsum
from pathlib import Path

from ..article import Candidate


@dataclass(slots=True)
class Offer:
    """A value for a field. `signs` name where it stands and what it looks like; `sources` are places in a user's words.

    An offer of no value stands for "the page has none".
    """

    values: tuple[str, ...]
    signs: set[str] = field(default_factory=set)
    sources: dict[str, None] = field(default_factory=dict)

    def add(self, sign: str, source: str) -> None:
        """One more place where the value stands."""
        self.signs.add(sign)
        self.sources.setdefault(source)


def or_none(offers: Iterable[Offer], firm: frozenset[str], signs: set[str]) -> list[Offer]:
    """The offers, and the one that the page has no value, with its `signs`: but not against a `firm` sign.

    What an article declares of itself in so many words may lose to another value, never to nothing.
    """
    found = list(offers)
    return found if any(offer.signs & firm for offer in found) else [*found, Offer((), signs)]


def ranked(name: str, offers: Iterable[Offer]) -> list[Offer]:
    """The offers, the one with the most points first; of equal ones the first that was found.

    The points of a sign are log-odds counted on gold pages (see `train`); a sign that is not in the table gives none.
    """
    table = points(name)
    # Summed exactly: a set has another order in each process, and the last digit of a plain sum decides between equals.
    return sorted(offers, key=lambda offer: -fsum([table[sign] for sign in offer.signs if sign in table]))


def in_order(offers: Iterable[Offer], order: Sequence[str]) -> list[Offer]:
    """The offers that have a sign of the order, the one with the first sign first: a vote without points."""
    found = [(min((order.index(s) for s in offer.signs if s in order), default=-1), offer) for offer in offers]
    return [offer for rank, offer in sorted((f for f in found if f[0] >= 0), key=lambda f: f[0])]


def candidates(name: str, order: Sequence[Offer]) -> tuple[Candidate, ...]:
    """What the vote had to choose from, in its order; nothing has won where "none" stands first."""
    won = order[0] if order else None
    return tuple(
        Candidate(name, ", ".join(offer.values), ", ".join(offer.sources), offer is won)
        for offer in order
        if offer.values
    )


@cache
def points(name: str) -> dict[str, float]:
    """The points of each sign for a field: "title", "authors" or "date"."""
    text = Path(__file__).with_name("points.json").read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = json.loads(text)
    return tables.get(name, {})
