"""The lines of a site file: `name: value`, `name(argument): value`, comments from # on lines of their own."""

from __future__ import annotations

import re
from typing import NamedTuple

# The argument may have parentheses and colons in it: replace_string(<a href="x:(y)">): <b>
_DIRECTIVE = re.compile(r"([A-Za-z_]\w*)[ \t]*(?:\((.*?)\)[ \t]*)?:(.*)", re.DOTALL)
_ARGUMENT_WITH_PARENTHESES = re.compile(r"([A-Za-z_]\w*)\((.*)\)[ \t]*:(.*)", re.DOTALL)
_COMMENTS = ("#", "//", ";", "<!--")


class Directive(NamedTuple):
    """One line that says something; `line` counts from 1, `value` may be empty."""

    line: int
    name: str
    argument: str | None
    value: str


class Stray(NamedTuple):
    """A line that is neither a directive nor a comment."""

    line: int
    text: str


def parse(text: str) -> tuple[list[Directive], list[Stray]]:
    """The directives of a site file in order, and the lines that are none. Names are lower-cased.

    A site file has no quoting and no lines that go on: what stands behind the first colon is the value, whole.
    """
    directives: list[Directive] = []
    strays: list[Stray] = []
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        line = raw.strip()
        if not line or line.startswith(_COMMENTS):
            continue
        match = _DIRECTIVE.fullmatch(line) or _ARGUMENT_WITH_PARENTHESES.fullmatch(line)
        if match is None or _is_address(line):
            strays.append(Stray(number, line))
        else:
            name, argument, value = match.groups()
            directives.append(Directive(number, name.lower(), argument, value.strip()))
    return directives, strays


def _is_address(line: str) -> bool:
    """Whether the line is a URL whose `test_url:` was forgotten; its scheme is no directive."""
    return re.match(r"https?://", line, re.IGNORECASE) is not None
