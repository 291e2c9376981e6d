"""Where a block stands, for people: its path in the page's tree, and selectors that a rule could name it by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ..blocks import Layout
from ..text import safe_line

_PATH_LENGTH, _NAME_LENGTH = 6, 40
_LEVELS = 3  # how far up a name is looked for: the box that a block stands in, not the page
_ABOVE_ALL = ("html", "body")
# Names that a stylesheet's author chose. Those with several digits are made by programs, and change with them.
_NAME = re.compile(r"(?!.*\d.*\d)[A-Za-z_][A-Za-z0-9_-]{1,59}")
_TAG = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Named:
    """A selector, and the blocks of the page that stand in what it selects: indexes, ascending."""

    selector: str
    takes: tuple[int, ...]


class Places:
    """Paths and selectors of the blocks of one HTML page. Linear in the page."""

    def __init__(self, layout: Layout, most: int) -> None:
        """Selectors that take more than `most` blocks are not of interest."""
        self._owners = layout.owners
        self._most = most
        self._paths: dict[HtmlElement, tuple[str, ...]] = {}
        self._selectors: dict[HtmlElement, tuple[str, ...]] = {}
        self._around: dict[HtmlElement, tuple[str, ...]] = {}
        self._counts: Counter[str] = Counter()
        self._takes: dict[str, list[int]] = {}
        for i, owner in enumerate(layout.owners):
            for selector in set(self._all_around(owner)):
                self._counts[selector] += 1
                if self._counts[selector] <= most:
                    self._takes.setdefault(selector, []).append(i)

    def path(self, block: int) -> str:
        """The elements around a block as "main#content > article.story > p", the innermost six."""
        steps = self._path(self._owners[block])
        return " > ".join(("…", *steps[-_PATH_LENGTH:]) if len(steps) > _PATH_LENGTH else steps)

    def named(self, block: int) -> list[Named]:
        """Selectors for the block's element and the nearest around it, the innermost first."""
        found = []
        element: HtmlElement | None = self._owners[block]
        for _ in range(_LEVELS):
            if element is None or element.tag in _ABOVE_ALL:
                break
            for selector in self._own(element):
                if self._counts[selector] <= self._most:
                    found.append(Named(selector, tuple(self._takes[selector])))
            element = element.getparent()
        return found

    def _path(self, element: HtmlElement) -> tuple[str, ...]:
        chain = []
        above: HtmlElement | None = element
        while above is not None and above not in self._paths:
            chain.append(above)
            above = above.getparent()
        steps = self._paths[above] if above is not None else ()
        for new in reversed(chain):
            if new.tag not in _ABOVE_ALL:
                steps = (*steps[-_PATH_LENGTH:], _step(new))
            self._paths[new] = steps
        return steps

    def _all_around(self, element: HtmlElement) -> Sequence[str]:
        """The selectors of an element and its ancestors; what is learnt on the way up is remembered."""
        chain = []
        above: HtmlElement | None = element
        while above is not None and above not in self._around:
            chain.append(above)
            above = above.getparent()
        names = self._around[above] if above is not None else ()
        for new in reversed(chain):
            # A name that takes too much already is not counted further: deep pages stay cheap.
            kept = tuple(name for name in names if self._counts[name] <= self._most)
            names = (*kept, *(own for own in self._own(new) if own not in kept))
            self._around[new] = names
        return names

    def _own(self, element: HtmlElement) -> tuple[str, ...]:
        if element not in self._selectors:
            self._selectors[element] = tuple(_selectors(element))
        return self._selectors[element]


def _selectors(element: HtmlElement) -> list[str]:
    """What names an element: its id, else one of its classes."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _ABOVE_ALL or not _TAG.fullmatch(tag):
        return []
    ident = element.get("id") or ""
    classes = [name for name in (element.get("class") or "").split()[:10] if _NAME.fullmatch(name)]
    return [*([f"{tag}#{ident}"] if _NAME.fullmatch(ident) else []), *(f"{tag}.{name}" for name in classes)]


def _step(element: HtmlElement) -> str:
    """An element in a path: tag, and id or first class."""
    ident = (element.get("id") or "").strip()
    classes = (element.get("class") or "").split()
    name = f"#{ident}" if ident else f".{classes[0]}" if classes else ""
    return safe_line(f"{element.tag}{name}"[:_NAME_LENGTH])
