"""One unit of a batch on a cluster: a local batch in a process of its own, whose one file becomes the shard.

A process of its own, for a cluster's workers may not have children of Python's making, and because deadlines and
memory limits for each document are those of the local engine. It gets a pickled `Assignment` on standard input, and
prints its receipt as JSON, or the error that ended it.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from ... import __version__
from ...article import Origin, Source, Status
from ...errors import CleancopyError, InputError, NetworkError, OutputError, SetupError, TooLargeError
from ...sandbox import Helper, die_with_parent
from ...text import is_url
from ...write.json_record import dump, failure
from ..inputs import Input, open_input
from ..job import Job, Target
from ..journal import SKIPPED, Journal
from ..local import Watch, run_local
from ..outputs import write_one_file
from ..plan import FINAL
from ..summary import Summary
from ..work import Outcome, pack, unpack
from .shards import Receipt, Shards, measure
from .units import Unit, file_system, is_remote, shard_ending

_REACHED = "reached: "  # begins the line on which the process says the name of the first page that it got to


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit, the job that it is a part of, and the name of its shard. `folder` is where relative paths begin.

    `run` is the client's run. With `earlier`, what its shard holds already and will not turn out better is kept.
    """

    job: Job
    unit: Unit
    shard: str
    run: str
    fingerprint: str
    folder: str | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A finished unit: its receipt, how many of its inputs an earlier run had done, and those it saw fail just so."""

    receipt: Receipt
    earlier: int = 0
    known: tuple[tuple[str, str, str], ...] = ()
    cpu_seconds: float = 0.0


class UnitDied(Exception):
    """The process of a unit was killed, or failed as none should. `reached` is the first page that it got to."""

    def __init__(self, problem: str, reached: str | None) -> None:
        super().__init__(problem, reached)
        self.problem = problem
        self.reached = reached


def check(assignment: Assignment) -> Done | None:
    """What an earlier run has done of a unit, if its shard is whole; called in a worker of the cluster."""
    receipt = Shards(assignment.job).whole(assignment.shard)
    return Done(receipt, sum(receipt.statuses.values()), tuple(_failures(receipt))) if receipt else None


def work_on(assignment: Assignment) -> Done:
    """Do a unit in a process of its own; called in a worker of the cluster.

    Raises UnitDied, OutputError when its shard cannot be written, SetupError when the worker lacks something.
    """
    begun = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-W", "ignore", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = begun.communicate(pickle.dumps(assignment))
    lines = err.decode("utf-8", "surrogateescape").splitlines()
    if begun.returncode != 0 or not out:
        reached = next((line.removeprefix(_REACHED) for line in lines if line.startswith(_REACHED)), None)
        raise UnitDied(_how_it_ended(begun.returncode, lines), reached)
    said = json.loads(out)
    if "error" in said:
        kind = SetupError if said["error"] == "setup" else OutputError
        raise kind(said["source"], said["problem"])
    known = tuple(map(tuple, said.pop("known")))
    return Done(_receipt(said.pop("receipt")), known=known, **said)


def do_unit(assignment: Assignment) -> Done:
    """Extract a unit and put its shard where it belongs.

    Raises OutputError when it cannot be written, or does not hold what it should.
    """
    job, unit = assignment.job, assignment.unit
    if job.fingerprint != assignment.fingerprint:
        raise SetupError(
            "--cluster", f"a worker has cleancopy {__version__} with other rules or options: install the same there"
        )
    shards = Shards(job)
    with shards.scratch() as folder:
        ending = shard_ending(job)
        target = Target(os.path.join(folder, "shard" + ending), ending)
        alone = replace(job, target=target, redo=False, all_failures=True, workers=1)
        before = shards.receipt(assignment.shard) if assignment.earlier else None
        kept = _keep_earlier(alone, assignment, shards) if before else frozenset()
        others: list[tuple[str, str, str]] = []
        watch = Watch(told=lambda name, status, reason: others.append((name, status, reason)))
        summary = run_local(alone, watch, _inputs(unit, job, kept))
        if summary.problem:
            raise OutputError(assignment.shard, summary.problem)
        receipt = _receipt_of(target.path, assignment, summary, tuple(others))
        shards.put(target.path, assignment.shard, receipt, assignment.run)
    known = tuple(_failures(receipt) & _failures(before)) if before else ()
    return Done(receipt, summary.earlier, known, summary.cpu_seconds)


def _failures(receipt: Receipt) -> set[tuple[str, str, str]]:
    return {one for one in receipt.others if one[1] not in (SKIPPED, Status.FILTERED)}


def put_failure(assignment: Assignment, problem: str, name: str | None = None) -> Done:
    """A shard that says of all inputs of a unit that they failed; of one page of an archive it says so by its name."""
    shards, unit, ending = Shards(assignment.job), assignment.unit, shard_ending(assignment.job)
    names = [name] if name else [inp.name for inp in unit.inputs if not inp.skipped]
    skipped = [(inp.name, SKIPPED, inp.skipped) for inp in unit.inputs if inp.skipped]
    others = (*((one, str(Status.INTERNAL), problem) for one in names), *skipped)
    origin = Origin(unit.inputs[0].name) if unit.is_archive else None
    records = (failure(one, Status.INTERNAL, problem, one if is_url(one) else None, origin) for one in names)
    summary = Summary()
    summary.statuses.update(status for _, status, _ in others)
    with shards.scratch() as folder:
        target = Target(os.path.join(folder, "shard" + ending), ending)
        write_one_file(target, (unpack(pack(dump(record))) for record in records))
        receipt = _receipt_of(target.path, assignment, summary, others)
        shards.put(target.path, assignment.shard, receipt, assignment.run)
    return Done(receipt)


def _receipt_of(
    path: str, assignment: Assignment, summary: Summary, others: tuple[tuple[str, str, str], ...]
) -> Receipt:
    """The receipt of a shard that has been written. Raises OutputError when it does not hold what was counted."""
    unit = assignment.unit
    there = os.path.exists(path)
    records, size, digest, statuses = measure(path) if there else (0, 0, "", None)
    without = (SKIPPED,) if assignment.job.with_filtered else (SKIPPED, Status.FILTERED)
    wanted = {status: n for status, n in summary.statuses.items() if n and status not in without}
    if dict(statuses or {}) != wanted:
        raise OutputError(assignment.shard, f"holds {dict(statuses or {})} and should hold {wanted}: please report it")
    return Receipt(
        records=records, bytes=size, sha256=digest, statuses=dict(summary.statuses), words=summary.words,
        inputs=tuple(inp.name for inp in unit.inputs if not inp.skipped), others=others,
        again=any(_may_pass(status, name, unit) for name, status, _ in others),
    )  # fmt: skip


def _may_pass(status: str, name: str, unit: Unit) -> bool:
    """Whether an input may turn out better the next time. The pages in an archive stay what they are."""
    if status == SKIPPED or status in FINAL:
        return False
    return not unit.is_archive or name == unit.inputs[0].name


def _keep_earlier(alone: Job, assignment: Assignment, shards: Shards) -> frozenset[str]:
    """Tell the unit's journal what an earlier run has done for good; returns the names of those inputs."""
    unit, kept = assignment.unit, set()
    known = {inp.name: inp for inp in unit.inputs}
    archive = unit.inputs[0] if unit.is_archive else None
    with Journal(alone.journal, alone.fingerprint) as journal:
        for record in shards.open(assignment.shard):
            name, status = record["source"], Status(record["status"])
            inp = replace(archive, name=name) if archive else known.get(name)
            if inp is None or status not in FINAL:
                continue
            if not isinstance(record["rules"], dict):  # from Parquet
                record["rules"] = dict(record["rules"] or ())
            line = pack(dump(record))
            entry = journal.meet(inp)
            journal.settle(entry.id, inp, Outcome(status, record["error"], record["word_count"], len(line), line), None)
            kept.add(name)
    return frozenset(kept)


