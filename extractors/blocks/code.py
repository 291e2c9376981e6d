"""Code as it was typed: without line numbers and buttons, each line on its own, and the language it says it is in."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from lxml import etree
from lxml.html import HtmlElement

from ..text import safe

_LANGUAGE = re.compile(r"(?:^|\s)(?:language-|highlight-source-|sourceCode\s+|brush:\s*)([A-Za-z0-9_+#.-]{1,30})")
_OWN_LANGUAGE = re.compile(r"(?:^|\s)lang-([A-Za-z0-9_+#.-]{1,30})")
_HIGHLIGHTER = re.compile(r"(?:^|\s)(?:highlight|hljs|sourceCode|prettyprint|codehilite|highlighter-rouge)(?:\s|$)")
_SHORT_NAME = re.compile(r"[a-z][a-z0-9+#]{0,14}")
_LANGUAGE_ATTRIBUTES = ("data-lang", "data-language", "data-code-language")
# No languages: what highlighters call code that they leave alone, and their other class names.
_NO_LANGUAGE = frozenset(
    "none plain plaintext text nohighlight no-highlight txt default undefined highlight highlighter".split()
)
_NAMES = frozenset(
    "bash sh shell zsh console powershell python py javascript js typescript ts jsx tsx java kotlin scala c cpp c++ "
    "csharp c# cs go golang rust ruby rb php perl r swift sql html xml css scss less json yaml yml toml ini diff "
    "makefile dockerfile haskell hs elixir erlang clojure lisp lua dart graphql nginx objectivec matlab julia latex "
    "tex vim markdown md groovy fortran pascal ocaml fsharp verilog vhdl protobuf solidity zig nim".split()
)
_SPHINX_NAMES = {"python3": "python", "default": "python", "py3": "python", "ipython3": "python", "c++": "cpp"}
# What stands beside the lines and is not one of them.
_GUTTER = re.compile(
    r"(?:^|\s)(?:linenos?|linenodiv|line-?numbers?(?:-rows|-wrapper)?|lineno|lnt|ln|gutter|rouge-gutter|gl|hljs-ln-n(?:umbers)?|"
    r"blob-num|crayon-nums?(?:-content)?|react-syntax-highlighter-line-number|code-line-number|token-line-number)(?:\s|$)"
)
_BUTTON = re.compile(
    r"(?:^|\s)(?:copy(?:-?(?:btn|button|code|to-clipboard))?|btn-copy|clipboard(?:-copy)?|copybtn|code-?copy)(?:\s|$)",
    re.I,
)
_A_LINE = re.compile(
    r"(?:^|\s)(?:line|token-line|code-line|cl|view-line|grvsc-line|CodeMirror-line|ec-line|highlight-line)(?:\s|$)"
)
# Boxes in which highlighters without <pre> keep code, line for line.
_BOX = re.compile(
    r"(?:^|\s)(?:syntaxhighlighter|dp-highlighter|crayon-(?:main|syntax)|EnlighterJS(?:RAW)?|js-file-line-container|"
    r"CodeMirror-code|view-lines|ace_text-layer)(?:\s|$)"
)
_BLANK_LINE = re.compile(r"^[ \t]+$", re.M)
_LONGEST_CLASS = 1000
_BLOCKS = frozenset("div p li tr ul ol table pre figure".split())
_ROWS = frozenset(("table", "thead", "tbody", "tr"))
_UNSEEN = frozenset("script style template button svg textarea".split())
_NUMBERS = re.compile(r"[\s\d]*")
_MOST_LEVELS, _LONGEST_NUMBER, _MOST_TEXTS, _MOST_ROWS = 6, 6, 5000, 20


def code_text(code: HtmlElement) -> str:
    """Return the text of a code block, line for line: its gutter and its buttons left out. Linear in the element."""
    lines = _Lines()
    numbers = _line_numbers(code)
    walker = etree.iterwalk(code, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        seen = bool(tag) and (element is code or not (element in numbers or _is_beside(element, tag)))
        own_line = seen and element is not code and _has_own_line(element, tag)
        if own_line:
            lines.end(drawn=tag != "span")
        if event == "start" and not seen and tag:
            walker.skip_subtree()
        elif event == "start" and (tag == "br" or (own_line and tag != "span" and _is_blank(element))):
            lines.break_line()
        elif event == "start" and seen and not (tag in _ROWS and (element.text or "").isspace()):
            lines.add(element.text)
        if event == "end" and element is not code and not (_parts_rows(tag) and (element.tail or "").isspace()):
            lines.add(element.tail)
    raw = "".join(lines.parts).replace("\r\n", "\n").replace("\r", "\n")
    return _BLANK_LINE.sub("", safe(raw.replace("\xa0", " "))).strip("\n").rstrip()


def _is_blank(element: HtmlElement) -> bool:
    """Return whether a line, or the last of its boxes, is there for its line break alone, or a row has no code."""
    if element.tag == "tr":
        return len(element) > 1 and not any(islice(element[-1].itertext(), 1))
    return len(element) == 0 and (element.text or "") in ("\n", "\r\n")


def code_box(element: HtmlElement, known: dict[HtmlElement, bool]) -> HtmlElement | None:
    """Return the box of a highlighter that does without <pre> around an element, if it stands in one; `known` says of
    the elements so far whether they are such boxes."""
    found = None
    for ancestor in islice(element.iterancestors(), _MOST_LEVELS):
        is_box = known.get(ancestor)
        if is_box is None:
            is_box = _BOX.search((ancestor.get("class") or "")[:_LONGEST_CLASS]) is not None
            is_box = known[ancestor] = is_box or (ancestor.tag == "table" and _has_code_rows(ancestor))
        if is_box:
            found = ancestor
    return found


def _has_code_rows(table: HtmlElement) -> bool:
    """Return whether each row of a table is a line of code: a <code> in the last cell, at most a number before it."""
    rows = list(islice(table.iter("tr"), _MOST_ROWS))
    for row in rows:
        cells = list(islice(row.iterchildren("td", "th"), 4))
        if not cells or len(cells[-1]) != 1 or cells[-1][0].tag != "code" or (cells[-1].text or "").strip():
            return False
        if len(cells) < 2 or not all(_NUMBERS.fullmatch("".join(islice(c.itertext(), 5))) for c in cells[:-1]):
            return False
    return len(rows) > 1


def is_gutter(element: HtmlElement, text: str) -> bool:
    """Return whether a block of numbers is what stands beside lines of code."""
    if not _NUMBERS.fullmatch(text):
        return False
    return any(_GUTTER.search(e.get("class") or "") for e in (element, *islice(element.iterancestors(), _MOST_LEVELS)))


def are_line_numbers(text: str) -> bool:
    """Return whether a text is a column of numbers, each one more than the one above."""
    numbers = [int(n) for n in text.split()[:100_000] if n.isdecimal() and len(n) <= _LONGEST_NUMBER]
    return len(numbers) == len(text.split()) > 0 and all(b == a + 1 for a, b in pairwise(numbers))


def code_language(pre: HtmlElement) -> str | None:
    """Return what language a code block says it is in: on <pre>, its <code>, or the wrappers around it."""
    code = pre.find(".//code")
    own = [e for e in (code, pre) if e is not None]
    nearby = [*own, *islice(pre.iterancestors("div", "figure", "td", "tr", "tbody", "table"), _MOST_LEVELS)]
    for element in nearby[: len(own) + 2]:
        found = _known(_LANGUAGE.search(element.get("class") or ""))
        if found:
            return found
    for element in own:
        found = _known(_OWN_LANGUAGE.search(element.get("class") or ""))
        if found:
            return found
    for element in nearby[: len(own) + 3]:
        for attribute in _LANGUAGE_ATTRIBUTES:
            value = element.get(attribute)
            if value and re.fullmatch(r"[A-Za-z0-9_+#.-]{1,30}", value) and value.lower() not in _NO_LANGUAGE:
                return str(value).lower()
    return next((name for e in nearby for name in [_bare_name(e)] if name), None)


def names_language(text: str, label: HtmlElement, code: HtmlElement) -> bool:
    """Return whether a text beside code, in the same box, is nothing but the name of the code's language."""
    name = text.strip().lower()
    if name != code_language(code) and name not in _NAMES:
        return False
    return any(one is label for one in islice(code.iterancestors(), 3)) or label.getparent() is code.getparent()


