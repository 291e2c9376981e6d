"""Shards in the output folder of a cluster, each with a receipt: what it holds, and by what it is known to be whole.

The receipt is written after the shard, so a shard without one is not finished. Receipts, and what is being written,
lie in the hidden folder `.cleancopy` of the output folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import posixpath
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from ...errors import OutputError
from ..job import Job
from .units import Units, file_system, local_folder

_SHARD = re.compile(r"part-(\d{6}(?:\.\d)*)-[0-9a-f]{12}\.")
_HIDDEN = ".cleancopy"
_SCRATCH = "work-"
_RUN = "run"
_PIECE = 1 << 20
_WHOLE_AT_ONCE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a finished shard holds. `records` is their number, 0 for a unit without any, which has no shard.

    `inputs` are the names of what was to be extracted, `others` source, status and reason of each input that is not ok.
    `again` says that some of them may turn out better the next time.
    """

    records: int
    bytes: int
    sha256: str
    statuses: dict[str, int]
    words: int
    inputs: tuple[str, ...]
    others: tuple[tuple[str, str, str], ...] = ()
    again: bool = False


class Shards:
    """The shards in the output folder of a job. What a file system's library raises becomes an OutputError."""

    def __init__(self, job: Job) -> None:
        self.target = job.target.path
        self._system, self._folder = file_system(self.target)
        self._local = local_folder(self.target)

    def begin(self, run: str) -> set[str]:
        """Make the folder, say that it belongs to this run now, and return the names of shards that have a receipt.

        An earlier run that still goes on, because only its client died, will put no shards there any more.
        """
        with self._telling("cannot be a folder for shards"):
            self._system.makedirs(f"{self._folder}/{_HIDDEN}", exist_ok=True)
            self._write(_RUN, run.encode())
            return {name.removesuffix(".json") for name in self._names(_HIDDEN) if name.endswith(".json")}

    def receipt(self, shard: str) -> Receipt | None:
        """The receipt of a shard; None when there is none, or none that can be read."""
        try:
            said = json.loads(self._system.cat_file(f"{self._folder}/{_HIDDEN}/{shard}.json"))
            said["inputs"] = tuple(said["inputs"])
            said["others"] = tuple((source, status, reason) for source, status, reason in said["others"])
            return Receipt(**said)
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        except Exception as err:  # whatever a file system's library raises
            raise self._problem(shard, "its receipt cannot be read", err) from err

    def whole(self, shard: str) -> Receipt | None:
        """The receipt of a shard that is there, byte for byte as it was written; None when it is to be done anew."""
        receipt = self.receipt(shard)
        if receipt is None or not receipt.records:
            return receipt
        try:
            with self._system.open(f"{self._folder}/{shard}", "rb") as file:
                size, digest = _digest(file)
        except FileNotFoundError:
            return None
        except Exception as err:  # whatever a file system's library raises
            raise self._problem(shard, "cannot be read", err) from err
        return receipt if (size, digest) == (receipt.bytes, receipt.sha256) else None

    def open(self, shard: str) -> Iterator[dict[str, Any]]:
        """The records of a shard."""
        return read_records(self._system, f"{self._folder}/{shard}")

    def put(self, local: str, shard: str, receipt: Receipt, run: str) -> None:
        """Give a finished shard its place, where it appears whole, and then its receipt.

        Raises OutputError when that cannot be, or when another run has begun to write there.
        """
        with self._telling(f"the shard {shard} cannot be written"):
            if self._system.cat_file(f"{self._folder}/{_HIDDEN}/{_RUN}") != run.encode():
                raise OutputError(self.target, "another batch has begun to write there: let one end before the other")
            if receipt.records:
                self._put(local, f"{self._folder}/{shard}")
            self._write(f"{shard}.json", json.dumps(asdict(receipt)).encode())

    def missing(self, made: set[str]) -> int:
        """How many of the shards of this run, those without records left out, are not there."""
        with self._telling("cannot be listed"):
            gone = made - set(self._names(""))
        return sum(1 for shard in gone if (receipt := self.receipt(shard)) is None or receipt.records)

    def remove_others(self, shards: set[str], units: Units) -> int:
        """Remove shards of earlier runs that no unit of this one has; returns how many had to be kept.

        Those stay whose inputs could not be listed: what they hold may be nowhere else.
        """
        kept = 0
        with self._telling("shards of earlier runs cannot be removed"):
            names = {name for name in self._names("") if _SHARD.match(name)}
            names |= {name.removesuffix(".json") for name in self._names(_HIDDEN) if _SHARD.match(name)}
            for shard in sorted(names - shards):
                receipt = self.receipt(shard)
                if units.unlisted and not (receipt and units.covers(receipt.inputs)):
                    kept += 1
                    continue
                for path in (f"{self._folder}/{shard}", f"{self._folder}/{_HIDDEN}/{shard}.json"):
                    with suppress(FileNotFoundError):
                        self._system.rm_file(path)
        return kept

    @contextmanager
    def scratch(self) -> Iterator[str]:
        """A folder on this machine in which a shard is written: beside the others, where they are here as well."""
        where = os.path.join(self._local, _HIDDEN) if self._local is not None else None
        try:
            folder = tempfile.mkdtemp(prefix=_SCRATCH, dir=where)
        except OSError as err:
            raise OutputError(self.target, f"cannot be written: {(err.strerror or str(err)).lower()}") from err
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def remove_scratch(self) -> None:
        """Remove what units that were killed have left on this machine."""
        if self._local is not None:
            for name in self._names(_HIDDEN):
                if name.startswith(_SCRATCH):
                    shutil.rmtree(os.path.join(self._local, _HIDDEN, name), ignore_errors=True)

    def _names(self, within: str) -> list[str]:
        self._system.invalidate_cache()
        return [posixpath.basename(path) for path in self._system.ls(f"{self._folder}/{within}", detail=False)]

    def _write(self, name: str, data: bytes) -> None:
        """Write a small file into the hidden folder, where it appears whole."""
        with tempfile.TemporaryDirectory(prefix="cleancopy-", dir=self._hidden_here()) as folder:
            part = os.path.join(folder, name)
            with open(part, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._put(part, f"{self._folder}/{_HIDDEN}/{name}")

    def _hidden_here(self) -> str | None:
        return os.path.join(self._local, _HIDDEN) if self._local is not None else None

    def _put(self, local: str, path: str) -> None:
        if self._local is not None:
            os.replace(local, path)  # it was flushed to the disk when it was written
        elif set(_protocols(self._system)) & _WHOLE_AT_ONCE:
            self._system.put_file(local, path)
        else:
            part = f"{posixpath.dirname(path)}/.{posixpath.basename(path)}.part"
            self._system.put_file(local, part)
            self._system.mv(part, path)

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except OutputError:
            raise
        except Exception as err:  # whatever a file system's library raises
            raise self._problem("", what, err) from err

    def _problem(self, shard: str, what: str, err: Exception) -> OutputError:
        reason = (getattr(err, "strerror", None) or str(err) or type(err).__name__).lower()
        return OutputError(f"{self.target.rstrip('/')}/{shard}" if shard else self.target, f"{what}: {reason}")


def divided(shards: set[str]) -> set[str]:
    """The numbers of the units of which parts have shards: they were halved in an earlier run."""
    found = set()
    for shard in shards:
        match = _SHARD.match(shard)
        number = match[1] if match else ""
        while "." in number:
            number = number.rpartition(".")[0]
            found.add(number)
    return found


def measure(path: str) -> tuple[int, int, str, Counter[str]]:
    """Of a shard on this machine: how many records, bytes, its SHA-256, and how often each status is in it."""
    statuses = Counter(str(record["status"]) for record in read_records(file_system(path)[0], path))
    with open(path, "rb") as file:
        return sum(statuses.values()), *_digest(file), statuses


def read_records(system: Any, path: str) -> Iterator[dict[str, Any]]:
    """The records of a shard on a file system."""
    if path.endswith(".parquet"):
        from ..parquet import import_pyarrow

        with system.open(path, "rb") as file:
            for batch in import_pyarrow().parquet.ParquetFile(file).iter_batches(batch_size=200):
                yield from batch.to_pylist()
        return
    with system.open(path, "rb", compression="gzip" if path.endswith(".gz") else None) as file:
        for line in _unpacked(file) if path.endswith(".zst") else file:
            yield json.loads(line)


def _unpacked(file: Any) -> Iterator[bytes]:
    from zstandard import ZstdDecompressor

    return io.BufferedReader(ZstdDecompressor().stream_reader(file, read_across_frames=True))


def _digest(file: Any) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := file.read(_PIECE):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)
