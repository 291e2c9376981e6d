"""What trafilatura keeps of a page and finds about it: the only module that imports trafilatura."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from lxml.html import HtmlElement

from .settings import Settings
from .text import words

# trafilatura reports every page that it gives up on the root logger's level of warning; the verdict says it already.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Reference:
    """trafilatura's verdict: the words that it keeps, lower-cased, in order."""

    words: tuple[str, ...]


def read_reference(tree: HtmlElement, url: str | None = None) -> Reference:
    """Run trafilatura (fast mode, no comments, no duplicate cache) on a parsed page; `tree` is not changed.

    Where it finds nothing or fails (it calls itself for each level of nesting), the words are empty.
    """
    from trafilatura.core import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(comments=False, dedup=False, url=url, with_metadata=False, fast=True)
    try:
        document = bare_extraction(tree, url=url, options=options)
    except Exception:  # whatever it stumbles over: the caller judges the page without it
        return Reference(())
    body = getattr(document, "body", None)
    if body is None:
        return Reference(())
    return Reference(tuple(words(" ".join(body.itertext()))))


def read_own_html(tree: HtmlElement, url: str | None, settings: Settings) -> str | None:
    """What trafilatura alone makes of a page, as HTML; None if it finds nothing.

    Formatting, links and images only where the output shows them: they change what it keeps.
    """
    from trafilatura import extract
    from trafilatura.settings import Extractor

    options = Extractor(
        output_format="html",
        comments=False,
        formatting=settings.wants_markup,
        links=settings.wants_markup and settings.links,
        images=settings.wants_markup and settings.images,
        dedup=False,
        url=url,
    )
    result = extract(tree, url=url, options=options)
    return result if isinstance(result, str) else None


@dataclass(frozen=True, slots=True)
class Findings:
    """What trafilatura finds about a page; every field may be missing."""

    authors: tuple[str, ...] = ()
    date: str | None = None
    site: str | None = None
    description: str | None = None
    image: str | None = None
    tags: tuple[str, ...] = ()
    license: str | None = None


def read_findings(tree: HtmlElement, url: str | None = None) -> Findings:
    """Run trafilatura's metadata extraction, with its cheap date search: the exhaustive one invents dates."""
    from trafilatura.metadata import extract_metadata

    try:
        found = extract_metadata(tree, default_url=url, extensive=False)
    except Exception:  # a page's odd metadata must not cost its article; trafilatura raises many kinds
        return Findings()
    tags = [t for field in (found.tags, found.categories) for t in field or ()]
    return Findings(
        authors=tuple(a.strip() for a in (found.author or "").split(";") if a.strip()),
        date=found.date,
        site=found.sitename,
        description=found.description,
        image=found.image,
        tags=tuple(dict.fromkeys(t for t in tags if t)),
        license=found.license,
    )
