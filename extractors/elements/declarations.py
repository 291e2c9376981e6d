"""The elements in which a page declares something, wherever they stand: scripts, <meta>, <link>, <title>, <base>.

A walk over a page takes a quarter of a millisecond, and a dozen readers ask for these few: they are found in one walk.
"""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from lxml.html import HtmlElement

_MOST = 10_000  # of each kind
# By the tree itself, and forgotten with it: no reader changes a tree.
_known: WeakKeyDictionary[HtmlElement, Declarations] = WeakKeyDictionary()


class Declarations(NamedTuple):
    """The elements of each kind, in the order of the page."""

    scripts: list[HtmlElement]
    metas: list[HtmlElement]
    links: list[HtmlElement]
    titles: list[HtmlElement]
    bases: list[HtmlElement]


def declarations(tree: HtmlElement) -> Declarations:
    """Return the first 10,000 elements of each kind in a page's tree."""
    found = _known.get(tree)
    if found is None:
        found = Declarations([], [], [], [], [])
        lists = dict(zip(("script", "meta", "link", "title", "base"), found, strict=True))
        for element in tree.iter(*lists):
            of_kind = lists[element.tag]
            if len(of_kind) < _MOST:
                of_kind.append(element)
        _known[tree] = found
    return found
