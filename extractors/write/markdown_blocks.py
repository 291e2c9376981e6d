"""The article's clean fragment as blocks of Markdown: one writer that goes down the tree once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import lxml.html
from lxml.html import HtmlElement

from ..text import UNSAFE
from .markdown_inline import DEEPEST, INLINE, LABEL, flat_pieces, inline_pieces
from .markdown_text import NOTE, Piece, line_of, lines_of, on_one_line, text_piece, without_emphasis, wrapped

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_ROW_GROUPS, _CELLS = frozenset(("thead", "tbody", "tfoot")), ("td", "th")
_HEADING = re.compile(r"h[1-6]")
_ALERTS = frozenset("note tip important warning caution".split())
_ALERT_TITLE = re.compile(r"\W*(?:note|info|tip|hint|important|warning|caution|danger|attention)\W*", re.I)
_LANGUAGE = re.compile(r"language-([\w+#.-]{1,30})")
_FENCES, _LINE_ENDS = re.compile(r"`{3,}"), re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\r\n?")
_LIKE_ADDRESS = re.compile(r"(?:\S+|<.*>)(?:\s+[\"'(].*)?")
_LONGEST_NUMBER = 9


class _Block(NamedTuple):
    """Lines of Markdown. `kind` says what may follow directly, and what would become one with it."""

    kind: str
    lines: list[str]


def blocks_of(html: str) -> str:
    """Return a clean fragment as Markdown that ends in a newline. Linear in the fragment."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml.html.document_fromstring(f"<html><body><div>{html}</div>".encode("utf-8", "replace"), parser=parser)
    return "\n".join(_join(_blocks(root, 0))).strip("\n") + "\n"


def heading(level: int, text: str) -> str:
    """Return a text as a heading; empty if it says nothing."""
    return "".join(_heading(level, [text_piece(UNSAFE.sub("", text))]))


def _join(blocks: Sequence[_Block], tight: bool = False) -> list[str]:
    """The lines of blocks, blank ones between them; `tight`: none between the text of an item and the list below it."""
    lines: list[str] = []
    for i, block in enumerate(blocks):
        if i and not tight:
            lines.append("")
        lines += block.lines
    return lines


def _prefixed(first: str, rest: str, lines: Sequence[str]) -> Iterator[str]:
    for i, line in enumerate(lines):
        mark = rest if i else first
        yield mark + line if line else mark.rstrip()


def _blocks(parent: HtmlElement, depth: int) -> list[_Block]:
    """The blocks in an element: those of its children, and its running text between them."""
    found: list[_Block] = []
    run = [text_piece(parent.text)]

    def flush() -> None:
        lines = lines_of(run)
        run.clear()
        if lines:
            found.append(_Block("line", lines))

    for child in parent:
        if child.tag in INLINE or depth > DEEPEST:
            run += inline_pieces(child, depth + 1)
        elif isinstance(child.tag, str):
            flush()
            found += _apart(found[-1].kind if found else "", _block(child, depth + 1))
        run.append(text_piece(child.tail))
    flush()
    return found


def _apart(last: str, blocks: list[_Block]) -> list[_Block]:
    """Blocks that are to stand below one of the kind `last`: a list below a list has other signs, or they were one."""
    if not blocks or blocks[0].kind != last or last not in ("ul", "ol"):
        return blocks
    old, new = (r"-(?= |$)", "*") if last == "ul" else (r"(\d+)\.(?= |$)", r"\1)")
    lines = [re.sub(f"^{old}", new, line) for line in blocks[0].lines]
    return [_Block(f"other {last}", lines), *blocks[1:]]


def _block(element: HtmlElement, depth: int) -> list[_Block]:  # noqa: PLR0911  # one for each kind
    tag = element.tag
    if tag in _LISTS:
        return _list(element, depth)
    if _HEADING.fullmatch(tag):
        lines = _heading(int(tag[1]), flat_pieces(element, depth))
        return [_Block("heading", lines)] if lines else []
    match tag:
        case "pre":
            return _code(element)
        case "table":
            return _table(element, depth)
        case "blockquote":
            lines = _join(_blocks(element, depth))
            return [_Block("quote", list(_prefixed("> ", "> ", lines)))] if lines else []
        case "aside":
            return _aside(element, depth)
        case "dl":
            return _definitions(element, depth)
        case "summary" | "dt":
            return _term(element, depth)
        case "figcaption":
            return _paragraph(_emphasised(flat_pieces(element, depth, breaks=True), "*"))
    inner = _blocks(element, depth)
    return [_Block("p", inner[0].lines)] if tag == "p" and len(inner) == 1 and inner[0].kind == "line" else inner


