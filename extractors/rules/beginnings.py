"""What a text must begin with so that a pattern can match: read off the pattern, without compiling it.

Nearly all patterns of rules are tied to the beginning of a block and begin with one of a few words. Looking at the
first letters of a block is much cheaper than searching it, and compiling a whole pack costs more than a page does.
"""

from __future__ import annotations

import re
from functools import lru_cache

import regex

LENGTH = 8
_LENGTHS = (LENGTH, 5, 3)  # fewer where what a pattern begins with cannot be told in so many
_MOST = 3_000
_MOST_CHARACTERS = 12
_DEEPEST = 30
_NO_WORD = regex.compile(r"\W*")
_CLASS = re.compile(r"\[(\^?)(\]?(?:\\.|[^\[\]\\])*)\]", re.DOTALL)
_IN_CLASS = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|[^\\]", re.DOTALL)
_REPEAT = re.compile(r"[?*+]|\{(\d*+)(,?)(\d*+)\}")
_PLAIN = re.compile(r"(?:\\.|\[\^?\]?(?:\\.|[^\[\]\\])*\]|[^\\\[()|])+", re.DOTALL)
_ESCAPES = {"d": "0", "t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}

# How far a way through the pattern has come: what it has read, and whether it is tied to the beginning ("^" was met)
# and may still be continued.
_State = tuple[str, bool, bool]
_START: _State = ("", False, True)


class _NotToldError(Exception):
    """The pattern may match elsewhere, or in too many ways, or has what this reader does not know."""


def beginning_of(text: str) -> str:
    """The first letters of a text, in which a pattern's beginnings are looked up: what is no word comes off."""
    start = 0 if text[:1].isalpha() else _NO_WORD.match(text).end()
    letters = text[start : start + LENGTH]
    return letters.lower() if letters.isascii() and letters.isalpha() else "".join(map(_folded, letters))


@lru_cache(maxsize=4096)
def beginnings(pattern: str) -> tuple[str, ...] | None:
    """Strings of up to LENGTH letters: a text in which `pattern` matches has one of them first in `beginning_of`.

    None where that cannot be told. `pattern` is one that `regex` compiles; upper and lower case count alike.
    """
    for length in _LENGTHS:
        reader = _Reader(pattern, length)
        try:
            states = reader.read(frozenset((_START,)), 0)
        except _NotToldError:
            continue
        found = tuple(sorted({letters for letters, _, _ in states}))
        tied = all(tied for _, tied, _ in states)
        return found if tied and "" not in found and reader.at == len(pattern) else None
    return None


def _folded(character: str) -> str:
    """One letter for all that count as the same when case does not: s for S and ſ, σ for Σ and ς; 0 for every digit."""
    if character.isdecimal():
        return "0"
    return character.lower().upper().lower()[0]


class _Reader:
    """One pass over a pattern from left to right, along all ways at once, until each has `length` letters."""

    def __init__(self, pattern: str, length: int) -> None:
        self.pattern = pattern
        self.length = length
        self.at = 0

    def read(self, before: frozenset[_State], depth: int) -> frozenset[_State]:
        """The states after the alternatives that begin here, up to the end or a closing parenthesis."""
        if depth > _DEEPEST:
            raise _NotToldError
        after: frozenset[_State] = frozenset()
        states = before
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                self.at += 1
                after, states = after | states, before
            elif any(is_open for _, _, is_open in states):
                states = self._element(states, depth)
            else:
                self._skip()
            if len(states) + len(after) > _MOST:
                raise _NotToldError
        return after | states

    def _skip(self) -> None:
        """To the next sign that could end the alternative: what stands between adds nothing any more."""
        match = _PLAIN.match(self.pattern, self.at)
        if match:
            self.at = match.end()
            return
        depth = 0
        while True:
            sign = self.pattern[self.at : self.at + 1]
            if sign not in ("(", ")", "|"):
                raise _NotToldError
            depth += (sign == "(") - (sign == ")")
            self.at += 1
            if not depth:
                return
            match = _PLAIN.match(self.pattern, self.at)
            self.at = match.end() if match else self.at

    def _element(self, states: frozenset[_State], depth: int) -> frozenset[_State]:
        """The states after one element with its quantifier."""
        sign = self.pattern[self.at]
        if sign == "^":
            self.at += 1
            return frozenset((letters, True, is_open) for letters, _, is_open in states)
        if sign == "$" or self.pattern.startswith(r"\b", self.at):
            self.at += len(sign) + (sign == "\\")
            return states
        if sign == "(":
            after = self._group(states, depth)
            repeatable = False
        else:
            characters, other = self._one_of()
            after = frozenset(new for state in states for new in self._read_one(state, characters, other))
            repeatable = not characters and other == "no word"
        least, most = self._quantifier()
        if most == 0:
            return states
        if most > 1 and not repeatable:
            after = frozenset((letters, tied, False) for letters, tied, _ in after)
        return states | after if least == 0 else after

    def _group(self, states: frozenset[_State], depth: int) -> frozenset[_State]:
        self.at += 1
        if self.pattern.startswith("?", self.at):
            if not self.pattern.startswith("?:", self.at):
                raise _NotToldError
            self.at += 2
        after = self.read(states, depth + 1)
        self.at += 1
        return after

    def _quantifier(self) -> tuple[int, int]:
        match = _REPEAT.match(self.pattern, self.at)
        if match is None:
            if self.pattern.startswith("{", self.at):
                raise _NotToldError
            return 1, 1
        self.at = match.end()
        while self.pattern[self.at : self.at + 1] in ("?", "+"):  # lazy and possessive
            self.at += 1
        sign = match.group()
        if sign in "?*+":
            return int(sign == "+"), 1 if sign == "?" else 2
        least = int(match.group(1) or 0)
        most = least if not match.group(2) else int(match.group(3)) if match.group(3) else 2
        return least, most

    def _one_of(self) -> tuple[frozenset[str], str]:
        """The characters that an element stands for, and what else: "" (nothing), "no word" or "any"."""
        sign = self.pattern[self.at]
        if sign == "[":
            match = _CLASS.match(self.pattern, self.at)
            if match is None:
                raise _NotToldError
            self.at = match.end()
            return _in_class(match.group(2), bool(match.group(1)))
        if sign == ".":
            self.at += 1
            return frozenset(), "any"
        match = _IN_CLASS.match(self.pattern, self.at)
        if match is None:
            raise _NotToldError
        self.at = match.end()
        return _meant(match.group())

    def _read_one(self, state: _State, characters: frozenset[str], other: str) -> list[_State]:
        """What a state becomes when one character is read; what is no word leaves no trace before the first letter."""
        letters, tied, is_open = state
        if not is_open:
            return [state]
        if not tied:
            raise _NotToldError
        after: list[_State] = []
        if other == "any" or (other == "no word" and letters):
            after.append((letters, tied, False))
        elif other == "no word":
            after.append(state)
        for character in characters:
            if not letters and _NO_WORD.fullmatch(character):
                after.append(state)
            else:
                longer = letters + _folded(character)
                after.append((longer, tied, len(longer) < self.length))
        return after


def _in_class(content: str, negated: bool) -> tuple[frozenset[str], str]:
    tokens = _IN_CLASS.findall(content)
    if negated:
        return frozenset(), "no word" if r"\w" in tokens else "any"
    if "-" in tokens[1:-1] or len(tokens) > _MOST_CHARACTERS:
        return frozenset(), "any"
    characters: frozenset[str] = frozenset()
    others = set()
    for sign in tokens:
        more, other = (frozenset("\b"), "") if sign == r"\b" else _meant(sign)
        characters |= more
        others.add(other)
    return characters, "any" if "any" in others else "no word" if "no word" in others else ""


def _meant(token: str) -> tuple[frozenset[str], str]:
    """What a character or an escape stands for."""
    if len(token) > 2:
        return frozenset(chr(int(token[2:], 16))), ""
    kind = token[-1]
    if len(token) == 2:
        if kind in "sWwSD":
            return frozenset(), "no word" if kind in "sW" else "any"
        if kind not in _ESCAPES and (kind.isalnum() or kind.isspace()):
            raise _NotToldError
        kind = _ESCAPES.get(kind, kind)
    return frozenset(kind), ""
