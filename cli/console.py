"""Streams: what is written where, in which colour, and with which characters. Tests put their own in its place."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from ..extractors.text import safe, safe_line


@dataclass
class Console:
    """Standard input, output and error of one run. `verbosity`: -1 quiet, 0 normal, 1 verbose."""

    stdin: BinaryIO = field(default_factory=lambda: sys.stdin.buffer)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    verbosity: int = 0

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads the results on a terminal."""
        return self.stdout.isatty()

    @property
    def has_terminal_input(self) -> bool:
        """Whether standard input is a keyboard and not a pipe or file."""
        return os.isatty(self.stdin.fileno())

    def write(self, text: str) -> None:
        """Write results, always as UTF-8 and with nothing in it that could command a terminal."""
        self.write_styled(safe(text))

    def write_styled(self, text: str) -> None:
        """Write text whose content is safe already and that carries styles of our own."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(text)
        else:
            buffer.write(text.encode("utf-8", "replace"))

    def flush(self) -> None:
        """Hand over what is buffered; raises OSError where it cannot be written."""
        self.stdout.flush()

    def error(self, message: str) -> None:
        """One line about a failure, for stderr, whatever is in the message."""
        self._say("cleancopy: " + message)

    def note(self, message: str) -> None:
        """A remark that is no failure: not with --quiet."""
        if self.verbosity >= 0:
            self._say("cleancopy: " + message)

    def detail(self, message: str) -> None:
        """What only --verbose shows."""
        if self.verbosity > 0:
            self._say("cleancopy: " + message)

    def _say(self, message: str) -> None:
        with suppress(OSError):  # a failure to write results is reported by whoever writes them
            self.stdout.flush()
        encoding = self.stderr.encoding or "utf-8"
        print(safe_line(message).encode(encoding, "replace").decode(encoding), file=self.stderr, flush=True)
