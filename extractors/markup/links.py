"""Targets of links and images that are safe to hand on: http(s), mail and telephone, never a script or a file."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from ..text import safe_line

_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f]+")
_LONGEST = 8000
_LAZY_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-hi-res-src")
_BETWEEN_CANDIDATES = re.compile(r",\s+|(?<=\d[wx]),")
_SMALLEST_SIDE = 48
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def link_target(href: str | None, base: str | None) -> str | None:
    """The absolute target of a link, or as much as is known without a base; None for what must not be followed."""
    if not href or len(href) > _LONGEST:
        return None
    target = href.strip()
    # Browsers ignore control characters and spaces in a scheme: "java\nscript:" is one.
    scheme = _CONTROLS.sub("", target.partition(":")[0]).lower() if ":" in target else ""
    if scheme and re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) and scheme not in _SCHEMES:
        return None
    if target.startswith("#"):
        return quote(target, safe=_URL_SAFE)
    try:
        parts = urlsplit(_CONTROLS.sub("%20", urljoin(base, target) if base else target))
        if parts.scheme not in (*_SCHEMES, ""):
            return None
        quoted = parts._replace(
            # A host may be in any script; the rest of an address is ASCII.
            netloc=safe_line(parts.netloc.replace(" ", "")),
            path=quote(safe_line(parts.path), safe=_URL_SAFE),
            query=quote(safe_line(parts.query), safe=_URL_SAFE),
            fragment=quote(safe_line(parts.fragment), safe=_URL_SAFE),
        )
        return urlunsplit(quoted)
    except ValueError:
        return None


def image_source(image: HtmlElement, base: str | None) -> str | None:
    """Where an image really is, lazy loading and srcset resolved; None for data: URLs, spacers and tracking dots."""
    if any(_is_tiny(image.get(side)) for side in ("width", "height")):
        return None
    candidates = [*(image.get(a) for a in _LAZY_SOURCES), image.get("src")]
    candidates += [_largest(image.get(a)) for a in ("data-srcset", "srcset")]
    for candidate in candidates:
        if candidate and not candidate.strip().lower().startswith(("data:", "about:", "blob:")):
            source = link_target(candidate, base)
            if source and not source.startswith(("mailto:", "tel:", "#")):
                return source
    return None


def _largest(srcset: str | None) -> str | None:
    """The candidate of a srcset with the greatest width or density."""
    best, best_size = None, -1.0
    for candidate in _BETWEEN_CANDIDATES.split((srcset or "")[:_LONGEST]):
        url, _, descriptor = candidate.strip().rstrip(",").partition(" ")
        number = re.match(r"\d{1,6}(\.\d{1,3})?", descriptor.strip())
        size = float(number.group()) if number else 0.0
        if url and size > best_size:
            best, best_size = url, size
    return best


def _is_tiny(side: str | None) -> bool:
    number = re.match(r"\s*(\d{1,5})(\.\d+)?\s*(px)?\s*$", side or "")
    return number is not None and int(number.group(1)) < _SMALLEST_SIDE
