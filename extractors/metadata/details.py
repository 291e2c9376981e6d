"""Site, description, image, tags and licence: the first of a stated order of places that has one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from ..article import Candidate
from ..page.head import absolute, base_url
from ..page.json_ld import as_text, clean_value, is_article, types_of
from ..text import fold, safe
from .evidence import Evidence

_MOST_TAGS = 50
_MOST_LINKS = 5000
_LONGEST_TAG, _LONGEST_LINK = 60, 300
_TAG_PAGE = re.compile(r"/tags?/[^/?#]+/?$")
_FEW_TAGS = 12
_LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/[a-z]", re.I)
_KEYWORD_TAGS = (
    "article:tag",
    "parsely-tags",
    "keywords",
    "news_keywords",
    "citation_keywords",
    "dc.subject",
    "sailthru.tags",
)

Found = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Details:
    """The lesser fields, and what was to choose from."""

    site: str | None
    description: str | None
    image: str | None
    tags: tuple[str, ...]
    license: str | None
    candidates: tuple[Candidate, ...]


def read_details(evidence: Evidence, tree: HtmlElement, url: str | None) -> Details:
    """Read the fields; addresses are absolute. Each field's places are tried in the order in which they stand here."""
    base = base_url(tree, url)
    fields = {
        "site": _distinct(_sites(evidence)),
        "description": _distinct(_descriptions(evidence)),
        "image": _distinct((link, source) for value, source in _images(evidence) if (link := absolute(value, base))),
        "license": _distinct(_licences(evidence, tree, base)),
    }
    found = [
        Candidate(name, value, source, n == 0) for name, all in fields.items() for n, (value, source) in enumerate(all)
    ]
    first = {name: values[0][0] if values else None for name, values in fields.items()}
    tags, source = _tags(evidence, tree)
    if tags:
        found.append(Candidate("tags", ", ".join(tags), source, True))
    return Details(first["site"], first["description"], first["image"], tags, first["license"], tuple(found))


def _distinct(found: Iterable[tuple[str | None, str]]) -> list[Found]:
    """What there is, each value once with its first source."""
    values: dict[str, str] = {}
    for value, source in found:
        if value:
            values.setdefault(value, source)
    return list(values.items())


def _sites(evidence: Evidence) -> Iterator[tuple[str | None, str]]:
    head, nodes = evidence.head, evidence.nodes
    yield head.first("og:site_name"), "og:site_name"
    yield from ((as_text(n.get("publisher")), "json-ld publisher") for n in nodes if is_article(n))
    for wanted in ("WebSite", "NewsMediaOrganization", "Organization"):
        yield from ((as_text(n.get("name")), f"json-ld {wanted}") for n in nodes if wanted in types_of(n))
    for name in (
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "citation_journal_title",
        "al:ios:app_name",
    ):
        yield head.first(name), name


def _descriptions(evidence: Evidence) -> Iterator[tuple[str | None, str]]:
    head = evidence.head
    for name in (
        "og:description",
        "description",
        "twitter:description",
        "dc.description",
        "dcterms.abstract",
        "sailthru.description",
    ):
        yield head.first(name), name
    yield from ((_plain(n.get("description")), "json-ld description") for n in evidence.nodes if is_article(n))


def _plain(value: Any) -> str | None:
    return clean_value(value) if isinstance(value, str) else None


def _images(evidence: Evidence) -> Iterator[tuple[str | None, str]]:
    head = evidence.head
    for name in (
        "og:image",
        "og:image:secure_url",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
        "parsely-image-url",
    ):
        yield head.first(name), name
    for node in evidence.nodes:
        if is_article(node):
            for member in ("image", "thumbnailUrl", "primaryImageOfPage"):
                yield _address_in(node.get(member)), f"json-ld {member}"
    for name in ("thumbnail", "sailthru.image.full", "msapplication-tileimage"):
        yield head.first(name), name
    yield evidence.head.links.get("image_src"), "link image_src"


def _address_in(value: Any) -> str | None:
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value if isinstance(value, str) else None


def _licences(evidence: Evidence, tree: HtmlElement, base: str | None) -> Iterator[tuple[str | None, str]]:
    head = evidence.head
    yield clean_value(head.links.get("license")), "link rel=license"
    yield from ((as_text(n.get("license")), "json-ld license") for n in evidence.nodes if is_article(n))
    for name in ("dcterms.license", "dc.rights.license", "copyright-license"):
        yield head.first(name), name
    for link in islice(tree.iter("a"), _MOST_LINKS):
        rel, target = link.get("rel") or "", link.get("href") or ""
        if ("license" in rel and "license" in rel.lower().split()) or (
            "creativecommons" in target and _LICENCE.search(target[:_LONGEST_LINK])
        ):
            yield absolute(link.get("href"), base), "link to a licence"


def _tags(evidence: Evidence, tree: HtmlElement) -> tuple[tuple[str, ...], str]:
    """Tags one by one, from the first place that has any: many pages put a comma-separated list into one."""
    head = evidence.head
    places = [(list(head.meta.get(name, ())), name) for name in _KEYWORD_TAGS]
    declared = [n.get("keywords") for n in evidence.nodes if is_article(n)]
    places.insert(1, ([t for value in declared for t in _texts(value)], "json-ld keywords"))
    for values, source in (*places, (_linked_tags(tree), "rel=tag")):
        parts = (fold(safe(p)).lstrip("#") for value in values[:_MOST_TAGS] for p in re.split("[,;|]", value))
        tags = tuple(dict.fromkeys(p for p in parts if p and len(p) <= _LONGEST_TAG))
        if tags:
            return tags[:_MOST_TAGS], source
    return (), ""


def _linked_tags(tree: HtmlElement) -> list[str]:
    """The texts of links that are marked as tags, else of the few that lead to pages of tags: many are a cloud."""
    links = list(islice(tree.iter("a"), _MOST_LINKS))
    marked = [a for a in links if "tag" in (a.get("rel") or "").lower().split()]
    leading = [a for a in links if _TAG_PAGE.search((a.get("href") or "")[-_LONGEST_LINK:])]
    chosen = marked or (leading if len(leading) <= _FEW_TAGS else [])
    return ["".join(islice(link.itertext(), 8))[:_LONGEST_TAG] for link in chosen[:_MOST_TAGS]]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in (as_text(v) for v in values[:_MOST_TAGS]) if text]
