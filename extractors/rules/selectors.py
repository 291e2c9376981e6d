"""What a rule selects on an HTML page, by XPath or CSS, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from time import thread_time
from typing import Any, Protocol

from lxml.etree import XPath, XPathError, XPathSyntaxError
from lxml.html import HtmlElement

from .bounded import can_bound, spent, within
from .xpath import TICK, Piece, Reading, read_xpath

_LONGEST = 5_000
_MOST_COMPILED = 2_048  # selectors, of some 16 KiB: a rule file is checked first, and then used
# What is evaluated without a clock: the number of steps that it may take at worst, a third of a second or so.
_UNTIMED = 10**8
# Where libxml2 merges sets of nodes no clock helps, and it compares each node with each.
_MOST_MERGED = 30_000
_TICKS_BETWEEN = 256


class Selector(Protocol):
    """A selector or expression, compiled; `kind` is the key it is written with, "selector" or "xpath"."""

    kind: str
    expression: str

    def select(self, tree: HtmlElement, seconds: float, extent: Extent | None = None) -> list[HtmlElement | str]:
        """What it selects on a page, in document order; a string or number that it computes is one string.

        `extent` is the page's, for whoever asks several selectors.

        Raises TimeoutError soon after so many seconds, lxml's XPathError for a mistake that only this page shows.
        """

    def try_on(self, tree: HtmlElement) -> None:
        """Evaluate it on a small page, without a clock. Raises XPathError as `select` does."""


@lru_cache(maxsize=_MOST_COMPILED)
def compile_xpath(expression: str) -> Selector:
    """An XPath 1.0 expression. Raises ValueError with a sentence if it is none."""
    _check_length(expression)
    try:
        return _PathSelector(expression).read()
    except XPathSyntaxError as err:
        raise ValueError(f"not an XPath 1.0 expression: {err}") from None


@lru_cache(maxsize=_MOST_COMPILED)
def compile_css(selector: str) -> Selector:
    """A CSS selector over HTML. Raises ValueError with a sentence if it does not parse."""
    from cssselect import SelectorError

    _check_length(selector)
    try:
        return _CssSelector(selector)
    except SelectorError as err:
        raise ValueError(f"not a CSS selector: {err}") from None
    except RecursionError:
        raise ValueError("not a CSS selector: nested too deep") from None


def _check_length(selector: str) -> None:
    if len(selector) > _LONGEST:
        raise ValueError(f"longer than {_LONGEST:,} characters: make several rules of it")


class _PathSelector:
    kind = "xpath"

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._whole = XPath(expression)

    @cached_property
    def _reading(self) -> Reading:
        return read_xpath(self.expression)

    def read(self) -> _PathSelector:
        """Return itself, with its cost read. Raises ValueError for what is nested too deep."""
        _ = self._reading
        return self

    def try_on(self, tree: HtmlElement) -> None:
        self._whole(tree)

    def select(self, tree: HtmlElement, seconds: float, extent: Extent | None = None) -> list[HtmlElement | str]:
        reading = self._reading
        if reading.degree <= 1 and reading.reads is None:
            return _as_list(self._whole(tree))
        extent = extent or Extent(tree)
        moving = float(extent.nodes) ** reading.degree
        texts = 0.0 if reading.reads is None else reading.reading_cost(extent.nodes, extent.letters)
        if moving + texts <= _UNTIMED:
            return _as_list(self._whole(tree))
        if seconds <= 0:
            raise TimeoutError
        # Between steps a clock of ours can be asked, and not while texts are read or sets of nodes merged.
        if can_bound() and (texts > _UNTIMED or reading.merges):
            return found_again(within(seconds, lambda: self._described(tree, extent.nodes, seconds)), tree)
        return self._in_pieces(tree, extent.nodes, thread_time() + seconds)

    def _described(self, tree: HtmlElement, size: int, seconds: float) -> list[tuple[int, int, str]]:
        """What it selects, as places in the page, for another process."""
        place = {element: i for i, element in enumerate(tree.iter())}
        nodes = self._in_pieces(tree, size, thread_time() + seconds)
        return [(-1 if e is None else place[e], kind, what) for e, kind, what in map(identity, nodes)]

    def _in_pieces(self, tree: HtmlElement, size: int, end: float) -> list[HtmlElement | str]:
        found: dict[tuple[Any, int, str], HtmlElement | str] = {}
        for pieces in self._reading.alternatives:
            nodes: Iterable[HtmlElement | str] = (tree,)
            for piece in pieces:
                nodes = self._from_each(nodes, piece, size, end)
            found.update((identity(node), node) for node in nodes)
        if len(self._reading.alternatives) == 1 and len(self._reading.alternatives[0]) == 1:
            return list(found.values())
        place = {element: i for i, element in enumerate(tree.iter())}
        return [found[key] for key in sorted(found, key=lambda key: in_order(key, place))]

    def _from_each(
        self, nodes: Iterable[HtmlElement | str], piece: Piece, size: int, end: float
    ) -> list[HtmlElement | str]:
        """What a piece of the path finds from each node, each result once."""
        path = _timed(piece, size, end)
        found: dict[object, HtmlElement | str] = {}
        for node in nodes:
            if thread_time() > end:
                raise TimeoutError
            if isinstance(node, HtmlElement):
                found.update((identity(result), result) for result in _as_list(path(node)))
        return list(found.values())


def _timed(piece: Piece, size: int, end: float) -> XPath:
    """The piece as an XPath that raises TimeoutError at `end`; plain where it cannot take long."""
    if piece.degree <= 1 or size**piece.degree <= _UNTIMED:
        return XPath(piece.plain)
    if piece.merges and size > _MOST_MERGED:
        raise TimeoutError
    ticks = 0

    def tick(_: object) -> bool:
        nonlocal ticks
        ticks += 1
        if not ticks % _TICKS_BETWEEN and thread_time() > end:
            raise TimeoutError
        return True

    return XPath(piece.ticked, extensions={(None, TICK): tick})


def _as_list(result: Any) -> list[HtmlElement | str]:
    return result if isinstance(result, list) else [str(result)]


class Extent:
    """How large a page is, counted when it is first asked for: its nodes, and the letters of all texts."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree

    @cached_property
    def nodes(self) -> int:
        """Elements, texts, comments and attributes."""
        return int(_COUNT_NODES(self._tree))

    @cached_property
    def letters(self) -> int:
        """Letters of text and of attributes."""
        return int(_COUNT_LETTERS(self._tree)) + sum(map(len, _ATTRIBUTES(self._tree)))