def _paragraph(pieces: Sequence[Piece]) -> list[_Block]:
    lines = lines_of(pieces)
    return [_Block("p", lines)] if lines else []


def _heading(level: int, pieces: Sequence[Piece]) -> list[str]:
    """A heading on one line. What is bold as a whole is no bolder than a heading is."""
    pieces = [p for p in on_one_line(pieces) if p.text]
    words = [p for p in pieces if p.text.strip()]
    if words and words[0] == ("open", "**") and words[-1] == ("close", "**"):
        pieces = without_emphasis(pieces, "**")
    text = line_of(pieces)
    return [f"{'#' * level} " + re.sub(r"(?:(?<=\s)|^)#+$", r"\\\g<0>", text)] if text else []


def _emphasised(pieces: Sequence[Piece], mark: str) -> list[Piece]:
    return wrapped(without_emphasis(pieces, mark), Piece("open", mark), Piece("close", mark))


def _list(element: HtmlElement, depth: int) -> list[_Block]:
    """A list. One whose numbers Markdown cannot give, for they do not count up by one, has them as text."""
    items: list[tuple[int, HtmlElement]] = []
    number = 0
    for child in element:
        if not isinstance(child.tag, str):
            continue
        value = child.get("value") or ""
        number = int(value) if value.isdecimal() and len(value) <= _LONGEST_NUMBER else number + 1
        items.append((number, child))
    numbered = element.tag == "ol"
    regular = numbered and all(number == items[0][0] + i for i, (number, _) in enumerate(items))
    contents = []
    for number, item in items:
        said = [text_piece(f"{number}. ")] if numbered and not regular else []
        inner = _item(item, said, depth + 1)
        if inner:
            contents.append((number, inner))
    is_tight = all(_is_tight(inner) for _, inner in contents)
    lines: list[str] = []
    for i, (_, inner) in enumerate(contents):
        marker = f"{items[0][0] + i}. " if regular else "- "
        lines += [""] if lines and not is_tight else []
        lines += _prefixed(marker, " " * len(marker), _join(inner, tight=is_tight))
    return [_Block("ol" if regular else "ul", lines)] if lines else []


def _is_tight(item: Sequence[_Block]) -> bool:
    """Whether an item is a line with at most a list below it, which needs no blank line between them."""
    kinds = [block.kind for block in item]
    if kinds == ["line", "ol"]:
        return item[1].lines[0].startswith("1. ")  # others would be text of the paragraph
    return kinds in (["line"], ["ul"], ["ol"], ["line", "ul"])


def _item(item: HtmlElement, said: list[Piece], depth: int) -> list[_Block]:
    """The blocks of an item, its number before its first line if that has to be said."""
    if item.tag != "li":
        return _block(item, depth)
    if said:
        item.text, text = None, item.text
        first = lxml.html.fromstring("<span></span>")
        first.tail = said[0].text + (text or "")
        item.insert(0, first)
    return _blocks(item, depth)


def _aside(element: HtmlElement, depth: int) -> list[_Block]:
    """A footnote, or an alert: the name of its kind stands above it, so that its page's title is left out."""
    blocks = _blocks(element, depth)
    note = LABEL.fullmatch(element.get("id") or "")
    if not blocks:
        return []
    if note:
        return [_Block("note", _footnote(note[1], blocks))]
    kind = element.get("class") or ""
    if len(blocks) > 1 and len(blocks[0].lines) == 1 and _ALERT_TITLE.fullmatch(blocks[0].lines[0]):
        blocks = blocks[1:]
    follows = blocks[0].kind in ("line", "p", "ul", "quote")
    lines = [f"[!{kind.upper() if kind in _ALERTS else 'NOTE'}]", *([] if follows else [""]), *_join(blocks)]
    return [_Block("quote", list(_prefixed("> ", "> ", lines)))]


