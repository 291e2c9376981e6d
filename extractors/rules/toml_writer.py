"""Rules as the text of a rule file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..text import UNSAFE, safe_line

_NOT_LITERAL = re.compile(r"['\x00-\x08\x0a-\x1f\x7f]")


def rule_file_text(pack: Mapping[str, Any], rules: Iterable[Mapping[str, Any]], comments: Iterable[str] = ()) -> str:
    """A rule file: comments, then `[pack]`, then a `[[rule]]` for each, keys in the order that they have."""
    parts = [*(comment_line(c) for c in comments), *_table("[pack]", pack)]
    for rule in rules:
        parts += ["", *rule_lines(rule)]
    return "\n".join(parts) + "\n"


def rule_lines(rule: Mapping[str, Any]) -> list[str]:
    """The lines of one `[[rule]]`."""
    return _table("[[rule]]", rule)


def comment_line(text: str) -> str:
    """A comment of one line, whatever the text."""
    return f"# {safe_line(text)}".rstrip()


def _table(head: str, values: Mapping[str, Any]) -> list[str]:
    return [head, *(f"{key} = {toml_value(value)}" for key, value in values.items())]


def toml_value(value: Any) -> str:
    """Return a string, number, truth value or list: strings literal where they can be, for patterns read better so.

    What a terminal must not get is escaped, in a file as well.
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str) and not _NOT_LITERAL.search(value) and not UNSAFE.search(value):
        return f"'{value}'"
    # JSON's strings, numbers and truth values are TOML's.
    return UNSAFE.sub(lambda match: f"\\U{ord(match.group()):08x}", json.dumps(value, ensure_ascii=False))
