r"""Bring formulas into one form, <script type="math/tex">: those in attributes, pictures and between `\(` and `\)`.

A formula of which only the drawing is there is read from that.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote_plus

from lxml import etree
from lxml.html import HtmlElement

from .declarations import declarations
from .drawn_formulas import drawn_tex
from .index import ElementIndex

_ATTRIBUTES = ("data-tex", "data-latex", "data-formula", "data-math", "data-equation")
_PICTURE = re.compile(r"(?:^|[\W_])(?:la)?tex(?:$|[\W_])|math|formula|equation")  # in small letters
_PICTURE_PIECES = ("tex", "math", "formula", "equation")
_MATHS = re.compile(r"[mM]ath|tex")
_DRAWN_NAMES = re.compile(r"(?:^|\s)(?:MathJax(?:_\w+)?|mjx-\S+|MJX\S*)(?:\s|$)")
_BETWEEN_SIGNS = re.compile(
    r"\s*(?:\\\((?P<a>.+)\\\)|\\\[(?P<b>.+)\\\]|\$\$(?P<c>[^$]+)\$\$|\$(?P<d>[^$]+)\$)\s*", re.DOTALL
)
# A formula of more than a word: what TeX has and plain words have not.
_TEX = re.compile(r"[\\^_{}=+<>/]|^\w$|[-−]\s*\w|\d\s*[a-z]\b")
_ONLY_IN_TEX, _PLAIN_WORD = re.compile(r"[\\^_{}=]"), re.compile(r"[^\W\d_]{4,}")
_LONGEST, _MOST_GLYPHS = 10_000, 500  # characters; texts of a drawing
_CODE = frozenset("pre code textarea script style kbd samp title option tt math".split())
_KATEX = re.compile(r"(?:^|\s)katex(?:\s|$)")
# In the address of a picture that a server draws from it: WordPress, Zhihu, Google Charts; CodeCogs has it alone.
_ASKED = re.compile(r"[?&;](?:latex|tex|chl|eq)=([^&]{1,4000})")
_ASKED_ALONE = re.compile(r"latex[^?]{0,200}\?(.{1,4000})")
_DISPLAYED = re.compile(r"display|block|Dsp")
# Formulas that a script would draw later are in the text, between signs.
_IN_TEXT = re.compile(
    r"\\\((?P<inline>(?:(?!\\\().){1,2000}?)\\\)|\\\[(?P<display>(?:(?!(?<!\\)\\\[).){1,5000}?)\\\]|"
    r"\$\$(?P<block>[^$]{1,5000})\$\$|(?P<env>\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}"
    r"(?:(?!\\begin).){1,5000}?\\end\{(?P=name)\})|(?<![\\$\w])\$(?=[^\s$])(?P<dollar>[^$\n]{1,500})(?<=[^\s\\])\$(?![\w$])",
    re.DOTALL,
)
_SIGNED_TEXTS = etree.XPath(
    "//body/descendant::text()[contains(., '$') or contains(., '\\')][not(parent::script or parent::style)]"
)
_SIGN = re.compile(r"\$|\\(?:[(\[]|begin)")
_ONLY_ENVELOPE = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath)\*?\}|\\label\{[^}]*\}")
_DRAWING_SCRIPT = re.compile(r"mathjax|katex", re.I)
_DOLLARS_CONFIGURED = re.compile(r"""(?:\[|left["']?:)\s*["']\$["']\s*,""")
_PLAINLY_TEX = re.compile(r"\\[A-Za-z]{2,}|[\w})][_^][\w{\\]")
_FEWEST_PLAIN = 2  # formulas between signs on a page without a script that would draw them
_MOST_SCRIPTS, _MOST_TEXTS = 300, 5_000


def unify_formulas(index: ElementIndex) -> None:
    """Replace what bears a formula's TeX by the script that MathJax 2 would have drawn it from, without its drawing."""
    for script in index.tagged("script"):
        if (script.get("type") or "").startswith("math/tex"):
            _drop_drawing(script)
    for drawing in (*index.having("class", _KATEX, ("katex",)), *index.tagged("mjx-container")):
        _read_drawing(drawing)
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
        _replace_picture(picture)
    signs = _signs(index.root)
    if not signs.isdisjoint("$\\"):
        for element in index.having("class", _MATHS, ("math", "tex")):
            if len(element) == 0 and element.tag not in _CODE and element.getparent() is not None:
                signed = _BETWEEN_SIGNS.fullmatch(element.text or "")
                if signed and len(element.text) <= _LONGEST:
                    _replace(element, signed[signed.lastgroup or 0], signed.lastgroup in ("b", "c"))
        _replace_in_text(index.root, not signs.isdisjoint("\\_^"))


def _read_drawing(drawing: HtmlElement) -> None:
    """Replace a drawing that has no MathML and no source beside it by its TeX."""
    following = drawing.getnext()
    sourced = following is not None and (following.get("type") or "").startswith("math/tex")
    if drawing.getparent() is None or sourced or next(drawing.iter("math", "script"), None) is not None:
        return
    around = next(drawing.iterancestors(), None)
    boxed = around is not None and "katex-display" in (around.get("class") or "")
    tex = drawn_tex(drawing)
    if tex:
        _replace(drawing, tex, boxed or drawing.get("display") == "true")


def _replace_picture(picture: HtmlElement) -> None:
    """Replace a picture of a formula by its TeX, from its alternative text, its title or its address."""
    src, names = picture.get("src") or "", picture.get("class") or ""
    said = f"{names} {_place(src)}".lower()
    if not any(piece in said for piece in _PICTURE_PIECES) or picture.getparent() is None or not _PICTURE.search(said):
        return
    asked = None if src.startswith("data:") else (_ASKED.search(src[:_LONGEST]) or _ASKED_ALONE.search(src[:_LONGEST]))
    addressed = unquote_plus(asked[1]) if asked else ""
    for tex in (picture.get("alt") or "", picture.get("title") or "", addressed):
        signed = _BETWEEN_SIGNS.fullmatch(tex)
        if signed or _is_tex(tex.strip()):
            display = (signed is not None and signed.lastgroup in ("b", "c")) or _DISPLAYED.search(names) is not None
            _replace(picture, signed[signed.lastgroup or 0] if signed else tex.strip(), display)
            return


def _replace_in_text(root: HtmlElement, has_tex: bool) -> None:
    """Replace formulas between signs in the text: any where the page has a script that would draw them, else those
    that are plainly TeX. `has_tex` says whether a text has a sign that is in TeX, and not in prices."""
    scripts = declarations(root).scripts[:_MOST_SCRIPTS]
    drawn = any(_DRAWING_SCRIPT.search(f"{s.get('src') or ''} {s.get('id') or ''}") for s in scripts)
    dollars = any(_DOLLARS_CONFIGURED.search((s.text or "")[:_LONGEST]) for s in scripts)
    if not (has_tex or drawn or dollars):
        return
    texts: Any = _SIGNED_TEXTS(root)
    found = []
    for text in [text for text in texts if _SIGN.search(text)][:_MOST_TEXTS]:
        holder = text.getparent()
        around = holder.getparent() if text.is_tail else holder
        if around is None or any(one.tag in _CODE for one in (around, *islice(around.iterancestors(), 6))):
            continue
        matches = [m for m in _IN_TEXT.finditer(str(text)) if _counts(m, drawn, dollars)]
        if matches:
            found.append((holder, text.is_tail, str(text), matches))
    if drawn or sum(len(matches) for *_, matches in found) >= _FEWEST_PLAIN:
        for holder, is_tail, text, matches in found:
            _part(holder, is_tail, text, matches)


def _signs(root: HtmlElement) -> set[str]:
    """Return the signs of formulas that are in the page's text, that of its scripts aside."""
    body = root.find("body")
    if body is None:
        return set()
    text = etree.tostring(body, method="text", encoding="unicode")
    scripts = "".join([script.text or "" for script in body.iter("script", "style")])
    return {sign for sign in "$\\_^" if text.count(sign) > scripts.count(sign)}


def _counts(match: re.Match[str], drawn: bool, dollars: bool) -> bool:
    tex = match[match.lastgroup or 0]
    if match["dollar"] and not dollars:
        return _PLAINLY_TEX.search(tex) is not None
    if match["dollar"]:
        return _is_tex(tex)
    return drawn or _PLAINLY_TEX.search(tex) is not None


def _part(holder: HtmlElement, is_tail: bool, text: str, matches: list[re.Match[str]]) -> None:
    """Put formulas of a text in elements between its parts."""
    if is_tail:
        holder.tail = text[: matches[0].start()]
        parent, at = holder.getparent(), holder.getparent().index(holder) + 1
    else:
        holder.text = text[: matches[0].start()]
        parent, at = holder, 0
    ends = [*(match.start() for match in matches[1:]), len(text)]
    for match, end in zip(matches, ends, strict=True):
        tex = match["env"] or match[match.lastgroup or 0]
        script = _script(_ONLY_ENVELOPE.sub("", tex), not (match["inline"] or match["dollar"]))
        script.tail = text[match.end() : end]
        parent.insert(at, script)
        at += 1


def _place(src: str) -> str:
    """Return an address without what is encoded in it: an embedded picture's bytes say nothing."""
    return (
        "" if src.startswith("data:") else src.partition("?")[0] + ("?tex" if "tex=" in src or "cht=tx" in src else "")
    )


def _is_tex(tex: str) -> bool:
    """Return whether a text is TeX: words beside a hyphen or a slash are not."""
    if len(tex) > _LONGEST or _TEX.search(tex) is None or "://" in tex:
        return False
    return _PLAIN_WORD.search(tex) is None or _ONLY_IN_TEX.search(tex) is not None


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


def _script(tex: str, display: bool) -> HtmlElement:
    script = etree.Element("script", {"type": "math/tex; mode=display" if display else "math/tex"})
    script.text = tex
    return script


def _replace(element: HtmlElement, tex: str, display: bool) -> None:
    script = _script(tex, display)
    script.tail = element.tail
    element.getparent().replace(element, script)
