"""Formulas as TeX: MathML, and what KaTeX, MathJax and Wikipedia make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ..text import fold, safe
from .layout import Chunk
from .notes import DEEPEST_MARK

_LONGEST, _MOST_ELEMENTS, _DEEPEST = 10_000, 2_000, 60
_FORMULA_TAGS = ("math", "script")
# Around a formula's source stands what was drawn from it, glyph by glyph.
_WRAPPERS = frozenset("katex katex-display mwe-math-element mathjax mathjax_display math-container".split())
_DRAWN = re.compile(r"(?:^|\s)(?:katex-html|MathJax(?:_\w+)?|mjx-chtml|mwe-math-fallback-\S+)(?:\s|$)")
AFTER_MARK = " \xa0.:)]\u2003\u2009"  # what may stand between the mark that a footnote begins with and its text
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n|$)")
_DISPLAY_STYLE = re.compile(r"\A\{\\(?:display|text)style\s++(.*)\}\Z", re.DOTALL)
_DOLLAR = re.compile(r"(?<!\\)\$")
_INVISIBLE = re.compile("[\u2061-\u2064\u200b]")
_FUNCTIONS = re.compile(
    r"(?<![\\A-Za-z{])(?:arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|log|ln|exp|lim|max|min|sup|inf|det|dim|gcd)(?![A-Za-z])"
)


class Formula(NamedTuple):
    """A formula's TeX, on one line and without its delimiters; `display` where it stands on a line of its own."""

    tex: str
    display: bool

    @property
    def text(self) -> str:
        """As it is written in text: between dollar signs."""
        return f"$${self.tex}$$" if self.display else f"${self.tex}$"


def formula_of(element: HtmlElement) -> Formula | None:
    """Return the formula that a <math> or <script type="math/…"> holds; None if it holds none that can be written."""
    if element.tag == "script":
        kind = (element.get("type") or "").lower()
        tex = _clean(element.text or "") if kind.startswith("math/tex") else ""
        return Formula(tex, "mode=display" in kind) if tex else None
    if element.tag != "math":
        return None
    display = element.get("display") == "block" or any(
        "display" in (e.get("class") or "") for e in islice(element.iterancestors("span", "div"), 4)
    )
    tex = _clean(_annotation(element) or element.get("alttext") or "") or _clean(_converted(element))
    return Formula(tex, display) if tex else None


def with_formulas(chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, Formula | None]]:
    """Yield a block's pieces, formulas read: what was drawn from them is left out."""
    found = [formula_of(c.element) if _may_hold(c) else None for c in chunks]
    if not any(found):
        yield from ((chunk, None) for chunk in chunks)
        return
    roots = {_wrapper(c.element) for c, formula in zip(chunks, found, strict=True) if formula}
    known: dict[HtmlElement, bool] = {}
    for chunk, formula in zip(chunks, found, strict=True):
        holder = chunk.element.getparent() if chunk.tail else chunk.element
        if formula or not _is_drawn(holder, roots, known):
            yield chunk, formula


def reread_text(chunks: Sequence[Chunk], notes: Mapping[HtmlElement, str]) -> str | None:
    """Return a block's text with formulas as TeX and what to say for the marks of `notes`; None if it has neither."""
    if not holds_formula(chunks) and not (notes and any(note_of(chunk, notes) is not None for chunk in chunks)):
        return None
    parts: list[str] = []
    noted: set[HtmlElement] = set()
    begins_note = False
    for chunk, formula in with_formulas(chunks):
        element, tail = chunk
        note = note_of(chunk, notes) if notes else None
        if formula:
            parts.append(formula.text)
        elif note is not None:
            parts.append("" if note in noted else notes[note])
            noted.add(note)
            begins_note = notes[note][-1:] in ("", " ")
        elif not tail and element.tag == "br":
            parts.append("\n")
        elif tail or element.tag not in ("math", "script"):
            piece = " ".join(((element.tail if tail else element.text) or "").split("\n"))
            parts.append(piece.lstrip(AFTER_MARK) if begins_note else piece)
            begins_note = begins_note and not parts[-1]
    return "\n".join(line for line in (fold(part) for part in safe("".join(parts)).split("\n")) if line)


