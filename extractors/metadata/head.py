"""A page's declarations: <title>, meta tags, links and JSON-LD, read once, without judging them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from ..text import fold, safe

_MOST_TAGS = 2000
_LARGEST_JSON = 1 << 20
_MOST_NODES = 500
_LONGEST_VALUE = 2000
_DEEPEST_VALUE = 8
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting Report TechArticle ScholarlyArticle Review ReportageNewsArticle "
    "OpinionNewsArticle AnalysisNewsArticle LiveBlogPosting Recipe SocialMediaPosting DiscussionForumPosting "
    "QAPage Question AdvertiserContentArticle".split()
)


@dataclass(frozen=True, slots=True)
class Head:
    """`meta` maps lower-cased names to their values in order; `nodes` are the JSON-LD objects, flattened."""

    title: str | None
    meta: dict[str, tuple[str, ...]]
    links: dict[str, str]
    nodes: tuple[dict[str, Any], ...]
    language: str | None

    def first(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        return next((self.meta[n][0] for n in names if n in self.meta), None)

    def article_nodes(self) -> Iterator[dict[str, Any]]:
        """The JSON-LD objects that describe an article or the like."""
        return (n for n in self.nodes if _types(n) & _ARTICLE_TYPES)

    def article_value(self, key: str) -> str | None:
        """The first text that an article's JSON-LD has under `key`."""
        return next((v for v in (as_text(n.get(key)) for n in self.article_nodes()) if v), None)


def read_head(tree: HtmlElement) -> Head:
    """Return the declarations of a page; never raises, however broken they are. Bounded in what it reads."""
    meta: dict[str, list[str]] = {}
    for tag in islice(tree.iter("meta"), _MOST_TAGS):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        value = clean_value(tag.get("content"))
        if name and value:
            meta.setdefault(name, []).append(value)
    links: dict[str, str] = {}
    for tag in islice(tree.iter("link"), _MOST_TAGS):
        for rel in (tag.get("rel") or "").lower().split():
            if tag.get("href"):
                links.setdefault(rel, tag.get("href", "").strip())
    titles = (t for t in islice(tree.iter("title"), _MOST_TAGS) if not _is_in_a_drawing(t))
    title = clean_value(next((t.text_content() for t in titles), None))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    return Head(title, {k: tuple(v) for k, v in meta.items()}, links, tuple(_json_ld(tree)), language)


def _is_in_a_drawing(title: HtmlElement) -> bool:
    return next(title.iterancestors("svg"), None) is not None


def clean_value(value: str | None) -> str | None:
    """A declared value as one safe line, or None if nothing is left."""
    return fold(safe(value[:_LONGEST_VALUE])) or None if value else None


def as_text(value: Any) -> str | None:
    """The text of a JSON-LD value: a string, an object's name, or the first of a list."""
    for _ in range(_DEEPEST_VALUE):
        if isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("@value")
        elif isinstance(value, list) and value:
            value = value[0]
        else:
            break
    return clean_value(value) if isinstance(value, str) else None


def base_url(tree: HtmlElement, url: str | None) -> str | None:
    """What links on the page are relative to: <base href>, else where the page came from, else what it calls itself."""
    own = url or canonical_url(tree)
    base = next((t.get("href") for t in islice(tree.iter("base"), 5) if t.get("href")), None)
    return absolute(base, own) or own


def canonical_url(tree: HtmlElement) -> str | None:
    """The absolute address that a page names as its own, for pages that came from a file or pipe."""
    links = (
        e.get("href") for e in islice(tree.iter("link"), _MOST_TAGS) if (e.get("rel") or "").lower() == "canonical"
    )
    return absolute(next(links, None), None)


def absolute(link: str | None, base: str | None) -> str | None:
    """An absolute http(s) URL for a link, or None where there is no such thing."""
    link = clean_value(link)
    if not link:
        return None
    try:
        joined = urljoin(base or "", link)
        scheme, host = urlsplit(joined).scheme, urlsplit(joined).hostname
    except ValueError:
        return None
    return joined if scheme in ("http", "https") and host else None


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    scripts = (s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
    budget = _LARGEST_JSON
    found = 0
    for script in islice(scripts, _MOST_TAGS):
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        budget -= len(text)
        if not text or budget < 0:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in islice(_objects(data), _MOST_NODES - found):
            found += 1
            yield node


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The top-level objects of a JSON-LD document: lists and @graph opened, mainEntity followed."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            stack.extend(item[k] for k in ("mainEntity", "@graph") if isinstance(item.get(k), list | dict))


def _types(node: dict[str, Any]) -> set[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {v.rpartition("/")[2] for v in values if isinstance(v, str)}
