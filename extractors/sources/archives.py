"""Archives of pages as streams of pages: WARC and ZIP. What is wrong with one page does not cost the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import InputError
from ..settings import Settings
from .find import WARC_SUFFIXES, Found, find_sources

_ZIP = ".zip"


def is_archive(name: str) -> bool:
    """Whether a file holds several pages, by its name."""
    return name.lower().removesuffix(".gz").endswith((*WARC_SUFFIXES, _ZIP))


def open_archive(path: str, settings: Settings) -> Iterator[Found]:
    """The pages in an archive, with their bytes, in its order; one without any is an input that failed.

    Raises SetupError when the library that reads it is not installed.
    """
    empty = True
    for found in _pages_in(path, settings):
        empty = False
        yield found
    if empty:
        yield Found(path, InputError(path, "no pages in this archive"))


def find_pages(names: Iterable[str], settings: Settings) -> Iterator[Found]:
    """As `find_sources`, archives replaced by the pages in them."""
    for found in find_sources(names):
        if found.error or found.skipped or not is_archive(found.name):
            yield found
        else:
            yield from open_archive(found.name, settings)


def _pages_in(path: str, settings: Settings) -> Iterator[Found]:
    if path.lower().endswith(_ZIP):
        from .zipped import pages_in_zip

        return pages_in_zip(path, settings)
    from .warc import pages_in_warc

    return pages_in_warc(path, settings)
