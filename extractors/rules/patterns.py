"""Compiling what rules match with, so that no rule can hang a page."""

from __future__ import annotations

import re
from typing import Protocol

from lxml.etree import XPath

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once.
SEARCHED = 400
_SECONDS = 0.1


class Match(Protocol):
    """What is used of a match."""

    def group(self, number: int, /) -> str | None:
        """The text of a group."""


class Pattern(Protocol):
    """What is used of a compiled pattern; `groups` is the number of its groups."""

    @property
    def groups(self) -> int:
        """How many groups it has."""

    def search(self, text: str, /) -> Match | None:
        """The first match in `text`."""


class BoundedPattern:
    """A pattern that somebody else wrote: a search that takes too long raises TimeoutError.

    The standard library's `re` cannot be stopped; `regex` can, and reads the same patterns.
    """

    def __init__(self, pattern: str) -> None:
        import regex

        try:
            self._compiled = regex.compile(pattern, regex.IGNORECASE)
        except regex.error as err:
            raise ValueError(f"not a regular expression: {err}") from None
        self.groups: int = self._compiled.groups

    def search(self, text: str) -> Match | None:
        """The first match in `text`; raises TimeoutError after a tenth of a second."""
        found: Match | None = self._compiled.search(text, timeout=_SECONDS)
        return found


def compile_tested(pattern: str) -> Pattern:
    """A pattern of a built-in pack: the tests have tried it, and `re` compiles it three times as fast."""
    return re.compile(pattern, re.IGNORECASE)


def compile_css(selector: str) -> XPath:
    """A CSS selector as an XPath over HTML. Raises ValueError with a sentence if it does not parse."""
    from cssselect import HTMLTranslator, SelectorError

    try:
        return XPath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as err:
        raise ValueError(f"not a CSS selector: {err}") from None
