"""The article tree as blocks of Markdown: one writer that goes down the tree once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..text import SCENE_BREAK, TYPED_RULE, UNSAFE
from .article_text import TASKS
from .markdown_inline import flat_pieces, inline_pieces
from .markdown_text import NOTE, Piece, line_of, lines_of, on_one_line, text_piece, without_emphasis, wrapped
from .nesting import LISTS
from .tree import CELLS, Node, Passage, Run, Span, item_label

_ALERTS = frozenset("note tip important warning caution".split())
_ALERT_TITLE = re.compile(r"\W*(?:note|info|tip|hint|important|warning|caution|danger|attention)\W*", re.I)
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")
_FENCES, _LINE_ENDS = re.compile(r"`{3,}"), re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\r\n?")
_LIKE_ADDRESS = re.compile(r"(?:\S+|<.*>)(?:\s+[\"'(].*)?")
_LARGEST_NUMBER, _LARGEST_SPAN = 10**9 - 1, 1000


class _Block(NamedTuple):
    """Lines of Markdown. `kind` says what may follow directly, and what would become one with it."""

    kind: str
    lines: list[str]


def blocks_of(tree: Node) -> str:
    """Return an article's tree as Markdown that ends in a newline. Linear in the tree."""
    return "\n".join(_join(_blocks(tree))).strip("\n") + "\n"


def heading(level: int, text: str) -> str:
    """Return a text as a heading; empty if it says nothing."""
    return "".join(_heading(level, [text_piece(UNSAFE.sub("", text))]))


def _join(blocks: Sequence[_Block], tight: bool = False) -> list[str]:
    """Return the lines of blocks, blank ones between them; `tight`: none between an item's text and the list below."""
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


def _blocks(node: Node, lead: str = "") -> list[_Block]:
    """Return the blocks in a node; `lead` is Markdown that stands before its first text."""
    found: list[_Block] = []
    before = [Piece("raw", lead), text_piece(" ")] if lead else []
    for part in node.parts:
        is_bare = isinstance(part, Passage) and not part.tag
        if is_bare or before:
            lines = lines_of([*before, *(inline_pieces(part.runs) if isinstance(part, Passage) and is_bare else ())])
            found += [_Block("line", lines)] if lines else []
            before = []
        if not is_bare:
            found += _apart(found[-1].kind if found else "", _block(part))
    return found


def _apart(last: str, blocks: list[_Block]) -> list[_Block]:
    """Blocks that are to stand below one of the kind `last`: a list below a list has other signs, or they were one."""
    if not blocks or blocks[0].kind != last or last not in ("ul", "ol"):
        return blocks
    old, new = (r"-(?= |$)", "*") if last == "ul" else (r"(\d+)\.(?= |$)", r"\1)")
    lines = [re.sub(f"^{old}", new, line) for line in blocks[0].lines]
    return [_Block(f"other {last}", lines), *blocks[1:]]


def _block(part: Node | Passage) -> list[_Block]:  # noqa: PLR0911  # one for each kind
    tag = part.tag
    if isinstance(part, Passage):
        return _passage(part)
    if tag in LISTS:
        return _list(part)
    match tag:
        case "table":
            return _table(part)
        case "blockquote":
            lines = _join(_blocks(part))
            return [_Block("quote", list(_prefixed("> ", "> ", lines)))] if lines else []
        case "aside":
            return _aside(part)
        case "dl":
            return _definitions(part)
        case "summary" | "dt":
            return _term(part)
    return _blocks(part)


def _passage(passage: Passage) -> list[_Block]:
    match passage.tag:
        case "pre":
            return _code(passage)
        case "figcaption":
            return _paragraph(_emphasised(inline_pieces(passage.runs), "*"))
        case "summary":
            return _term(passage)
        case "p" | "":
            if TYPED_RULE.fullmatch(_signs(passage.runs) or ""):
                return [_Block("rule", [SCENE_BREAK])]
            return _paragraph(inline_pieces(passage.runs))
    lines = _heading(int(passage.tag[1]), inline_pieces(passage.runs))
    return [_Block("heading", lines)] if lines else []


def _signs(runs: Sequence[Run]) -> str | None:
    """Return running text without its emphasis; None where there is something else in it."""
    found = ""
    for run in runs:
        inner = run if isinstance(run, str) else _signs(run.runs) if run.tag in ("strong", "em") else None
        if inner is None:
            return None
        found += inner
    return found


