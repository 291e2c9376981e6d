"""An HTML page as the plain text that 'select all, copy' gives: one block a paragraph, all markup lost."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from ...elements.vocabulary import BLOCK_TAGS

_SKIPPED = frozenset(
    "script style noscript template svg math head iframe object embed canvas audio video textarea select".split()
)
_BREAKS = BLOCK_TAGS | {"br", "option", "select"}
_SPACES = re.compile(r"\s+")


def as_text(tree: HtmlElement) -> str:
    """Return the paragraphs of a page with blank lines between them, menus and footers included."""
    lines: list[str] = []
    line: list[str] = []

    def end_line() -> None:
        text = _SPACES.sub(" ", "".join(line)).strip()
        if text:
            lines.append(text)
        line.clear()

    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        skipped = element.tag in _SKIPPED or not isinstance(element.tag, str)
        if not skipped and element.tag in _BREAKS:
            end_line()
        if event == "start" and skipped:
            walker.skip_subtree()
        elif event == "start":
            line.append(element.text or "")
        elif element is not tree:
            line.append(element.tail or "")
    end_line()
    return "\n\n".join(lines) + "\n"