def _inputs(unit: Unit, job: Job, kept: frozenset[str]) -> Iterator[Input]:
    """The unit's inputs, archives opened and files of other file systems read."""
    if unit.is_archive:
        yield from _pages_of(unit, job)
        return
    for inp in unit.inputs:
        if inp.error or inp.skipped or inp.name in kept:
            yield inp
        elif inp.is_url:
            missing = NetworkError(inp.name, "its page is not there any more: the same command fetches it again")
            yield replace(inp, is_url=False, error=None if inp.source else missing)
        else:
            yield _read(inp, job.options.limits.max_bytes) if is_remote(inp.name) else inp


def _pages_of(unit: Unit, job: Job) -> Iterator[Input]:
    """The pages in an archive, on this machine or elsewhere, that belong to a unit."""
    (inp,) = unit.inputs
    opener = partial(_open_remote, inp.name) if is_remote(inp.name) else None
    with Helper(job.options.limits) as helper:
        pages = islice(open_input(inp, job.options, helper, opener=opener), unit.first, unit.end)
        for i, page in enumerate(pages):
            if i == 0:
                _say(_REACHED + page.name)
            yield page


def _open_remote(name: str) -> BinaryIO:
    """A file of another file system. Raises OSError, whatever its library raises."""
    try:
        opened: BinaryIO = file_system(name)[0].open(name, "rb")
    except Exception as err:
        raise OSError(str(err) or type(err).__name__) from err
    return opened


def _read(inp: Input, limit: int) -> Input:
    """The input with its bytes, from another file system."""
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


def _receipt(said: dict[str, Any]) -> Receipt:
    others = tuple((source, status, reason) for source, status, reason in said.pop("others"))
    return Receipt(**{**said, "inputs": tuple(said["inputs"])}, others=others)


def _how_it_ended(code: int, lines: list[str]) -> str:
    if code < 0:
        with suppress(ValueError):
            return f"its process was killed ({signal.Signals(-code).name})"
    said = [line for line in lines if line.strip() and not line.startswith(_REACHED)]
    return f"its process failed ({said[-1].strip() if said else f'status {code}'})"


def _say(line: str) -> None:
    sys.stderr.buffer.write(line.replace("\n", " ").encode("utf-8", "surrogateescape") + b"\n")
    sys.stderr.buffer.flush()


def _main() -> int:
    die_with_parent()
    assignment: Assignment = pickle.load(sys.stdin.buffer)  # noqa: S301  # it comes from `work_on`
    if assignment.folder is not None:
        with suppress(OSError):  # there is none on this machine: then no path may be a relative one
            os.chdir(assignment.folder)
    try:
        done = do_unit(assignment)
        said = asdict(done)
    except (OutputError, SetupError) as err:
        said = {"error": "setup" if isinstance(err, SetupError) else "output", "source": err.source}
        said["problem"] = err.problem
    except CleancopyError as err:  # what reading the inputs raised
        _say(str(err))
        return 1
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
