"""What a text must hold so that a pattern can match: read off the pattern, without compiling it.

Of the patterns that a block's first letters let through, most want a word that the block does not have. To look for
that is much cheaper than to search, and a pattern that is never searched is never compiled, which takes milliseconds.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST, _MOST = 2, 80
_DEEPEST = 30
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\[\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"(?:[?*+]|\{(\d*+)(,?)(\d*+)\})[?+]?")
_GROUP = re.compile(r"\((?:\?-?i?:|\?P<\w+>|(?!\?))")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
# Letters that a pattern takes for others when case does not count, and that lower() leaves as they are.
_ODD = re.compile(
    "[\u00b5\u03a3\u0130\u0131\u017f\u0345\u03c2\u03d0-\u03f5\u1e9b\u1e9e\u1fbe\u2126\u212a\u212b\u1c80-\u1c88]"
)

_Needles = frozenset[str]


class _NotToldError(Exception):
    """The pattern has what this reader does not know."""


@lru_cache(maxsize=4096)
def needles(pattern: str) -> tuple[str, ...] | None:
    """Strings of which one stands in `folded(text)` wherever `pattern` matches in the text; None if that is not told.

    `pattern` is one that `regex` compiles; upper and lower case count alike.
    """
    reader = _Reader(pattern)
    try:
        found = reader.read(0)
    except (_NotToldError, IndexError):
        return None
    return tuple(sorted(found)) if found and reader.at == len(pattern) else None


def folded(text: str) -> str | None:
    """A text in small letters, for needles to be looked up in; None where some letter has more than two cases."""
    return text.lower() if text.isascii() or not _ODD.search(text) else None


class _Reader:
    """One pass over a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def read(self, depth: int) -> _Needles:
        """The needles of the alternatives up to the end or a closing parenthesis; none if one has none."""
        if depth > _DEEPEST:
            raise _NotToldError
        found = [self._sequence(depth)]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            found.append(self._sequence(depth))
        together = frozenset().union(*found)
        return together if all(found) and len(together) <= _MOST else frozenset()

    def _sequence(self, depth: int) -> _Needles:
        best: _Needles = frozenset()
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            letter, inside = self._element(depth)
            least, most = self._quantifier()
            if letter and least:
                run += letter
            if not letter or (least, most) != (1, 1):
                best, run = _better(best, run), ""
                if least:
                    best = _better(best, inside)
        return _better(best, run)

    def _element(self, depth: int) -> tuple[str, _Needles]:
        """One element: the letter that it is, or what must stand in it."""
        sign = self.pattern[self.at]
        if sign == "(":
            match = _GROUP.match(self.pattern, self.at)
            if match is None:
                raise _NotToldError
            self.at = match.end()
            inside = self.read(depth + 1)
            if self.pattern[self.at] != ")":
                raise _NotToldError
            self.at += 1
            return "", inside
        if sign == "[":
            match = _CLASS.match(self.pattern, self.at)
            if match is None:
                raise _NotToldError
            self.at = match.end()
            return "", frozenset()
        if sign == "\\":
            match = _ESCAPE.match(self.pattern, self.at)
            if match is None:
                raise _NotToldError
            self.at = match.end()
            code = match[1] or match[2] or match[3]
            if code:
                return _letter(chr(int(code, 16))), frozenset()
            if match[4].isalnum() and match[4] not in "bBdDsSwWAZtnrfv":
                raise _NotToldError
            return ("" if match[4].isalnum() else match[4]), frozenset()
        self.at += 1
        return ("" if sign in "^$." else _letter(sign)), frozenset()

    def _quantifier(self) -> tuple[int, int]:
        match = _REPEAT.match(self.pattern, self.at)
        if match is None:
            if self.pattern.startswith("{", self.at):
                raise _NotToldError
            return 1, 1
        self.at = match.end()
        sign = match.group()[0]
        if sign in "?*+":
            return int(sign == "+"), 1 if sign == "?" else 2
        if not match[1] and not match[3]:
            raise _NotToldError
        least = int(match[1] or 0)
        return least, least if not match[2] else int(match[3]) if match[3] else 2


def _letter(character: str) -> str:
    """The letter as `folded` has it; nothing for one with more than two cases, which ends a run."""
    small = character.lower()
    return small if len(small) == 1 and not _ODD.search(character) and small.upper().lower() == small else ""


def _better(one: _Needles, other: _Needles | str) -> _Needles:
    """Of two sets the one whose shortest needle is longer; a run of letters is a set of one."""
    if isinstance(other, str):
        other = frozenset((other,)) if len(other) >= _SHORTEST else frozenset()
    return max((one, other), key=lambda found: (min(map(len, found), default=0), -len(found)))
