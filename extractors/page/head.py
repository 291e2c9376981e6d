"""A page's declarations: <title>, meta tags and links, read once, without judging them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary

from lxml.html import HtmlElement

from ..elements.declarations import declarations
from ..text import host_of
from .json_ld import clean_value
from .saved import without_archive

_MOST_TAGS = 2000
_MOST_NAMES = 8
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".localdomain")
# By the tree itself, and forgotten with it: no reader changes a tree.
_addresses: WeakKeyDictionary[HtmlElement, dict[str | None, str | None]] = WeakKeyDictionary()
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
        return [_dotted(name) for name in declared.lower().split()[:_MOST_NAMES]]
    name = (tag.get("name") or "").strip().lower()
    if not name and tag.get("itemprop"):
        parent = tag.getparent()
        # In the body it belongs to the microdata around it: a review, a listed article.
        name = tag.get("itemprop", "").strip().lower() if parent is not None and parent.tag == "head" else ""
    return [_dotted(name)] if name else []


def _dotted(name: str) -> str:
    return _DUBLIN_CORE.sub(r"\1.", name) if name.startswith("dc") else name


def _is_in_a_drawing(title: HtmlElement) -> bool:
    return next(title.iterancestors("svg"), None) is not None


def base_url(tree: HtmlElement, url: str | None) -> str | None:
    """What links on the page are relative to: <base href>, else where the page came from, else what it calls itself."""
    own = url or page_address(tree, None)
    return absolute(_declared_base(tree), own) or own


def page_address(tree: HtmlElement, url: str | None) -> str | None:
    """Return the address to give a page that came from `url`, which may be unknown.

    A page declares its address: `<link rel=canonical>` goes before og:url, but one that names no more than the host of
    a site (as some sites have it on all their pages) after it. Where `url` is known, a declaration is only believed on
    the same site: it may be that of another page, where a text appeared first. Addresses of the local network say
    nothing to others: a declared one is a developer's mistake, and a public declaration goes before a local `url`.
    """
    known = _addresses.setdefault(tree, {})
    if url not in known:
        known[url] = _page_address(tree, url)
    return known[url]


def _page_address(tree: HtmlElement, url: str | None) -> str | None:
    base = absolute(_declared_base(tree), url) or url or "https:"  # for an address without a scheme
    found = declarations(tree)
    links = (e.get("href") for e in found.links[:_MOST_TAGS] if "canonical" in (e.get("rel") or "").lower().split())
    metas = (e.get("content") for e in found.metas[:_MOST_TAGS] if "og:url" in _names(e))
    named = (next(filter(None, (absolute(value, base) for value in values)), None) for values in (links, metas))
    public = [address for address in (without_archive(each)[0] for each in named if each) if not _is_local(address)]
    if url and not _is_local(url):
        public = [each for each in public if _is_same_site(each, url) and (_is_home(url) or not _is_home(each))]
    return next((each for each in public if not _is_home(each)), next(iter(public), url))


def _declared_base(tree: HtmlElement) -> str | None:
    return next((t.get("href") for t in declarations(tree).bases[:5] if t.get("href")), None)


def _is_same_site(one: str, other: str) -> bool:
    """Whether the hosts are the same but for "www.", or one is within the other, as m.example.com is."""
    hosts = [(host_of(each) or "").removeprefix("www.") for each in (one, other)]
    return hosts[0] == hosts[1] or any(a.endswith(f".{b}") for a, b in (hosts, hosts[::-1]))


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _is_local(url: str) -> bool:
    """Whether an address names a machine that others know by another name or not at all; no look-up is made."""
    host = (host_of(url) or "").strip("[].")
    if ":" in host or host.replace(".", "").isdigit():
        import ipaddress

        try:
            return not ipaddress.ip_address(host).is_global
        except ValueError:
            return True
    return "." not in host or host.endswith(_LOCAL_SUFFIXES)


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
