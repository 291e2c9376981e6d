"""Where results go: standard output, a file that appears whole or not at all, or a folder of such files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from ..extractors.errors import OutputError
from ..extractors.text import safe
from .console import Console, unwritable

if TYPE_CHECKING:
    from ..extractors.options import Options


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


def keep_originals(output: str | None, names: Iterable[str], options: Options | None = None) -> None:
    """Raise OutputError when the file to be written is one of those that are read: a source, or what options name."""
    if output is None or not os.path.isfile(output):
        return
    from ..extractors.sources.originals import originals, refuse_original

    refuse_original(output, originals(names, () if options is None else files_named(options)))


def files_named(options: Options) -> list[str]:
    """Return the files that are read beside the sources: rules, cookies, certificates."""
    from ..extractors.rules.site_packs import files_in

    named = [file for path in options.extract.rule_files for file in files_in(path)]
    return [str(path) for path in (*named, options.fetch.cookies, options.fetch.ca_file) if path is not None]


@contextmanager
def open_output(output: str | Path | None, console: Console) -> Iterator[Output]:
    """Standard output for None and "-"; else a file, replaced only when all is written and something was.

    Raises OutputError when it cannot be written.
    """
    if output is None or str(output) == "-":
        yield _Standard(console)
        return
    try:
        yield from _whole_file(Path(output))
    except OSError as err:
        raise unwritable(str(output), err) from err


def _whole_file(path: Path) -> Iterator[Output]:
    if path.is_dir():
        raise OutputError(str(path), "a directory: name a file in it")
    from ..extractors.batch.devices import is_device, open_device

    if is_device(str(path)):
        with open_device(str(path)) as device:  # /dev/stdout, a FIFO: nothing to replace there
            yield _File(device)
        return
    # Through a link, the file that it names is replaced and not the link. Only there is the name resolved: realpath
    # takes "missing/../page" for a name, the system does not, and so no check of inputs would see what it means.
    yield from replacing(Path(os.path.realpath(path)) if path.is_symlink() else path)


def replacing(target: Path) -> Iterator[_File]:
    """One file that takes the target's place, a link's too, when it is whole and something was written."""
    import tempfile

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
