"""Report outputs of earlier runs whose input is gone, and delete them with --prune-outputs.

That an input was not met is not enough: it may belong to other sources of the same folder of outputs. It is gone when
it is not there any more, and what is around it was read: a disk that is not mounted takes nothing with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from ..sources.archives import is_archive
from ..text import is_url
from .journal import SKIPPED, Journal, Left
from .outputs import Folders, discard, still_there

EXISTS = "its output exists"


@dataclass(frozen=True, slots=True)
class Stale:
    """An output without its input: number, name and fate of the input, the output's path, whether it is as written."""

    entry: int
    source: str
    input: str
    path: str
    is_unchanged: bool


class Leftovers:
    """Finds the stale outputs of a folder, when all inputs of a run are known."""

    def __init__(self, journal: Journal, top: str) -> None:
        self._journal = journal
        self._top = top
        self._is_read = lru_cache(4096)(self._folder_is_read)
        self._is_whole = lru_cache(256)(journal.has_read_all)

    def find(self) -> Iterator[Stale]:
        """Each stale output that is there."""
        for left in self._journal.left():
            path = os.path.join(self._top, left.output)
            if os.path.lexists(path) and self._is_gone(left):
                fate = "skipped" if left.status == SKIPPED else "gone"
                yield Stale(left.entry, left.name, fate, path, still_there(path, left.bytes))

    def remove(self, stale: Stale, folders: Folders) -> bool:
        """Remove one, unless somebody has changed it, and the folders that are empty then; says whether it is gone."""
        if not stale.is_unchanged:
            return False
        discard(stale.path, published=True)
        if os.path.lexists(stale.path):
            return False
        folders.changed(stale.path)
        self._journal.forget_output(stale.entry)
        folder = os.path.dirname(stale.path)
        with suppress(OSError):  # it is not empty
            while len(folder) > len(self._top.rstrip("/")):
                os.rmdir(folder)
                folder = os.path.dirname(folder)
        return True

    def _is_gone(self, left: Left) -> bool:
        name = left.name
        if left.status == SKIPPED:  # it is there, and no longer taken
            return left.error != EXISTS
        if name == "-" or is_url(name) or not (left.is_here or os.path.isabs(name)):
            return False
        archive = _archive_around(name)
        if archive is not None:
            return self._is_whole(archive)
        return _is_missing(name) and self._is_read(_nearest_folder(name))

    def _folder_is_read(self, folder: str) -> bool:
        return self._journal.has_met_below(folder)


def _archive_around(name: str) -> str | None:
    """The archive that a member's name begins with, if that is there."""
    parts = name.split("#")
    prefixes = ("#".join(parts[:n]) for n in range(1, min(len(parts), 100)))
    return next((prefix for prefix in prefixes if is_archive(prefix) and os.path.isfile(prefix)), None)


def _is_missing(name: str) -> bool:
    """Whether there is certainly no such file, or a folder in its place; one that cannot be looked at may be there."""
    try:
        os.lstat(name)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return os.path.isdir(name)


def _nearest_folder(name: str) -> str:
    """The innermost folder of a path that is there."""
    folder = os.path.dirname(name)
    while folder.strip("/") and not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder
