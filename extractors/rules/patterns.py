"""Compiling what rules match with, and refusing patterns that could run for minutes."""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any

from lxml.etree import XPath

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once, and what a
# polynomial pattern can cost is bounded by it.
SEARCHED = 400
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_MANY = 10
_MOST_UNBOUNDED = 3


class BacktrackingError(ValueError):
    """The pattern can backtrack without end."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a rule's pattern, case ignored. Raises re.error if it is not a regular expression."""
    return re.compile(pattern, re.IGNORECASE)


def check_pattern(pattern: str) -> None:
    """Refuse what can backtrack for minutes: a repeat in a repeat, many unbounded repeats, a reference to a group.

    Raises re.error if it is not a regular expression, BacktrackingError with the mend.
    """
    unbounded = _count_unbounded(sre_parser.parse(pattern, re.IGNORECASE), outer=1)
    if unbounded > _MOST_UNBOUNDED:
        raise BacktrackingError(f"{unbounded} unbounded repeats can run for minutes: bound them, as in .{{0,60}}")


def _count_unbounded(parsed: Any, outer: int) -> int:
    """Count the unbounded repeats of a parsed pattern that stands in a repeat of up to `outer` times."""
    count = 0
    for op, argument in parsed:
        if op in _REPEATS:
            low, high, inner = argument
            varies = high > low and high > 1
            if varies and outer > 1 and (outer > _MANY or high > _MANY * _MANY):
                raise BacktrackingError("a repeat inside a repeat, as in (a+)+, can run for minutes: bound them")
            count += (high is sre.MAXREPEAT) + _count_unbounded(inner, max(outer, high if high > low else 1))
        elif op is sre.BRANCH:
            count += max(_count_unbounded(branch, outer) for branch in argument[1])
        elif op is sre.SUBPATTERN:
            count += _count_unbounded(argument[3], outer)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            count += _count_unbounded(argument[1], outer)
        elif op is sre.GROUPREF:
            raise BacktrackingError("references to groups (\\1) are not supported: write the text out")
    return count


def compile_css(selector: str) -> XPath:
    """A CSS selector as an XPath over HTML. Raises ValueError with a sentence if it does not parse."""
    from cssselect import HTMLTranslator, SelectorError

    try:
        return XPath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as err:
        raise ValueError(f"not a CSS selector: {err}") from None
