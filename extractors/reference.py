"""What trafilatura keeps of a page: the only module that imports trafilatura."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from lxml.html import HtmlElement

from .budget import budget
from .light_import import put_off
from .settings import Settings
from .text import words

# trafilatura reports every page that it gives up on the root logger's level of warning; the verdict says it already.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# trafilatura's HTTP client, its reader of addresses and its search for dates: more than half of the time that its
# import takes, which is a good part of a page's from the shell.
_PUT_OFF = ("courlan", "urllib3", "urllib3.response", "htmldate", "charset_normalizer", "trafilatura.downloads")
SECONDS = 3.0  # of computing: a page takes a twentieth of one, a megabyte one to two


@dataclass(frozen=True, slots=True)
class Reference:
    """trafilatura's verdict: the words that it keeps, lower-cased, in order."""

    words: tuple[str, ...]


def read_reference(tree: HtmlElement, url: str | None = None) -> Reference:
    """Run trafilatura (fast mode, no comments, no duplicate cache) on a parsed page; `tree` is not changed.

    Where it finds nothing or fails (it calls itself for each level of nesting), the words are empty. Raises
    OutOfBudgetError where it is not done in time: on some pages it would take minutes.
    """
    with put_off(_PUT_OFF):
        from trafilatura.core import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(comments=False, dedup=False, url=url, with_metadata=False, fast=True)
    try:
        with budget(SECONDS):
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
