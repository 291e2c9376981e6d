"""What an expression has selected: told apart, put in order, and described for another process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

_MOST_TEXTS = 20_000  # results that are no elements, of an expression that is evaluated apart
_SELF, _ATTRIBUTE, _TEXT, _TAIL = range(4)


def identity(node: Any) -> tuple[HtmlElement | None, int, str]:
    """What tells a result from others: the element, and what of it; a computed string is told by its text."""
    if isinstance(node, HtmlElement):
        return (node, _SELF, "")
    parent = node.getparent() if hasattr(node, "getparent") else None
    if parent is None:
        return (None, _TEXT, str(node))
    return (parent, _TAIL if node.is_tail else _TEXT if node.is_text else _ATTRIBUTE, node.attrname or "")


_OF_TEXT: Callable[..., Any] = XPath("text()[1]")
_OF_TAIL: Callable[..., Any] = XPath("following-sibling::text()[1]")
_OF_ATTRIBUTE: Callable[..., Any] = XPath("@*[name() = $name]")


def found_again(described: list[tuple[int, int, str]], tree: HtmlElement) -> list[HtmlElement | str]:
    """The results that were described by their places. Raises TimeoutError for more texts than can be looked up."""
    elements = list(tree.iter()) if described else []
    if sum(kind != _SELF for _, kind, _ in described) > _MOST_TEXTS:
        raise TimeoutError
    found: list[HtmlElement | str] = []
    for place, kind, what in described:
        if kind == _SELF:
            found.append(elements[place])
        elif place < 0:
            found.append(what)
        elif kind == _ATTRIBUTE:
            found += _OF_ATTRIBUTE(elements[place], name=what)
        else:
            found += (_OF_TEXT if kind == _TEXT else _OF_TAIL)(elements[place])
    return found


def in_order(one: tuple[Any, int, str], place: dict[HtmlElement, int]) -> tuple[int, int, int]:
    """Where a result stands in the document; an element's tail comes after all that is in the element."""
    element, kind, _ = one
    if kind != _TAIL:
        return (place[element], kind, 0)
    last = element
    while len(last):
        last = last[-1]
    return (place[last], kind, -place[element])
