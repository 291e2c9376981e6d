"""Put the labels of tabs, which are in a row above all panels, each above its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, takewhile

from lxml import etree
from lxml.html import HtmlElement

from .index import ElementIndex

_LONGEST = 60  # characters of a label


def label_panels(index: ElementIndex) -> None:
    """Move the labels of tabs that a radio button opens: each into its panel, as a paragraph."""
    rows: dict[HtmlElement, list[HtmlElement]] = {}
    for label in index.tagged("label"):
        button = label.getprevious()
        opens = button is not None and button.tag == "input" and button.get("type") == "radio" and button.get("id")
        if opens and opens == label.get("for"):
            rows.setdefault(label.getparent(), []).append(label)
    for row, labels in rows.items():
        panels = _panels(row, labels)
        if len(panels) == len(labels) > 1:
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
    text = "".join(label.itertext()).strip()
    if text and len(text) <= _LONGEST:
        paragraph = etree.Element("p")
        strong = etree.SubElement(paragraph, "strong")
        strong.text = text
        paragraph.tail, panel.text = panel.text, None
        panel.insert(0, paragraph)
        label.drop_tree()