def note_of(chunk: Chunk, notes: Mapping[HtmlElement, str]) -> HtmlElement | None:
    """Return the mark of a footnote that a piece is in."""
    element = chunk.element.getparent() if chunk.tail else chunk.element
    for _ in range(DEEPEST_MARK):
        if element is None or element in notes:
            return element
        element = element.getparent()
    return None


def is_drawn(chunks: Sequence[Chunk]) -> bool:
    """Return whether a block is nothing but the glyphs that a script drew from a formula beside it."""
    known: dict[HtmlElement, bool] = {}
    holders = (c.element.getparent() if c.tail else c.element for c in chunks)
    return all(_is_drawn(holder, set(), known) for holder in holders)


def holds_formula(chunks: Sequence[Chunk]) -> bool:
    """Return whether a piece of a block may be a formula."""
    return any(not tail and element.tag in _FORMULA_TAGS for element, tail in chunks)


def _may_hold(chunk: Chunk) -> bool:
    return not chunk.tail and chunk.element.tag in _FORMULA_TAGS


def _wrapper(element: HtmlElement) -> HtmlElement:
    """Return the outermost element that is this formula and nothing else."""
    found = element
    for ancestor in islice(element.iterancestors(), 6):
        names = (ancestor.get("class") or "").lower().split()
        if ancestor.tag == "mjx-container" or _WRAPPERS.intersection(names):
            found = ancestor
    return found


def _is_drawn(element: HtmlElement | None, roots: set[HtmlElement], known: dict[HtmlElement, bool]) -> bool:
    path: list[HtmlElement] = []
    answer = False
    while element is not None and len(path) < _DEEPEST:
        if element in known:
            answer = known[element]
            break
        path.append(element)
        if element in roots or _DRAWN.search(element.get("class") or ""):
            answer = True
            break
        element = element.getparent()
    known.update(dict.fromkeys(path, answer))
    return answer


def _annotation(math: HtmlElement) -> str | None:
    notes = islice(math.iter("annotation"), 5)
    return next((n.text for n in notes if "tex" in (n.get("encoding") or "").lower() and n.text), None)


def _clean(tex: str) -> str:
    """Return TeX on one line; no dollar sign that would end it early."""
    if len(tex) > _LONGEST:
        return ""
    tex = _COMMENT.sub("\n", safe(tex)) if "%" in tex else safe(tex)
    tex = fold(_DOLLAR.sub("", tex))
    inner = _DISPLAY_STYLE.match(tex)
    tex = inner.group(1).strip() if inner else tex
    return tex + " " if tex.endswith("\\") else tex


def _converted(math: HtmlElement) -> str:
    """Return presentation MathML as TeX; its bare text where that cannot be said in TeX."""
    plain = fold(_INVISIBLE.sub("", "".join(islice(math.itertext(), _MOST_ELEMENTS))))
    if sum(1 for _ in islice(math.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _depth(math) > _DEEPEST:
        return plain
    from mathml_to_latex.converter import MathMLToLaTeX

    source = _INVISIBLE.sub("", etree.tostring(math, encoding="unicode", with_tail=False))
    try:
        tex = MathMLToLaTeX().convert(source)
    except Exception:  # whatever the converter stumbles over: the letters are better than nothing
        return plain
    tex = _FUNCTIONS.sub(
        lambda m: "\\" + m.group(), tex.replace("\\left{", "\\left\\{").replace("\\right}", "\\right\\}")
    )
    if re.search(r"(?<!\\)&|\\\\", tex) and "\\begin" not in tex:
        tex = f"\\begin{{matrix}} {tex} \\end{{matrix}}"
    return tex or plain


def _depth(element: HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
