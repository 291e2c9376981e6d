"""Plain text to paragraphs: blank lines, single lines and hard-wrapped lines told apart.

A page saved or copied as text comes in three shapes: paragraphs between blank lines, one paragraph a line, or lines
broken at a fixed width (mail, Usenet, text browsers). Lines are joined only where the break must have come from
wrapping: the next line's first word would not have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_BLANK = re.compile(r"\n[ \t\f\v\u00a0]*\n")
_SPACES = re.compile(r"\s+")
_LIST_MARKER = re.compile(r"\s*([-*•·–▪]|\(?\d{1,3}[.)])\s")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|[|+]\s*$|^\s*[|+]|[{};]\s*$")
_LONGEST_VERSE = 50  # characters: of lines that are shorter nobody can tell
_SMALL_SHARE = 1 / 3
_WRAP_WIDTHS = range(40, 121)
_MOST_LONGER, _FEWEST_BREAKS, _MOST_WIDTHS = 0.02, 3, 8
_NEARLY_FULL, _FULL = 0.6, 0.8
_LONGEST_WORD = 25  # of scripts without spaces the whole line would be its first word, and would never have fitted


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text, white space folded, in order. Linear in the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chunks = [[line.rstrip() for line in chunk.split("\n") if line.strip()] for chunk in _BLANK.split(text)]
    width = _wrap_width(chunks)
    found = (p for lines in chunks for p in _paragraphs(lines, width))
    folded = (_SPACES.sub(" ", p).strip() for p in found)
    return tuple(p for p in folded if p)


def _paragraphs(lines: Sequence[str], width: int) -> Sequence[str]:
    """Return the paragraphs of the lines between two blank ones: joined as the whole text was wrapped, or as prose."""
    joined = _join_wrapped(lines, width) if width else lines
    return [" ".join(lines)] if 1 < len(joined) == len(lines) and _is_prose(lines) else joined


def _is_prose(lines: Sequence[str]) -> bool:
    """Return whether lines are one paragraph, broken at a width of its own or after clauses.

    A third of the lines or more begin in small letters: verse, addresses, dialogues and lists begin each in large ones.
    Tables, code and short lines are left as they are.
    """
    if max(map(len, lines)) < _LONGEST_VERSE or any(
        _LIST_MARKER.match(line) or _COLUMNS.search(line) for line in lines
    ):
        return False
    if len({len(line) - len(line.lstrip()) for line in lines[1:]}) > 1 or (
        lines[1][0].isspace() > lines[0][0].isspace()
    ):
        return False
    small = sum(line.lstrip()[0].islower() for line in lines[1:])
    return _SMALL_SHARE * (len(lines) - 1) <= small > 0


def _wrap_width(chunks: Sequence[Sequence[str]]) -> int:
    """The width at which the text was hard-wrapped, or 0 if it was not.

    Of wrapped text hardly any line is longer, and most lines that are nearly full have no room for the next word.
    Menus and headings around it are short, and say nothing.
    """
    breaks = [(len(line), len(line) + 1 + len(word)) for line, word in _breaks(chunks)]
    lengths = sorted((len(line) for lines in chunks for line in lines), reverse=True)
    most_longer = _MOST_LONGER * len(lengths)
    for width in sorted(set(lengths[: _MOST_WIDTHS + int(most_longer)]), reverse=True):
        if width in _WRAP_WIDTHS and sum(length > width for length in lengths) <= most_longer:
            needed = [needed for length, needed in breaks if _NEARLY_FULL * width < length <= width]
            if len(needed) >= _FEWEST_BREAKS and sum(n > width for n in needed) >= _FULL * len(needed):
                return width
    return 0


def _breaks(chunks: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each line that another follows without a blank line between, and the first word of that one."""
    for lines in chunks:
        for line, following in pairwise(lines):
            word = following.split(None, 1)[0]
            if len(word) <= _LONGEST_WORD and not _LIST_MARKER.match(following):
                yield line, word


def _join_wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Join the lines of one chunk where the break came from wrapping at `width`."""
    joined: list[list[str]] = []
    for line in lines:
        first_word = line.split(None, 1)[0]
        if joined and len(joined[-1][-1]) + 1 + len(first_word) > width and not _LIST_MARKER.match(line):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [" ".join(part) for part in joined]
