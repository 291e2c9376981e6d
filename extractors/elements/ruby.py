"""Write the readings of ruby annotations in brackets behind their base: 看板(かんばん)."""

from __future__ import annotations

from lxml.html import HtmlElement

from .queries import query

_RUBIES = query("//ruby[not(ancestor::ruby)]")
_READINGS = query(".//rt|.//rtc[not(.//rt)]")
_ASIDE = query(".//rp|.//rt|.//rtc")


def bracket_readings(root: HtmlElement) -> None:
    """Move the readings of each <ruby> behind its base, in brackets; neighbours are one word."""
    group: list[HtmlElement] = []
    for ruby in _RUBIES(root):
        if group and (group[-1].getnext() is not ruby or (group[-1].tail or "").strip()):
            _write(group)
            group = []
        group.append(ruby)
    if group:
        _write(group)


def _write(group: list[HtmlElement]) -> None:
    readings = []
    for ruby in group:
        readings += ["".join(one.itertext()).strip() for one in _READINGS(ruby)]
        for one in reversed(_ASIDE(ruby)):
            if one.getparent() is not None:
                one.drop_tree()
        _fold(ruby)
    reading = "".join(readings) if any(ord(c) > 0x2FF for r in readings for c in r) else " ".join(readings)
    if reading.strip():
        last = group[-1]
        last.tail = f"({reading.strip()}){last.tail or ''}"


def _fold(ruby: HtmlElement) -> None:
    """Take line breaks and blanks of the source out between the pieces of a base."""
    for one in ruby.iter():
        if one.text:
            one.text = one.text.strip()
        if one is not ruby and one.tail:
            one.tail = one.tail.strip()
