"""JSON-LD: a page's objects read within bounds, and the one among them that describes this page's article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ..elements.declarations import declarations
from ..text import fold, safe, words

Node = dict[str, Any]

_LARGEST_JSON = 1 << 20
_MOST_SCRIPTS = 200
_MOST_NODES = 500
_LONGEST_VALUE = 2000
_DEEPEST_VALUE = 8
# Objects that hold the page's own object under these names; lists of other pages hang under other ones.
_WAYS_IN = ("mainEntity", "mainEntityOfPage", "@graph")
_OPENING = re.compile(r"\s*+(?:<!--|(?:(?://|/\*)\s*+)?<!\[CDATA\[\s*+(?:\*/)?)")
_CLOSINGS = ("-->", "*/", "]]>", "/*", "//", ";")
_ARTICLE = re.compile(r"Article$|Posting$|^(?:Report|Review|Recipe|QAPage|Question)$")
_ALIKE = 0.5
_MANY = 3
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,12})\b[^<>]*+>")
_LINES = frozenset("p br div li ul ol h1 h2 h3 h4 h5 h6 blockquote tr td table section".split())
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def read_json_ld(tree: HtmlElement) -> tuple[Node, ...]:
    """The objects of a page that may be about the page itself, in order; references by @id resolved one level deep.

    Never raises; what cannot be read is left out. Bounded: a mebibyte of JSON, 500 objects.
    """
    nodes = tuple(islice(_all_objects(tree), _MOST_NODES))
    known: dict[str, Node] = {}
    for node in nodes:
        ident = node.get("@id")
        if isinstance(ident, str) and (node.get("name") or node.get("url")):
            known.setdefault(ident, node)
    return tuple(_resolved(node, known) for node in nodes) if known else nodes


def of_this_page(nodes: Sequence[Node], url: str | None, title: str | None) -> tuple[Node, ...]:
    """The objects without articles that are only listed: those whose address and headline are not the page's.

    Where a page has a single article, or two, and nothing to compare, they are believed.
    """
    articles = [node for node in nodes if is_article(node)]
    if not articles:
        return tuple(nodes)
    own = [_agreement(node, url, title) for node in articles]
    if any(value > 0 for value in own):
        others = [node for node, value in zip(articles, own, strict=True) if value <= 0]
    elif len(articles) >= _MANY:
        others = articles
    else:
        others = [node for node, value in zip(articles, own, strict=True) if value < 0]
    left_out = {id(node) for node in others}
    return tuple(node for node in nodes if id(node) not in left_out)


def is_article(node: Node) -> bool:
    """Whether an object is an article, a post, a question or the like."""
    return any(map(_names_article, types_of(node)))


@lru_cache(maxsize=256)
def _names_article(name: str) -> bool:
    return _ARTICLE.search(name) is not None


def types_of(node: Node) -> set[str]:
    """The names of an object's types, without their vocabulary."""
    value = node.get("@type")
    if isinstance(value, str) and value.isalnum():
        return {value}
    values = value if isinstance(value, list) else [value]
    return {re.split(r"[/:#]", v)[-1] for v in values if isinstance(v, str)}


def as_text(value: Any) -> str | None:
    """The text of a JSON-LD value: a string, an object's name, or the first of a list."""
    for _ in range(_DEEPEST_VALUE):
        if isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("@value") or value.get("@id")
        elif isinstance(value, list) and value:
            value = value[0]
        else:
            break
    return clean_value(value) if isinstance(value, str) else None


def clean_value(value: str | None) -> str | None:
    """A declared value as one safe line, or None if nothing is left."""
    if not value:
        return None
    value = value[:_LONGEST_VALUE]
    # Templates escape twice: the parser has undone only the outer one.
    value = unescape(value) if "&" in value else value
    value = _without_markup(value) if "<" in value else value
    return fold(value if value.isprintable() else safe(value)) or None


def _without_markup(text: str) -> str:
    """The text without the tags of an editor's field that was declared as it is; "The <b> element" names one, and has
    no end tag."""
    ended = {match[2].lower() for match in _TAG.finditer(text) if match[1] == "/"}

    def plain(match: re.Match[str]) -> str:
        name = match[2].lower()
        opens = match.start() == 0 and match.end() < len(text) and text[match.end()].isalnum()
        is_markup = name in ended or match[0].endswith("/>") or (opens and name in _LINES)
        return match[0] if not is_markup else " " if name in _LINES else ""

    return _TAG.sub(plain, text)


def _all_objects(tree: HtmlElement) -> Iterator[Node]:
    scripts = (s for s in declarations(tree).scripts if "ld+json" in (s.get("type") or "").lower())
    budget = _LARGEST_JSON
    for script in islice(scripts, _MOST_SCRIPTS):
        text = script.text or ""
        budget -= len(text)
        if budget < 0:
            return
        yield from _objects(_parse(text))


def _parse(text: str) -> Any:
    """What a script holds, forgiving what people get wrong: wrappings, semicolons, trailing commas; else None."""
    text = _unwrapped(text)
    for mend in (False, True):
        try:
            return json.loads(_TRAILING_COMMA.sub(r"\1", text) if mend else text, strict=False)
        except RecursionError:
            return None
        except ValueError:
            continue
    return None


def _unwrapped(text: str) -> str:
    opening = _OPENING.match(text)
    start, end = opening.end() if opening else 0, len(text)
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        closing = next((c for c in _CLOSINGS if text.endswith(c, start, end)), None)
        if closing is None:
            return text[start:end]
        end -= len(closing)


def _agreement(node: Node, url: str | None, title: str | None) -> int:
    """1 if the object names the page's address or headline as its own, -1 if it names others, 0 if it names none."""
    named = [node.get("url"), node.get("mainEntityOfPage"), node.get("@id")]
    paths = {p for p in (_path(n.get("@id") or n.get("url") if isinstance(n, dict) else n) for n in named) if p}
    headline, wanted = set(words(as_text(node.get("headline")) or "")), set(words(title or ""))
    shared = len(headline & wanted) / min(len(headline), len(wanted)) if headline and wanted else 0.0
    if (_path(url) in paths) or shared > _ALIKE:
        return 1
    return -1 if paths and _path(url) and headline and wanted else 0


def _path(address: Any) -> str:
    if not isinstance(address, str):
        return ""
    try:
        return urlsplit(address[:_LONGEST_VALUE]).path.strip("/").lower()
    except ValueError:
        return ""


def _objects(data: Any) -> Iterator[Node]:
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item[:_MOST_NODES]))
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            stack.extend(item[k] for k in reversed(_WAYS_IN) if isinstance(item.get(k), list | dict))


def _resolved(node: Node, known: dict[str, Node]) -> Node:
    """The object with bare references to people and publishers replaced by what they refer to."""
    changed = {}
    for key in ("author", "creator", "publisher"):
        value = node.get(key)
        if isinstance(value, list):
            changed[key] = [_target(v, known) for v in value[:_MOST_NODES]]
        elif isinstance(value, dict):
            changed[key] = _target(value, known)
    return {**node, **changed} if changed else node


def _target(value: Any, known: dict[str, Node]) -> Any:
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value
