"""Archives of pages as streams of pages: WARC and ZIP. What is wrong with one page does not cost the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from ..errors import InputError
from ..settings import Settings
from .find import WARC_SUFFIXES, Found, find_sources

_ZIP = ".zip"


def is_archive(name: str) -> bool:
    """Whether a file holds several pages, by its name."""
    return name.lower().removesuffix(".gz").endswith((*WARC_SUFFIXES, _ZIP))


def open_archive(path: str, settings: Settings, file: BinaryIO | None = None) -> Iterator[Found]:
    """The pages in an archive, with their bytes, in its order; one without any is an input that failed.

    `file` is read instead of the file called `path`, when it lies elsewhere; it can be moved in.

    Raises SetupError when the library that reads it is not installed.
    """
    empty = True
    for found in _pages_in(path, settings, file):
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


def _pages_in(path: str, settings: Settings, file: BinaryIO | None) -> Iterator[Found]:
    if path.lower().endswith(_ZIP):
        from .zipped import pages_in_zip

        return pages_in_zip(path, settings, file)
    from .warc import pages_in_warc

    return pages_in_warc(path, settings, file)
