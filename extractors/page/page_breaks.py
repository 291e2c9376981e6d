"""Take page breaks out of a plain text that was set in pages: footers, running headers, and the gaps they leave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_FOOTER = re.compile(r"\S.{0,200} {2,}(?:\[[Pp]age \d{1,4}\]|[Pp]age \d{1,4})|\s*(?:\[?[Pp]age )\d{1,4}\]?")
_NUMBER_ALONE = re.compile(r"\s*+(?:[-–]\s*+)?+\d{1,4}+\s*+(?:[-–]\s*+)?+")
_THREE_PARTS = re.compile(r"\S.{0,100}? {3,}\S.{0,100}? {3,}\S")  # left, middle and right of a running header
_DIGITS = re.compile(r"\d+")
_ENDED = re.compile(r"[.:;!?…。！？][\"'”’)\]]*$")
_FARTHEST_HEADER = 8  # lines below a footer


def without_page_breaks(text: str) -> str:
    """Return a text without the lines that belong to its pages; a paragraph that a break parts is joined again.

    Line ends are "\\n". A break is a form feed, or a line that ends in "[Page 3]". Linear in the text.
    """
    if "\f" not in text and "age " not in text:
        return text
    lines = text.split("\n")
    breaks = list(_breaks(lines))
    if not breaks:
        return text
    counts = Counter(_shape(lines[i]) for pair in breaks for i in pair if i is not None)
    dropped: set[int] = set()
    for footer, header in breaks:
        if footer is not None and _is_footer(lines[footer], counts):
            dropped.add(footer)
        if header is not None and (counts[_shape(lines[header])] > 1 or _THREE_PARTS.search(lines[header])):
            dropped.add(header)
    for footer, header in breaks:
        _close_gap(lines, dropped, footer, header)
    return "\n".join(line for i, line in enumerate(lines) if i not in dropped)


def _breaks(lines: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Yield the last line above and the first line below each break, where they are not blank."""
    feeds = [i for i, line in enumerate(lines) if "\f" in line.rstrip()[:1] or line.strip(" \t") == "\f"]
    if not feeds:
        feeds = [i + 1 for i, line in enumerate(lines) if _FOOTER.fullmatch(line.rstrip())]
    for i in feeds:
        before = next((k for k in range(i - 1, max(-1, i - 1 - _FARTHEST_HEADER), -1) if lines[k].strip()), None)
        after = next((k for k in range(i, min(len(lines), i + _FARTHEST_HEADER)) if lines[k].strip()), None)
        yield before, after


def _is_footer(line: str, counts: Counter[str]) -> bool:
    return bool(_FOOTER.fullmatch(line.rstrip()) or _NUMBER_ALONE.fullmatch(line) or counts[_shape(line)] > 1)


def _shape(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()))


def _close_gap(lines: Sequence[str], dropped: set[int], footer: int | None, header: int | None) -> None:
    """Drop the blank lines of a break in mid-sentence: what follows begins small, at the same indent."""
    if footer not in dropped and header not in dropped:
        return
    above = footer if footer is not None else (header or 0)
    below = header if header is not None else above
    while above >= 0 and (above in dropped or not lines[above].strip()):
        above -= 1
    while below < len(lines) and (below in dropped or not lines[below].strip()):
        below += 1
    if above < 0 or below >= len(lines) or _ENDED.search(lines[above].rstrip()):
        return
    same = _indent(lines[above]) == _indent(lines[below])
    if same and lines[below].lstrip()[:1].islower():
        dropped.update(range(above + 1, below))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
