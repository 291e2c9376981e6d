"""HTML from React's flight format: what a Next.js page sends of its elements as data, `self.__next_f.push([1, "…"])`.

The data are rows, `ID:VALUE`. A value is JSON in which an element is `["$", tag, key, properties]` and "$L5" or "$5" is
the value of row 5; a row `ID:T1a,…` is a text of so many bytes, given in hexadecimal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

_PUSH = re.compile(r"self\.__next_f\.push\(\s*(?=\[\s*1\s*,)")
_ROW = re.compile(r"([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),|(?=[\[{\"$])|[A-Z]{0,3}[^\n]*(?:\n|$))")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,8})")
_TAG = re.compile(r"[a-z][a-z0-9]{0,15}")
_VOID = frozenset("br hr img input meta link source wbr col area embed track".split())
_UNSEEN = frozenset("script style link meta title head noscript svg path template iframe object embed".split())
_ATTRIBUTES = {
    "href": "href", "src": "src", "alt": "alt", "className": "class", "id": "id", "dateTime": "datetime",
    "colSpan": "colspan", "rowSpan": "rowspan", "start": "start", "lang": "lang", "title": "title",
}  # fmt: skip
_LARGEST, _MOST_NODES, _DEEPEST, _MOST_SCRIPTS = 8 << 20, 200_000, 200, 2_000


def flight_markup(tree: HtmlElement) -> str | None:
    """Return the elements that a page's flight data describe as HTML; None where there are none."""
    rows = _rows("".join(_pieces(tree)))
    if not rows:
        return None
    writer = _Writer(rows)
    roots = [ident for ident in rows if ident not in _referred(rows)] or list(rows)
    for ident in roots:
        writer.row(ident, 0)
    return "".join(writer.parts) or None


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """Yield the strings that the page's scripts push, in order."""
    left = _LARGEST
    for script in islice(tree.iter("script"), _MOST_SCRIPTS):
        text = script.text or ""
        for found in _PUSH.finditer(text):
            try:
                value, _ = json.JSONDecoder(strict=False).raw_decode(text, found.end())
            except (ValueError, RecursionError):
                continue
            if len(value) > 1 and isinstance(value[1], str):
                left -= len(value[1])
                if left < 0:
                    return
                yield value[1]


def _rows(data: str) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    at = 0
    decoder = json.JSONDecoder(strict=False)
    while at < len(data):
        match = _ROW.match(data, at)
        if match is None:
            at = data.find("\n", at) + 1 or len(data)
        elif match[2] is not None:
            size = int(match[2], 16)  # bytes
            text = data[match.end() : match.end() + size].encode("utf-8", "replace")[:size].decode(errors="ignore")
            rows[match[1]] = text
            at = match.end() + len(text)
        elif match[0].endswith(":"):
            try:
                rows[match[1]], at = decoder.raw_decode(data, match.end())
            except (ValueError, RecursionError):
                at = data.find("\n", match.end())
            at = data.find("\n", at) + 1 if 0 <= at < len(data) and data.find("\n", at) >= 0 else len(data)
        else:
            at = match.end()
    return rows


def _referred(rows: dict[str, Any]) -> set[str]:
    """Return the rows that other rows put somewhere."""
    found: set[str] = set()
    stack, left = list(rows.values()), _MOST_NODES
    while stack and left:
        left -= 1
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, str) and value[:1] == "$":
            match = _REFERENCE.fullmatch(value)
            if match:
                found.add(match[1])
    return found


class _Writer:
    """The HTML under construction. Each row is written once, where it is first referred to."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.rows = rows
        self.parts: list[str] = []
        self.written: set[str] = set()
        self.left = _MOST_NODES

    def row(self, ident: str, depth: int) -> None:
        """Write a row, unless it was written."""
        if ident in self.rows and ident not in self.written:
            self.written.add(ident)
            value = self.rows[ident]
            if isinstance(value, (list, str)):
                self.node(value, depth)

    def node(self, value: Any, depth: int) -> None:
        """Write an element, a list of them, a reference or a text."""
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST:
            return
        if isinstance(value, list):
            if len(value) >= 4 and value[0] == "$" and isinstance(value[1], str):
                self.element(value[1], value[3], depth)
            else:
                for one in value:
                    self.node(one, depth + 1)
        elif isinstance(value, str):
            match = _REFERENCE.fullmatch(value)
            if match:
                self.row(match[1], depth + 1)
            elif value[:1] != "$" or value[:2] == "$$":
                self.parts.append(escape(value.removeprefix("$") if value[:2] == "$$" else value, quote=False))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.parts.append(str(value))

    def element(self, tag: str, properties: Any, depth: int) -> None:
        """Write an element of HTML; of a component, what it is given as children."""
        given = properties if isinstance(properties, dict) else {}
        if tag in _UNSEEN:
            return
        is_html = _TAG.fullmatch(tag) is not None
        if is_html:
            said = "".join(
                f' {name}="{escape(str(given[key]))}"'
                for key, name in _ATTRIBUTES.items()
                if isinstance(given.get(key), (str, int))
            )
            self.parts.append(f"<{tag}{said}>")
        raw = given.get("dangerouslySetInnerHTML")
        if isinstance(raw, dict) and isinstance(raw.get("__html"), str):
            html = raw["__html"]
            match = _REFERENCE.fullmatch(html)
            known = self.rows.get(match[1]) if match else html
            self.parts.append(known if isinstance(known, str) else "")
        self.node(given.get("children"), depth + 1)
        if is_html and tag not in _VOID:
            self.parts.append(f"</{tag}>")
