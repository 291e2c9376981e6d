"""Plain text to paragraphs: blank lines, single lines and hard-wrapped lines told apart.

A page saved or copied as text comes in three shapes: paragraphs between blank lines, one paragraph a line, or lines
broken at a fixed width (mail, Usenet, text browsers). Lines are joined only where the break must have come from
wrapping: the next line's first word would not have fitted.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..text import fold
from .page_breaks import without_page_breaks

_FENCE = re.compile(r"^(```|~~~)[ \t]*+[\w+#.-]{0,30}+[ \t]*+$", re.M)
_LIST_MARKER = re.compile(r"\s*([-*•·–▪]|\(?\d{1,3}[.)])\s")
# A word broken at a line's end; in "day- and night shift" the hyphen stands for a word that is left out.
_BROKEN_WORD = re.compile(r"\w[-\u2010\u00ad]\Z")
_AFTER_SUSPENDED = frozenset("and or to und oder bzw. bis sowie en of och eller og".split())
_STARS = re.compile(r"\s*(?:\*\s?){3,10}|\s*[⁂⁕❦❧]|_{5,100}")  # between two scenes, above a mailing list's footer
_QUOTE_MARKS = re.compile(r"(?:> ?){0,20}")  # of mails
_SHORTEST_WRAPPED_ITEM = 25  # characters
# Scripts that put no blanks between words, with their marks.
_NO_BLANKS = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_ENDS_SENTENCE = re.compile("[。！？][」』”）]?\\s*$")
_SHORTEST_FULL_LINE, _MOST_HANGING, _LEAST_OF_LINE = 18, 2, 0.6  # characters, characters, share
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|[|+]\s*$|^\s*[|+]|[{};]\s*$")
# Columns with gaps between them, or the strokes of a drawing.
_DRAWN = re.compile(r"\S(?: {3,}|\t)\S|^\s*[|+].*[|+]\s*$|^[\s+=_|/\\-]{3,}$|[\u2500-\u257f]")
_CODE = re.compile(r"[{};=<>$\\]|\w\(|^\s*[#%$>]|//|^\s*\w[\w.-]{0,30} --?\w")
_COMMAND = re.compile(r"[{};]\s*$|^\s*[#%$>]|^\s*[\w.]{1,60}(?:\(| = )")
_UNDERLINE, _UNDERLINE_SLACK = re.compile(r"={3,200}|-{3,200}"), 3  # characters by which it may miss its heading
_LONGEST_HEADING = 60  # characters
_MOST_VERSES, _LONGEST_LINE_OF_VERSE = 20, 90  # lines; characters
_LONGEST_VERSE = 50  # characters: of lines that are shorter nobody can tell
_SMALL_SHARE = 1 / 3
_WRAP_WIDTHS = range(40, 121)
_MOST_LONGER, _FEWEST_BREAKS, _MOST_WIDTHS = 0.02, 3, 8
_NEARLY_FULL, _FULL = 0.6, 0.8
_LONGEST_WORD = 25  # of scripts without spaces the whole line would be its first word, and would never have fitted


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text in order, white space folded. Linear in the text.

    A paragraph with line feeds in it has lines that are parted on purpose: a verse, an address. One that ends in a
    line feed is verbatim: a figure, a table, code. A heading that is underlined, or one
    of a manual, is written as Markdown's are.
    """
    text = without_page_breaks(text.replace("\r\n", "\n").replace("\r", "\n"))
    chunks = list(_chunks(text))
    width = _wrap_width([lines for chunk in chunks if not chunk.fenced for _, lines in _parts(chunk.lines)])
    found: list[str] = []
    figure: list[str] = []
    for chunk in chunks:
        is_figure = chunk.fenced or _is_figure(chunk.lines)
        if figure and not (is_figure and not chunk.fenced and chunk.lines[0][0].isspace()):
            found.append(_verbatim(figure))
            figure = []
        if is_figure:
            figure += ["", *chunk.lines] if figure else chunk.lines
            if chunk.fenced:
                found.append(_verbatim(figure, set_in=False))
                figure = []
        else:
            for marks, lines in _parts(chunk.lines):
                paragraphs = _paragraphs(lines, width, alone=len(chunks) == 1)
                found += (re.sub("^", marks, p, flags=re.M) for p in paragraphs) if marks else paragraphs
    if figure:
        found.append(_verbatim(figure))
    return tuple(p for p in found if p.strip())


