"""The words that a class or an id is put together of, in whatever spelling."""

from __future__ import annotations

import re

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
LONGEST_PART, LONGEST_TOKEN = 20, 30


def name_parts(name: str) -> tuple[str, ...]:
    """The words of a name, lower-cased, each once: "post__commentList" gives post, comment, list, postcommentlist."""
    found: dict[str, None] = {}
    for token in name.split():
        parts = [part.lower() for part in _PART.findall(token)]
        found.update(dict.fromkeys(p for p in parts if 1 < len(p) < LONGEST_PART))
        joined = "".join(parts)
        if len(parts) > 1 and len(joined) < LONGEST_TOKEN:
            found[joined] = None
    return tuple(found)
