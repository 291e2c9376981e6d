"""Streams: what is written where, and with which characters. Any of them may be closed."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import BinaryIO, TextIO

from ..extractors.errors import InputError, OutputError
from ..extractors.text import safe, safe_line


class PipeClosed(Exception):
    """Whoever read standard output has left."""


class _ClosedInput(io.BytesIO):
    """Standard input of a shell's `<&-`: not empty, but none."""

    def read(self, _size: int | None = -1) -> bytes:
        from ..extractors.files import STDIN_CLOSED

        raise InputError("-", STDIN_CLOSED)


class Console:
    """Standard input, output and error of one run. `verbosity`: -1 quiet, 0 normal, 1 verbose."""

    def __init__(self, verbosity: int = 0) -> None:
        self.stdin: BinaryIO = sys.stdin.buffer if sys.stdin is not None else _ClosedInput()
        self.stdout: TextIO | None = sys.stdout
        self.stderr: TextIO | None = sys.stderr
        self.verbosity = verbosity

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads the results on a terminal."""
        return self.stdout is not None and self.stdout.isatty()

    @property
    def has_terminal_input(self) -> bool:
        """Whether standard input is a keyboard and not a pipe or file."""
        return self.stdin.isatty()

    def write(self, text: str) -> None:
        """Write results, always as UTF-8 and with nothing in it that could command a terminal."""
        self.write_styled(safe(text))

    def write_styled(self, text: str) -> None:
        """Write text whose content is safe already and that carries styles of our own.

        Raises PipeClosed when nobody reads it, OutputError when it cannot be written for another reason.
        """
        if self.stdout is None:
            raise OutputError("standard output", "cannot be written: it is closed")
        try:
            self.stdout.buffer.write(text.encode("utf-8", "replace"))
        except OSError as err:
            raise _failure(err) from None

    def flush(self) -> None:
        """Hand over what is buffered; raises as `write_styled` does."""
        if self.stdout is not None:
            try:
                self.stdout.flush()
            except OSError as err:
                raise _failure(err) from None

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

    def give_up(self) -> None:
        """Drop what could not be written: Python must not try again on its way out, and fail differently."""
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                try:
                    stream.flush()
                except OSError:
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

    def _say(self, message: str) -> None:
        with suppress(OutputError, PipeClosed):  # a failure to write results is reported by whoever writes them
            self.flush()
        if self.stderr is None:
            return
        encoding = self.stderr.encoding or "utf-8"
        with suppress(OSError):  # there is nowhere left to say it; the status still does
            print(safe_line(message).encode(encoding, "replace").decode(encoding), file=self.stderr, flush=True)


def unwritable(name: str, err: OSError) -> OutputError:
    """The error for results that the system does not let us write to where they go."""
    return OutputError(name, f"cannot be written: {(err.strerror or str(err)).lower()}")


def _failure(err: OSError) -> Exception:
    return PipeClosed() if isinstance(err, BrokenPipeError) else unwritable("standard output", err)
