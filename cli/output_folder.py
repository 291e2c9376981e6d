"""`-o FOLDER`: each article in a file of its own, under its input's name."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..extractors.batch.job import EXTENSIONS
from ..extractors.batch.output_names import meeting_key, output_name, told_apart
from ..extractors.errors import OutputError
from ..extractors.sources.archives import is_archive
from ..extractors.sources.discover import Found, find_sources, url_parts
from ..extractors.sources.originals import originals, refuse_original
from ..extractors.text import is_url
from .console import unwritable
from .output import replacing

if TYPE_CHECKING:
    from .pages import Result


class Folder:
    """A folder of outputs for the inputs that `names` stand for; folders are made when a file is written there."""

    def __init__(self, path: str, format: str, kept: list[str], names: list[str]) -> None:
        """Refuse what cannot be written before anything is: `kept` are files that are read beside the sources.

        Raises OutputError when it cannot be a folder, or an input's output would take an input's place.
        """
        self.path = path
        self._names = names
        self._extension = EXTENSIONS[format]
        self._taken: dict[str, str] = {}
        if os.path.lexists(path.rstrip("/" + os.sep) or path) and not os.path.isdir(path):
            raise OutputError(path, "is no folder, and cannot be made one: name another")
        self._originals = originals(names, kept) if os.path.isdir(path) else {}
        if self._originals:
            for found in find_sources(names):
                if not (found.error or found.skipped or is_archive(found.name)):
                    self._target(self.place(found), found.name)
            self._taken.clear()

    def place(self, found: Found) -> tuple[str, ...]:
        """Return the components of an input's name in the folder.

        A page of a directory that was named keeps its path below it; one of an archive its path in there, below the
        archive's name when that is not the only source; any other file its name alone, and a page from the web the
        last name of its address.
        """
        if found.name == "-":
            return ("stdin",)
        if is_url(found.name):
            return (_name_in(found.name),)
        if found.within:
            archive = _archive_of(found.name)
            return found.within if self._names == [archive] else (*self._below(archive), *found.within)
        return self._below(found.name)

    def _below(self, path: str) -> tuple[str, ...]:
        for name in self._names:
            top = name.rstrip("/" + os.sep) or name
            if path.startswith((top + "/", top + os.sep)) and os.path.isdir(name):
                return tuple(path[len(top) :].replace(os.sep, "/").strip("/").split("/"))
        return (os.path.basename(path),)

    def write(self, result: Result) -> None:
        """Write an article; what failed has no file. Raises OutputError."""
        if not (result.place and result.text):
            return
        target = self._target(result.place, result.name)
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with contextmanager(replacing)(Path(target)) as out:
                out.write(result.text)
        except OSError as err:
            raise unwritable(target, err) from err

    def _target(self, parts: tuple[str, ...], ident: str) -> str:
        """The path of an input's output; `ident` tells two of one name apart.

        Raises OutputError when it would lie outside, or is an input.
        """
        name = output_name(parts, self._extension)
        if self._taken.setdefault(meeting_key(name), ident) != ident:
            name = told_apart(name, self._extension, ident)
        target = os.path.join(self.path, *name.split("/"))
        folder, top = os.path.realpath(os.path.dirname(target)), os.path.realpath(self.path)
        if folder != top and not folder.startswith(top.rstrip(os.sep) + os.sep):
            raise OutputError(target, "would lie outside of the folder, through a link in it: name another folder")
        if os.path.isdir(target):
            raise OutputError(target, "cannot be written: it is a directory")
        refuse_original(target, self._originals)
        return target


def _archive_of(name: str) -> str:
    """The path of the archive that a page is in: the page's name begins with it."""
    for mark in re.finditer("[/#]", name):
        path = name[: mark.start()]
        if is_archive(path) and os.path.isfile(path):
            return path
    return name


def _name_in(url: str) -> str:
    """The last name in an address with its query, the host where there is none."""
    host, *folders = url_parts(url)
    last = folders[-1] if folders else ""
    if last.partition("?")[0] == "index" and not urlsplit(url).path.endswith("index"):  # not the page's own word
        named = [folder for folder in folders[:-1] if folder]
        last = (named[-1] if named else host) + last.removeprefix("index")
    return last or host
