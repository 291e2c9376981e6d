"""Records on standard output, each as soon as it and all before it are there; the journal holds those that wait."""

from __future__ import annotations

from collections.abc import Callable

from .journal import Journal
from .work import unpack


class Stream:
    """Sends the records of a run in the order of the inputs; `sent` counts them."""

    def __init__(self, journal: Journal, write: Callable[[str], None]) -> None:
        self.sent = 0
        self._journal = journal
        self._write = write
        self._place = 0

    def send(self) -> None:
        """Send what is ready. Raises what writing raises."""
        for place, entry, line in self._journal.ready(self._place):
            self._place = place
            if line is not None:
                self._write(unpack(line))
                self._journal.forget_line(entry)
                self.sent += 1
