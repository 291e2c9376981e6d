"""A page's declarations: <title>, meta tags and links, read once, without judging them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from ..page.declarations import declarations
from .json_ld import clean_value

_MOST_TAGS = 2000
_MOST_NAMES = 8
_DUBLIN_CORE = re.compile(r"^(dc|dcterms):")


@dataclass(frozen=True, slots=True)
class Head:
    """`meta` maps lower-cased names to their values in order, `links` relations to the first address of each."""

    title: str | None
    meta: dict[str, tuple[str, ...]]
    links: dict[str, str]
    language: str | None

    def first(self, *names: str) -> str | None:
        """The first value of the first name that has one."""
        return next((self.meta[n][0] for n in names if n in self.meta), None)


def read_head(tree: HtmlElement) -> Head:
    """Return the declarations of a page; never raises, however broken they are. Bounded in what it reads."""
    meta: dict[str, list[str]] = {}
    found = declarations(tree)
    for tag in found.metas[:_MOST_TAGS]:
        value = clean_value(tag.get("content"))
        if value:
            for name in _names(tag):
                meta.setdefault(name, []).append(value)
    links: dict[str, str] = {}
    for tag in found.links[:_MOST_TAGS]:
        for rel in (tag.get("rel") or "").lower().split():
            if tag.get("href"):
                links.setdefault(rel, tag.get("href", "").strip())
    titles = (t for t in found.titles[:_MOST_TAGS] if not _is_in_a_drawing(t))
    title = clean_value(next((t.text_content() for t in titles), None))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    return Head(title, {k: tuple(v) for k, v in meta.items()}, links, language)


def _names(tag: HtmlElement) -> list[str]:
    """The names of a meta tag: one as a rule; `property` may have several, and "dc:title" is "dc.title"."""
    declared = tag.get("property")
    if declared:
        return [_DUBLIN_CORE.sub(r"\1.", name) for name in declared.lower().split()[:_MOST_NAMES]]
    name = (tag.get("name") or "").strip().lower()
    if not name and tag.get("itemprop"):
        parent = tag.getparent()
        # In the body it belongs to the microdata around it: a review, a listed article.
        name = tag.get("itemprop", "").strip().lower() if parent is not None and parent.tag == "head" else ""
    return [_DUBLIN_CORE.sub(r"\1.", name)] if name else []


def _is_in_a_drawing(title: HtmlElement) -> bool:
    return next(title.iterancestors("svg"), None) is not None


def base_url(tree: HtmlElement, url: str | None) -> str | None:
    """What links on the page are relative to: <base href>, else where the page came from, else what it calls itself."""
    own = url or canonical_url(tree)
    base = next((t.get("href") for t in declarations(tree).bases[:5] if t.get("href")), None)
    return absolute(base, own) or own


def canonical_url(tree: HtmlElement) -> str | None:
    """The absolute address that a page names as its own, for pages that came from a file or pipe."""
    found = declarations(tree).links[:_MOST_TAGS]
    links = (e.get("href") for e in found if (e.get("rel") or "").lower() == "canonical")
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
