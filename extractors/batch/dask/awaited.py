"""Units of a cluster whose pages are being fetched from the web, on disk until all of a unit are there.

Pages are fetched by the client, for whoever asks a host must know when it was asked last: one machine does, and no two.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from ...errors import NetworkError
from ..inputs import Input
from .units import Unit

if TYPE_CHECKING:
    from ...web import Fetched


@dataclass
class _Waiting:
    """A unit, its pages so far, and how many are missing."""

    unit: Unit
    pages: IO[bytes]
    there: int
    missing: int


class Awaited:
    """Units that wait for pages."""

    def __init__(self) -> None:
        self._of: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        """How many pages are waited for."""
        return len(self._of)

    def add(self, unit: Unit, but: Collection[str] = ()) -> list[str]:
        """Have a unit wait for its pages, `but` for those; returns the addresses that are to be fetched."""
        urls = [inp.name for inp in unit.inputs if inp.is_url and not (inp.skipped or inp.name in but)]
        if urls:
            waiting = _Waiting(unit, tempfile.TemporaryFile(), 0, len(urls))  # noqa: SIM115  # closed when it is taken
            self._of.update(dict.fromkeys(urls, waiting))
        return urls

    def take(self, fetched: Fetched) -> Unit | None:
        """Take a page; returns its unit with all its pages if it was the last one."""
        waiting = self._of.pop(fetched.name)
        waiting.missing -= 1
        waiting.there += 1
        pickle.dump(fetched, waiting.pages)
        if waiting.missing:
            return None
        waiting.pages.seek(0)
        with waiting.pages as file:
            pages = [pickle.load(file) for _ in range(waiting.there)]  # noqa: S301  # written above
        filled = {page.name: page for page in pages}
        inputs = tuple(_filled(inp, filled.get(inp.name)) for inp in waiting.unit.inputs)
        return replace(waiting.unit, inputs=inputs)


def _filled(inp: Input, page: Fetched | None) -> Input:
    if page is None or inp.skipped:
        return inp
    missing = None if page.source else NetworkError(inp.name, "cannot be fetched")
    return replace(inp, source=page.source, error=page.error or missing)


def size_of(unit: Unit) -> int:
    """The bytes of the pages that go along with a unit."""
    return sum(len(inp.source.data) for inp in unit.inputs if inp.source)
