"""The page's own headline, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..article import Block, Kind
from ..text import host_of, words
from .head import Head

_SEPARATOR = re.compile(r"\s+(?:[|\-–—:·•»«/~]|::|--|<|>)\s+|\s*[|»]\s*|:\s+(?=[A-Z][^:]{0,40}$)")
_STRICT_SEPARATOR = re.compile(r"\s+[|\-–—·•»«~]\s+|\s*[|»]\s*|\s+::\s+")
_LONGEST = 300
_MOST_WORDS = 40
_ALIKE = 0.6
_LABEL_WORDS = 3
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site")
_DECLARED = ("og:title", "twitter:title", "parsely-title", "dc.title", "citation_title", "sailthru.title")


def find_title(head: Head, blocks: Sequence[Block], url: str | None) -> str | None:
    """Return the headline: the page's heading that its declarations confirm, else the best declaration.

    Headings say it without the site's name; declarations say which of several headings it is.
    """
    names = site_names(head, url)
    declared = [d for d in (head.article_value("headline"), *(head.first(n) for n in _DECLARED), head.title) if d]
    headings = [b.text.replace("\n", " ") for b in blocks if b.kind is Kind.HEADING and b.level <= 2]
    headings = [h for h in headings if len(h) <= _LONGEST]
    first_level = [b.text.replace("\n", " ") for b in blocks if b.kind is Kind.HEADING and b.level == 1]
    for candidates in (first_level, headings):
        best = _confirmed(candidates, declared, names)
        if best:
            return best
    shown = {_key(b.text) for b in blocks if 2 <= b.words <= _MOST_WORDS}
    for title in declared:
        parts = [p for p in _SEPARATOR.split(title) if len(words(p)) > 1 and _key(p) in shown - names]
        if parts:
            return (parts[0] if len(words(parts[0])) > _LABEL_WORDS else max(parts, key=len)).strip()
    for title in declared:
        stripped = without_site(title, names)
        if stripped:
            return stripped[:_LONGEST]
    return next((h for h in (*first_level, *headings) if _key(h) not in names), None)


def site_names(head: Head, url: str | None) -> frozenset[str]:
    """What the site may be called, as keys: its declared names and the labels of its host."""
    found = [head.first(n) for n in _SITE_NAMES]
    found += [_publisher(node.get("publisher")) for node in head.article_nodes()]
    found += [str(n.get("name") or "") for n in head.nodes if n.get("@type") in ("WebSite", "Organization")]
    keys = {_key(name) for name in found if name}
    host = host_of(url or head.links.get("canonical") or head.first("og:url")) or ""
    host = host.removeprefix("www.")
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    return frozenset(k for k in {*keys, *labels, host.replace(".", "")} if k)


def without_site(title: str, names: Iterable[str]) -> str:
    """The title without leading or trailing parts that name the site; without the last part if it may be one."""
    names = set(names)
    parts = _SEPARATOR.split(title)
    seps = _SEPARATOR.findall(title)
    start, end = 0, len(parts)
    while end - start > 1 and _names_site(parts[end - 1], names):
        end -= 1
    while end - start > 1 and _names_site(parts[start], names):
        start += 1
    if (start, end) == (0, len(parts)):
        strict = _STRICT_SEPARATOR.split(title)
        # Nothing recognised: a short last part behind a bar or dash is a site or section more often than not.
        if len(strict) > 1 and len(words(strict[-1])) <= 3 < len(words(" ".join(strict[:-1]))):
            return title[: title.rfind(strict[-1])].rstrip(" |-–—·•»«~:")
        return title
    kept = parts[start]
    for i in range(start + 1, end):
        kept += seps[i - 1] + parts[i]
    return kept.strip()


def _confirmed(headings: Sequence[str], declared: Sequence[str], names: frozenset[str]) -> str | None:
    """The heading that agrees best with a declaration, if one agrees well enough."""
    best, best_score = None, _ALIKE
    for heading in headings:
        if _key(heading) in names:
            continue
        score = max((_alike(heading, without_site(d, names)) for d in declared), default=0.0)
        if score > best_score:
            best, best_score = heading, score
    return best


def _alike(a: str, b: str) -> float:
    """Shared words over all words (Jaccard), 0 to 1."""
    left, right = set(words(a)), set(words(b))
    return len(left & right) / len(left | right) if left and right else 0.0


def _names_site(part: str, names: set[str]) -> bool:
    key = _key(part)
    return not key or any(key == n or (len(n) > 3 and len(key) > 3 and (key in n or n in key)) for n in names)


def _publisher(value: object) -> str:
    return str(value.get("name") or "") if isinstance(value, dict) else ""


def _key(text: str) -> str:
    return "".join(words(text))