class _Chunk(NamedTuple):
    """The lines between two blank ones, or between two fences of a Markdown or Gemini text, blank ones included."""

    lines: Sequence[str]
    fenced: bool = False


def _chunks(text: str) -> Iterator[_Chunk]:
    lines: list[str] = []
    fence = ""
    last_fences = {match[1]: match.end() for match in _FENCE.finditer(text)}
    at = 0
    for raw in text.split("\n"):
        at += len(raw) + 1
        mark = _FENCE.match(raw)
        line = raw.rstrip()
        if fence:
            if mark and line == fence:
                yield _Chunk(lines, True)
                fence, lines = "", []
            else:
                lines.append(line)
        elif mark and last_fences.get(mark[1], 0) > at:
            if lines:
                yield _Chunk(lines)
            fence, lines = mark[1], []
        elif line.strip():
            lines.append(line)
        elif lines:
            yield _Chunk(lines)
            lines = []
    if lines:
        yield _Chunk(lines)


def _parts(lines: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the lines of a chunk without the marks that a mail quotes them with, and the marks: parted where these
    change, where nothing is behind them, and around a line of stars between two scenes."""
    part: list[str] = []
    marks, depth = "", 0
    for line in lines:
        found = _QUOTE_MARKS.match(line)
        quoted = found.group() if found else ""
        text = line[len(quoted) :]
        alone = _STARS.fullmatch(text) is not None
        if part and (alone or not text or quoted.count(">") != depth):
            yield marks, part
            part = []
        if not part:
            marks, depth = quoted, quoted.count(">")
        if alone:
            yield marks, [text]
        elif text:
            part.append(text)
    if part:
        yield marks, part


def _paragraphs(lines: Sequence[str], width: int, alone: bool) -> Sequence[str]:
    """Return the paragraphs of the lines between two blank ones: joined as the whole text was wrapped, or as prose;
    short lines that are neither stay together unless they are all that the text has."""
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) and abs(len(lines[0]) - len(lines[1])) <= _UNDERLINE_SLACK:
        heading = f"{'#' if lines[1][0] == '=' else '##'} {fold(lines[0])}"
        return [heading, *_paragraphs(lines[2:], width, alone)] if len(lines) > 2 else [heading]
    if _is_heading_of_manual(lines):
        return [f"## {fold(lines[0])}", *_paragraphs(lines[1:], width, alone)]
    if _is_wrapped_without_blanks(lines):
        return [fold("".join(map(str.strip, lines)))]
    joined = _join_wrapped(lines, width)
    if 1 < len(joined) == len(lines):
        if _is_prose(lines):
            joined = [_one_line(lines)]
        elif not alone and _are_verses(lines):
            return ["\n".join(map(fold, lines))]
    return [fold(line) for line in joined]


def _is_wrapped_without_blanks(lines: Sequence[str]) -> bool:
    """Return whether lines are one paragraph of a script without blanks, broken where the line was full: all but the
    last are equally long, but for a mark that may not begin a line."""
    if len(lines) < 2 or any(_LIST_MARKER.match(line) or _COLUMNS.search(line) for line in lines):
        return False
    lengths = [len(line.strip()) for line in lines]
    *full, last = lengths
    return (
        min(full) >= _SHORTEST_FULL_LINE
        and max(full) - min(full) <= _MOST_HANGING
        and last <= max(full) + _MOST_HANGING
        and all(len(_NO_BLANKS.findall(line)) >= _LEAST_OF_LINE * len(line) for line in lines)
        and not (len(full) == 1 and last < full[0] - _MOST_HANGING and _ENDS_SENTENCE.search(lines[0]))
    )


def _is_heading_of_manual(lines: Sequence[str]) -> bool:
    """Return whether capitals stand out above lines that are set in, as in manuals: NAME, SYNOPSIS, SEE ALSO."""
    first = lines[0]
    return (
        len(lines) > 1
        and first[0].isupper()
        and first.isupper()
        and len(first) <= _LONGEST_HEADING
        and all(line.startswith("   ") or line[0] == "\t" for line in lines[1:])
    )


def _are_verses(lines: Sequence[str]) -> bool:
    """Return whether lines belong together, each on its own: the lines of a stanza or an address, no menu's."""
    return (
        len(lines) <= _MOST_VERSES
        and max(map(len, lines)) <= _LONGEST_LINE_OF_VERSE
        and not any(_LIST_MARKER.match(line) for line in lines)
    )


def _is_figure(lines: Sequence[str]) -> bool:
    """Return whether lines are drawn or typed in columns, or are code set in: at least half of them look like it."""
    if (
        len(lines) > 1
        and not _UNDERLINE.fullmatch(lines[1])
        and 2 * sum(_DRAWN.search(line) is not None for line in lines) >= len(lines)
    ):
        return True
    set_in = all(line.startswith(("    ", "\t")) for line in lines)
    return set_in and 2 * sum(_CODE.search(line) is not None for line in lines) > len(lines)


def _verbatim(lines: Sequence[str], set_in: bool = True) -> str:
    """Return lines as they are typed; what is `set_in` in the text without the blanks that all of it begins with."""
    text = "\n".join(line.expandtabs() for line in lines)
    return (textwrap.dedent(text) if set_in else text).strip("\n").rstrip() + "\n"


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
    """Join the lines of one chunk where the break came from wrapping at `width` (0: unknown), and those of an item."""
    joined: list[list[str]] = []
    item_indent = -1  # of the item that the last line belongs to
    for line in lines:
        indent, first_word = len(line) - len(line.lstrip()), line.split(None, 1)[0]
        last = joined[-1][-1] if joined else ""
        if _LIST_MARKER.match(line):
            joined.append([line])
            item_indent = indent
        elif joined and (
            0 < width < len(last) + 1 + len(first_word)
            or (item_indent >= 0 and _goes_on(joined[-1], line, indent - item_indent))
            or (width and first_word[0].islower() and (_BROKEN_WORD.search(last) or _is_unended(last, width)))
        ):
            joined[-1].append(line)
        else:
            joined.append([line])
            item_indent = -1
    return [_one_line(part) for part in joined]


def _is_unended(line: str, width: int) -> bool:
    """Return whether a line of wrapped text is nearly full and ends in the middle of a sentence: it may have been
    wrapped a little narrower than the rest."""
    return len(line) >= _FULL * width and line[-1] not in ".!?:;,"


def _goes_on(item: Sequence[str], line: str, deeper: int) -> bool:
    """Return whether a line without a marker goes on with the item above it: it is set in below the marker, or begins
    in the middle of a sentence."""
    if deeper > 0:
        return _COMMAND.search(line) is None
    return len(item[-1]) >= _SHORTEST_WRAPPED_ITEM and line.lstrip()[0].islower() and item[-1][-1] not in ".!?:;"


def _one_line(lines: Sequence[str]) -> str:
    """Return lines on one, without a blank within a word that is broken at its hyphen: a soft one goes."""
    parts = [lines[0]]
    for line in lines[1:]:
        following = line.split(None, 1)[0]
        if following[0].isalnum() and following.lower() not in _AFTER_SUSPENDED and _BROKEN_WORD.search(parts[-1]):
            parts[-1] = parts[-1].removesuffix("\xad")
            parts.append(line.lstrip())
        else:
            parts += (" ", line)
    return "".join(parts)
