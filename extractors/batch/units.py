"""What a cluster works on: units of a few hundred documents, or of one WARC or ZIP file, each with a shard.

Inputs and shards are on this machine or wherever fsspec reaches: s3://, gs://, hdfs://, abfs:// and others.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..errors import CleancopyError, InputError, MissingError, SetupError
from ..sources.find import NOT_BY_NAME, is_page_name, is_url
from .inputs import Input, find_inputs, is_unopened, read_list
from .job import ONE_FILE, Job

_SCHEME = re.compile(r"[a-z][a-z0-9+]*(::|://)", re.IGNORECASE)
_MAGIC = re.compile(r"[*?\[]")
_SHARD = re.compile(r"part-\d{6}(\.\d)*-[0-9a-f]{12}\.")
_DEFAULT_ENDING = ".jsonl.gz"


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a batch for one worker of a cluster. `number` is its place, "000017", and after a split "000017.0"."""

    number: str
    inputs: tuple[Input, ...]

    def halves(self) -> tuple[Unit, Unit]:
        """The unit in two parts, whose shards stand in the same order."""
        middle = len(self.inputs) // 2
        return (
            Unit(f"{self.number}.0", self.inputs[:middle]),
            Unit(f"{self.number}.1", self.inputs[middle:]),
        )

    def shard(self, job: Job) -> str:
        """The name of its shard: another one when an input or the settings have changed."""
        known = [(inp.name, inp.size, inp.mtime, inp.skipped, str(inp.error)) for inp in self.inputs]
        said = repr((job.fingerprint, known)).encode("utf-8", "surrogatepass")
        return f"part-{self.number}-{hashlib.sha256(said).hexdigest()[:12]}{shard_ending(job)}"


def find_units(job: Job, documents: int) -> Iterator[Unit]:
    """The units of a job, as many documents in each as asked for, an archive always by itself."""
    number, waiting = 0, list[Input]()
    for inp in _find(job):
        is_big = is_unopened(inp)
        if waiting and (is_big or len(waiting) >= documents):
            yield Unit(f"{number:06}", tuple(waiting))
            number, waiting = number + 1, []
        waiting.append(inp)
        if is_big:
            yield Unit(f"{number:06}", tuple(waiting))
            number, waiting = number + 1, []
    if waiting:
        yield Unit(f"{number:06}", tuple(waiting))


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


def remove_others(job: Job, shards: set[str]) -> None:
    """Remove the shards of earlier runs that no unit of this one has."""
    system, folder = file_system(job.target.path)
    for path in system.ls(folder, detail=False):
        name = posixpath.basename(path)
        if _SHARD.match(name) and name not in shards:
            system.rm_file(path)


def _find(job: Job) -> Iterator[Input]:
    """All inputs, the names of what is elsewhere looked up there."""
    names = list(job.sources)
    if not any(is_remote(name) for name in names) and job.listing is None:
        yield from find_inputs(job, opening=False)
        return
    for name in names:
        yield from _inputs_of(name, job)
    if job.listing is not None:
        for name in read_list(job.listing):
            yield from _inputs_of(name, job)


def _inputs_of(name: str, job: Job) -> Iterator[Input]:
    if not is_remote(name):
        yield from find_inputs(replace(job, sources=(name,), listing=None), opening=False)
        return
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
        said = is_page_name(there) or there.lower().endswith(".zip")
        named = there == path
        skipped = None if said or named else NOT_BY_NAME
        yield Input(full, tuple(there.split("/")), int(info.get("size") or -1), _changed(info), skipped=skipped)


def _changed(info: dict[str, Any]) -> int:
    """A number that is another one when the file is: of its date or its tag, whichever its file system has."""
    said = info.get("mtime") or info.get("LastModified") or info.get("updated") or info.get("ETag") or ""
    return int(hashlib.sha256(str(said).encode()).hexdigest()[:15], 16)


def local_folder(path: str) -> str | None:
    """The path on this machine, or None for one elsewhere."""
    if not is_remote(path):
        return os.path.abspath(path)
    return path.removeprefix("file://") if path.startswith("file://") else None
