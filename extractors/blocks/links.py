"""Targets of links and images that are safe to hand on: http(s), mail and telephone, never a script or a file."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from ..text import safe_line

_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f]+")
_LONGEST = 8000
# Where lazy loading keeps the source until a script moves it to its place: the commonest first.
_LAZY_SOURCES = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-lazyload", "data-url", "data-hi-res-src",
    "data-original-src", "data-image-src", "data-img-src", "data-img-url", "data-large_image", "data-full-src",
    "data-runner-src", "data-src-medium", "data-src-large", "data-echo", "data-cfsrc", "data-delayed-url",
)  # fmt: skip
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PICTURE_FILE = re.compile(r"\S{1,2000}\.(?:jpe?g|png|webp|gif|avif)(?:\?\S{0,500})?", re.I)
_PLACEHOLDER = re.compile(
    r"(?:/\w{1,2}\.gif|(?:^|[/_.-])(?:blank|spacer|space(?:ball)?|gr[ea]y|transparent|placeholder|pixel|lazy(?:-?load(?:ing)?)?|loading|loader|dummy|1x1|empty|clear)"
    r"[\w-]{0,20}\.(?:gif|png|svg|jpe?g|webp))(?:$|\?)", re.I
)  # fmt: skip
_MOST_SOURCES, _MOST_NEARBY = 20, 100
_BETWEEN_CANDIDATES = re.compile(r",\s+|(?<=\d[wx]),")
_SMALLEST_SIDE = 48
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def link_target(href: str | None, base: str | None) -> str | None:
    """Return the absolute target of a link, or what is known without a base; None for what must not be followed."""
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
    """Return where an image really is, lazy loading, srcset and <picture> resolved; None for data: URLs, spacers and
    tracking dots, and for the copy in a <noscript> of an image that has a source itself."""
    sides = [_pixels(image.get(side)) for side in ("width", "height")]
    # Where one side is 0 and the other is not, a script sets it.
    if any(side is not None and 0 < side < _SMALLEST_SIDE for side in sides) or sides == [0, 0]:
        return None
    noscript = next(image.iterancestors("noscript"), None)
    if noscript is not None and _shown_without(noscript, base):
        return None
    return _first_source(image, base)


def _first_source(image: HtmlElement, base: str | None) -> str | None:
    candidates = [*(image.get(a) for a in _LAZY_SOURCES), image.get("src")]
    candidates += [_largest(image.get(a)) for a in _SOURCE_SETS]
    # libxml2 does not know that <source> is empty: what follows one stands in it.
    picture = next((e for e in islice(image.iterancestors(), _MOST_SOURCES) if e.tag == "picture"), None)
    if picture is not None:
        sources = islice(picture.iter("source"), _MOST_SOURCES)
        candidates += [_largest(s.get(a)) for s in sources for a in _SOURCE_SETS]
    candidates += [v for k, v in image.items() if k.startswith("data-") and _PICTURE_FILE.fullmatch(v.strip())]
    for candidate in candidates:
        if candidate and not candidate.strip().lower().startswith(("data:", "about:", "blob:")):
            source = link_target(candidate, base)
            if source and not source.startswith(("mailto:", "tel:", "#")) and not _PLACEHOLDER.search(source):
                return source
    return None


def _shown_without(noscript: HtmlElement, base: str | None) -> bool:
    """Return whether an image directly beside <noscript>, or in the element before it, has a source of its own."""
    for sibling in (noscript.getprevious(), noscript.getnext()):
        if sibling is not None and sibling.tag != "noscript":
            nearby = islice(sibling.iter(), _MOST_NEARBY)
            if any(_first_source(e, base) for e in nearby if e.tag in ("img", "amp-img")):
                return True
    return False


def _largest(srcset: str | None) -> str | None:
    """Return the candidate of a srcset with the greatest width or density."""
    best, best_size = None, -1.0
    for candidate in _BETWEEN_CANDIDATES.split((srcset or "")[:_LONGEST]):
        url, _, descriptor = candidate.strip().rstrip(",").partition(" ")
        number = re.match(r"\d{1,6}(\.\d{1,3})?", descriptor.strip())
        size = float(number.group()) if number else 0.0
        if url and size > best_size:
            best, best_size = url, size
    return best


def _pixels(side: str | None) -> int | None:
    number = re.match(r"\s*+(\d{1,5})(\.\d++)?\s*+(px)?\s*+$", side or "")
    return int(number.group(1)) if number else None
