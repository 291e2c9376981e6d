"""Walk over a page's tree: the one thing here that is written twice, in Python below and in `compiled_nodes.pyx`.

The contract: a tree is read once, into flat arrays, and what follows (blocks, outline, features) reads these arrays and
is written once. Element i of the arrays is the i-th in reading order; the first is the one that the walk began with.
Comments and processing instructions are no elements, and nothing that stands in a skipped element is in the arrays.

| of element i | is |
|---|---|
| `tags[i]` | its tag |
| `parents[i]` | the number of its parent, which is always less; -1 for the first |
| `texts[i]`, `tails[i]` | the text before its first child, and behind its end, as in lxml; None where there is none |
| `get(i, name)` | an attribute, None if there is none |
| `element(i)` | the element itself, as lxml gives it |

`read_ancestors` reads the other way, from the elements that blocks stand in up to the root.

Arrays are good as long as nobody changes the tree. `nodes_by_lxml`, `ancestors_by_lxml` and their compiled twins return
the same of every tree; tests/benchmarks/forms.py compares what is made of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from lxml.html import HtmlElement


class Nodes(Protocol):
    """The elements of a tree in reading order: see above."""

    tags: list[str]
    parents: array[int]
    texts: list[str | None]
    tails: list[str | None]

    def get(self, i: int, name: str) -> str | None:
        """Return an attribute of element i."""

    def element(self, i: int) -> HtmlElement:
        """Return element i."""


class Ancestors(NamedTuple):
    """Some elements and all that are around them, parents first; element 0 is the root, and `parents[0]` is 0.

    `attributes` are all that an element has, None for none. `places[k]` is the number of the k-th element asked for.
    """

    tags: list[str]
    parents: list[int]
    attributes: list[Mapping[str, str] | None]
    places: list[int]


class LxmlNodes:
    """See Nodes."""

    def __init__(self, root: HtmlElement, skipped: Collection[str]) -> None:
        self.tags: list[str] = []
        self.parents = array("i")
        self.texts: list[str | None] = []
        self.tails: list[str | None] = []
        self._elements: list[HtmlElement] = []
        known = {root.getparent(): -1}
        for element in root.iter("*"):
            parent = known.get(element.getparent())
            if parent is None:  # within a skipped element
                continue
            tag = element.tag
            if len(element) and tag not in skipped:
                known[element] = len(self.tags)
            self.tags.append(tag)
            self.parents.append(parent)
            self.texts.append(element.text)
            self.tails.append(element.tail)
            self._elements.append(element)

    def get(self, i: int, name: str) -> str | None:
        """See Nodes."""
        value: str | None = self._elements[i].get(name)
        return value

    def element(self, i: int) -> HtmlElement:
        """See Nodes."""
        return self._elements[i]


def nodes_by_lxml(root: HtmlElement, skipped: Collection[str]) -> Nodes:
    """Return what stands in `root`, without what is in elements of the `skipped` tags. Linear in the tree."""
    return LxmlNodes(root, skipped)


def ancestors_by_lxml(elements: Sequence[HtmlElement]) -> Ancestors:
    """Return some elements of one tree and all that are around them. Linear in what is returned."""
    found = Ancestors([], [], [], [])
    index: dict[HtmlElement, int] = {}
    for one in elements:
        chain = []
        element: HtmlElement | None = one
        while element is not None and element not in index:
            chain.append(element)
            element = element.getparent()
        parent = index[element] if element is not None else 0
        for new in reversed(chain):
            items = new.items()
            found.parents.append(parent)
            found.attributes.append(dict(items) if items else None)
            parent = index[new] = len(found.tags)
            found.tags.append(new.tag)
        found.places.append(parent)
    return found


try:  # the same, compiled: where the installation found a compiler, and libxml2 is as it was then
    from .compiled_nodes import read_ancestors as read_ancestors  # noqa: PLC0414  (the second name exports it)
    from .compiled_nodes import read_nodes as read_nodes  # noqa: PLC0414
except (ImportError, TypeError, ValueError, AttributeError):  # Cython's words for an lxml that has changed
    read_nodes, read_ancestors = nodes_by_lxml, ancestors_by_lxml
