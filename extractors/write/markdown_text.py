"""Running text as Markdown: its pieces out of the fragment's inline elements, and lines of Markdown out of these.

Escapes are chosen last, when it is known what stands beside each sign: so they are few, and none is left to a reader's
mercy. A "<" is an entity and never has a backslash, which the addresses that GitHub makes into links would swallow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What a text's neighbour is taken for if it is no letter of the same text: markup, or white space and the line's ends.
MARKUP, SPACE = "\0", " "
_ELEMENTS = {"**": "strong", "*": "em", "~~": "del"}  # what the signs of emphasis stand for
NOTE = "[^{}]"
_BLANK = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# A link's "](" has two backslashes: not every reader minds the first.
_SIGNS = re.compile(r"\]\(|\*+|_+|~+|[\\`\[\]{<$]|&(?=#?\w{1,40};)")
_BACKTICKS = re.compile(r"`+")
_BARE_BEFORE = re.compile(r"[\s\d=-]")  # a "<" before one of these begins no tag in any reader
# What readers make a link of without being told, up to the next blank: with all escapes and all markup up to there.
_ADDRESS = re.compile(r"((?:https?|ftp)(?=://)|(?<![a-z0-9])www(?=\.))", re.I)
# What GitHub would set as a formula.
_FORMULA = re.compile(r"\$(?=[^\s$](?:[^$\n]{0,500}[^\s$\\])?\$(?!\d))|\$\$")
# What would begin a list, a heading, a quotation, a rule, a block of code, a table or a definition.
_LINE_START = re.compile(
    r"\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|(?:-[ ]*){2,}$|(?:_[ ]*){3,}$|(?:\*[ ]*){3,}$"
    r"|=+[ ]*$|~{3}|>|\||:[\s:-]|%\s)"
)


class Piece(NamedTuple):
    """A part of running text.

    `kind` is "text", "code" (both as they are to be read), "raw" (Markdown already), "link" and "end" (the two ends of
    a link), "open" and "close" (of emphasis), or "break" (of a line).
    """

    kind: str
    text: str


BREAK, NOTHING = Piece("break", ""), Piece("text", "")


@dataclass(frozen=True, slots=True)
class _Escapes:
    """Which signs would mean something in this run of text."""

    star: bool
    tilde: bool
    dollar: bool


def text_piece(text: str | None) -> Piece:
    """Return a text with its white space folded. Blanks at its ends stay."""
    if not text:
        return NOTHING
    return Piece("text", text if text.isprintable() and "  " not in text else _BLANK.sub(" ", text))


def wrapped(inner: Sequence[Piece], before: Piece, after: Piece) -> list[Piece]:
    """Return pieces between two others, what is blank at their ends set outside; only that if there is nothing else."""
    start, end = 0, len(inner)
    lead, trail = [], []
    while start < end and (inner[start].kind == "break" or not inner[start].text.strip()):
        lead.append(inner[start])
        start += 1
    while end > start and (inner[end - 1].kind == "break" or not inner[end - 1].text.strip()):
        end -= 1
        trail.append(inner[end])
    if start == end:
        return lead
    core = list(inner[start:end])
    if core[0].kind == "text" and core[0].text[0] == " ":
        lead.append(Piece("text", " "))
        core[0] = Piece("text", core[0].text[1:])
    if core[-1].kind == "text" and core[-1].text[-1] == " ":
        trail.append(Piece("text", " "))
        core[-1] = Piece("text", core[-1].text[:-1])
    return [*lead, before, *core, after, *reversed(trail)]


def without_emphasis(pieces: Iterable[Piece], mark: str) -> list[Piece]:
    """Return the pieces without emphasis of one kind, for what is set so as a whole."""
    return [p for p in pieces if p.kind not in ("open", "close") or p.text != mark]


def on_one_line(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with blanks for breaks."""
    return [Piece("text", " ") if p.kind == "break" else p for p in pieces]


def lines_of(pieces: Iterable[Piece]) -> list[str]:
    """Return running text as lines of Markdown that begin nothing else; all but the last end in a hard break."""
    lines = [_as_text(line) for line in _set(pieces)]
    return [*(f"{line}  " for line in lines[:-1]), *lines[-1:]]


def line_of(pieces: Iterable[Piece]) -> str:
    """Return running text as one line that stands behind something else, as in a heading or in the cell of a table."""
    return " ".join(_set(on_one_line(pieces)))


def address(url: str) -> str:
    """Return a link's target that ends where it should, in every reader."""
    host = re.match(r"\w+://\[[\da-fA-F:.]+\]", url)
    start = host.end() if host else 0
    url = url[:start] + re.sub(r"[\s<>\"\\^`{}|\[\]]", _percent, url[start:])
    depth = 0
    for sign in re.findall(r"[()]", url):
        depth += 1 if sign == "(" else -1
        if not 0 <= depth < 30:
            break
    if depth:
        url = url.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w{1,40};)", "&amp;", url)


