"""A fragment of HTML as an article tree, for tests of what is written: whatever stands in whatever."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from cleancopy.extractors.write.tree import Node, Passage, Run, Span

_INLINE = frozenset("a br code del em img input kbd q span strong sub sup".split())
_PASSAGES = frozenset("p h1 h2 h3 h4 h5 h6 figcaption summary pre".split())
_OWN_ATTRIBUTES = ("colspan", "rowspan", "class", "id")


def tree_of(html: str) -> Node:
    """Return a fragment, such as `Article.html` is, as the tree that it would be written from."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml.html.document_fromstring(f"<html><body><div>{html}</div>".encode("utf-8", "replace"), parser=parser)
    return Node("article", parts=list(_parts(root.find("body")[0])))


def _parts(element: HtmlElement) -> Iterator[Node | Passage]:
    """Yield an element's children, and what stands between them as passages without a tag."""
    runs: list[Run] = [element.text] if element.text else []
    for child in element:
        if child.tag in _INLINE:
            runs += _inline(child)
        else:
            if _says(runs):
                yield Passage("", runs)
            runs = []
            yield _part(child)
        runs += [child.tail] if child.tail else []
    if _says(runs):
        yield Passage("", runs)


def _says(runs: list[Run]) -> bool:
    return any(not isinstance(run, str) or run.strip() for run in runs)


def _part(element: HtmlElement) -> Node | Passage:
    tag = element.tag
    if tag == "pre":
        code = element.find("code")
        language = (code.get("class") or "") if code is not None else ""
        return Passage("pre", ["".join(element.itertext())], language.removeprefix("language-"))
    if tag in _PASSAGES and all(child.tag in _INLINE for child in element):
        return Passage(tag, _runs(element))
    number = element.get("value") if tag == "li" else None
    attrs = [(name, value) for name in _OWN_ATTRIBUTES for value in [element.get(name)] if value]
    box = element.find("input") if tag == "li" else None
    if box is not None:
        attrs.append(("checked", "true" if box.get("checked") is not None else "false"))
    node = Node(tag, int(number) if number else None, tuple(attrs), list(_parts(element)))
    if tag == "ol":
        _count(node, int(element.get("start") or 1))
    return node


def _count(node: Node, number: int) -> None:
    for item in node.parts:
        if isinstance(item, Node):
            item.number = number if item.number is None else item.number
            number = item.number + 1


def _runs(element: HtmlElement) -> list[Run]:
    runs: list[Run] = [element.text] if element.text else []
    for child in element:
        runs += _inline(child)
        runs += [child.tail] if child.tail else []
    return runs


def _inline(element: HtmlElement) -> list[Run]:
    tag = element.tag
    href = element.get("href") or ""
    if tag == "input":
        return []
    if tag == "img":
        image = Span("img", (element.get("alt") or "",), element.get("src") or "", element.get("title") or "")
        return [image] if image.target else [element.get("alt") or ""]
    if tag == "a" and element.get("role") == "doc-noteref":
        return [Span("note", tuple(_runs(element)), href.removeprefix("#fn-"))]
    if tag == "a":
        return [Span("a", tuple(_runs(element)), href)] if href else _runs(element)
    if tag == "span":
        kind = (element.get("class") or "").replace(" inline", "")
        return [Span(kind, ("".join(element.itertext())[2:-2],))] if kind.startswith("math") else _runs(element)
    return [Span(tag, tuple(_runs(element)))]
