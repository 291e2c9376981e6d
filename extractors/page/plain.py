"""Plain text to paragraphs: blank lines, single lines and hard-wrapped lines told apart.

A page saved or copied as text comes in three shapes: paragraphs between blank lines, one paragraph a line, or lines
broken at a fixed width (mail, Usenet, text browsers). Lines are joined only where the break must have come from
wrapping: the next line's first word would not have fitted.
"""

from __future__ import annotations

import re

_BLANK = re.compile(r"\n[ \t\f\v\u00a0]*\n")
_SPACES = re.compile(r"\s+")
_LIST_MARKER = re.compile(r"\s*([-*•·–▪]|\(?\d{1,3}[.)])\s")
_WRAP_WIDTHS = range(40, 121)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text, white space folded, in order. Linear in the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    width = _wrap_width(text)
    found: list[str] = []
    for chunk in _BLANK.split(text):
        lines = [line.rstrip() for line in chunk.split("\n") if line.strip()]
        found.extend(_join_wrapped(lines, width) if width else lines)
    folded = (_SPACES.sub(" ", p).strip() for p in found)
    return tuple(p for p in folded if p)


def _wrap_width(text: str) -> int:
    """The width at which the text was hard-wrapped, or 0 if it was not.

    Wrapped text has many lines close below one width and hardly any beyond it.
    """
    lengths = sorted(len(line.rstrip()) for line in text.split("\n") if line.strip())
    if len(lengths) < 4:
        return 0
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if width not in _WRAP_WIDTHS:
        return 0
    full = [n for n in lengths if n > width * 0.8]
    median = (lengths[(len(lengths) - 1) // 2] + lengths[len(lengths) // 2]) / 2
    return width if len(full) >= len(lengths) * 0.3 and median > width * 0.6 else 0


def _join_wrapped(lines: list[str], width: int) -> list[str]:
    """Join the lines of one chunk where the break came from wrapping at `width`."""
    joined: list[list[str]] = []
    for line in lines:
        first_word = line.split(None, 1)[0]
        if joined and len(joined[-1][-1]) + 1 + len(first_word) > width and not _LIST_MARKER.match(line):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [" ".join(part) for part in joined]
