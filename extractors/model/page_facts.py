"""Read what a model is told of the whole page: title, signs of its type, and trafilatura's verdict when it is asked."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from ..blocks import Layout
from ..elements.declarations import declarations
from ..features.columns import Evidence
from ..features.declared_article import read_declared
from ..features.page_signs import read_signs
from ..text import words

_LONGEST_TITLE = 500


def gather(tree: HtmlElement, url: str | None) -> Evidence:
    """Return the evidence about an HTML page; the tree is not changed."""
    titles = declarations(tree).titles
    title_words = words((titles[0].text or "")[:_LONGEST_TITLE]) if titles else []
    return Evidence(title_words, read_signs(tree, url), read_declared(tree))


def ask_trafilatura(tree: HtmlElement, layout: Layout, url: str | None, *, twice: bool = False) -> Sequence[float]:
    """The share of each block that trafilatura keeps (see `read_reference`); the tree is not changed.

    Raises OutOfBudgetError.
    """
    from ..trafilatura.reference import read_reference
    from .align import shares

    return shares(layout.words, read_reference(tree, url, twice=twice))
