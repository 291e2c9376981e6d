"""One input to a Source: a file, standard input or a URL; saved pages (MHTML) opened."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from ..article import Source
from ..files import read_unopened
from ..options import FetchOptions, Limits
from ..text import is_url
from .discover import MHTML_SUFFIXES

_SNIFFED = 8192  # bytes


def read_source(
    name: str,
    fetching: FetchOptions = FetchOptions(),
    limits: Limits = Limits(),
    url: str | None = None,
    stdin: BinaryIO | None = None,
) -> Source:
    """Read a file, standard input ("-") or a URL. `url` is where a file or standard input came from.

    Raises InputError (with the reason), TooLargeError over `limits.max_bytes`, NetworkError for a URL.
    """
    if is_url(name):
        from ..web import fetch

        return fetch(name, fetching, limits)
    return saved_page(read_unopened(name, limits, url, stdin), limits)


def saved_page(source: Source, limits: Limits = Limits()) -> Source:
    """The source itself, or the page that a browser saved in it with all that belongs to it (MHTML).

    Raises InputError when that is broken.
    """
    if not source.wrapped:
        return source
    if (
        source.name.lower().removesuffix(".gz").endswith(MHTML_SUFFIXES)
        or b"multipart/related" in source.data[:_SNIFFED].lower()
    ):
        from .mhtml import is_mhtml, page_in_mhtml

        if is_mhtml(source.name, source.data):
            return page_in_mhtml(source, limits.max_bytes)
    return replace(source, wrapped=False)
