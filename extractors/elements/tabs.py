"""Put the labels of tabs, which are in a row above all panels, each above its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, takewhile

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex

_LONGEST = 60  # characters of a label
_MOST_TABS = 50
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_DIGITS = re.compile(r"\d+")


def label_panels(index: ElementIndex) -> None:
    """Move the labels of tabs, each into its panel, as a paragraph: those that a radio button opens, and those that
    say by their role that they are tabs."""
    buttons = {one.get("id") for one in index.tagged("input") if one.get("type") == "radio" and one.get("id")}
    for row, labels in _by_row(label for label in index.tagged("label") if label.get("for") in buttons).items():
        _label_all(labels, _panels(row, labels))
    panels = index.valued("role", "tabpanel")
    if panels:
        named = {panel.get("id"): panel for panel in panels if panel.get("id")}
        named |= {panel.get("aria-labelledby"): panel for panel in panels if panel.get("aria-labelledby")}
        for row, tabs in _by_role(index.valued("role", "tab")).items():
            if not _are_slides(tabs):
                _label_all(tabs, _named_panels(tabs, named) or _panels_behind(row))


def _by_row(labels: Iterable[HtmlElement]) -> dict[HtmlElement, list[HtmlElement]]:
    rows: dict[HtmlElement, list[HtmlElement]] = {}
    for label in labels:
        if label.getparent() is not None:
            rows.setdefault(label.getparent(), []).append(label)
    return rows


def _by_role(tabs: Sequence[HtmlElement]) -> dict[HtmlElement, list[HtmlElement]]:
    rows: dict[HtmlElement, list[HtmlElement]] = {}
    for tab in tabs:
        row = next((one for one in islice(tab.iterancestors(), 4) if one.get("role") == "tablist"), None)
        if row is not None:
            rows.setdefault(row, []).append(tab)
    return rows


def _are_slides(tabs: Sequence[HtmlElement]) -> bool:
    """Return whether the tabs only count what they open, as the dots below a row of pictures do."""
    texts = ["".join(tab.itertext()).strip() for tab in tabs[:_MOST_TABS]]
    numbers = [_DIGITS.findall(text) for text in texts]
    counted = numbers == [[str(number)] for number in range(1, len(texts) + 1)]
    return not all(texts) or (counted and len({_DIGITS.sub("", text) for text in texts}) == 1)


def _named_panels(tabs: Sequence[HtmlElement], named: Mapping[str, HtmlElement]) -> list[HtmlElement]:
    """Return the panels that the tabs say to open, or that say to be opened by them; none if one has none."""
    found = [named.get(tab.get("aria-controls") or "", named.get(tab.get("id") or "")) for tab in tabs]
    return [] if None in found else [one for one in found if one is not None]


def _panels_behind(row: HtmlElement) -> list[HtmlElement]:
    """Return the panels behind a row of tabs: next to it, or the children of what is."""
    for one in islice(row.itersiblings(), 2):
        if one.get("role") == "tabpanel":
            return list(
                takewhile(lambda panel: panel.get("role") == "tabpanel", islice(row.itersiblings(), _MOST_TABS))
            )
        panels = [panel for panel in islice(one, _MOST_TABS) if panel.get("role") == "tabpanel"]
        if panels:
            return panels
    return []


def _label_all(labels: Sequence[HtmlElement], panels: Sequence[HtmlElement]) -> None:
    if len(panels) == len(labels) > 1 and len(set(panels)) == len(panels):
        for label, panel in zip(labels, panels, strict=True):
            _label(panel, label)


def _panels(row: HtmlElement, labels: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the panels of a row of labels: each behind its label, all behind the row, or the children of what is."""
    behind = [label.getnext() for label in labels]
    if all(one is not None and one.tag == "div" for one in behind):
        return [one for one in behind if one is not None]
    nearest = islice(row.itersiblings(), len(labels) + 1)
    following = list(takewhile(lambda one: one.tag == "div", nearest))
    if len(following) == 1 and len(labels) > 1:
        return [one for one in following[0] if one.tag == "div"]
    return following


def _label(panel: HtmlElement, label: HtmlElement) -> None:
    text = " ".join("".join(label.itertext()).split())
    first = next(panel.iter(*_HEADINGS), None)
    if first is not None and "".join(first.itertext()).split() == text.split():
        label.drop_tree()
    elif len(text) <= _LONGEST:
        paragraph = etree.Element("p")
        strong = etree.SubElement(paragraph, "strong")
        strong.text = text
        paragraph.tail, panel.text = panel.text, None
        panel.insert(0, paragraph)
        label.drop_tree()
