"""Read formulas of which a page has only the drawing: KaTeX and MathJax 3 without the MathML that they write as well.

Both draw with elements that are named after what they are (a fraction, a root, an exponent): TeX is made of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml.html import HtmlElement

_DEEPEST, _LONGEST = 40, 4_000  # levels; characters
_GLYPH = re.compile(r"(?:^|\s)mjx-c([0-9A-F]{2,6})(?:\s|$)")
_SHAPES = {"strut", "pstrut", "vlist-s", "mspace", "nulldelimiter", "frac-line", "hide-tail", "katex-mathml", "rule"}
_MATHJAX_SHAPES = {"surd", "line", "nstrut", "dstrut", "mspace", "spacer", "assistive-mml", "strut"}
_GROUPS = {"mfrac", "msup", "msub", "msubsup", "msqrt", "munder", "mover", "munderover"}
_BOXES = {"frac", "dbox", "dtable", "row", "script", "sqrt", "box", "over", "under", "base", "root"}
_SIGNS = str.maketrans({"−": "-", "′": "'", "\u200b": None, "\u2061": None, "\u2062": None, "\u2063": None})
_FUNCTION = re.compile(r"(?:arcsin|arccos|arctan|sin|cos|tan|log|ln|exp|lim|max|min|sup|inf|det)\Z")


def drawn_tex(drawing: HtmlElement) -> str:
    """Return the TeX of a drawn formula; "" if it has none, or is too deep."""
    read = _of_katex if drawing.tag == "span" else _of_mathjax
    tex = " ".join(read(drawing, 0).split())
    return tex if len(tex) <= _LONGEST else ""


def _braced(tex: str) -> str:
    return f"{{{tex.strip()}}}"


def _glyphs(text: str | None) -> str:
    return unicodedata.normalize("NFKC", (text or "").strip().translate(_SIGNS))


def _spaced(tex: str) -> str:
    return f"\\{tex} " if _FUNCTION.match(tex) else tex


def _of_katex(element: HtmlElement, depth: int) -> str:  # noqa: PLR0911  # one for each kind
    """Return the TeX of a piece of KaTeX's drawing: its stacks (vlist) are written from below to above."""
    names = (element.get("class") or "").split()
    if depth > _DEEPEST or not _SHAPES.isdisjoint(names) or not isinstance(element.tag, str):
        return ""
    if "msupsub" in names:
        rows = [_of_katex(row, depth + 1) for row in _rows(element)]
        if len(rows) > 1:
            return f"_{_braced(rows[0])}^{_braced(rows[-1])}"
        below = next(element.iter("span"), element).find(".//span[@class='vlist-t vlist-t2']") is not None
        return f"{'_' if below else '^'}{_braced(rows[0])}" if rows else ""
    if "mfrac" in names:
        rows = [tex for row in _rows(element) for tex in [_of_katex(row, depth + 1)] if tex.strip()]
        return f"\\frac{_braced(rows[-1])}{_braced(rows[0])}" if len(rows) > 1 else "".join(rows)
    if "sqrt" in names:
        rows = [_of_katex(row, depth + 1) for row in _rows(element)]
        return f"\\sqrt{_braced(''.join(rows))}"
    if "op-limits" in names:
        rows = [_of_katex(row, depth + 1) for row in _rows(element)]
        if len(rows) > 1:
            upper = f"^{_braced(rows[2])}" if len(rows) > 2 else ""
            return f"{rows[1].strip()}_{_braced(rows[0])}{upper} "
    inner = "".join(_of_katex(child, depth + 1) for child in element)
    return inner or _spaced(_glyphs(element.text))


def _rows(element: HtmlElement) -> list[HtmlElement]:
    stack = next((one for one in element.iter("span") if one.get("class") == "vlist"), None)
    return [] if stack is None else list(stack)


def _of_mathjax(element: HtmlElement, depth: int) -> str:  # noqa: PLR0911  # one for each kind
    """Return the TeX of a piece of MathJax's drawing: of its own elements, or of SVG with their names."""
    if depth > _DEEPEST or not isinstance(element.tag, str):
        return ""
    name = element.get("data-mml-node") or element.tag.removeprefix("mjx-")
    if name in _MATHJAX_SHAPES:
        return ""
    glyph = element.get("data-c") or next(iter(_GLYPH.findall(element.get("class") or "")), None)
    if glyph is not None and int(glyph, 16) <= 0x10FFFF:
        return _glyphs(chr(int(glyph, 16)))
    if name not in _GROUPS:
        inner = "".join(_of_mathjax(child, depth + 1) for child in element)
        return _spaced(inner or _glyphs(element.text if name in ("utext", "text", "mtext") else ""))
    parts = [tex for part in _parts(element) for tex in [_of_mathjax(part, depth + 1)] if tex.strip()]
    match name, parts:
        case "mfrac", [above, below]:
            return f"\\frac{_braced(above)}{_braced(below)}"
        case "msqrt", _:
            return f"\\sqrt{_braced(''.join(parts))}"
        case (("msup" | "mover"), [base, script]):
            return f"{base.strip()}^{_braced(script)}"
        case (("msub" | "munder"), [base, script]):
            return f"{base.strip()}_{_braced(script)}"
        case (("msubsup" | "munderover"), [base, upper, lower]):
            if element.tag == "g":  # in SVG as in MathML: what is below comes first
                upper, lower = lower, upper
            return f"{base.strip()}_{_braced(lower)}^{_braced(upper)}"
    return "".join(parts)


def _parts(group: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the parts of a fraction, a root or a base with its scripts, without the boxes that place them."""
    for child in group:
        boxed = isinstance(child.tag, str) and child.tag.removeprefix("mjx-") in _BOXES
        if boxed or (child.tag == "g" and child.get("data-mml-node") is None):
            yield from _parts(child)
        else:
            yield child
