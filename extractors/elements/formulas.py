r"""Bring formulas into one form, <script type="math/tex">: those in attributes, pictures and between `\(` and `\)`."""

from __future__ import annotations

import re
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex

_ATTRIBUTES = ("data-tex", "data-latex", "data-formula", "data-math", "data-equation")
_PICTURE = re.compile(r"(?:^|[\W_])(?:la)?tex(?:$|[\W_])|math|formula|equation", re.I)
_MATHS = re.compile(r"[mM]ath|tex")
_DRAWN_NAMES = re.compile(r"(?:^|\s)(?:MathJax(?:_\w+)?|mjx-\S+|MJX\S*)(?:\s|$)")
_BETWEEN_SIGNS = re.compile(
    r"\s*(?:\\\((?P<a>.+)\\\)|\\\[(?P<b>.+)\\\]|\$\$(?P<c>[^$]+)\$\$|\$(?P<d>[^$]+)\$)\s*", re.DOTALL
)
# A formula of more than a word: what TeX has and plain words have not.
_TEX = re.compile(r"[\\^_{}=+<>/]|^\w$|[-−]\s*\w|\d\s*[a-z]\b")
_LONGEST, _MOST_GLYPHS = 10_000, 500  # characters; texts of a drawing
_CODE = ("pre", "code", "textarea")


def unify_formulas(index: ElementIndex) -> None:
    """Replace what bears a formula's TeX by the script that MathJax 2 would have drawn it from, without its drawing."""
    for script in index.tagged("script"):
        if (script.get("type") or "").startswith("math/tex"):
            _drop_drawing(script)
    for carrier in chain.from_iterable(map(index.having, _ATTRIBUTES)):
        tex = next((carrier.get(name) for name in _ATTRIBUTES if carrier.get(name)), "")
        if (
            carrier.getparent() is not None
            and carrier.tag not in ("body", "html")
            and _is_tex(tex)
            and _has_no_words(carrier)
        ):
            _replace(carrier, tex, carrier.tag == "div")
    for picture in index.tagged("img"):
        tex = (picture.get("alt") or "").strip()
        signed = _BETWEEN_SIGNS.fullmatch(tex)
        if not (signed or _is_tex(tex)) or picture.getparent() is None:
            continue
        if _PICTURE.search(f"{picture.get('class') or ''} {_place(picture.get('src') or '')}"):
            _replace(picture, signed[signed.lastgroup or 0] if signed else tex, False)
    for element in index.having("class", _MATHS, ("math", "tex")):
        if len(element) == 0 and element.tag not in _CODE and element.getparent() is not None:
            signed = _BETWEEN_SIGNS.fullmatch(element.text or "")
            if signed and len(element.text) <= _LONGEST:
                _replace(element, signed[signed.lastgroup or 0], signed.lastgroup in ("b", "c"))


def _place(src: str) -> str:
    """Return an address without what is encoded in it: an embedded picture's bytes say nothing."""
    return "" if src.startswith("data:") else src.partition("?")[0] + ("?tex" if "tex=" in src else "")


def _is_tex(tex: str) -> bool:
    return len(tex) <= _LONGEST and _TEX.search(tex) is not None and "://" not in tex


def _has_no_words(carrier: HtmlElement) -> bool:
    """Return whether what a carrier shows is the drawing of a formula: hardly a word of four letters."""
    words = re.findall(r"[^\W\d_]{4,}", "".join(islice(carrier.itertext(), _MOST_GLYPHS)))
    return len(words) <= 2


def _drop_drawing(script: HtmlElement) -> None:
    """Drop what MathJax has put before its source: a preview, and the drawn formula with its MathML."""
    previous = script.getprevious()
    while previous is not None and not (previous.tail or "").strip():
        before = previous.getprevious()
        names = previous.get("class") or ""
        drawn = previous.tag == "mjx-container" or _DRAWN_NAMES.search(names) is not None
        if not drawn:
            break
        previous.drop_tree()
        previous = before


def _replace(element: HtmlElement, tex: str, display: bool) -> None:
    script = etree.Element("script", {"type": "math/tex; mode=display" if display else "math/tex"})
    script.text = tex
    script.tail = element.tail
    element.getparent().replace(element, script)
