"""Regular expressions of rules, compiled so that none that a user writes can hang a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once.
SEARCHED = 400
LONGEST_SEARCH = 0.1
_LONGEST = 20_000
# An escape, a class, how often something is repeated, a parenthesis, any other sign.
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{(\d+)(?:,\d*)?\}|[()]|.", re.DOTALL)

# A class of signs alone: what has "not \w" in it.
_SIGN = re.compile(r"\[\^[^\]]*\\w.*\]|\\W", re.DOTALL)


class Pattern:
    """A regular expression that is compiled when it is first needed; upper and lower case are alike if `any_case`.

    The standard library's `re` cannot be stopped; `regex` can, and reads the same patterns. One that is not `stoppable`
    is of a built-in pack: tests search these in texts that are made to slow them down. One that is `anchored` can only
    match at the beginning of a text; without a word of the caller that is read from the source.
    """

    def __init__(
        self, source: str, *, any_case: bool = True, stoppable: bool = True, anchored: bool | None = None
    ) -> None:
        self.source = source
        self._anchored = anchored
        self._any_case = any_case
        self.stoppable = stoppable

    def check(self) -> None:
        """Raise ValueError with a sentence if it is no regular expression, or one that is too large to compile."""
        import regex

        if len(self.source) > _LONGEST:
            raise ValueError(f"longer than {_LONGEST:,} characters: make several rules of it")
        if _written_out(self.source) > _LONGEST:
            raise ValueError(f"more than {_LONGEST:,} repetitions: write smaller numbers in its braces")
        try:
            assert self._with_limit
        except regex.error as err:
            raise ValueError(f"not a regular expression: {err}") from None
        except RecursionError:
            raise ValueError("not a regular expression: nested too deep") from None

    @cached_property
    def _with_limit(self) -> regex.Pattern[str]:
        import regex  # takes 10 ms, and the built-in packs do without

        return regex.compile(self.source, regex.IGNORECASE if self._any_case else 0)

    @cached_property
    def _search_without_limit(self) -> Callable[[str], re.Match[str] | None]:
        compiled = re.compile(self.source, re.IGNORECASE if self._any_case else 0)
        anchored = _is_anchored(self.source) if self._anchored is None else self._anchored
        # `search` would try an anchored one at each character.
        return compiled.match if anchored else compiled.search

    @property
    def has_group(self) -> bool:
        """Whether a part of the pattern is in parentheses."""
        return bool(self._with_limit.groups)

    def found_in(self, text: str, seconds: float = LONGEST_SEARCH) -> bool:
        """Whether the pattern matches somewhere in `text`; raises TimeoutError after so many seconds."""
        if not self.stoppable:
            return self._search_without_limit(text) is not None
        return self._with_limit.search(text, timeout=seconds) is not None

    def first_group(self, text: str) -> str:
        """What the first group holds in the first match, or ""; raises TimeoutError after a tenth of a second."""
        match = self._with_limit.search(text, timeout=LONGEST_SEARCH)
        return str(match.group(1) or "") if match else ""


class _Begins(NamedTuple):
    """What texts begin with: `open` may be followed by anything, `whole` by what comes next in the pattern."""

    open: set[str]
    whole: set[str]


def first_letters(pattern: str, length: int) -> set[str]:
    """Return what all texts that a pattern matches begin with, behind signs: letters and blanks, no more than `length`;
    "" where that can be anything."""
    parts = [part.group() for part in _PARTS.finditer(pattern)]
    begins = _alternatives(parts[::-1], length)
    return begins.open | begins.whole


def needle_of(pattern: str) -> str:
    """Return the longest letters and blanks that are in all texts that a pattern matches; "" where none are."""
    runs, depth = [""], 0
    parts = [part.group() for part in _PARTS.finditer(pattern)]
    for part, behind in zip(parts, [*parts[1:], ""], strict=True):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            return ""
        is_certain = not depth and (part.isalpha() or part == " ") and behind[:1] not in ("?", "*", "{")
        runs[-1:] = [runs[-1] + part] if is_certain else [runs[-1], ""]
    return max(runs, key=len)


def _alternatives(rest: list[str], length: int) -> _Begins:
    """Read `rest`, from its end, as far as the group's parenthesis or to the end of the pattern."""
    found, before = _Begins(set(), set()), {""}
    while rest and (part := rest.pop()) != ")":
        if part == "|":
            found.whole.update(before)
            before = {""}
            continue
        if not before:  # all is told up to the next alternative
            _skip(part, rest)
            continue
        if part == "(":
            begins = _group(rest, length)
        else:
            begins = _Begins(set(), {part}) if part.isalpha() or part == " " else _Begins({""}, set())
        is_optional, is_repeated = _repetition(rest)
        if part in ("^", r"\A", r"\b") or (before == {""} and _SIGN.fullmatch(part)):
            continue
        next_to = {one + other for one in before for other in begins.whole}
        found.open.update(one + other for one in before for other in begins.open)
        found.open.update(one[:length] for one in next_to if is_repeated or len(one) >= length)
        kept = before if is_optional else set()
        before = kept | (set() if is_repeated else {one for one in next_to if len(one) < length})
    found.whole.update(before)
    return found


def _skip(part: str, rest: list[str]) -> None:
    depth = int(part == "(")
    while depth and rest:
        part = rest.pop()
        depth += (part == "(") - (part == ")")


def _group(rest: list[str], length: int) -> _Begins:
    """Read a group behind its first parenthesis; where it begins with "?" and is no `(?:`, nothing is told of it."""
    is_plain = rest[-1:] != ["?"] or rest[-2:] == [":", "?"]
    if is_plain and rest[-1] == "?":
        del rest[-2:]
    begins = _alternatives(rest, length)
    return begins if is_plain else _Begins({""}, set())


def _repetition(rest: list[str]) -> tuple[bool, bool]:
    """Read the signs behind an element: whether it may be missing, and whether it may be there more than once."""
    is_optional = is_repeated = False
    while rest and (rest[-1] in ("?", "*", "+") or rest[-1].startswith("{")):
        sign = rest.pop()
        is_optional |= sign in ("?", "*") or (sign[0] == "{" and not "1" <= sign[1:2] <= "9")
        is_repeated |= sign != "?"
    return is_optional, is_repeated


def _is_anchored(pattern: str) -> bool:
    """Whether each of its alternatives begins with `^` or `\\A`."""
    depth, begins = 0, True
    for part in map(re.Match.group, _PARTS.finditer(pattern)):
        if begins and part not in ("^", r"\A"):
            return False
        begins = part == "|" and not depth
        depth += (part == "(") - (part == ")")
    return not begins


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