_COUNT_NODES: Callable[..., Any] = XPath("count(/descendant-or-self::node()) + count(/descendant-or-self::*/@*)")
_COUNT_LETTERS: Callable[..., Any] = XPath("string-length(/)")
_ATTRIBUTES: Callable[..., Any] = XPath("/descendant-or-self::*/@*", smart_strings=False)


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


# A compound selector such as `p.box:not(.ad)`, and the sign between it and the one before.
_Chain = tuple[_PathSelector, tuple[tuple[str, _PathSelector], ...]]
# CSS whose XPath is surely understood.
_PLAIN_CSS = re.compile(r"[a-zA-Z0-9_\s.#>+~,*:()-]*")
_FEW_BRACKETS = 5


class _CssSelector:
    """Each compound selector is one pass over the page; what stands between them is asked of sets of elements."""

    kind = "selector"

    def __init__(self, selector: str) -> None:
        from cssselect import parse

        self.expression = selector
        self._chains = [_chain(one) for one in parse(selector)]
        # Else its cost is read when it is first asked of a page: most of many selectors name what a page does not have.
        if not _PLAIN_CSS.fullmatch(selector) or selector.count("(") > _FEW_BRACKETS:
            for first, others in self._chains:
                for compound in (first, *(other for _, other in others)):
                    compound.read()

    def try_on(self, tree: HtmlElement) -> None:
        for first, others in self._chains:
            for compound in (first, *(other for _, other in others)):
                compound.try_on(tree)

    def select(self, tree: HtmlElement, seconds: float, extent: Extent | None = None) -> list[HtmlElement | str]:
        end = spent() + seconds
        extent = extent or Extent(tree)
        found: list[list[HtmlElement]] = []
        for first, others in self._chains:
            matched = _elements(first, tree, end, extent)
            for sign, compound in others:
                matched = _RELATED[sign](_elements(compound, tree, end, extent), set(matched)) if matched else []
            if matched:
                found.append(matched)
        if len(found) <= 1:
            return list(found[0]) if found else []
        together = {element for elements in found for element in elements}
        return [element for element in tree.iter() if element in together]


def _elements(compound: Selector, tree: HtmlElement, end: float, extent: Extent) -> list[HtmlElement]:
    left = end - spent()
    if left <= 0:
        raise TimeoutError
    return [element for element in compound.select(tree, left, extent) if isinstance(element, HtmlElement)]


def _chain(selector: Any) -> _Chain:
    from cssselect import HTMLTranslator, SelectorError
    from cssselect.parser import CombinedSelector

    if selector.pseudo_element:
        raise SelectorError("a pseudo-element is nothing that stands on the page")
    translator = HTMLTranslator()

    def compiled(tree: Any) -> _PathSelector:
        return _PathSelector(f"descendant-or-self::{translator.xpath(tree)}")

    others = []
    node = selector.parsed_tree
    while isinstance(node, CombinedSelector):
        others.append((node.combinator, compiled(node.subselector)))
        node = node.selector
    return compiled(node), tuple(reversed(others))


def _below(elements: Sequence[HtmlElement], above: set[HtmlElement]) -> list[HtmlElement]:
    known: dict[HtmlElement, bool] = {}
    return [element for element in elements if is_inside(element.getparent(), above, known)]


def is_inside(element: HtmlElement | None, selected: set[HtmlElement], known: dict[HtmlElement, bool]) -> bool:
    """Whether the element or one of its ancestors is selected; `known` remembers what is learnt."""
    path: list[HtmlElement] = []
    answer = False
    while element is not None:
        if element in known:
            answer = known[element]
            break
        path.append(element)
        if element in selected:
            answer = True
            break
        element = element.getparent()
    for e in path:
        known[e] = answer
    return answer


def _child(elements: Sequence[HtmlElement], parents: set[HtmlElement]) -> list[HtmlElement]:
    return [element for element in elements if element.getparent() in parents]


def _next(elements: Sequence[HtmlElement], before: set[HtmlElement]) -> list[HtmlElement]:
    return [element for element in elements if next(element.itersiblings(preceding=True), None) in before]


def _later(elements: Sequence[HtmlElement], before: set[HtmlElement]) -> list[HtmlElement]:
    after: set[HtmlElement] = set()
    for parent in {element.getparent() for element in before} - {None}:
        children = iter(parent)
        next((child for child in children if child in before), None)
        after.update(islice(children, None))
    return [element for element in elements if element in after]


_RELATED: dict[str, Callable[[Sequence[HtmlElement], set[HtmlElement]], list[HtmlElement]]] = {
    " ": _below,
    ">": _child,
    "+": _next,
    "~": _later,
}

__all__ = ["Extent", "Selector", "XPathError", "compile_css", "compile_xpath", "is_inside"]
