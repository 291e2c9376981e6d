"""Regular expressions of rules, compiled so that none that a user writes can hang a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once.
SEARCHED = 400
LONGEST_SEARCH = 0.1
_LONGEST = 20_000
# An escape, a class, how often something is repeated, a parenthesis, any other sign.
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)|\{(\d+)(?:,\d*)?\}|[()]|.", re.DOTALL)


class Pattern:
    """A regular expression that is compiled when it is first needed; upper and lower case are alike if `any_case`.

    The standard library's `re` cannot be stopped; `regex` can, and reads the same patterns. One that is not `stoppable`
    is of a built-in pack: tests search these in texts that are made to slow them down.
    """

    def __init__(self, source: str, *, any_case: bool = True, stoppable: bool = True) -> None:
        self.source = source
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
    def _without_limit(self) -> re.Pattern[str]:
        return re.compile(self.source, re.IGNORECASE if self._any_case else 0)

    @property
    def has_group(self) -> bool:
        """Whether a part of the pattern is in parentheses."""
        return bool(self._with_limit.groups)

    def found_in(self, text: str, seconds: float = LONGEST_SEARCH) -> bool:
        """Whether the pattern matches somewhere in `text`; raises TimeoutError after so many seconds."""
        if not self.stoppable:
            return self._without_limit.search(text) is not None
        return self._with_limit.search(text, timeout=seconds) is not None

    def first_group(self, text: str) -> str:
        """What the first group holds in the first match, or ""; raises TimeoutError after a tenth of a second."""
        match = self._with_limit.search(text, timeout=LONGEST_SEARCH)
        return str(match.group(1) or "") if match else ""


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