def _paragraph(pieces: Sequence[Piece]) -> list[_Block]:
    lines = lines_of(pieces)
    return [_Block("p", lines)] if lines else []


def _heading(level: int, pieces: Sequence[Piece]) -> list[str]:
    """Return a heading on one line. What is bold as a whole is no bolder than a heading is."""
    pieces = [p for p in on_one_line(pieces) if p.text]
    words = [p for p in pieces if p.text.strip()]
    if words and words[0] == ("open", "**") and words[-1] == ("close", "**"):
        pieces = without_emphasis(pieces, "**")
    text = line_of(pieces)
    return [f"{'#' * level} " + re.sub(r"(?:(?<=\s)|^)#+$", r"\\\g<0>", text)] if text else []


def _emphasised(pieces: Sequence[Piece], mark: str) -> list[Piece]:
    return wrapped(without_emphasis(pieces, mark), Piece("open", mark), Piece("close", mark))


def _list(node: Node) -> list[_Block]:
    """Return a list. Numbers that Markdown cannot give, as letters or those that do not count up by one, are text."""
    numbers = _numbers(node)
    numbered, numbering = node.tag == "ol", node.get("type")
    regular = numbered and not numbering and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    contents = []
    for number, item in zip(numbers, node.parts, strict=True):
        inner = _item(item, f"{item_label(number, numbering)}. " if numbered and not regular else "")
        if inner:
            contents.append(inner)
    is_tight = all(map(_is_tight, contents))
    lines: list[str] = []
    for i, inner in enumerate(contents):
        marker = f"{numbers[0] + i}. " if regular else "- "
        lines += [""] if lines and not is_tight else []
        lines += _prefixed(marker, " " * len(marker), _join(inner, tight=is_tight))
    return [_Block("ol" if regular else "ul", lines)] if lines else []


def _numbers(node: Node) -> list[int]:
    """Return the number of each item; one that has none, or too long a one for Markdown, counts on."""
    numbers: list[int] = []
    for item in node.parts:
        own = item.number if isinstance(item, Node) else None
        counted = numbers[-1] + 1 if numbers else 1
        numbers.append(own if own is not None and 0 <= own <= _LARGEST_NUMBER else counted)
    return numbers


def _is_tight(item: Sequence[_Block]) -> bool:
    """Return whether an item is a line with at most a list below it, which needs no blank line between them."""
    kinds = [block.kind for block in item]
    if kinds == ["line", "ol"]:
        return item[1].lines[0].startswith("1. ")  # others would be text of the paragraph
    return kinds in (["line"], ["ul"], ["ol"], ["line", "ul"])


def _item(item: Node | Passage, said: str) -> list[_Block]:
    """Return the blocks of an item, its number before its first line if that has to be said."""
    if isinstance(item, Passage) or item.tag != "li":
        return _block(item)
    if said:
        first = item.parts[0]
        if isinstance(first, Passage) and not first.tag:
            item = Node(item.tag, parts=[Passage("", [said, *first.runs]), *item.parts[1:]], attrs=item.attrs)
        else:
            item = Node(item.tag, parts=[Passage("", [said]), *item.parts], attrs=item.attrs)
    return _blocks(item, TASKS.get(item.get("checked"), "").rstrip())


def _aside(node: Node) -> list[_Block]:
    """Return a footnote, or an alert: the name of its kind stands above it, so that its page's title is left out."""
    blocks = _blocks(node)
    label = node.get("id").removeprefix("fn-")
    if not blocks:
        return []
    if label:
        return [_Block("note", _footnote(label, blocks))]
    kind = node.get("class")
    first = blocks[0].lines[0] if len(blocks) > 1 and len(blocks[0].lines) == 1 else ""
    if first and (_ALERT_TITLE.fullmatch(first) or not re.search(r"[\w!`$]", first)):  # its kind, or a pictogram
        blocks = blocks[1:]
    follows = blocks[0].kind in ("line", "p", "ul", "quote")
    lines = [f"[!{kind.upper() if kind in _ALERTS else 'NOTE'}]", *([] if follows else [""]), *_join(blocks)]
    return [_Block("quote", list(_prefixed("> ", "> ", lines)))]


