"""One unit of a batch on a cluster: a local batch in a process of its own, whose one file becomes the shard.

A process of its own, for a cluster's workers may not have children of Python's making, and because deadlines and
memory limits for each document are those of the local engine. It gets a pickled `Assignment` on standard input, and
prints the counts as JSON.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

from ..article import Source, Status
from ..errors import CleancopyError, InputError, OutputError, SetupError, TooLargeError
from ..render.json_record import dump, failure
from ..sandbox import Helper, die_with_parent
from ..settings import Settings
from .inputs import Input, is_unopened, open_input, reading_limits
from .job import Job, Target
from .local import Watch, run_local
from .outputs import write_one_file
from .units import Unit, file_system, is_remote, local_folder, shard_ending

_MOST_REASONS = 20
_NO_FILES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"})  # whole at once


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit, and the job that it is a part of."""

    job: Job
    unit: Unit


@dataclass(frozen=True, slots=True)
class Counts:
    """How the inputs of a unit ended: all that travels back. `reasons` are pairs of status and reason, with numbers."""

    statuses: dict[str, int]
    words: int
    reasons: tuple[tuple[str, str, int], ...] = ()
    earlier: int = 0


def work_on(assignment: Assignment) -> Counts:
    """Do a unit in a process of its own; called in a worker of the cluster.

    Raises OutputError when its shard cannot be written, SetupError when the worker lacks something.
    """
    done = _counted(assignment)
    if done is not None:
        return done
    begun = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-W", "ignore", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = begun.communicate(pickle.dumps(assignment))
    if begun.returncode == 0:
        said = json.loads(out)
        return Counts(said["statuses"], said["words"], tuple(map(tuple, said["reasons"])), said["earlier"])
    shard = assignment.unit.shard(assignment.job)
    last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"status {begun.returncode}"]
    raise OutputError(shard, f"its process ended: {last[0]}")


def do_unit(assignment: Assignment) -> Counts:
    """Extract a unit and put its shard where it belongs, unless it is there; returns the counts."""
    job, unit = assignment.job, assignment.unit
    name = unit.shard(job)
    done = _counted(assignment)
    if done is not None:
        return done
    with tempfile.TemporaryDirectory(prefix="cleancopy-", dir=_scratch(job)) as scratch:
        target = Target(os.path.join(scratch, "shard" + shard_ending(job)), shard_ending(job))
        alone = replace(
            job, target=target, sources=(), listing=None, report=None, limits=replace(job.limits, workers=1)
        )
        summary = run_local(alone, Watch(), _inputs(unit, job))
        if summary.problem:
            raise OutputError(name, summary.problem)
        if os.path.exists(target.path):
            put(job, target.path, name)
    return Counts(dict(summary.statuses), summary.words, tuple(summary.reasons[:_MOST_REASONS]))


def _counted(assignment: Assignment) -> Counts | None:
    """The counts of a unit whose shard is there; None when it is to be done."""
    job = assignment.job
    system, folder = file_system(job.target.path)
    path = f"{folder}/{assignment.unit.shard(job)}"
    return count_shard(job, path) if not job.redo and system.exists(path) else None


def put_failure(job: Job, unit: Unit, problem: str) -> Counts:
    """A shard that says of the only input of a unit that it failed."""
    name = unit.inputs[0].name
    with tempfile.TemporaryDirectory(prefix="cleancopy-", dir=_scratch(job)) as scratch:
        target = Target(os.path.join(scratch, "shard" + shard_ending(job)), shard_ending(job))
        write_one_file(target, [dump(failure(name, Status.INTERNAL, problem))])
        put(job, target.path, unit.shard(job))
    return Counts({str(Status.INTERNAL): 1}, 0, ((str(Status.INTERNAL), problem, 1),))


