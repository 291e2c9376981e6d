"""The files that a run reads: none of them may be one that it writes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..errors import OutputError
from .discover import find_sources

Identity = tuple[int, int]


def identity(path: str | int) -> Identity | None:
    """Return device and number of a regular file, the same for all of its names; None for anything else.

    Links, hard links, `a/../b` and, where the system takes them for one, other letters' case lead to the same file.
    """
    with suppress(OSError, ValueError):
        info = os.stat(path)
        if stat.S_ISREG(info.st_mode):
            return info.st_dev, info.st_ino
    return None


def identities(paths: Iterable[str]) -> dict[Identity, str]:
    """Return the paths that are regular files by what they are."""
    return {known: path for path in paths if (known := identity(path)) is not None}


def originals(names: Iterable[str], others: Iterable[str] = ()) -> dict[Identity, str]:
    """Return all files that sources stand for, directories walked, and `others`; each with one name of it."""
    names = list(names)
    found = identities([*_files(names), *others])
    if "-" in names:
        with suppress(AttributeError, OSError, ValueError):  # standard input may be closed
            piped = identity(sys.stdin.fileno())
            found.update({piped: "-"} if piped else {})
    return found


def refuse_original(output: str, known: dict[Identity, str]) -> None:
    """Raise OutputError for an output that is one of the files that are read."""
    name = known.get(identity(output) or (-1, -1))
    if name is not None:
        same = "" if name == output else f", called {'standard input' if name == '-' else name} there"
        raise OutputError(output, f"is an input{same}, and is left as it is: name another file")


def _files(names: Iterable[str]) -> Iterator[str]:
    for found in find_sources(names):
        if not (found.error or found.skipped):
            yield found.name
