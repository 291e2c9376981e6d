"""Values of a rule file as TOML."""

from __future__ import annotations

import json
import re

_NOT_LITERAL = re.compile(r"['\x00-\x08\x0a-\x1f\x7f]")


def toml_value(value: str | int) -> str:
    """A number or a string: literal where it can be, for patterns read better so, else with escapes."""
    if isinstance(value, int):
        return str(value)
    if not _NOT_LITERAL.search(value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
