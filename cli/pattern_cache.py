"""Regular expressions as Python has compiled them, kept from one run to the next: that is a fifth of a short run.

Python keeps its own modules compiled, and patterns not. They lie in the user's cache folder, one file for each version
of Python. Only those of modules are kept, and of the built-in rules: never one that is made of a page's words. Where
the file is missing, damaged or cannot be written, or Python's compiler is not the one that is expected here, patterns
are compiled as ever. Nothing is said of that, for nothing but time depends on it.
"""

from __future__ import annotations

import marshal
import os
import re
import stat
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from time import time
from typing import Any, BinaryIO
from zlib import crc32

from .user_folders import cache_folder

_MOST_PATTERNS = 2_000  # more are from releases that are gone
_LARGEST_FILE = 16 << 20
_CHECK_LENGTH = 4  # bytes of the checksum before the table
_LONGEST_WRITE = 60.0  # seconds
# A pattern's source and flags; what _sre.compile() wants for it, with its code as bytes.
Key = tuple[str | bytes, int]
Kept = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]


class PatternCache:
    """Compiled patterns of a file, which Python's `re` asks before it compiles; `save` adds those that were missing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = _read(file)
        self._new: dict[Key, re.Pattern[Any]] = {}
        self._compile: Callable[..., re.Pattern[Any]] | None = None

    def use(self) -> None:
        """Have `re` ask here first, from now on, in this process and those that it forks."""
        compiler = getattr(re, "_compiler", None)
        if compiler is None or not hasattr(compiler, "_code"):
            return
        self._compile = compiler.compile
        compiler.compile = self._compiled

    def save(self) -> None:
        """Write the file anew if it misses patterns; do nothing where that is impossible."""
        if self._new:
            with suppress(OSError):
                self._write()
            self._new.clear()

    def _write(self) -> None:
        """Write the file, whole or not at all. Raises OSError before it does any work if it cannot."""
        out = _opened_beside(self._file)
        if out is None:
            return
        try:
            with out:
                data = marshal.dumps(self._all())
                out.write(_check(data) + data)
            os.replace(out.name, self._file)
        except BaseException:
            os.unlink(out.name)
            raise

    def _all(self) -> dict[Key, Kept]:
        """Return what is to be kept: with too many patterns those of this run alone."""
        new = {key: kept for key, pattern in self._new.items() if (kept := _taken_apart(key, pattern)) is not None}
        return self._kept | new if len(self._kept) + len(new) <= _MOST_PATTERNS else new

    def _compiled(self, source: Any, flags: Any = 0) -> re.Pattern[Any]:
        assert self._compile is not None
        key = (source, int(flags)) if type(source) in (str, bytes) else None
        if key is not None and key in self._kept:
            with suppress(Exception):  # whatever is wrong with it, Python can compile it itself
                return _put_together(key[0], self._kept[key])
        pattern = self._compile(source, flags)
        if key is not None and _is_of_a_module(sys._getframe(1)):
            self._new[key] = pattern
        return pattern


_in_use: list[PatternCache] = []


def use_kept_patterns() -> None:
    """Have `re` use the cache in the user's own folder."""
    if _in_use:
        return
    folder = cache_folder()
    if folder is None:
        return
    _in_use.append(PatternCache(folder / f"patterns-{sys.implementation.cache_tag}-{sys.hexversion:x}.bin"))
    _in_use[0].use()


def keep_new_patterns() -> None:
    """Add to the cache what this process has compiled since."""
    for cache in _in_use:
        cache.save()


def _is_of_a_module(frame: Any) -> bool:
    """Return whether a pattern is made by our own code, or by a module while it is imported."""
    while frame is not None and frame.f_globals.get("__name__") in ("re", __name__):
        frame = frame.f_back
    if frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == __name__.partition(".")[0]:
        return True
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    importer = frame.f_back if frame is not None else None
    return importer is not None and importer.f_code.co_name == "_call_with_frames_removed"  # importlib's


def _taken_apart(key: Key, pattern: re.Pattern[Any]) -> Kept | None:
    """Return what a pattern is made of; None where it cannot be put together again to the same."""
    try:
        compiler, parser = re._compiler, re._parser  # type: ignore[attr-defined]
        parsed = parser.parse(key[0], key[1])
        groups = dict(parsed.state.groupdict)
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in groups.items():
            names[number] = name
        code = array("I", map(int, compiler._code(parsed, key[1]))).tobytes()
        kept = (int(key[1] | parsed.state.flags), code, parsed.state.groups - 1, groups, tuple(names))
        return kept if _put_together(key[0], kept) == pattern else None
    except Exception:  # another compiler than the one that is known here
        return None


def _put_together(source: str | bytes, kept: Kept) -> re.Pattern[Any]:
    """Return the pattern. Raises RuntimeError and others for code that Python refuses."""
    flags, code, groups, numbers, names = kept
    made = import_module("_sre").compile(source, flags, memoryview(code).cast("I").tolist(), groups, numbers, names)
    assert isinstance(made, re.Pattern)
    return made


def _read(file: Path) -> dict[Key, Kept]:
    """Return the table of a file; an empty one where it is missing or damaged, or another user could have written it:
    Python runs what a compiled pattern says, and its checks do not find every wrong one."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        with open(file, "rb", opener=_open_itself) as there:
            found = os.fstat(there.fileno())
            fits = stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST_FILE
            if not fits or not _is_own(found) or not _is_own(file.parent.stat()):
                return {}
            data = there.read()
        if data[:_CHECK_LENGTH] == _check(data[_CHECK_LENGTH:]):
            kept = marshal.loads(data[_CHECK_LENGTH:])  # noqa: S302  # as we have written it: its checksum agrees
            return kept if isinstance(kept, dict) else {}
    return {}


def _opened_beside(file: Path) -> BinaryIO | None:
    """Return the new file that is to take the place of `file`; None where the folder is another user's, or another run
    writes. What one that was killed has left is removed, for the next run. Raises OSError."""
    there = next(folder for folder in file.parents if folder.exists())
    if hasattr(os, "geteuid") and there.stat().st_uid != os.geteuid():
        return None  # with sudo it would be root's, and in the way of the user's own
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(file.parent.stat()):
        return None
    beside = file.with_suffix(".tmp")
    try:
        return open(beside, "xb", opener=partial(os.open, mode=0o600))
    except FileExistsError:
        if time() - beside.lstat().st_mtime > _LONGEST_WRITE:
            beside.unlink(missing_ok=True)
        return None


def _open_itself(name: str, flags: int) -> int:
    """Open a file that is no link, and without waiting: a named pipe has no writer yet, or never gets one."""
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _is_own(found: os.stat_result) -> bool:
    """Return whether a file or folder is the user's, and nobody else may write to it; True where users are unknown."""
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _check(data: bytes) -> bytes:
    return crc32(data).to_bytes(_CHECK_LENGTH, "big")
