"""Metadata of a page, from its declarations, its headings and what trafilatura finds."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from ..article import Block, Metadata
from ..reference import Findings, read_findings
from ..text import fold, safe
from .dates import declared_date
from .head import Head, absolute, as_text, base_url, clean_value, read_head
from .language import find_language
from .title import find_title

_DATE_TAGS = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "parsely-pub-date",
    "citation_publication_date",
)
_MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified")
_MOST_TAGS = 50
_MOST_AUTHORS = 20


def read_title(tree: HtmlElement, blocks: Sequence[Block], url: str | None) -> Metadata:
    """The title alone, for output that shows nothing else."""
    return Metadata(title=find_title(read_head(tree), blocks, url), url=url)


def read_metadata(tree: HtmlElement, blocks: Sequence[Block], url: str | None, text: str) -> Metadata:
    """All metadata of an HTML page. `blocks` are all of its blocks, `text` is the article's (for its language)."""
    head = read_head(tree)
    found = read_findings(tree, url)
    base = base_url(tree, url)
    return Metadata(
        title=find_title(head, blocks, url),
        authors=_authors(head, found),
        date=declared_date(head.article_value("datePublished"))
        or declared_date(head.first(*_DATE_TAGS))
        or declared_date(found.date),
        modified=declared_date(head.article_value("dateModified")) or declared_date(head.first(*_MODIFIED_TAGS)),
        site=head.first("og:site_name") or _publisher(head) or clean_value(found.site),
        url=absolute(head.links.get("canonical"), base) or absolute(head.first("og:url"), base) or url,
        language=find_language(head.language, text),
        description=head.first("og:description", "description", "twitter:description")
        or clean_value(found.description),
        image=absolute(head.first("og:image", "og:image:url", "twitter:image") or found.image, base),
        tags=_tags(found.tags),
        license=clean_value(head.links.get("license")) or clean_value(found.license),
    )


def _authors(head: Head, found: Findings) -> tuple[str, ...]:
    """The people that the article's JSON-LD names, in order; else whom trafilatura finds."""
    for node in head.article_nodes():
        value = node.get("author")
        listed = value if isinstance(value, list) else [value]
        names = [n for n in (as_text(v) for v in listed[:_MOST_AUTHORS]) if n and not n.startswith("http")]
        if names:
            return tuple(dict.fromkeys(names))
    return tuple(dict.fromkeys(n for n in (fold(safe(a)) for a in found.authors[:_MOST_AUTHORS]) if n))


def _tags(found: Sequence[str]) -> tuple[str, ...]:
    """Tags one by one: many pages put a comma-separated list into one."""
    tags = (fold(safe(part)) for tag in found[:_MOST_TAGS] for part in tag.split(","))
    return tuple(dict.fromkeys(t for t in tags if t))[:_MOST_TAGS]


def _publisher(head: Head) -> str | None:
    return next((v for v in (as_text(n.get("publisher")) for n in head.article_nodes()) if v), None)
