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
from typing import Any
from zlib import crc32

from .user_folders import cache_folder

_MOST_PATTERNS = 2_000  # more are from releases that are gone
_LARGEST_FILE = 16 << 20
_CHECK_LENGTH = 4  # bytes of the checksum before the table
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
        if not self._new:
            return
        new = {key: kept for key, pattern in self._new.items() if (kept := _taken_apart(key, pattern)) is not None}
        self._new.clear()
        if len(self._kept) + len(new) <= _MOST_PATTERNS:
            new = self._kept | new
        with suppress(OSError):
            _write(self._file, new)

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
    """Return the table of a file; an empty one where it is missing, damaged or no file."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        found = file.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_FILE:
            return {}
        data = file.read_bytes()
        if data[:_CHECK_LENGTH] == _check(data[_CHECK_LENGTH:]):
            kept = marshal.loads(data[_CHECK_LENGTH:])  # noqa: S302  # as we have written it: its checksum agrees
            return kept if isinstance(kept, dict) else {}
    return {}


def _write(file: Path, kept: dict[Key, Kept]) -> None:
    """Write the table, whole or not at all, and only below a folder of the user's own. Raises OSError."""
    there = next(folder for folder in file.parents if folder.exists())
    if hasattr(os, "geteuid") and there.stat().st_uid != os.geteuid():
        return  # with sudo it would be root's, and in the way of the user's own
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = marshal.dumps(kept)
    beside = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        with open(beside, "xb", opener=partial(os.open, mode=0o600)) as out:
            out.write(_check(data) + data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _check(data: bytes) -> bytes:
    return crc32(data).to_bytes(_CHECK_LENGTH, "big")
