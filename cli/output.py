"""Where results go: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from ..extractors.errors import OutputError
from ..extractors.text import safe
from .console import Console, unwritable


class Output(Protocol):
    """Something that takes text."""

    is_terminal: bool

    def write(self, text: str) -> None:
        """Take some text."""

    def write_styled(self, text: str) -> None:
        """Take text with styles for a terminal."""


class _Standard:
    """Standard output."""

    def __init__(self, console: Console) -> None:
        self.is_terminal = console.is_terminal
        self._console = console

    def write(self, text: str) -> None:
        self._console.write(text)

    def write_styled(self, text: str) -> None:
        self._console.write_styled(text)


class _File:
    """An open file; it counts what it takes."""

    is_terminal = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.used = False

    def write(self, text: str) -> None:
        self.used = True
        self._file.write(safe(text).encode("utf-8", "replace"))

    write_styled = write


@contextmanager
def open_output(path: Path | None, console: Console) -> Iterator[Output]:
    """Standard output for None; else a file, replaced only when all is written and something was.

    Raises OutputError when it cannot be written.
    """
    if path is None:
        yield _Standard(console)
        return
    try:
        yield from _whole_file(path)
    except OSError as err:
        raise unwritable(str(path), err) from err


def _whole_file(path: Path) -> Iterator[Output]:
    if path.is_dir():
        raise OutputError(str(path), "a directory: name a file in it")
    from ..extractors.batch.devices import is_device, open_device

    if is_device(str(path)):
        with open_device(str(path)) as device:  # /dev/stdout, a FIFO: nothing to replace there
            yield _File(device)
        return
    # Through a link, the file that it names is replaced and not the link.
    import tempfile

    target = Path(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            out = _File(file)
            yield out
            file.flush()
            os.fsync(file.fileno())
        if out.used:
            os.chmod(temporary, _mode_for(target))
            os.replace(temporary, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _mode_for(target: Path) -> int:
    """The permissions that the file has, or that a new one would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
