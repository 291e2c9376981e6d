"""What a site may be called, and titles without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from ..page.head import Head
from ..page.json_ld import Node, as_text, types_of
from ..text import host_of, words

EAST_ASIAN = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uffef"  # letters and signs, for a class of characters
# Blanks are tried from the first of a run alone: from each of them, a long run would be read again.
SEPARATOR = re.compile(
    r"(?<!\s)\s++(?:[|\-–—:·•»«/~\\]|::|--|<|>)\s+|(?:(?<!\s)\s++)?[|»›]\s*|:\s+|(?<!\s)\s++[–—-]\s*"
    r"|(?:(?<!\s)\s++)?[–—]\s+"
    # "标题_栏目_网站": as Chinese sites write it, and only beside such letters, for names of programs have underscores.
    rf"|(?<=[{EAST_ASIAN}])\s?_{{1,3}}(?!_)\s?|(?<![\s_])\s?_{{1,3}}(?!_)\s?(?=[{EAST_ASIAN}])"
)
_LAST_UNDERSCORE = re.compile(r"\s?_\s?(?=[^_]+$)")
_NAMED = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site")
_MOST_PARTS = 8
_MOST_NAMES, _LONGEST_NAME, _MOST_LINKS = 40, 80, 60
_HOME = re.compile(r"/|(?:https?:)?//[^/?#]+/?", re.I)


class Cut(NamedTuple):
    """A title cut at a separator: what stands before and behind it, its kind and itself, and whether it is the last."""

    head: str
    tail: str
    separator: str
    sign: str
    last: bool


def key(text: str) -> str:
    """A text without what does not matter when names are compared."""
    return "".join(words(text))


def site_names(head: Head, nodes: Iterable[Node], url: str | None) -> frozenset[str]:
    """What the site may be called, as keys: its declared names and the labels of its host."""
    host = (host_of(url) or "").removeprefix("www.")
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    return frozenset(k for k in {*declared_names(head, nodes), *labels, host.replace(".", "")} if k)


def declared_names(head: Head, nodes: Iterable[Node]) -> frozenset[str]:
    """What the page itself calls the site, as keys."""
    found = [head.first(name) for name in _NAMED]
    for node in nodes:
        found.append(as_text(node.get("publisher")))
        if types_of(node) & {"WebSite", "Organization", "NewsMediaOrganization"}:
            found.append(as_text(node.get("name")))
    return frozenset(k for k in (key(name) for name in found[:_MOST_NAMES] if name) if k)


def named_by_links_home(tree: HtmlElement, title: str | None) -> frozenset[str]:
    """What links to the site's home page call it, as keys, where the window's title has the same at one of its ends."""
    parts = {key(part) for cut in cuts(title or "") for part in (cut.head, cut.tail)}
    found = set()
    for link in islice(tree.iter("a"), _MOST_LINKS) if parts else ():
        if _HOME.fullmatch(link.get("href") or ""):
            text = " ".join(" ".join(islice(link.itertext(), _MOST_NAMES)).split())
            if len(text) <= _LONGEST_NAME:
                found.add(key(text))
    return frozenset((found & parts) - {""})


def names_site(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title is the name of the site, or nothing at all."""
    own = key(part)
    return not own or own in names or (len(own) > 3 and any(len(n) > 3 and (own in n or n in own) for n in names))


def is_site(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title is the name of the site and no more."""
    return key(part) in names


def without_site(
    title: str, names: frozenset[str], names_it: Callable[[str, frozenset[str]], bool] = names_site
) -> str:
    """The title without leading or trailing parts that name the site; `names_it` says which do."""
    if not names:
        return title
    spans = _separators(title, names)
    start, end = 0, len(title)
    while spans and names_it(title[spans[-1][1] : end], names):
        end = spans.pop()[0]
    while spans and names_it(title[start : spans[0][0]], names):
        start = spans.pop(0)[1]
    return title[start:end].strip() or title


def _separators(title: str, names: frozenset[str]) -> list[tuple[int, int]]:
    """Return where separators begin and end; an underscore before the name of the site is one in any script."""
    spans = [m.span() for m in SEPARATOR.finditer(title)]
    last = _LAST_UNDERSCORE.search(title) if "_" in title else None
    if last and " " in title[: last.start()] and is_site(title[last.end() :], names):
        spans = sorted({*spans, last.span()})
    return spans


def cuts(title: str, names: frozenset[str] = frozenset()) -> Iterator[Cut]:
    """The title cut at each of its separators, the last eight if there are more; `names` is what the site is called."""
    spans = _separators(title, names)[-_MOST_PARTS:]
    for start, end in spans:
        sign = title[start:end]
        kind = (
            "bar"
            if "|" in sign or "_" in sign
            else "colon"
            if ":" in sign
            else "dash"
            if set(sign) & set("-–—")
            else "other"
        )
        yield Cut(title[:start].strip(), title[end:].strip(), kind, sign, (start, end) == spans[-1])
