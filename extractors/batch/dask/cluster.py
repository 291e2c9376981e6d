"""A Dask cluster, as far as a batch needs one: its workers looked after, its failures as errors that say what to do."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib import metadata
from types import TracebackType
from typing import Any

from ...errors import CleancopyError, OutputError, SetupError
from ..local import Watch
from .unit_process import Assignment, UnitDied

_CONNECT = 10.0  # seconds for the scheduler to answer
_ANSWER = 30.0  # seconds for what it is asked later on
_NO_WORKERS = 60.0  # seconds without any worker, after which a batch gives up
_LOOK = 2.0  # seconds between two looks at which workers there are
_RETRIES = 1  # of a unit that failed, before anything is concluded from it
_PACKAGE = "cleancopy"


class Cluster:
    """A client of the scheduler at an address, or of a cluster that is begun here. Use as a context."""

    def __init__(self, address: str | None, workers: int, watch: Watch) -> None:
        self._address = address
        self._workers = workers
        self._watch = watch
        self._name = f"--cluster {address or 'local'}"
        self._client: Any = None
        self._left = ExitStack()
        self._threads = 0
        self._known: set[str] = set()
        self._looked = 0.0
        self._had_workers = time.monotonic()
        self._said = False

    def __enter__(self) -> Cluster:
        """Connect. Raises SetupError when nobody answers there, or who answers cannot do the work."""
        library = import_distributed()
        _silence()
        warnings.filterwarnings("ignore", module="distributed")
        try:
            target = self._address or self._begin(library)
            self._client = library.Client(target, timeout=_CONNECT)
        except Exception as err:  # a wrong address, nobody there, another program, other versions: whatever it raises
            self._left.close()
            raise SetupError(self._name, f"no Dask scheduler answers there ({_first_line(err)}): check it") from err
        self._left.push(self._close)
        self._had_workers = time.monotonic()
        try:
            self._check_versions()
        except BaseException:
            self._left.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.close()

    def threads(self) -> int:
        """The threads of all workers. Raises OutputError without a scheduler, or any worker for too long a time."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return self._threads
        self._looked = now
        there = self._ask(self._client.scheduler.ncores, workers=None)
        self._threads = sum(there.values())
        if there.keys() - self._known:
            self._check_versions(sorted(there.keys() - self._known))
            self._known |= there.keys()
        if there:
            self._had_workers = now
        elif now - self._had_workers > _NO_WORKERS:
            what = f"has had no worker for {_NO_WORKERS:.0f} s"
            raise OutputError(self._name, f"{what}: begin some (dask worker {self._address or 'ADDRESS'})")
        elif not self._said and now - self._had_workers > _LOOK:
            self._said = True
            self._watch.noted(self._name, f"no worker is there: waiting for one, {_NO_WORKERS:.0f} s at most")
        return self._threads

    def submit(self, work: Callable[[Assignment], object], assignment: Assignment) -> Any:
        """Have a unit worked on; returns its future."""
        key = f"{work.__name__}-{assignment.shard}-{assignment.run}-{time.monotonic_ns()}"
        try:
            return self._client.submit(work, assignment, key=key, retries=_RETRIES, pure=False)
        except Exception as err:
            raise self._gone(err) from err

    def result(self, future: Any) -> Any:
        """What became of a unit whose future is done.

        Raises UnitDied when workers died of it, and OutputError or SetupError for what ends the batch.
        """
        library = import_distributed()
        if future.status in ("cancelled", "lost"):
            raise self._gone(None)
        try:
            return future.result(timeout=_ANSWER)
        except library.KilledWorker:
            raise UnitDied("killed every worker of the cluster that tried it", "") from None
        except (UnitDied, OutputError, SetupError):
            raise
        except (ImportError, AttributeError) as err:
            what = f"a worker has another {_PACKAGE}, or lacks what it needs ({_first_line(err)})"
            raise SetupError(self._name, f"{what}: install {_wanted()} there") from err
        except Exception as err:
            if self._client.status != "running" or isinstance(err, TimeoutError | OSError):
                raise self._gone(err) from err
            raise OutputError(self._name, f"a worker of the cluster failed: {_first_line(err)}") from err

    def cancel(self, futures: list[Any]) -> None:
        """Have no more done of these."""
        with suppress(Exception):  # who is gone has nothing to cancel
            if futures:
                self._client.cancel(futures)

    def _begin(self, library: Any) -> Any:
        cluster = library.LocalCluster(
            n_workers=self._workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50
        )
        self._left.push(lambda *_: _quietly(cluster.close))
        return cluster

    def _close(self, *_: object) -> None:
        _quietly(self._client.close, timeout=5)

    def _ask(self, what: Callable[..., Any], **about: object) -> Any:
        """An answer of the scheduler. Raises OutputError when it is gone."""
        if self._client.status != "running":
            raise self._gone(None)
        try:
            return self._client.sync(what, **about, callback_timeout=_ANSWER)
        except Exception as err:
            raise self._gone(err) from err

    def _gone(self, err: Exception | None) -> CleancopyError:
        why = f" ({_first_line(err)})" if err else ""
        return OutputError(self._name, f"its scheduler is gone{why}: begin it again, then type the same command")

    def _check_versions(self, workers: list[str] | None = None) -> None:
        """Raise SetupError when the scheduler, or one of these workers, has not the package in this version."""
        if self._address is None:
            return  # processes of this machine
        ours = our_version()
        if workers is None:
            asked = {"the scheduler": self._version_of_scheduler()}
        else:
            said = self._client.run(
                metadata.version, _PACKAGE, workers=workers, on_error="return", callback_timeout=_ANSWER
            )
            asked = {f"the worker {address}": answer for address, answer in said.items()}
        for who, answer in asked.items():
            if isinstance(answer, metadata.PackageNotFoundError):
                raise SetupError(self._name, f"{who} has no {_PACKAGE}: install {_wanted()} there")
            if isinstance(answer, str) and answer != ours:
                raise SetupError(self._name, f"{who} has {_PACKAGE} {answer}: install {_wanted()} there")

    def _version_of_scheduler(self) -> object:
        try:
            return self._client.run_on_scheduler(metadata.version, _PACKAGE, callback_timeout=_ANSWER)
        except Exception as err:
            return err


def import_distributed() -> Any:
    """dask.distributed. Raises SetupError when it is not installed."""
    try:
        import distributed
    except ImportError:
        raise SetupError("--cluster", "needs libraries: pip install 'cleancopy[dask]'") from None
    return distributed


def _silence() -> None:
    """Have Dask's loggers say nothing, with tracebacks, of what our errors say. Many have levels of their own."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def our_version() -> str:
    """The version of the package here, as pip knows it."""
    return metadata.version(_PACKAGE)


def _wanted() -> str:
    return f"'{_PACKAGE}[dask]=={our_version()}'"


def _first_line(err: BaseException) -> str:
    lines = str(err).strip().splitlines()
    return lines[0].strip() if lines else type(err).__name__


def _quietly(close: Callable[..., object], **how: object) -> None:
    with suppress(Exception):
        close(**how)
