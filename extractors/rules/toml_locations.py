"""Where the rules and keys of a rule file stand: lines and columns, for people who look them up."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"\s*\[\[?\s*\"?([\w-]+)\"?\s*((?:\.\s*\"?[\w-]+\"?\s*)*)\]")
_KEY = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[\w-]+)\s*(=\s*)?")

_KEY_OR_HEADER = re.compile(r"\s*(?:[\w-]+\s*=|\[)")
_LONGEST_LIST = 1_000  # lines


@dataclass(frozen=True, slots=True)
class Spot:
    """A line and a column, from 1."""

    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Standing:
    """The places of a file's tables and keys. Read line by line, as people write such files."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        headers = [(i, m.group(1), not m.group(2)) for i, line in enumerate(self.lines) if (m := _HEADER.match(line))]
        self._tables = [(i, name) for i, name, is_top in headers if is_top]
        self._rules = [i for i, name in self._tables if name == "rule" and "[[" in self.lines[i]]
        self._starts = [i for i, _ in self._tables]

    def rule(self, number: int) -> Spot:
        """The header of the n-th rule, from 0; the file's beginning where rules are written in another way."""
        return Spot(self._rules[number] + 1) if number < len(self._rules) else Spot(1)

    def rule_text(self, number: int) -> str:
        """The n-th rule as it stands there, with its examples, without the comments above the next."""
        if number >= len(self._rules):
            return ""
        start = self._rules[number]
        lines = self.lines[start : self._end_of(start)]
        while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
            lines.pop()
        return "\n".join(lines) + "\n"

    def of(self, location: Sequence[str | int]) -> Spot:
        """The place that a validator's location means, such as ("rule", 2, "text"): the key, or else its table."""
        start, end = -1, len(self.lines)
        if len(location) > 1 and location[0] == "rule" and isinstance(location[1], int):
            start = self.rule(location[1]).line - 1
        elif location and location[0] in ("pack", "rule"):
            start = next((i for i, name in self._tables if name == location[0]), -1)
        if start >= 0:
            end = self._end_of(start)
        key = next((part for part in reversed(location) if isinstance(part, str)), None)
        if key is not None and key not in ("rule", "pack"):
            for i in range(start + 1, end):
                match = _KEY.match(self.lines[i])
                if match and match.group(2) and match.group(1).strip("\"'") == key:
                    return Spot(i + 1, match.end() + 1)
                header = _HEADER.match(self.lines[i])
                if start < 0 and header and header.group(1) == key:
                    return Spot(i + 1)
        return Spot(max(start, 0) + 1)

    def inside(self, spot: Spot, value: str, offset: int) -> Spot:
        """The place `offset` characters into a value that stands at `spot`, if it is written there as it is meant."""
        line = self.lines[spot.line - 1] if spot.line <= len(self.lines) else ""
        if line[spot.column : spot.column + len(value)] != value:
            return spot
        return Spot(spot.line, spot.column + 1 + min(offset, len(value)))

    def among(self, spot: Spot, value: str) -> Spot:
        """The place of a value in the list that begins at `spot`, if it is written there as it is meant."""
        for number, line in enumerate(self.lines[spot.line - 1 : spot.line - 1 + _LONGEST_LIST], spot.line):
            start = spot.column - 1 if number == spot.line else 0
            if number > spot.line and _KEY_OR_HEADER.match(line):
                break
            found = [at for quote in "\"'" if (at := line.find(f"{quote}{value}{quote}", start)) >= 0]
            if found:
                return Spot(number, min(found) + 1)
        return spot

    def _end_of(self, start: int) -> int:
        """The line below a table and the tables in it."""
        following = bisect_right(self._starts, start)
        return self._starts[following] if following < len(self._starts) else len(self.lines)
