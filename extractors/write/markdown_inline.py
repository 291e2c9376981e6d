"""The inline elements of the article tree as pieces of running Markdown: links, emphasis, code, pictures, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .markdown_text import BREAK, NOTE, Piece, address, on_one_line, quoted, text_piece, wrapped
from .tree import Node, Passage, Run, Span

_MARKS = {"strong": "**", "em": "*", "del": "~~"}
# Exponents and indexes change what is said; the raised letters of "1st" and marks in brackets do not.
_MERE_LETTERS = re.compile(r"\W*[^\W\d_]{2,}\W*|\s*|\[\w{1,4}\]")
_LONGEST_SCRIPT = 20


def flat_pieces(part: Node | Passage, breaks: bool = False, cell: bool = False) -> list[Piece]:
    """Return all that is in a part of the tree as one run of text. `cell`: between the bars of a table."""
    if isinstance(part, Passage):
        pieces = inline_pieces(part.runs, cell)
    else:
        pieces = []
        for inner in part.parts:
            found = flat_pieces(inner, breaks=True, cell=cell)
            if isinstance(inner, Passage) and inner.tag == "pre":
                found = _code_spans(found, cell)
            pieces += [BREAK, *found, BREAK] if isinstance(inner, Node) or inner.tag else found
    return pieces if breaks else on_one_line(pieces)


def inline_pieces(runs: Iterable[Run], cell: bool = False, code: bool = False) -> list[Piece]:
    """Return running text as pieces. `code`: within code, which holds nothing but links and pictures."""
    pieces: list[Piece] = []
    for run in runs:
        if isinstance(run, str):
            pieces.append(text_piece(run))
        else:
            pieces += _span_pieces(run, cell, code)
    return pieces


def _span_pieces(span: Span, cell: bool, code: bool) -> list[Piece]:  # noqa: PLR0911  # one for each kind
    tag = span.tag
    if tag == "br":
        return [Piece("text", " ") if code else BREAK]
    if tag == "img":
        return _image(span)
    if tag == "note":
        return [Piece("raw", NOTE.format(span.target))]
    if tag in ("math", "math display"):
        return _formula(span)
    inner = inline_pieces(span.runs, cell, code or tag in ("code", "kbd"))
    if tag == "a":
        return wrapped(inner, Piece("link", "["), Piece("end", f"]({address(span.target)})"))
    if code:
        return inner
    if tag in ("code", "kbd"):
        return _code_spans(inner, cell)
    if tag in _MARKS:
        mark = _MARKS[tag]
        return wrapped(inner, Piece("open", mark), Piece("close", mark))
    if tag in ("sub", "sup") and all(isinstance(run, str) for run in span.runs):
        plain = "".join(map(str, span.runs))
        if len(plain) <= _LONGEST_SCRIPT and not _MERE_LETTERS.fullmatch(plain):
            return wrapped(inner, Piece("raw", f"<{tag}>"), Piece("raw", f"</{tag}>"))
    return inner


def _image(span: Span) -> list[Piece]:
    alt, title = quoted("".join(map(str, span.runs))), quoted(span.title)
    return [Piece("raw", f"![{alt}]({address(span.target)}" + (f' "{title}")' if title else ")"))]


def _formula(span: Span) -> list[Piece]:
    """Return TeX in which a reader that knows no formulas finds no tags, links or columns."""
    tex = " ".join("".join(map(str, span.runs)).split())
    tex = tex.replace("\\|", "\\Vert ").replace("|", "\\vert ").replace("<", "\\lt ").replace(">", "\\gt ")
    tex = re.sub(r"(?<!\\)\$", "", tex.replace("](", "] (").replace("`", "{}'"))
    mark = "$$" if span.tag == "math display" else "$"
    return [Piece("raw", f"{mark}{tex}{mark}")] if tex.strip() else []


def _code_spans(inner: Iterable[Piece], cell: bool) -> list[Piece]:
    """Return code in spans, those of links and around them apart.

    In a cell a bar has a backslash of its own; readers do not agree on what one that has two means, so that is text.
    """
    found: list[Piece] = []
    for piece in inner:
        last = found[-1] if found else BREAK
        if piece.kind == "text" and last.kind == "text":
            found[-1] = Piece("text", last.text + piece.text)
        else:
            found.append(Piece("text", " ") if piece.kind == "break" else piece)
    pieces: list[Piece] = []
    for piece in found:
        text = piece.text.strip()
        if piece.kind != "text" or not text or (cell and "\\|" in text):
            pieces.append(piece)
        else:
            lead, trail = (
                Piece("text", " " if blank else "") for blank in (piece.text[0] == " ", piece.text[-1] == " ")
            )
            pieces += [lead, Piece("code", text), trail]
    return pieces
