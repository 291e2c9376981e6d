"""Calls of functions in an XPath expression: lxml only looks at one when a page has what stands before it."""

from __future__ import annotations

import re

# Fewest and most arguments of XPath 1.0's functions, and of the node types that look like calls.
_ARGUMENTS: dict[str, tuple[int, int]] = {
    "last": (0, 0), "position": (0, 0), "count": (1, 1), "id": (1, 1), "local-name": (0, 1), "namespace-uri": (0, 1),
    "name": (0, 1), "string": (0, 1), "concat": (2, 10_000), "starts-with": (2, 2), "contains": (2, 2),
    "substring-before": (2, 2), "substring-after": (2, 2), "substring": (2, 3), "string-length": (0, 1),
    "normalize-space": (0, 1), "translate": (3, 3), "boolean": (1, 1), "not": (1, 1), "true": (0, 0), "false": (0, 0),
    "lang": (1, 1), "number": (0, 1), "sum": (1, 1), "floor": (1, 1), "ceiling": (1, 1), "round": (1, 1),
    "text": (0, 0), "node": (0, 0), "comment": (0, 0), "processing-instruction": (0, 1),
}  # fmt: skip
_OPERATORS = frozenset(("and", "or", "div", "mod"))
_TOKEN = re.compile(r""""[^"]*"|'[^']*'|[\w-]+(?:\s*(?=\())?|[^\s\w]""")


def check_calls(expression: str) -> None:
    """Raise ValueError with a sentence if an expression calls a function that there is not, or with too few or too
    many arguments. The expression must have been compiled: brackets match."""
    open_calls: list[tuple[str, int]] = []  # the function (or "") before each open bracket, and its commas
    parts = _TOKEN.findall(expression)
    for i, part in enumerate(parts):
        if part in ("(", "["):
            before = parts[i - 1].strip() if i and part == "(" else ""
            is_call = before[:1].isalpha() and before not in _OPERATORS
            if is_call and before not in _ARGUMENTS:
                raise ValueError(f"there is no function {before}()")
            open_calls.append((before if is_call else "", 0))
        elif part == "," and open_calls:
            name, commas = open_calls[-1]
            open_calls[-1] = (name, commas + 1)
        elif part in (")", "]") and open_calls:
            name, commas = open_calls.pop()
            if name:
                _check(name, 0 if parts[i - 1] == "(" else commas + 1)


def _check(name: str, given: int) -> None:
    fewest, most = _ARGUMENTS[name]
    if not fewest <= given <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} or more" if most > fewest + 1 else f"{fewest} or {most}"
        raise ValueError(f"{name}() takes {wanted} argument{'' if wanted == '1' else 's'}, not {given}")
