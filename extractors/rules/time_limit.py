"""The time that rules may take on one page."""

from __future__ import annotations

from collections import defaultdict
from time import perf_counter, thread_time

from .bounded import spent
from .patterns import LONGEST_SEARCH, Pattern

# For one rule on one page, and for all of them together, in seconds of computing: a busy machine must not change what
# a page becomes. A pack of thirty rules takes about a thousandth of a second.
RULE_SECONDS = 1.0
PAGE_SECONDS = 5.0
_SLOW = 0.001
_BETWEEN = 64  # searches


class PageTimeoutError(Exception):
    """All rules together have used up their time."""


class Clock:
    """Counts the seconds that each rule has used."""

    def __init__(self) -> None:
        self._used: defaultdict[object, float] = defaultdict(float)
        self._total = 0.0
        self._searches = 0
        # What the searches since the time of computing was last asked for have taken by the wall.
        self._pending: defaultdict[object, float] = defaultdict(float)
        self._read = thread_time()

    def left(self, user: object) -> float:
        """The seconds that a rule (or its selector) has left: more than none.

        Raises TimeoutError when there are none, PageTimeoutError when the page has none.
        """
        if self._total >= PAGE_SECONDS:
            raise PageTimeoutError
        left = min(RULE_SECONDS - self._used[user], PAGE_SECONDS - self._total)
        if left <= 0:
            raise TimeoutError
        return left

    def charge(self, user: object, began: float) -> None:
        """Count the time since `began` (of `spent`)."""
        seconds = spent() - began
        self._used[user] += seconds
        self._total += seconds

    def found(self, user: object, pattern: Pattern, text: str) -> bool:
        """Whether the pattern matches in the text; raises as `left` does, and when a single search takes too long.

        To ask for the time of computing takes longer than most searches: that is done after some of them, and after a
        slow one.
        """
        seconds = min(LONGEST_SEARCH, self.left(user))
        began = perf_counter()
        try:
            return pattern.found_in(text, seconds)
        except TimeoutError:
            if seconds >= PAGE_SECONDS - self._total:  # it was the page's time that ended, not the rule's
                self._total = PAGE_SECONDS
                raise PageTimeoutError from None
            raise
        finally:
            taken = perf_counter() - began
            self._searches += 1
            self._pending[user] += taken
            if taken > _SLOW or not self._searches % _BETWEEN:
                self._settle()

    def _settle(self) -> None:
        """Charge the rules with what they took: of the time by the wall, the share that was computing."""
        computed, by_wall = thread_time() - self._read, sum(self._pending.values())
        share = min(1.0, computed / by_wall) if by_wall else 0.0
        for user, taken in self._pending.items():
            self._used[user] += taken * share
        self._total += by_wall * share
        self._read += computed
        self._pending.clear()
