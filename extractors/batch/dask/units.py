"""What a cluster works on: units of a few hundred documents, or of one WARC or ZIP file, each with a shard.

Inputs and shards are on this machine or wherever fsspec reaches: s3://, gs://, hdfs://, abfs:// and others.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ...errors import CleancopyError, InputError, MissingError, SetupError
from ...sources.archives import is_archive
from ...sources.discover import NOT_BY_NAME, is_pattern, is_source_name
from ...text import is_url
from ..inputs import Input, inputs_of, is_unopened, source_names
from ..job import ONE_FILE, Job
from ..summary import NAMED_BEFORE

_SCHEME = re.compile(r"[a-z][a-z0-9+]*(::|://)", re.IGNORECASE)
_MAGIC = re.compile(r"[*?\[]")
_DEFAULT_ENDING = ".jsonl.gz"
_PAGES_OF_URL = 10  # documents of a unit that one URL counts for: pages that were fetched wait for the others of a unit
_FIRST_PART = 64  # pages of an archive whose unit is halved; each further part is as large as all before it


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a batch for one worker of a cluster. `number` is its place, "000017", and after a split "000017.0".

    Of an archive it may be a part: the pages from `first` up to, but without, `end` (None: to the last one).
    """

    number: str
    inputs: tuple[Input, ...]
    first: int = 0
    end: int | None = None

    @property
    def is_archive(self) -> bool:
        """Whether its inputs are the pages in an archive."""
        return len(self.inputs) == 1 and is_unopened(self.inputs[0])

    @property
    def is_single(self) -> bool:
        """Whether it cannot be halved."""
        return self.end == self.first + 1 if self.is_archive else len(self.inputs) <= 1

    def halves(self) -> tuple[Unit, Unit]:
        """The unit in two parts, whose shards stand in the same order. How many pages an archive has is not known."""
        numbers = f"{self.number}.0", f"{self.number}.1"
        if self.is_archive:
            open_end = self.first + max(self.first, _FIRST_PART)
            middle = open_end if self.end is None else (self.first + self.end) // 2
            return Unit(numbers[0], self.inputs, self.first, middle), Unit(numbers[1], self.inputs, middle, self.end)
        middle = len(self.inputs) // 2
        return Unit(numbers[0], self.inputs[:middle]), Unit(numbers[1], self.inputs[middle:])

    def shard(self, job: Job, fingerprint: str) -> str:
        """The name of its shard: another one when an input or the options have changed."""
        known = [_identity(inp) for inp in self.inputs]
        said = repr((fingerprint, job.with_filtered, known, self.first, self.end)).encode("utf-8", "surrogatepass")
        return f"part-{self.number}-{hashlib.sha256(said).hexdigest()[:12]}{shard_ending(job)}"


def _identity(inp: Input) -> tuple[object, ...]:
    """What makes an input another one; a page that is fetched is known by its address, before it is there."""
    if inp.is_url:
        return inp.name, inp.skipped
    data = hashlib.sha256(inp.source.data).hexdigest() if inp.source else None
    return inp.name, inp.size, inp.mtime, inp.skipped, str(inp.error), data


class Units:
    """The units of a job, as many `documents` in each, an archive always by itself. Iterate once.

    An input that is named twice is extracted once, as on one machine. `unlisted` are the names of those that could not
    be found or listed. A source that stands for many begins a new unit: what is wrong with it changes no other's.
    """

    def __init__(self, job: Job, documents: int) -> None:
        self.unlisted: list[str] = []
        self._job = job
        self._documents = documents
        self._met = _Names()
        self._unread_feed = False  # of which earlier shards may hold pages

    def __iter__(self) -> Iterator[Unit]:
        number, waiting, size = 0, list[Input](), 0
        for inp in self._inputs():
            alone = inp is None or is_unopened(inp)
            if waiting and (alone or size >= self._documents):
                yield Unit(f"{number:06}", tuple(waiting))
                number, waiting, size = number + 1, [], 0
            if inp is None:
                continue
            if alone:
                yield Unit(f"{number:06}", (inp,))
                number += 1
                continue
            waiting.append(inp)
            size += _PAGES_OF_URL if inp.is_url else 1
        if waiting:
            yield Unit(f"{number:06}", tuple(waiting))

    def covers(self, names: Collection[str]) -> bool:
        """Whether a shard of earlier inputs is of no use any more: each was met again, or is not there any more."""
        return not any(self._may_be_there(name) for name in names)

    def _may_be_there(self, name: str) -> bool:
        if self._met.has(name):
            return False
        return (self._unread_feed and is_url(name)) or any(_lies_below(name, one) for one in self.unlisted)

    def _inputs(self) -> Iterator[Input | None]:
        """All inputs, each with its work to do once; None between two sources of which one stands for many."""
        many = False
        for i, name in enumerate(source_names(self._job)):
            if isinstance(name, Input):
                if name.error:
                    self._unread_feed = True
                    self.unlisted.append(name.name)
                yield name
                continue
            before, many = many, i < len(self._job.sources) and _stands_for_many(name)
            if before or many:
                yield None
            for inp in _elsewhere(name) if is_remote(name) else inputs_of(name, self._job):
                if not self._met.add(inp.name):
                    yield replace(inp, skipped=NAMED_BEFORE, error=None, source=None)
                    continue
                if inp.error:
                    self.unlisted += _ways_to_say(inp.name)
                yield inp