def _bare_name(element: HtmlElement) -> str | None:
    """Return the language in "hljs python" or "highlight-python3 notranslate": alone, or behind the highlighter's."""
    names = (element.get("class") or "")[:200].lower().split()
    for name in names:
        behind = name.removeprefix("highlight-")
        if behind != name and behind not in _NO_LANGUAGE and _SHORT_NAME.fullmatch(behind):
            return _SPHINX_NAMES.get(behind, behind)
    if _HIGHLIGHTER.search(element.get("class") or "") or element.tag in ("pre", "code"):
        return next((name for name in names if name in _NAMES), None)
    return None


def _known(match: re.Match[str] | None) -> str | None:
    name = match.group(1).lower().rstrip(".") if match else ""
    return name if name and name not in _NO_LANGUAGE else None


def _has_own_line(element: HtmlElement, tag: str) -> bool:
    if tag in _BLOCKS:
        return True
    parent = element.getparent()
    if tag == "code" and parent is not None and parent.tag == "pre":
        # One <code> for each line; a single one is the whole block.
        twins = (next(element.itersiblings("code", preceding=before), None) for before in (False, True))
        return any(twin is not None for twin in twins)
    return tag == "span" and _A_LINE.search(element.get("class") or "") is not None


def _is_beside(element: HtmlElement, tag: str) -> bool:
    """Return whether an element within code is not code: a button, or numbers in a gutter."""
    if tag in _UNSEEN:
        return True
    names = element.get("class") or ""
    if _BUTTON.search(names):
        return True
    if not names and element.get("data-line-number") is None:
        return False
    marked = _GUTTER.search(names) is not None or element.get("data-line-number") is not None
    return marked and all(_NUMBERS.fullmatch(text) for text in islice(element.itertext(), _MOST_TEXTS))