def put(job: Job, local: str, name: str) -> None:
    """Copy a finished shard to its place, where it appears whole. Raises OutputError."""
    system, folder = file_system(job.target.path)
    try:
        if local_folder(job.target.path) is not None:
            os.replace(local, f"{folder}/{name}")
        elif set(_protocols(system)) & _NO_FILES:
            system.put_file(local, f"{folder}/{name}")
        else:
            system.put_file(local, f"{folder}/.{name}.part")
            system.mv(f"{folder}/.{name}.part", f"{folder}/{name}")
    except Exception as err:  # whatever a file system's library raises
        raise OutputError(f"{job.target.path}/{name}", f"cannot be written: {err or type(err).__name__}") from err


def count_shard(job: Job, path: str) -> Counts:
    """The counts of a shard that an earlier run has written."""
    system, _ = file_system(job.target.path)
    statuses: Counter[str] = Counter()
    words = 0
    reasons: Counter[tuple[str, str]] = Counter()
    for record in _records(system, path):
        statuses[record["status"]] += 1
        if record["status"] == Status.OK:
            words += record["word_count"]
        else:
            reasons[record["status"], record["error"] or ""] += 1
    told = tuple((status, reason, n) for (status, reason), n in reasons.most_common(_MOST_REASONS))
    return Counts(dict(statuses), words, told, earlier=sum(statuses.values()))


def _records(system: Any, path: str) -> Iterator[dict[str, Any]]:
    if path.endswith(".parquet"):
        from .parquet import import_pyarrow

        with system.open(path, "rb") as file:
            table = import_pyarrow().parquet.read_table(file, columns=["status", "word_count", "error"])
            yield from table.to_pylist()
        return
    compression = {".gz": "gzip", ".zst": "zstd"}.get(os.path.splitext(path)[1])
    with system.open(path, "rb", compression=compression) as file:
        for line in file:
            yield json.loads(line)


def _inputs(unit: Unit, job: Job) -> Iterator[Input]:
    """The unit's inputs, archives opened and files of other file systems read."""
    with Helper(reading_limits(job)) as helper:
        for inp in unit.inputs:
            if is_unopened(inp):
                opener = partial(_open_remote, inp.name) if is_remote(inp.name) else None
                yield from open_input(inp, job.settings, helper, opener=opener)
            elif is_remote(inp.name) and not (inp.error or inp.skipped):
                yield _read(inp, job.settings)
            else:
                yield inp


def _open_remote(name: str) -> BinaryIO:
    """A file of another file system. Raises OSError, whatever its library raises."""
    try:
        opened: BinaryIO = file_system(name)[0].open(name, "rb")
    except Exception as err:
        raise OSError(str(err) or type(err).__name__) from err
    return opened


def _read(inp: Input, settings: Settings) -> Input:
    """The input with its bytes, from another file system."""
    limit = settings.max_bytes
    try:
        system, path = file_system(inp.name)
        with system.open(path, "rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise TooLargeError(inp.name, f"larger than {limit >> 20} MiB: not a page")
        return replace(inp, source=Source(inp.name, data, wrapped=True))
    except InputError as err:
        return replace(inp, error=err)
    except Exception as err:  # whatever a file system's library raises
        return replace(inp, error=InputError(inp.name, f"cannot be read: {err or type(err).__name__}"))


def _scratch(job: Job) -> str | None:
    """Beside the shards, where they are on this machine, so that a finished one needs only a new name."""
    folder = local_folder(job.target.path)
    if folder is None:
        return None
    hidden = os.path.join(folder, ".cleancopy")
    os.makedirs(hidden, exist_ok=True)
    return hidden


def remove_scratch(job: Job) -> None:
    """Remove what units that were killed have left on this machine."""
    folder = local_folder(job.target.path)
    if folder is not None:
        shutil.rmtree(os.path.join(folder, ".cleancopy"), ignore_errors=True)


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _main() -> int:
    die_with_parent()
    assignment: Assignment = pickle.load(sys.stdin.buffer)  # noqa: S301  # it comes from `work_on`
    try:
        counts = do_unit(assignment)
    except (CleancopyError, SetupError) as err:
        sys.stderr.write(f"{err}\n")
        return 1
    said = {"statuses": counts.statuses, "words": counts.words, "reasons": counts.reasons, "earlier": counts.earlier}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
