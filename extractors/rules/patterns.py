"""Compiling what rules match with, so that no rule can hang a page."""

from __future__ import annotations

import regex
from lxml.etree import XPath

# A pattern is only ever searched in the beginning of a block: boilerplate says what it is at once.
SEARCHED = 400
_SECONDS = 0.1


class Pattern:
    """A compiled pattern, upper and lower case alike, whose search cannot run for minutes.

    The standard library's `re` cannot be stopped; `regex` can, and reads the same patterns. Raises ValueError with a
    sentence if the pattern is none.
    """

    def __init__(self, pattern: str) -> None:
        try:
            self._compiled = regex.compile(pattern, regex.IGNORECASE)
        except regex.error as err:
            raise ValueError(f"not a regular expression: {err}") from None
        except RecursionError:
            raise ValueError("not a regular expression: nested too deep") from None

    @property
    def has_group(self) -> bool:
        """Whether a part of the pattern is in parentheses."""
        return bool(self._compiled.groups)

    def found_in(self, text: str) -> bool:
        """Whether the pattern matches somewhere in `text`; raises TimeoutError after a tenth of a second."""
        return self._compiled.search(text, timeout=_SECONDS) is not None

    def first_group(self, text: str) -> str:
        """What the first group holds in the first match, or ""; raises TimeoutError as well."""
        match = self._compiled.search(text, timeout=_SECONDS)
        return str(match.group(1) or "") if match else ""


def compile_css(selector: str) -> XPath:
    """A CSS selector as an XPath over HTML. Raises ValueError with a sentence if it does not parse."""
    from cssselect import HTMLTranslator, SelectorError

    try:
        return XPath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as err:
        raise ValueError(f"not a CSS selector: {err}") from None
