"""Tables of data told from tables that only lay out a page."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

_BLOCKS_IN_CELLS = frozenset("p div ul ol h1 h2 h3 h4 h5 h6 blockquote pre article section form nav hr".split())
_EXAMINED = 2000


def is_data_table(table: HtmlElement) -> bool:
    """Whether rows and columns mean something here.

    A layout table holds another table, has one row or one column, says so (`role="presentation"`), or keeps
    whole paragraphs, forms or menus in its cells. Looks at the first 2,000 elements at most.
    """
    if table.get("role") in ("presentation", "none"):
        return False
    rows = cells = blocks = headers = 0
    widest = in_row = 0
    for element in islice(table.iterdescendants(), _EXAMINED):
        tag = element.tag
        if tag == "table":
            return False
        if tag == "tr":
            rows, in_row = rows + 1, 0
        elif tag in ("td", "th"):
            cells, in_row = cells + 1, in_row + 1
            widest = max(widest, in_row)
            headers += tag == "th"
        elif tag in _BLOCKS_IN_CELLS:
            blocks += 1
    if rows < 2 or widest < 2:
        return False
    return headers > 0 or blocks <= cells * 0.5 or (rows > 2 and blocks <= cells * 1.5)