class _Names:
    """Names of inputs, in a file of SQLite's own: there may be many millions."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA cache_size = -4096")
        self._db.execute("CREATE TABLE met (name BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, name: str) -> bool:
        """Add a name; returns whether it is new."""
        return self._db.execute("INSERT OR IGNORE INTO met VALUES (?)", (_digest(name),)).rowcount > 0

    def has(self, name: str) -> bool:
        """Whether a name was added."""
        return self._db.execute("SELECT 1 FROM met WHERE name = ?", (_digest(name),)).fetchone() is not None


def _digest(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _stands_for_many(name: str) -> bool:
    if is_remote(name):
        return not (is_source_name(name) or is_archive(name))
    return not is_url(name) and (os.path.isdir(name) or is_pattern(name) or not os.path.lexists(name)) and name != "-"


def _ways_to_say(name: str) -> list[str]:
    """A source's name, and how the files in it are called where that begins otherwise."""
    if not is_remote(name):
        return [name]
    try:
        system, path = file_system(name)
        return [name, system.unstrip_protocol(path)]
    except Exception:  # whatever a file system's library raises
        return [name]


def _lies_below(name: str, source: str) -> bool:
    """Whether an input is the source, lies in it, or is called as far like it as its pattern says."""
    beginning = _MAGIC.split(source, maxsplit=1)[0] if _MAGIC.search(source) else source.rstrip("/") + "/"
    return name == source or name.startswith(beginning)


def shard_ending(job: Job) -> str:
    """The kind of the shards: what the output folder's name ends in, else packed JSON Lines."""
    lower = job.target.path.rstrip("/").lower()
    return next((ending for ending in ONE_FILE if lower.endswith(ending)), _DEFAULT_ENDING)


def is_remote(name: str) -> bool:
    """Whether a name says by itself on which file system it is, and that is neither this machine's nor the web."""
    return _SCHEME.match(name) is not None and not is_url(name)


def import_fsspec() -> Any:
    """fsspec. Raises SetupError when it is not installed."""
    try:
        import fsspec
    except ImportError:
        raise SetupError("--cluster", "needs libraries: pip install 'cleancopy[dask]'") from None
    return fsspec


def file_system(path: str) -> tuple[Any, str]:
    """The file system of a path, and the path there. Raises SetupError for one that fsspec does not know."""
    try:
        system, there = import_fsspec().core.url_to_fs(path)
    except (ImportError, ValueError) as err:
        raise SetupError(path, f"cannot be reached: {err}") from err
    return system, there


def local_folder(path: str) -> str | None:
    """The path on this machine, or None for one elsewhere."""
    if not is_remote(path):
        return os.path.abspath(path)
    return path.removeprefix("file://") if path.startswith("file://") else None


def _elsewhere(name: str) -> Iterator[Input]:
    try:
        yield from _remote_inputs(name)
    except CleancopyError as err:
        yield Input(name, error=err)
    except FileNotFoundError:
        yield Input(name, error=MissingError(name, "no such file: check the path"))
    except Exception as err:  # whatever a file system's library raises
        yield Input(name, error=InputError(name, f"cannot be listed: {err or type(err).__name__}"))


def _remote_inputs(name: str) -> Iterator[Input]:
    """Files of another file system: one, those of a folder, or those that a pattern matches."""
    system, path = file_system(name)
    system.invalidate_cache()
    if _MAGIC.search(path):
        found = system.glob(path, detail=True)
    elif system.isdir(path):
        found = system.find(path, detail=True)
    else:
        found = {path: system.info(path)}
    if not found:
        raise InputError(name, "no pages there: check the path")
    for there, info in sorted(found.items()):
        full = system.unstrip_protocol(there)
        said = is_source_name(there) or is_archive(there)
        named = there == path
        skipped = None if said or named else NOT_BY_NAME
        yield Input(full, tuple(there.split("/")), int(info.get("size") or -1), _changed(info), skipped=skipped)


def _changed(info: dict[str, Any]) -> int:
    """A number that is another one when the file is: of its date or its tag, whichever its file system has."""
    said = info.get("mtime") or info.get("LastModified") or info.get("updated") or info.get("ETag") or ""
    return int(hashlib.sha256(str(said).encode()).hexdigest()[:15], 16)
