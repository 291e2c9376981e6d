"""A page that only sends on: `<meta http-equiv="refresh">` to another page within seconds, and next to no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ..elements.declarations import declarations
from ..page.head import absolute, base_url
from ..text import count_words, fold

_SOON = 5  # seconds
_MOST_WORDS = 60  # "You are being redirected. If nothing happens, follow this link."
_MOST_METAS = 200
_LONGEST = 2000
_REFRESH = re.compile(
    r"\s*+(?=[0-9.])([0-9]*+)[0-9.]*+\s*+(?:[;,]|(?<=\s))\s*+(?:url\s*+=\s*+)?+(?:\"([^\"]*+)|'([^']*+)|(.*+))",
    re.I | re.S,
)
_RELOAD = re.compile(r"\s*+0{0,9}[0-5](?:\.[0-9]*+)?\s*+[;,]?\s*+")  # seconds, and no address
_UNSEEN = ("script", "style", "noscript", "template")


def reloads_itself(tree: HtmlElement, url: str | None) -> bool:
    """Return whether a page with next to no text shows itself anew within seconds: a circle for who follows it."""
    contents = [m.get("content") or "" for m in declarations(tree).metas[:_MOST_METAS] if _is_refresh(m)]
    if not contents or _has_text(tree):
        return False
    if _RELOAD.fullmatch(contents[0][:_LONGEST]):
        return True
    there = absolute(_link(contents[0]), base_url(tree, url))
    return there is not None and url is not None and there.partition("#")[0] == url.partition("#")[0]


def sent_on(tree: HtmlElement, url: str | None) -> str | None:
    """The http(s) address to which a page only sends on, None for any other page.

    It stays relative where the page's own address is unknown. What stands in <noscript> is left to those who have no
    scripts: it often leads to a page that asks for them.
    """
    link = next((_link(m.get("content") or "") for m in declarations(tree).metas[:_MOST_METAS] if _is_refresh(m)), None)
    if not link or _has_text(tree):
        return None
    base = base_url(tree, url)
    there = absolute(link, base) or (link if base is None and not urlsplit(link).scheme else None)
    if there is None or there.partition("#")[0] == (url or "").partition("#")[0]:  # it shows itself anew
        return None
    return there


def _is_refresh(meta: HtmlElement) -> bool:
    named = (meta.get("http-equiv") or "").strip().lower() == "refresh"
    return named and next(meta.iterancestors("noscript"), None) is None


def _link(content: str) -> str | None:
    """The address in a refresh that comes soon."""
    found = _REFRESH.match(content[:_LONGEST])
    if found is None or int(found[1] or 0) > _SOON:
        return None
    return fold(found[2] or found[3] or found[4] or "")


def _has_text(tree: HtmlElement) -> bool:
    words = 0
    for text in _shown(tree):
        words += count_words(text)
        if words > _MOST_WORDS:
            return True
    return False


def _shown(tree: HtmlElement) -> Iterator[str]:
    """The page's text, piece by piece, in no order."""
    body = tree.find("body")
    waiting = [body] if body is not None else []
    while waiting:
        element = waiting.pop()
        if element.tag not in _UNSEEN:
            yield element.text or ""
            for child in element:
                yield child.tail or ""
                waiting.append(child)
