"""A batch on a Dask cluster: units to its workers, receipts back; the shards are the local engine's output in parts."""

from __future__ import annotations

import os
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

from ...errors import OutputError, SetupError
from ...options import FetchOptions
from ...text import is_url
from ..arrivals import Arrivals
from ..job import Job
from ..journal import Row
from ..local import Watch, write_report
from ..outputs import check_ending
from ..summary import Summary
from .awaited import Awaited, size_of
from .cluster import Cluster, import_distributed
from .shards import Shards, divided
from .unit_process import Assignment, Done, UnitDied, check, put_failure, work_on
from .units import Unit, Units, import_fsspec, is_remote, local_folder, shard_ending

_AHEAD = 3  # units under way for each thread of the cluster
_MOST_BYTES = 256 << 20  # of fetched pages that are under way
_MOST_DEATHS = 100  # of the processes of one unit: then what is left of it is given up
_WAIT = 0.05
_DOCUMENTS = 500  # of a unit


def run_dask(job: Job, watch: Watch, scheduler: str | None, documents: int = _DOCUMENTS) -> Summary:
    """Do a batch on the cluster at `scheduler`, or on one that is begun here with the job's number of workers.

    Raises SetupError before anything is extracted, InputError when the list of sources cannot be read. A unit whose
    process or worker dies is begun again by Dask; one that does so again and again is halved until the document that
    does it is found, and reported.
    """
    began = time.monotonic()
    _check(job)
    summary = Summary()
    shards = Shards(job)
    units = Units(
        replace(job, target=replace(job.target, path=local_folder(job.target.path) or job.target.path)), documents
    )
    with Cluster(scheduler, job.workers, watch) as cluster:
        run = _Run(cluster, job, watch, summary)
        with closing(
            Arrivals(job.options, iter(units), frozenset(job.sources), job.links.where if job.links else ())
        ) as arrivals:
            try:
                made = run.over(arrivals)
                if not watch.stopped():
                    _finish(shards, made, units, watch)
            except (OutputError, SetupError) as err:
                summary.problem = str(err)
    summary.stopped = watch.stopped() or summary.problem is not None
    summary.seconds = time.monotonic() - began
    try:
        write_report(job, _rows(shards, sorted(run.shards)), summary)
    except OutputError as err:
        summary.problem = summary.problem or str(err)
    return summary


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A unit that is being checked, if an earlier run has done it, or worked on."""

    unit: Unit
    shard: str
    checked: bool
    bytes: int


class _Run:
    """Units under way, and the receipts that came back."""

    def __init__(self, cluster: Cluster, job: Job, watch: Watch, summary: Summary) -> None:
        self.shards: set[str] = set()
        self._cluster = cluster
        self._job = _for_workers(job)
        self._watch = watch
        self._summary = summary
        self._id = uuid.uuid4().hex
        self._fingerprint = self._job.fingerprint
        self._there = Shards(self._job).begin(self._id)
        self._divided = divided(self._there)
        self._under_way: dict[Any, _UnderWay] = {}
        self._bytes = 0
        self._awaited = Awaited()
        self._again: list[Unit] = []
        self._deaths: Counter[str] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def over(self, arrivals: Arrivals[Unit]) -> set[str]:
        """Do all units, no more of them known at a time than the cluster needs; returns the names of their shards."""
        while not self._watch.stopped():
            has_room = len(self._under_way) < max(1, self._cluster.threads()) * _AHEAD and self._bytes < _MOST_BYTES
            if has_room and self._again:
                self._submit(self._again.pop())
            elif has_room and not arrivals.over:
                self._arrived(arrivals.next(), arrivals)
            elif arrivals.over and not (self._under_way or self._again):
                break
            elif not self._take_ended():
                time.sleep(_WAIT)
            self._take_ended()
        self._cluster.cancel(list(self._under_way))
        self._summary.reasons = [(*key, n) for key, n in self._reasons.most_common()]
        return self.shards

    def _arrived(self, one: Any, arrivals: Arrivals[Unit]) -> None:
        """Take a unit, a page for one that waits for it, or nothing."""
        if isinstance(one, Unit):
            for unit in self._as_before(one) or [one]:
                self._meet(unit, arrivals)
        elif one is not None:
            complete = self._awaited.take(one)
            if complete is not None:
                self._submit(complete)

    def _as_before(self, unit: Unit) -> list[Unit] | None:
        """The unit in the parts in which an earlier run did it, or None."""
        if self._job.redo or self._shard(unit) in self._there or unit.number not in self._divided:
            return None
        parts = unit.halves()
        found = [self._as_before(part) for part in parts]
        if not (any(found) or any(self._shard(part) in self._there for part in parts)):
            return None
        return [one for part, before in zip(parts, found, strict=True) for one in before or [part]]

    def _meet(self, unit: Unit, arrivals: Arrivals[Unit]) -> None:
        """Have a unit checked, fetched or worked on. What is to be fetched is seen here, not by a worker."""
        is_there = not self._job.redo and self._shard(unit) in self._there
        if not any(inp.is_url and not inp.skipped for inp in unit.inputs):
            self._submit(unit, check_first=is_there)
            return
        done = check(self._assignment(unit)) if is_there else None
        if done and not done.receipt.again:
            self._count(unit, done)
            return
        failed = {source for source, status, _ in done.receipt.others if status != "skipped"} if done else set()
        kept = {inp.name for inp in unit.inputs if inp.name not in failed} if done else set()
        if done is None:
            self._there.discard(self._shard(unit))
        urls = self._awaited.add(unit, but=kept)
        for url in urls:
            arrivals.fetch(url)
        if not urls:
            self._submit(unit)

    def _submit(self, unit: Unit, check_first: bool = False) -> None:
        shard = self._shard(unit)
        size = size_of(unit)
        future = self._cluster.submit(check if check_first else work_on, self._assignment(unit))
        self._under_way[future] = _UnderWay(unit, shard, check_first, size)
        self._bytes += size

    def _assignment(self, unit: Unit) -> Assignment:
        shard, folder = self._shard(unit), None
        with suppress(OSError):  # it was removed
            folder = os.getcwd()
        earlier = shard in self._there and not self._job.redo
        return Assignment(self._job, unit, shard, self._id, self._fingerprint, folder, earlier)

    def _shard(self, unit: Unit) -> str:
        return unit.shard(self._job, self._fingerprint)

    def _take_ended(self) -> bool:
        ended = [future for future in self._under_way if future.done()]
        for future in ended:
            under_way = self._under_way.pop(future)
            self._bytes -= under_way.bytes
            try:
                done = self._cluster.result(future)
            except UnitDied as err:
                self._died(under_way.unit, err)
                continue
            self._ended(under_way, done)
        return bool(ended)

    def _ended(self, under_way: _UnderWay, done: Done | None) -> None:
        if done is not None and not (under_way.checked and done.receipt.again):
            self._count(under_way.unit, done)
            return
        if done is None:  # it is not there any more, or damaged
            self._there.discard(under_way.shard)
        self._submit(under_way.unit)

    def _died(self, unit: Unit, err: UnitDied) -> None:
        """Halve a unit whose processes died, or note that its only input killed them."""
        root = unit.number.partition(".")[0]
        self._deaths[root] += 1
        unreached = unit.is_archive and err.reached is None
        if not (unit.is_single or unreached or self._deaths[root] > _MOST_DEATHS):
            self._again.extend(reversed(unit.halves()))
            return
        problem = f"{err.problem}, whenever it was tried"
        self._count(unit, put_failure(self._assignment(unit), problem, err.reached if unit.is_archive else None))

    def _count(self, unit: Unit, done: Done) -> None:
        receipt = done.receipt
        counted = sum(receipt.statuses.values())
        if not unit.is_archive and counted != len(unit.inputs):
            raise OutputError(self._shard(unit), f"tells of {counted} inputs, and had {len(unit.inputs)}: delete it")
        self.shards.add(self._shard(unit))
        self._summary.statuses.update(receipt.statuses)
        self._summary.words += receipt.words
        self._summary.earlier += done.earlier
        self._summary.failed_before += len(done.known)
        self._summary.cpu_seconds += done.cpu_seconds
        self._reasons.update((status, reason) for _, status, reason in receipt.others)
        known = frozenset(() if self._job.all_failures else done.known)
        for other in receipt.others:
            if other not in known:
                self._watch.told(*other)
        self._watch.moved(self._summary)


def _finish(shards: Shards, made: set[str], units: Units, watch: Watch) -> None:
    """Remove what earlier runs have left, now that all is there. Raises OutputError when something is not."""
    gone = shards.missing(made)
    if gone:
        raise OutputError(shards.target, f"{gone} shards were removed while the batch ran: start it again")
    kept = shards.remove_others(made, units)
    if kept:
        unlisted = units.unlisted[0]
        watch.noted(
            shards.target, f"{kept} shards of earlier runs are kept, for {unlisted} could not be found or listed"
        )
    shards.remove_scratch()


def _rows(shards: Shards, names: list[str]) -> Iterator[Row]:
    """What the receipts say of inputs that are not ok, in the order of the inputs."""
    for name in names:
        receipt = shards.receipt(name)
        for source, status, reason in receipt.others if receipt else ():
            yield Row(0, source, status, reason, None)


def _for_workers(job: Job) -> Job:
    """The job without what only the client needs, cookies and headers among it, and with paths that hold anywhere."""
    path, options = job.target.path, job.options
    fetch = FetchOptions(follow_pages=options.fetch.follow_pages, render=options.fetch.render)
    rules = tuple(file.absolute() for file in options.extract.rule_files)
    return replace(
        job,
        sources=(),
        listing=None,
        links=None,
        report=None,
        target=replace(job.target, path=path if is_remote(path) else os.path.abspath(path)),
        options=replace(options, fetch=fetch, extract=replace(options.extract, rule_files=rules)),
    )


def _check(job: Job) -> None:
    """Raise SetupError for what a cluster cannot do, before anything is begun."""
    import_fsspec()
    import_distributed()
    if job.dedupe:
        raise SetupError("--dedupe", "works on one machine: leave it out, or run it over what the cluster extracted")
    if job.target.is_stream:
        raise SetupError("-o -", "a cluster writes files: name a folder for them")
    if job.prune:
        raise SetupError("--prune-outputs", "is for a directory of outputs: a cluster removes shards of its own accord")
    if job.skip_existing:
        raise SetupError("--skip-existing", "a cluster skips the shards that are there: leave it out")
    format = job.options.write.format
    if format != "json":
        raise SetupError(f"-f {format}", "a cluster writes JSON: leave it out, or add --with markdown")
    check_ending(shard_ending(job))
    if job.links is not None or any(is_url(name) for name in job.sources):
        from ...web import check_web

        check_web(job.options.fetch)
