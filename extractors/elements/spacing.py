"""Part names, times and marks that only a style sheet parts from the text: "Nell Varley(00:01:30)The old pumps"."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from lxml.html import HtmlElement

from .index import ElementIndex

_INLINE = frozenset("span a time cite b strong em i small".split())
# Parts of the names of classes: "post-author", "user_name".
_NAMED = frozenset(
    (
        *"author user username creator poster name speaker nick nickname time timestamp timecode date".split(),
        *"tag label number num no info infos position age byline meta source".split(),
    )
)
_FRACTION = re.compile(r"\d{1,4}\s*[/⁄∕]\s*\d{1,4}")
_MOST_PIECES = 8
_EXPONENT = re.compile(r"[-+−–]?\d{0,2}(?:\d|[a-zA-Z])(?:[-+−/]\d{1,2}|[-+−/][a-zA-Z])?")
_LETTERS = frozenset("i em var span b".split())
_CODE = frozenset(("pre", "code", "kbd", "samp", "math", "ruby"))


def space_labels(index: ElementIndex) -> None:
    """Put a blank behind an inline element that its class names a label where another word, or a bracket, follows it
    in an element of another class. Pieces of one word are of one class, or have none."""
    for raised in index.tagged("sup"):
        _join_exponent(raised)
        _part_fraction(raised)
    for cite in index.tagged("cite"):  # who is quoted, before what was said: a line of its own
        parent = cite.getparent()
        first = parent is not None and cite.getprevious() is None and not (parent.text or "").strip()
        if first and parent.tag in ("blockquote", "div") and (cite.tail or "")[:1].isalnum():
            cite.tail = f" {cite.tail}"
    for label in index.classed([name for name in index.by_class if _is_named(name)]):
        if label.tag in _INLINE and not label.tail and label.getparent() is not None:
            following = label.getnext()
            if following is not None and _differs(label, following) and _are_parted(label, following):
                label.tail = " "


def _is_named(name: str) -> bool:
    return not _NAMED.isdisjoint(name.lower().replace("_", "-").split("-"))


def _join_exponent(raised: HtmlElement) -> None:
    """Make the pieces of an exponent one text, italics or not: of "<i>n</i>+1" each would be one of its own."""
    if not 0 < len(raised) <= _MOST_PIECES or any(len(one) or one.tag not in _LETTERS for one in raised):
        return
    if any(one.get("id") for one in raised):  # a link may lead there
        return
    shown = "".join(raised.itertext()).strip()
    if _EXPONENT.fullmatch(shown):
        for one in list(raised):
            raised.remove(one)
        raised.text = shown


def _part_fraction(raised: HtmlElement) -> None:
    """Put a blank between a whole number and the raised part of a fraction behind it: 2 1/2 is not 2 to the power."""
    lowered = next((one for one in islice(raised.itersiblings(), 2) if one.tag == "sub"), None)
    if lowered is None:
        pieces, shown = [raised], "".join(islice(raised.itertext(), _MOST_PIECES))
        shown = shown if "⁄" in shown else ""
    else:
        pieces = [raised, *takewhile(lambda one: one is not lowered, raised.itersiblings())]
        shown = "".join("".join(one.itertext()) + (one.tail or "") for one in pieces) + "".join(lowered.itertext())
    if not _FRACTION.fullmatch(shown):
        return
    first: HtmlElement | None = raised
    while (
        first is not None
        and first.getprevious() is None
        and not first.getparent().text
        and first.getparent().tag in _INLINE
    ):
        first = first.getparent()
    if first is None:
        return
    previous, parent = first.getprevious(), first.getparent()
    if previous is not None and (previous.tail or "")[-1:].isdigit():
        previous.tail += " "
    elif previous is None and (parent.text or "")[-1:].isdigit():
        parent.text += " "
    else:
        return
    for one in pieces if lowered is not None else ():  # the slash of fractions: 1/2 would be a quotient
        one.tail = one.tail and one.tail.replace("/", "⁄")
        if one is not raised and one.text:
            one.text = one.text.replace("/", "⁄")


def _differs(label: HtmlElement, following: HtmlElement) -> bool:
    if following.tag not in _INLINE or (following.tag == label.tag and following.get("class") == label.get("class")):
        return False
    return not any(one.tag in _CODE for one in islice(label.iterancestors(), 4))


def _are_parted(label: HtmlElement, following: HtmlElement) -> bool:
    """Return whether both have words and one begins where a word cannot go on: a name's capital, a digit, a bracket."""
    before = "".join(islice(label.itertext(), _MOST_PIECES))
    after = "".join(islice(following.itertext(), _MOST_PIECES))
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return False
    last, first = before[-1], after[0]
    if len(before.strip()) < 2 or not (last.isalnum() or last in ")].:"):
        return False
    if first in "([" or last in ")]":
        # A time in brackets; a function's name has its arguments there.
        return after[1:2].isdigit() if first in "([" else first.isalnum()
    return (last.islower() and (first.isupper() or first.isdigit())) or (last.isdigit() and first.isalnum())
