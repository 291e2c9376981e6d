"""One input to a Source: a file, standard input or a URL; saved pages (MHTML) opened."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from ..article import Source
from ..files import read_unopened
from ..settings import Settings
from ..text import is_url
from .discover import MHTML_SUFFIXES

_SNIFFED = 8192  # bytes


def read_source(name: str, settings: Settings, stdin: BinaryIO | None = None) -> Source:
    """Read a file, standard input ("-") or a URL.

    Raises InputError (with the reason), TooLargeError over `settings.max_bytes`, NetworkError for a URL.
    """
    if is_url(name):
        from ..web import fetch

        return fetch(name, settings)
    return saved_page(read_unopened(name, settings, stdin), settings)


def saved_page(source: Source, settings: Settings) -> Source:
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
            return page_in_mhtml(source, settings.max_bytes)
    return replace(source, wrapped=False)