def quoted(text: str) -> str:
    """Return a text as it stands within an image's brackets or its title's quotation marks."""
    everything = _Escapes(True, True, "$" in text)
    return _escaped(_BLANK.sub(" ", text).strip(), MARKUP, MARKUP, everything).replace('"', '\\"')


def code_span(text: str) -> str:
    """Return code between more backticks than stand anywhere in it."""
    fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _as_text(line: str) -> str:
    """Return a line with a backslash where it would begin something else than a paragraph."""
    begins = _LINE_START.match(line)
    return f"{line[: begins.end()]}\\{line[begins.end() :]}" if begins else line


def _set(pieces: Iterable[Piece]) -> list[str]:
    """Return the lines with words in them."""
    tidied = _tidied(pieces)
    if all(p.kind == "break" or p.text == " " for p in tidied):
        return []
    escapes = _escapes(tidied)
    lines: list[list[str]] = [[]]
    for i, piece in enumerate(tidied):
        line = lines[-1]
        if piece.kind == "break":
            lines.append([])
        elif piece.kind == "code":
            line += [" " if line and line[-1].endswith("`") else "", code_span(piece.text)]
        elif piece.kind == "text":
            line.append(_text(tidied, i, escapes))
        elif piece.kind in ("open", "close"):
            line.append(_mark(tidied, i))
        else:
            line.append(piece.text)
    joined = ("".join(line).strip() for line in lines)
    return [re.sub(" {2,}", " ", line) if "  " in line else line for line in joined if line]


def _text(pieces: Sequence[Piece], at: int, escapes: _Escapes) -> str:
    """Return a text as Markdown, escaped as what is beside it asks for."""
    text = pieces[at].text
    before = _beside(pieces[at - 1]) if at else SPACE
    after = _beside(pieces[at + 1]) if at + 1 < len(pieces) else SPACE
    if at and pieces[at - 1].text.startswith("[^") and pieces[at - 1].kind == "raw" and text[0] in "(:":
        text, first = text[1:], f"\\{text[0]}"  # it would be a link, or a note itself
    else:
        first = ""
    last = ""
    if text.endswith("!") and after == MARKUP and pieces[at + 1].text.startswith("["):
        text, last = text[:-1], "\\!"
    if "://" not in text and "www." not in text.lower():
        return first + _escaped(text, before, after, escapes) + last
    words = text.split(" ")
    glued = _is_glued(pieces, at + 1)
    for i, word in enumerate(words):
        is_last = i == len(words) - 1
        done = _escaped(word, before if i == 0 else SPACE, after if is_last else SPACE, escapes)
        found = _ADDRESS.search(done)
        if found and ((glued and is_last) or not word.endswith(done[found.start() :])):
            done = _ADDRESS.sub(r"\1\\", done)
        words[i] = done
    return first + " ".join(words) + last


