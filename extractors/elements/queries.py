"""XPath queries that return elements, compiled once and typed as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml import etree
from lxml.html import HtmlElement


def query(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Return a function that finds the elements at an XPath of constants, in the order of the document."""
    return cast("Callable[[HtmlElement], list[HtmlElement]]", etree.XPath(path))
