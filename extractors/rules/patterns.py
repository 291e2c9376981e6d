"""Compiling what text rules match with, so that no rule can hang a page, and telling early which of them can match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from .beginnings import beginnings
from .needles import needles

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once.
SEARCHED = 400
LONGEST_SEARCH = 0.1
_LONGEST = 20_000
# An escape, a class, how often something is repeated, a parenthesis, any other sign.
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{(\d+)(?:,\d*)?\}|[()]|.", re.DOTALL)


class Told(NamedTuple):
    """What a text begins with and holds, one of each, where a pattern matches; None where that is not told."""

    beginnings: tuple[str, ...] | None
    needles: tuple[str, ...] | None


class Pattern:
    """A compiled pattern, upper and lower case alike, whose search cannot run for minutes.

    The standard library's `re` cannot be stopped; `regex` can, and reads the same patterns. Raises ValueError with a
    sentence if the pattern is none; one that is `checked` already is only compiled when it is needed. `told` is what
    was read off it before.
    """

    def __init__(self, pattern: str, *, checked: bool = False, told: Told | None = None) -> None:
        self.source = pattern
        self._told = told
        if not checked:
            if len(pattern) > _LONGEST:
                raise ValueError(f"longer than {_LONGEST:,} characters: make several rules of it")
            if _written_out(pattern) > _LONGEST:
                raise ValueError(f"more than {_LONGEST:,} repetitions: write smaller numbers in its braces")
            try:
                assert self._compiled
            except regex.error as err:
                raise ValueError(f"not a regular expression: {err}") from None
            except RecursionError:
                raise ValueError("not a regular expression: nested too deep") from None

    @cached_property
    def _compiled(self) -> regex.Pattern:
        return regex.compile(self.source, regex.IGNORECASE)

    @cached_property
    def told(self) -> Told:
        """What can be read off the pattern."""
        return self._told or read_told(self.source)

    def may_be_in(self, small: str | None) -> bool:
        """Whether a text that is `folded` to this holds what the pattern needs."""
        wanted = self.told.needles
        return small is None or wanted is None or any(needle in small for needle in wanted)

    @property
    def has_group(self) -> bool:
        """Whether a part of the pattern is in parentheses."""
        return bool(self._compiled.groups)

    def found_in(self, text: str, seconds: float = LONGEST_SEARCH) -> bool:
        """Whether the pattern matches somewhere in `text`; raises TimeoutError after so many seconds."""
        return self._compiled.search(text, timeout=seconds) is not None

    def first_group(self, text: str) -> str:
        """What the first group holds in the first match, or ""; raises TimeoutError after a tenth of a second."""
        match = self._compiled.search(text, timeout=LONGEST_SEARCH)
        return str(match.group(1) or "") if match else ""


def read_told(pattern: str) -> Told:
    """Read them off a pattern."""
    return Told(beginnings(pattern), needles(pattern))


def _written_out(pattern: str) -> int:
    """How many signs a pattern has when what is repeated so many times stands there as often.

    The library compiles it like that: nine characters can take all the memory, and hours.
    """
    sizes, last = [0], 0  # of the groups that are open, and of the element before
    for part in _PARTS.finditer(pattern):
        if part.group() == "(":
            sizes.append(0)
        elif part.group() == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif part.group(1):
            times = max(int(part.group(1)[:9]), 1)
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sizes[-1] += 1
        if last > _LONGEST:
            return last
    return sum(sizes)


class Screen:
    """Which of several patterns can match in a text, told by its first letters."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._by_letters: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for letters in pattern.told.beginnings or ("",):
                self._by_letters.setdefault(letters, []).append(number)
        self._anywhere = self._by_letters.pop("", ())
        self._lengths = sorted({len(letters) for letters in self._by_letters})
        self._firsts = {letters[:3] for letters in self._by_letters}

    def candidates(self, beginning: str) -> list[int]:
        """The numbers of the patterns that may match in a text with this `beginning_of`, ascending; no others do."""
        found = [*self._anywhere]
        firsts = self._firsts
        if beginning[:3] not in firsts and beginning[:2] not in firsts and beginning[:1] not in firsts:
            return found
        for length in self._lengths:
            found += self._by_letters.get(beginning[:length], ())
        return sorted(set(found)) if len(found) > 1 else found


@lru_cache(maxsize=64)
def screen_for(patterns: tuple[Pattern, ...]) -> Screen:
    """The screen for the patterns; the same for the same ones."""
    return Screen(patterns)
