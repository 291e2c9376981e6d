"""Ask trafilatura what it keeps of a page."""

from __future__ import annotations

from lxml.html import HtmlElement

from ..text import words
from .budget import budget
from .light_import import put_off

# trafilatura's HTTP client, its reader of addresses and its search for dates: more than half of the time that its
# import takes, which is a good part of a page's from the shell.
_PUT_OFF = ("courlan", "urllib3", "urllib3.response", "htmldate", "charset_normalizer", "trafilatura.downloads")
SECONDS = 3.0  # of computing: a page takes a twentieth of one, a megabyte one to two


def read_reference(tree: HtmlElement, url: str | None = None, *, twice: bool = False) -> list[str]:
    """The words that trafilatura keeps of a parsed page (fast mode, no comments, no duplicate cache), in order and in
    small letters; `tree` is not changed.

    `twice`: where it has found little, it goes over the page again in another mode, as it did when the model was
    trained; that takes a quarter of its time, and is worth 0.0003 of word F1 on WCXB.

    Empty where it finds nothing or fails (it calls itself for each level of nesting). Raises OutOfBudgetError where it
    is not done in time: on some pages it would take minutes.
    """
    _hush()
    with put_off(_PUT_OFF):
        from trafilatura.core import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(comments=False, dedup=False, url=url, with_metadata=False, fast=True)
    if not twice:
        options.focus = "once"  # it does so in its mode "balanced" alone; this is none of the three
    try:
        with budget(SECONDS):
            document = bare_extraction(tree, url=url, options=options)
    except Exception:  # whatever it stumbles over: the caller judges the page without it
        return []
    return _words_of(document)


def read_choice(tree: HtmlElement, url: str | None, lean: str) -> list[str]:
    """Return the words that trafilatura keeps of a parsed page when it is used alone, in order and in small letters.

    That is its usual, thorough mode; `lean` ("even", "precision", "recall") says which error it rather makes. `tree` is
    not changed. Its time is not limited here. Empty where it finds nothing or fails.
    """
    _hush()
    from trafilatura.core import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(
        comments=False, formatting=False, links=False, images=False, dedup=False, with_metadata=False, url=url,
        precision=lean == "precision", recall=lean == "recall",
    )  # fmt: skip
    try:
        document = bare_extraction(tree, url=url, options=options)
    except Exception:  # it calls itself for each level of nesting, and more
        return []
    return _words_of(document)


def _words_of(document: object) -> list[str]:
    body = getattr(document, "body", None)
    return words(" ".join(body.itertext())) if body is not None else []


def _hush() -> None:
    """trafilatura reports every page that it gives up as a warning; the verdict says it already."""
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
