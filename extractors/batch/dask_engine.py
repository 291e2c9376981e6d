"""A batch on a Dask cluster: units to its workers, counts back; the shards are the local engine's output in parts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ..errors import CleancopyError, OutputError, SetupError
from .job import Job
from .local import Watch, write_report
from .outputs import check_ending
from .summary import Summary
from .unit import Assignment, Counts, put_failure, remove_scratch, work_on
from .units import Unit, file_system, find_units, import_fsspec, remove_others, shard_ending

_AHEAD = 3  # units under way for each thread of the cluster
_WAIT = 0.2
_RETRIES = 2
_UNITS = 500  # documents of a unit


def run_dask(job: Job, watch: Watch, scheduler: str | None, documents: int = _UNITS) -> Summary:
    """Do a batch on the cluster at `scheduler`, or on one that is begun here with the job's number of workers.

    Raises SetupError before anything is extracted. A unit whose worker dies is begun again by Dask; one that kills
    workers again and again is halved until the document that does it is found, and reported.
    """
    began = time.monotonic()
    _check(job)
    summary = Summary()
    with _client(scheduler, job) as client:
        try:
            shards = _Run(client, job, watch, summary).over(find_units(job, documents))
            if not watch.stopped():
                remove_others(job, shards)
                remove_scratch(job)
        except (OutputError, SetupError) as err:
            summary.problem = str(err)
    summary.stopped = watch.stopped() or summary.problem is not None
    summary.seconds = time.monotonic() - began
    try:
        write_report(job, (), summary)
    except OutputError as err:
        summary.problem = summary.problem or str(err)
    return summary


class _Run:
    """Units under way, and the counts that came back."""

    def __init__(self, client: Any, job: Job, watch: Watch, summary: Summary) -> None:
        self._client = client
        self._job = job
        self._watch = watch
        self._summary = summary
        self._under_way: dict[Any, Unit] = {}
        self._again: list[Unit] = []
        self._shards: set[str] = set()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def over(self, units: Iterator[Unit]) -> set[str]:
        """Do all units, no more of them known at a time than the cluster needs; returns the names of their shards."""
        exhausted = False
        while not self._watch.stopped():
            while len(self._under_way) < self._most():
                unit = self._again.pop() if self._again else next(units, None)
                if unit is None:
                    exhausted = True
                    break
                self._submit(unit)
            if exhausted and not self._under_way:
                break
            self._take_ended()
        self._client.cancel(list(self._under_way))
        self._summary.reasons = [(*key, n) for key, n in self._reasons.most_common()]
        return self._shards

    def _most(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads) * _AHEAD

    def _submit(self, unit: Unit) -> None:
        assignment = Assignment(self._job, unit)
        future = self._client.submit(work_on, assignment, key=f"cleancopy-{unit.shard(self._job)}", retries=_RETRIES)
        self._under_way[future] = unit

    def _take_ended(self) -> None:
        with suppress(TimeoutError):
            _distributed().wait(list(self._under_way), timeout=_WAIT, return_when="FIRST_COMPLETED")
        for future in [future for future in self._under_way if future.done()]:
            unit = self._under_way.pop(future)
            if future.status == "finished":
                self._count(unit, future.result())
            else:
                self._failed(unit, future.exception())

    def _failed(self, unit: Unit, err: BaseException | None) -> None:
        if isinstance(err, CleancopyError):
            raise err
        if not isinstance(err, _distributed().KilledWorker):
            raise OutputError(unit.shard(self._job), f"a worker of the cluster failed: {err!r}")
        if len(unit.inputs) > 1:
            self._again.extend(reversed(unit.halves()))
            return
        problem = "killed every worker of the cluster that tried it"
        self._count(unit, put_failure(self._job, unit, problem))
        self._watch.told(unit.inputs[0].name, "internal-error", problem)

    def _count(self, unit: Unit, counts: Counts) -> None:
        self._shards.add(unit.shard(self._job))
        self._summary.statuses.update(counts.statuses)
        self._summary.words += counts.words
        self._summary.earlier += counts.earlier
        for status, reason, number in counts.reasons:
            self._reasons[status, reason] += number
        self._watch.moved(self._summary)


def _check(job: Job) -> None:
    """Raise SetupError for what a cluster cannot do, before anything is begun."""
    import_fsspec()
    _distributed()
    if job.dedupe:
        raise SetupError("--dedupe", "works on one machine: leave it out, or run it over what the cluster extracted")
    if job.target.is_stream:
        raise SetupError("-o -", "a cluster writes files: name a folder for them")
    if job.skip_existing:
        raise SetupError("--skip-existing", "a cluster skips the shards that are there: leave it out")
    if job.settings.format != "json":
        raise SetupError(f"-f {job.settings.format}", "a cluster writes JSON: leave it out, or add --with markdown")
    check_ending(shard_ending(job))
    system, folder = file_system(job.target.path)
    try:
        system.makedirs(folder, exist_ok=True)
    except Exception as err:  # whatever a file system's library raises
        raise OutputError(job.target.path, f"cannot be a folder for shards: {err}") from err


def _distributed() -> Any:
    """dask.distributed. Raises SetupError when it is not installed."""
    try:
        import distributed
    except ImportError:
        raise SetupError("--cluster", "needs libraries: pip install 'cleancopy[dask]'") from None
    return distributed


@contextmanager
def _client(scheduler: str | None, job: Job) -> Iterator[Any]:
    """A client of the cluster. Raises SetupError when nobody answers at that address."""
    library = _distributed()
    if scheduler is None:
        cluster = library.LocalCluster(
            n_workers=job.limits.workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50
        )
        with cluster, library.Client(cluster) as client:
            yield client
        return
    try:
        client = library.Client(scheduler, timeout=10)
    except (OSError, ValueError, TimeoutError) as err:
        raise SetupError(f"--scheduler {scheduler}", f"no Dask scheduler answers there: {err}") from err
    with client:
        yield client
