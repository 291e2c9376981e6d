"""Write the quotation marks that browsers put around <q>, by the language and the depth of the quotation."""

from __future__ import annotations

from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

_ENGLISH = "“”‘’"
# The marks of a quotation, and of one within it.
_MARKS = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "is"), "„“‚‘"),
    **dict.fromkeys(("es", "it", "ca", "gl", "el", "nb", "nn", "no", "pt-pt"), "«»“”"),
    **dict.fromkeys(("ru", "uk", "be"), "«»„“"),
    **dict.fromkeys(("pl", "ro", "hu"), "„”«»"),
    **dict.fromkeys(("bg", "lt", "et", "sr", "mk"), "„“„“"),
    **dict.fromkeys(("sv", "fi"), "””’’"),
    **dict.fromkeys(("ja", "zh-tw", "zh-hk", "zh-hant"), "「」『』"),
    **dict.fromkeys(("de-ch", "fa"), "«»‹›"),
    "hr": "„”‚’",
    "fr": "«»“”",
    "he": "””’’",
    "ar": "”“’‘",
}
_SPACED_WITHIN = frozenset(("fr",))
_ALL_MARKS = frozenset("\"'" + "".join(_MARKS.values()))
_MOST_QUOTATIONS = 2_000


def write_quotation_marks(index: ElementIndex) -> None:
    """Put quotation marks into each <q>, which is a <span> from then on; one that has its own gets none."""
    found = [
        (quotation, *_language_and_depth(quotation))
        for quotation in index.tagged("q")[:_MOST_QUOTATIONS]
        if quotation.getparent() is not None and next(quotation.iter(*BLOCK_TAGS), None) is None
    ]
    for quotation, language, depth in found:
        text = "".join(quotation.itertext()).strip()
        quotation.tag = "span"
        if text and not (text[0] in _ALL_MARKS and text[-1] in _ALL_MARKS) and not _is_in_marks(quotation):
            _mark(quotation, language, depth)


def _language_and_depth(quotation: HtmlElement) -> tuple[str, int]:
    """Return the language that the nearest element declares ("" for none), and how many quotations are around."""
    language, depth = None, 0
    for one in (quotation, *quotation.iterancestors()):
        depth += one.tag == "q"
        if language is None:
            language = one.get("lang") or one.get("xml:lang")
    return (language or "").lower().replace("_", "-"), depth - 1


def _is_in_marks(quotation: HtmlElement) -> bool:
    previous, parent = quotation.getprevious(), quotation.getparent()
    before = (parent.text if previous is None else previous.tail) or ""
    return before[-1:] in _ALL_MARKS and (quotation.tail or "")[:1] in _ALL_MARKS


def _mark(quotation: HtmlElement, language: str, depth: int) -> None:
    base, *_ = language.split("-")
    marks = _MARKS.get(language) or _MARKS.get("-".join(language.split("-")[:2])) or _MARKS.get(base, _ENGLISH)
    first, last = tuple(marks[2:] if depth % 2 else marks[:2])
    if base in _SPACED_WITHIN and first == "«":
        first, last = "«\u00a0", "\u00a0»"
    quotation.text = first + (quotation.text or "").lstrip()
    end = quotation[-1] if len(quotation) else None
    if end is None:
        quotation.text = quotation.text.rstrip() + last
    else:
        end.tail = (end.tail or "").rstrip() + last
