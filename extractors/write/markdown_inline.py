"""The inline elements of the clean fragment as pieces of running text: links, emphasis, code, pictures, formulas."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .markdown_text import BREAK, NOTE, Piece, address, on_one_line, quoted, text_piece, wrapped

INLINE = frozenset("a br code del em img input kbd q span strong sub sup".split())
LABEL = re.compile(r"#?fn-([\w-]{1,40})")  # of a footnote
# Elements in elements, beyond which only the text is kept. Fragments of ours have fewer.
DEEPEST = 110
_MARKS = {"strong": "**", "em": "*", "del": "~~"}
# Exponents and indexes change what is said; the raised letters of "1st" and marks in brackets do not.
_MERE_LETTERS = re.compile(r"\W*[^\W\d_]{2,}\W*|\s*|\[\w{1,4}\]")
_LONGEST_SCRIPT = 20


def flat_pieces(
    parent: HtmlElement, depth: int, breaks: bool = False, cell: bool = False, code: bool = False
) -> list[Piece]:
    """Return all that is in an element as one run of text. `cell`: between the bars of a table. `code`: within code."""
    if depth > DEEPEST:
        return [text_piece(" ".join(parent.itertext()))]
    pieces = [text_piece(parent.text)]
    for child in parent:
        if child.tag in INLINE:
            pieces += inline_pieces(child, depth + 1, cell, code)
        elif isinstance(child.tag, str):
            inner = (
                _inline_code(child, depth + 1, cell)
                if child.tag == "pre"
                else flat_pieces(child, depth + 1, breaks, cell)
            )
            pieces += [BREAK, *inner, BREAK]
        pieces.append(text_piece(child.tail))
    return pieces if breaks else on_one_line(pieces)


def inline_pieces(element: HtmlElement, depth: int, cell: bool = False, code: bool = False) -> list[Piece]:  # noqa: PLR0911
    """Return the pieces of an inline element. Code holds nothing but links and pictures."""
    tag = element.tag
    if depth > DEEPEST:
        return [text_piece(" ".join(element.itertext()))]
    if tag == "br":
        return [Piece("text", " ") if code else BREAK]
    if tag == "input":
        return [Piece("raw", "[x] " if element.get("checked") is not None else "[ ] ")]
    if tag == "img":
        return _image(element)
    if tag == "span" and (element.get("class") or "").startswith("math"):
        return _formula(element)
    if tag == "a":
        return _link(element, depth, cell, code)
    if tag in ("code", "kbd") and not code:
        return _inline_code(element, depth, cell)
    inner = flat_pieces(element, depth, breaks=True, cell=cell, code=code)
    if code:
        return inner
    if tag in _MARKS:
        mark = _MARKS[tag]
        return wrapped(inner, Piece("open", mark), Piece("close", mark))
    if tag == "q":
        return [text_piece('"'), *inner, text_piece('"')]
    if tag in ("sub", "sup") and not len(element):
        plain = element.text or ""
        if len(plain) <= _LONGEST_SCRIPT and not _MERE_LETTERS.fullmatch(plain):
            return wrapped(inner, Piece("raw", f"<{tag}>"), Piece("raw", f"</{tag}>"))
    return inner


def _image(element: HtmlElement) -> list[Piece]:
    source, title = element.get("src"), quoted(element.get("title") or "")
    if not source:
        return [text_piece(element.get("alt"))]
    return [
        Piece("raw", f"![{quoted(element.get('alt') or '')}]({address(source)}" + (f' "{title}")' if title else ")"))
    ]


def _link(element: HtmlElement, depth: int, cell: bool, code: bool) -> list[Piece]:
    href = element.get("href") or ""
    note = LABEL.fullmatch(href) if element.get("role") == "doc-noteref" else None
    if note:
        return [Piece("raw", NOTE.format(note[1]))]
    inner = flat_pieces(element, depth, breaks=True, cell=cell, code=code)
    return wrapped(inner, Piece("link", "["), Piece("end", f"]({address(href)})")) if href else inner


def _formula(element: HtmlElement) -> list[Piece]:
    """TeX in which a reader that knows no formulas finds no tags, links or columns."""
    tex = " ".join("".join(element.itertext())[2:-2].split())
    tex = tex.replace("\\|", "\\Vert ").replace("|", "\\vert ").replace("<", "\\lt ").replace(">", "\\gt ")
    tex = re.sub(r"(?<!\\)\$", "", tex.replace("](", "] (").replace("`", "{}'"))
    mark = "$$" if "display" in (element.get("class") or "") else "$"
    return [Piece("raw", f"{mark}{tex}{mark}")] if tex.strip() else []


def _inline_code(element: HtmlElement, depth: int, cell: bool) -> list[Piece]:
    """Code in spans, those of links and around them apart.

    In a cell a bar has a backslash of its own; readers do not agree on what one that has two means, so that is text.
    """
    found: list[Piece] = []
    for piece in flat_pieces(element, depth, breaks=True, cell=cell, code=True):
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
