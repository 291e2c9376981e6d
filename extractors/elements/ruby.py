"""Write the readings of ruby annotations in brackets behind their base: 看板(かんばん)."""

from __future__ import annotations

from lxml.html import HtmlElement

from .index import ElementIndex

_LAST_SPACED = "\u2fff"  # the characters behind it have no blanks between them
_ASIDE = ("rp", "rt", "rtc")


def bracket_readings(index: ElementIndex) -> None:
    """Move the readings of each <ruby> behind its base, in brackets; neighbours are one word."""
    group: list[HtmlElement] = []
    for ruby in index.tagged("ruby"):
        if next(ruby.iterancestors("ruby"), None) is not None:
            continue
        if group and (group[-1].getnext() is not ruby or (group[-1].tail or "").strip()):
            _write(group)
            group = []
        group.append(ruby)
    if group:
        _write(group)


def _write(group: list[HtmlElement]) -> None:
    readings = []
    for ruby in group:
        aside = list(ruby.iter(*_ASIDE))
        readings += ["".join(one.itertext()).strip() for one in aside if _is_reading(one)]
        for one in reversed(aside):
            if one.getparent() is not None:
                one.drop_tree()
        _fold(ruby)
    reading = "".join(readings) if any(ord(c) > 0x2FF for r in readings for c in r) else " ".join(readings)
    if reading.strip():
        last = group[-1]
        tail = last.tail or ""
        if tail[:1] in "\r\n" and tail.lstrip()[:1] > _LAST_SPACED:  # a line break of the source
            tail = tail.lstrip()
        last.tail = f"({reading.strip()}){tail}"


def _is_reading(aside: HtmlElement) -> bool:
    return aside.tag == "rt" or (aside.tag == "rtc" and aside.find(".//rt") is None)


def _fold(ruby: HtmlElement) -> None:
    """Take line breaks and blanks of the source out between the pieces of a base."""
    for one in ruby.iter():
        if one.text:
            one.text = one.text.strip()
        if one is not ruby and one.tail:
            one.tail = one.tail.strip()