def _footnote(label: str, blocks: Sequence[_Block]) -> list[str]:
    """A footnote as Markdown Extra and GitHub know it: what follows its first line is set in.

    Readers that know no footnotes would take one of a single word for the address of a link.
    """
    lines = _join(blocks)
    first = lines[0].rstrip() if blocks[0].kind in ("line", "p") else ""
    if not first:
        lines = ["", "", *lines]
    if not first or _LIKE_ADDRESS.fullmatch(first):
        lines[0] = f"{lines[0].rstrip()} &zwnj;{lines[0][len(lines[0].rstrip()) :]}"
    return list(_prefixed(f"{NOTE.format(label)}: ", "    ", [lines[0].lstrip(), *lines[1:]]))


def _definitions(element: HtmlElement, depth: int) -> list[_Block]:
    """A list of terms: each bold, the first line of what is said of it below it."""
    found: list[_Block] = []
    if (element.text or "").strip():
        found += _paragraph([text_piece(element.text)])
    for child in element:
        if not isinstance(child.tag, str):
            continue
        blocks = _block(child, depth + 1)
        if child.tag == "dd" and found and found[-1].kind == "term" and blocks and blocks[0].kind in ("line", "p"):
            term = found.pop().lines
            found.append(_Block("p", [*term[:-1], f"{term[-1]}  ", *blocks[0].lines]))
            blocks = blocks[1:]
        found += _apart(found[-1].kind if found else "", blocks)
        if (child.tail or "").strip():
            found += _paragraph([text_piece(child.tail)])
    return found


def _term(element: HtmlElement, depth: int) -> list[_Block]:
    """A term is bold, but where it holds a picture, or blocks."""
    if any(e.tag not in INLINE or e.tag == "img" for e in element.iterdescendants()):
        return _blocks(element, depth)
    lines = lines_of(_emphasised(flat_pieces(element, depth, breaks=True), "**"))
    return [_Block("term", lines)] if lines else []


def _code(element: HtmlElement) -> list[_Block]:
    """Code between fences that are longer than any in it."""
    code = element.find("code")
    language = _LANGUAGE.fullmatch((code.get("class") or "") if code is not None else "")
    text = _LINE_ENDS.sub("\n", "".join(element.itertext())).removesuffix("\n")
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCES.findall(text))])
    return [_Block("code", [fence + (language[1] if language else ""), *text.split("\n"), fence])]


def _table(element: HtmlElement, depth: int) -> list[_Block]:
    """A table, its caption above it; no row has more cells than the first, for readers leave these out."""
    rows: list[HtmlElement] = []
    captions: list[HtmlElement] = []
    for part in element:
        if part.tag in _ROW_GROUPS:
            rows += part
        else:
            (captions if part.tag == "caption" else rows).append(part)
    if any(row.tag != "tr" or any(cell.tag not in _CELLS for cell in row) for row in rows):
        return _blocks(element, depth)
    found = [
        block
        for caption in captions
        for block in _paragraph(_emphasised(flat_pieces(caption, depth, breaks=True), "*"))
    ]
    cells = list(_grid(rows, depth + 2))
    width = max(map(len, cells), default=0)
    if width:
        lines = [
            "|" + "".join(f" {cell} |" if cell else " |" for cell in row + [""] * (width - len(row))) for row in cells
        ]
        found.append(_Block("table", [lines[0], "|" + " --- |" * width, *lines[1:]]))
    return found


def _grid(rows: Sequence[HtmlElement], depth: int) -> Iterator[list[str]]:
    """The cells of each row, those that reach in from above and from the left empty."""
    reaching: dict[int, int] = {}  # column -> how many rows more a cell above reaches down
    for row in rows:
        cells: list[str] = []
        for cell in row:
            while reaching.get(len(cells), 0):
                reaching[len(cells)] -= 1
                cells.append("")
            text = line_of(flat_pieces(cell, depth, cell=True)).replace("|", "\\|")
            for k in range(_span(cell, "colspan")):
                reaching[len(cells)] = _span(cell, "rowspan") - 1
                cells.append("" if k else text)
        for column in [c for c in reaching if c >= len(cells)]:
            reaching[column] = max(0, reaching[column] - 1)
        if cells:
            yield cells


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or ""
    return min(max(int(value), 1), 1000) if value.isdecimal() and len(value) <= _LONGEST_NUMBER else 1
