"""Which pages a rule is for: how its `sites` and `languages` are read, compared, and refused where none fits."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from ..text import host_of

_SITE = re.compile(r"[\w*?\[\]!-]+(?:\.[\w*?\[\]!-]+)*")
_ADDRESS = re.compile(r"[\w*\[\]!.-]*[/:@?#].*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


def normal_site(site: str) -> str:
    """A site as it is compared: in small letters, without a final dot, international names as they are in DNS."""
    site = site.strip().lower().removesuffix(".")
    if site.startswith("[") and site.endswith("]") and ":" in site:
        return site[1:-1]  # an IPv6 address, which addresses of pages have in brackets
    return site if site.isascii() else ".".join(map(_in_dns, site.split(".")))


def _in_dns(label: str) -> str:
    try:
        return label if label.isascii() or "*" in label else label.encode("idna").decode("ascii")
    except UnicodeError:
        return label


def host_matches(host: str, pattern: str) -> bool:
    """`example.com` means that host with or without www; `*.example.com` means all of its hosts and itself."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return host == pattern[2:] or fnmatchcase(host, pattern)
    return fnmatchcase(host.removeprefix("www."), pattern.removeprefix("www."))


def check_site(site: str) -> str:
    """Return the site. Raises ValueError with a sentence where no page's host could match, or every one would."""
    normal = normal_site(site)
    if not normal:
        raise ValueError("no host: name one such as example.com, or leave sites out")
    if _is_any(normal):
        raise ValueError(f"{site!r} is every site: leave sites out")
    if _is_ipv6(normal):
        return site
    if normal.startswith(".") and _SITE.fullmatch(normal[1:]):
        raise ValueError(f"{site!r} is no host: write '*{normal}'")
    if not _SITE.fullmatch(normal):
        host = _host_in(normal)
        advice = f"write its host, {host!r}" if host else "write one such as example.com or *.example.com"
        raise ValueError(f"{site!r} is {'an address and ' if host else ''}no host: {advice}")
    return site


def _is_any(site: str) -> bool:
    return "*" in site and not site.strip("*.")


def _is_ipv6(site: str) -> bool:
    if ":" not in site:
        return False
    import ipaddress

    try:
        return bool(ipaddress.IPv6Address(site))
    except ValueError:
        return False


def _host_in(address: str) -> str | None:
    """The host of an address, with or without its scheme; None where none is told that a rule could name."""
    host = host_of(address if "//" in address else f"//{address}") if _ADDRESS.fullmatch(address) else None
    return host if host and _SITE.fullmatch(host) and not _is_any(host) else None


def normal_language(language: str) -> str:
    """A language tag as it is compared: in small letters, with hyphens, as `en` and `en-gb`."""
    return language.strip().lower().replace("_", "-")


@lru_cache(maxsize=256)
def language_matches(page: str, wanted: str) -> bool:
    """Whether a page's language is that of a rule, both normal tags: `en` is English of any region, on either side."""
    (own, *more), (same, *narrower) = page.split("-"), wanted.split("-")
    return own == same and (set(more) <= set(narrower) or set(narrower) <= set(more))


def check_language(language: str) -> str:
    """Return the language. Raises ValueError with a sentence where it is no tag that a page could have."""
    if not language.strip():
        raise ValueError("no language: name its code, such as en or pt-BR, or leave languages out")
    if not _LANGUAGE.fullmatch(normal_language(language)):
        raise ValueError(
            f"{language!r} is no code of a language: write one of two or three letters, such as en or pt-BR"
        )
    return language
