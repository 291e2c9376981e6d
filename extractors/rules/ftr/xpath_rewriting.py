"""XPath expressions of site files: made fit for a tree of lower-case names, and asked what they give."""

from __future__ import annotations

import re
from enum import StrEnum

import lxml.etree
import lxml.html

from ..xpath import check_calls

_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
_LAST_STEP = re.compile(r"(?:^|/|::)\s*(@[\w:*-]+|attribute::[\w:*-]+|comment\(\)|processing-instruction\(\))$")
_BARE_STEP = re.compile(r"[a-z][\w-]*\s*(?:$|/|\[)")
_SAMPLE = lxml.html.document_fromstring(
    "<html><head><title>a</title><meta name='b' content='c'></head>"
    "<body><div class='d' id='e'><p>f <a href='g'>h</a> i</p><img src='j'></div></body></html>"
)


class Gives(StrEnum):
    """What an expression gives."""

    NODES = "nodes"  # elements, or pieces of text
    ATTRIBUTES = "attributes"
    TEXT = "text"  # of a function such as substring-before(), or a literal
    OTHER = "other"  # a number or a truth value


def adapt(expression: str) -> str:
    """The expression with all names in lower case, as the parser makes those of a page; literals stay as they are.

    A path without a beginning (`div[@class='x']`) starts anywhere: from the document's root, where such files are
    read, it could never match.
    """
    parts = _LITERAL.split(expression)
    lowered = "".join(part if i % 2 else part.lower() for i, part in enumerate(parts)).strip()
    return f"//{lowered}" if _BARE_STEP.match(lowered) else lowered


def what_it_gives(expression: str) -> Gives:
    """What an XPath 1.0 expression gives. Raises ValueError with a sentence if it cannot be used."""
    try:
        path = lxml.etree.XPath(expression)
        check_calls(expression)
        result = path(_SAMPLE)
    except (lxml.etree.XPathError, ValueError) as err:
        raise ValueError(f"not an XPath 1.0 expression: {err}{_hint(expression)}") from None
    if isinstance(result, str):
        return Gives.TEXT
    if not isinstance(result, list):
        return Gives.OTHER
    bare = "".join(part for i, part in enumerate(_LITERAL.split(_without_conditions(expression))) if i % 2 == 0)
    return Gives.ATTRIBUTES if all(_LAST_STEP.search(part.strip()) for part in bare.split("|")) else Gives.NODES


def literal(text: str) -> str:
    """A text as an XPath literal. XPath 1.0 has no escapes, so a text with both kinds of quotes is pieced together."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


def _without_conditions(expression: str) -> str:
    """The expression without what stands in square brackets."""
    depth, kept = 0, []
    for i, part in enumerate(_LITERAL.split(expression)):
        if i % 2:
            if not depth:
                kept.append(part)
            continue
        for char in part:
            depth += (char == "[") - (char == "]")
            if not depth and char != "]":
                kept.append(char)
    return "".join(kept)


def _hint(expression: str) -> str:
    parts = _LITERAL.split(expression)
    bare = "".join(part for i, part in enumerate(parts) if i % 2 == 0)
    if "'" in bare or '"' in bare:
        return ": a quotation mark is not closed"
    if bare.count("[") != bare.count("]") or bare.count("(") != bare.count(")"):
        return ": brackets that do not match"
    return ""