def _line_numbers(code: HtmlElement) -> set[HtmlElement]:
    """Return the first elements of a code block's lines where they count the lines, whatever their class is."""
    found = []
    for line in islice(code.iter("div", "span", "code", "li", "tr", "p"), _MOST_TEXTS):
        if _has_own_line(line, line.tag) and len(line) > 1 and not (line.text or "").strip():
            text = "".join(line[0].itertext()).strip()
            if not (text.isdecimal() and len(text) <= _LONGEST_NUMBER):
                return set()
            found.append((int(text), line[0]))
    counted = all(b[0] == a[0] + 1 for a, b in pairwise(found))
    return {element for _, element in found} if len(found) > 1 and counted else set()


def _parts_rows(tag: str) -> bool:
    return tag in ("td", "th") or tag in _ROWS - {"table"}


class _Lines:
    """Text under construction: a line that an element ended ends when more text comes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.ended = False
        self.drawn = False  # whether what ended the line is shown as one by itself: a <br> behind it makes another

    def end(self, drawn: bool) -> None:
        self.ended = bool(self.parts) and not self.parts[-1].endswith("\n")
        self.drawn = drawn

    def break_line(self) -> None:
        self.parts.append("\n\n" if self.ended and self.drawn else "\n")
        self.ended = False

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.ended and not text.startswith(("\n", "\r")):
            self.parts.append("\n")
        self.ended = False
        self.parts.append(text)