def _is_glued(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether more stands directly behind a text than the signs in which emphasis or a link ends."""
    while at < len(pieces) and pieces[at].kind == "close":
        at += 1
    return at < len(pieces) and pieces[at].kind not in ("break", "end") and pieces[at].text[:1] != " "


def _beside(piece: Piece) -> str:
    return SPACE if piece.kind == "break" else MARKUP


def _escaped(text: str, before: str, after: str, escapes: _Escapes) -> str:
    """Return the text with a backslash before each sign that would mean something there, or as an entity."""

    def sign(match: re.Match[str]) -> str:  # noqa: PLR0911  # one line for each sign
        found, start, end = match[0], match.start(), match.end()
        left = text[start - 1] if start else before
        right = text[end] if end < len(text) else after
        match found[0]:
            case "&":
                return "&amp;"
            case "<":
                return "<" if end < len(text) and _BARE_BEFORE.match(right) else "&lt;"
            case "\\":
                return "\\\\" if right in _PUNCTUATION or end == len(text) else "\\"
            case "`":
                return "&#96;" if MARKUP in (left, right) else "\\`"
            case "$":
                return "\\$" if escapes.dollar else "$"
            case "_" if _is_letter(left) and _is_letter(right):
                return found
            case "*" if not escapes.star:
                return found
            case "~" if not escapes.tilde:
                return found
            case "*" | "_" | "~" if left.isspace() and right.isspace():
                return found
        return "".join(f"\\{c}" for c in found)

    return _SIGNS.sub(sign, text)


def _escapes(pieces: Sequence[Piece]) -> _Escapes:
    """Return which signs need a backslash: one star alone, or one tilde, is no emphasis."""
    text = "\ufffc".join(p.text for p in pieces if p.kind == "text")
    marks = {p.text for p in pieces if p.kind == "open"}
    formula = any(p.kind == "raw" and p.text[0] == "$" for p in pieces)
    return _Escapes(
        star="*" in text and (bool(marks & {"*", "**"}) or len(re.findall(r"\*+", text)) > 1),
        tilde="~" in text and ("~~" in marks or len(re.findall("~+", text)) > 1),
        dollar="$" in text and (formula or _FORMULA.search(text) is not None),
    )


def _tidied(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with texts in one, no emphasis of nothing, that of neighbours in one.

    Where readers would not take its signs for emphasis, as beside punctuation in a word, it is written as an element.
    """
    found = _merged(pieces)
    elements: dict[int, Piece] = {}
    opened: list[int] = []
    for i, piece in enumerate(found):
        if piece.kind == "open":
            opened.append(i)
        elif piece.kind == "close":
            start = opened.pop()
            if not _can_open(found, start) or not _can_close(found, i):
                name = _ELEMENTS[piece.text]
                elements[start], elements[i] = Piece("raw", f"<{name}>"), Piece("raw", f"</{name}>")
    return _merged(elements.get(i, p) for i, p in enumerate(found)) if elements else found


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else BREAK
        if piece.kind == "text" and last.kind == "text":
            found[-1] = Piece("text", last.text + piece.text)
        elif last.text == piece.text and {last.kind, piece.kind} == {"open", "close"}:
            found.pop()
        elif piece.text or piece.kind == "break":
            found.append(piece)
    return found


def _mark(pieces: Sequence[Piece], at: int) -> str:
    """Return the signs of emphasis: underscores within or beside strong emphasis, to be apart from its stars."""
    mark = pieces[at].text
    if mark != "*":
        return mark
    other = _partner(pieces, at)
    first, last = min(at, other), max(at, other)
    around = [pieces[i] for i in (first - 1, first + 1, last - 1, last + 1) if 0 <= i < len(pieces)]
    if not any(p.text == "**" and p.kind in ("open", "close") for p in around):
        return mark
    outside = (_char_before(pieces, first - 1), _char_after(pieces, last + 1))
    return "_" if all(c.isspace() or _is_sign(c) for c in outside) else mark


def _partner(pieces: Sequence[Piece], at: int) -> int:
    """Return where emphasis that begins or ends at a place ends or begins."""
    step = 1 if pieces[at].kind == "open" else -1
    i = at + step
    while pieces[i].kind not in ("open", "close") or pieces[i].text != pieces[at].text:
        i += step
    return i


def _can_open(pieces: Sequence[Piece], at: int) -> bool:
    return all(
        not after.isspace() and (not _may_be_sign(after) or before.isspace() or _is_sign(before))
        for before in _seen_before(pieces, at)
        for after in _seen_after(pieces, at)
    )


def _can_close(pieces: Sequence[Piece], at: int) -> bool:
    return all(
        not before.isspace() and (not _may_be_sign(before) or after.isspace() or _is_sign(after))
        for before in _seen_before(pieces, at)
        for after in _seen_after(pieces, at)
    )


def _seen_before(pieces: Sequence[Piece], at: int) -> set[str]:
    """Return what readers may see before emphasis: the text, and signs of other emphasis, which might be left out."""
    return {_char_before(pieces, at - 1), *_other_marks(pieces[at], pieces[at - 1] if at else BREAK)}


def _seen_after(pieces: Sequence[Piece], at: int) -> set[str]:
    return {_char_after(pieces, at + 1), *_other_marks(pieces[at], pieces[at + 1] if at + 1 < len(pieces) else BREAK)}


def _other_marks(mark: Piece, beside: Piece) -> str:
    return beside.text[0] if beside.kind in ("open", "close") and beside.text[0] != mark.text[0] else ""


def _char_before(pieces: Sequence[Piece], at: int) -> str:
    """Return the character of text, code or a link that stands last up to a piece."""
    while at >= 0 and pieces[at].kind in ("open", "close"):
        at -= 1
    if at < 0 or pieces[at].kind == "break":
        return SPACE
    return "`" if pieces[at].kind == "code" else pieces[at].text[-1]


def _char_after(pieces: Sequence[Piece], at: int) -> str:
    while at < len(pieces) and pieces[at].kind in ("open", "close"):
        at += 1
    if at == len(pieces) or pieces[at].kind == "break":
        return SPACE
    return "`" if pieces[at].kind == "code" else pieces[at].text[0]


def _is_sign(c: str) -> bool:
    """Return whether every reader takes it for punctuation."""
    return c in _PUNCTUATION or unicodedata.category(c)[0] == "P"


def _may_be_sign(c: str) -> bool:
    """Return whether some reader takes it for punctuation: newer ones count symbols in."""
    return c in _PUNCTUATION or unicodedata.category(c)[0] in "PS"


def _is_letter(c: str) -> bool:
    return c != MARKUP and not c.isspace() and not _may_be_sign(c)