def _footnote(label: str, blocks: Sequence[_Block]) -> list[str]:
    """Return a footnote as Markdown Extra and GitHub know it: what follows its first line is set in.

    Readers that know no footnotes would take one of a single word for the address of a link.
    """
    lines = _join(blocks)
    first = lines[0].rstrip() if blocks[0].kind in ("line", "p") else ""
    if not first:
        lines = ["", "", *lines]
    if not first or _LIKE_ADDRESS.fullmatch(first):
        lines[0] = f"{lines[0].rstrip()} &zwnj;{lines[0][len(lines[0].rstrip()) :]}"
    return list(_prefixed(f"{NOTE.format(label)}: ", "    ", [lines[0].lstrip(), *lines[1:]]))


def _definitions(node: Node) -> list[_Block]:
    """Return a list of terms: each bold, the first line of what is said of it below it."""
    found: list[_Block] = []
    for part in node.parts:
        blocks = _block(part)
        if part.tag == "dd" and found and found[-1].kind == "term" and blocks and blocks[0].kind in ("line", "p"):
            term = found.pop().lines
            found.append(_Block("p", [*term[:-1], f"{term[-1]}  ", *blocks[0].lines]))
            blocks = blocks[1:]
        found += _apart(found[-1].kind if found else "", blocks)
    return found


def _term(part: Node | Passage) -> list[_Block]:
    """Return a term in bold; one that holds a picture, or blocks, as these are."""
    passages = [part] if isinstance(part, Passage) else part.parts
    if any(isinstance(p, Node) or (p is not part and p.tag) or _has_image(p.runs) for p in passages):
        return _blocks(Node(part.tag, parts=[Passage("", part.runs)]) if isinstance(part, Passage) else part)
    lines = lines_of(_emphasised(flat_pieces(part, breaks=True), "**"))
    return [_Block("term", lines)] if lines else []


def _has_image(runs: Iterable[Run]) -> bool:
    return any(isinstance(run, Span) and (run.tag == "img" or _has_image(run.runs)) for run in runs)


def _code(passage: Passage) -> list[_Block]:
    """Return code between fences that are longer than any in it."""
    text = _LINE_ENDS.sub("\n", "".join(map(str, passage.runs))).removesuffix("\n")
    language = passage.language if _LANGUAGE.fullmatch(passage.language) else ""
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCES.findall(text))])
    return [_Block("code", [fence + language, *text.split("\n"), fence])]


def _table(node: Node) -> list[_Block]:
    """Return a table, its caption above it; no row has more cells than the first, for readers leave these out."""
    rows = [part for part in node.parts if part.tag != "caption"]
    if any(row.tag != "tr" or any(cell.tag not in CELLS for cell in _parts(row)) for row in rows):
        return _blocks(node)
    found = [
        block
        for part in node.parts
        if part.tag == "caption"
        for block in _paragraph(_emphasised(flat_pieces(part, breaks=True), "*"))
    ]
    cells = list(_grid(rows))
    width = max(map(len, cells), default=0)
    if width:
        lines = [
            "|" + "".join(f" {cell} |" if cell else " |" for cell in row + [""] * (width - len(row))) for row in cells
        ]
        found.append(_Block("table", [lines[0], "|" + " --- |" * width, *lines[1:]]))
    return found


def _parts(part: Node | Passage) -> Sequence[Node | Passage]:
    return part.parts if isinstance(part, Node) else ()


def _grid(rows: Sequence[Node | Passage]) -> Iterator[list[str]]:
    """Yield the cells of each row, those that reach in from above and from the left empty."""
    reaching: dict[int, int] = {}  # column -> how many rows more a cell above reaches down
    for row in rows:
        cells: list[str] = []
        for cell in _parts(row):
            while reaching.get(len(cells), 0):
                reaching[len(cells)] -= 1
                cells.append("")
            text = line_of(flat_pieces(cell, cell=True)).replace("|", "\\|")
            for k in range(_span(cell, "colspan")):
                reaching[len(cells)] = _span(cell, "rowspan") - 1
                cells.append("" if k else text)
        for column in [c for c in reaching if c >= len(cells)]:
            reaching[column] = max(0, reaching[column] - 1)
        if cells:
            yield cells


def _span(cell: Node | Passage, name: str) -> int:
    value = cell.get(name) if isinstance(cell, Node) else ""
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isdecimal() else 1
