"""Worker processes with a deadline for each document and a memory limit; they die with their parent.

pebble kills a worker that is over its time and notices one that died; this adds what a batch needs: a bounded number
of documents under way, a second try for a document whose worker died, and a new pool when one breaks.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from types import TracebackType

from pebble import ProcessExpired, ProcessPool

from ..article import Status
from .job import Limits
from .parent import die_with_parent
from .work import Outcome, Recipe, Task, convert, failed

_TASKS_OF_A_WORKER = 1000  # then a new one takes its place: what libraries leak does not add up
_AHEAD = 3  # documents under way for each worker: enough that none waits for the parent
_WAIT = 0.05
_GRACE = 20.0  # seconds beyond the deadline: longer, and a document was lost between two processes
_PRELOADED = "cleancopy.extractors.batch.server"

Stopped = Callable[[], bool]
_Done = tuple[Task, Outcome]


class Workers:
    """A pool of processes that extract. Use as a context: on leaving it, they are stopped whatever they do."""

    def __init__(self, limits: Limits, recipe: Recipe) -> None:
        self._limits = limits
        self._recipe = recipe
        self._finished: queue.SimpleQueue[tuple[Future[Outcome], Task]] = queue.SimpleQueue()
        self._flying: dict[Future[Outcome], Task] = {}
        self._tried_twice: set[int] = set()
        self._progressed = time.monotonic()
        self._pool: ProcessPool | None = None  # begun with the first task: a batch may have nothing to do

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, tasks: Iterator[Task | None], stopped: Stopped) -> Iterator[_Done]:
        """Yield each task with its outcome as they end. A task that is None means that there is none right now.

        Ends when all are done, or at once when `stopped` says so; tasks under way are then left undone.
        """
        exhausted = False
        while not stopped():
            while not exhausted and len(self._flying) < self._limits.workers * _AHEAD:
                task = next(tasks, False)
                exhausted = task is False
                if not isinstance(task, Task):
                    break
                self._submit(task)
            if exhausted and not self._flying:
                return
            full = exhausted or len(self._flying) >= self._limits.workers * _AHEAD
            yield from self._ended(_WAIT if full else 0.0)
            self._look_for_lost_tasks()

    def _submit(self, task: Task) -> None:
        if not self._flying:
            self._progressed = time.monotonic()
        if self._pool is None:
            self._pool = self._new_pool()
        args, timeout = (task, self._recipe), self._limits.timeout
        try:
            future: Future[Outcome] = self._pool.schedule(convert, args=args, timeout=timeout)
        except RuntimeError:  # it has broken since
            self._renew()
            future = self._pool.schedule(convert, args=args, timeout=timeout)
        self._flying[future] = task
        future.add_done_callback(lambda ended: self._finished.put((ended, task)))

    def _ended(self, wait: float) -> Iterator[_Done]:
        """What has ended by now; at most `wait` seconds are spent on waiting for the first."""
        while True:
            try:
                future, task = self._finished.get(timeout=wait) if wait else self._finished.get_nowait()
            except queue.Empty:
                return
            wait = 0.0
            if self._flying.pop(future, None) is None:
                continue  # of a pool that was given up
            self._progressed = time.monotonic()
            outcome = self._outcome(future, task)
            if outcome is not None:
                self._tried_twice.discard(task.entry)
                yield task, outcome

    def _outcome(self, future: Future[Outcome], task: Task) -> Outcome | None:
        """What became of a task; None when it has been begun again."""
        try:
            return future.result()
        except TimeoutError:
            problem = f"not done within {self._limits.timeout:g} s (--timeout)"
            return failed(task, self._recipe.files, Status.UNREADABLE, problem)
        except ProcessExpired as err:
            if task.entry not in self._tried_twice:  # someone may have killed it, and not the page
                self._tried_twice.add(task.entry)
                self._submit(task)
                return None
            problem = f"its worker died twice ({_how(err.exitcode)}): the page may need more memory than --memory"
            return failed(task, self._recipe.files, Status.INTERNAL, problem)
        except BrokenProcessPool:
            self._renew()
            self._submit(task)
            return None
        except Exception as err:  # what a worker could not even send back
            return failed(task, self._recipe.files, Status.INTERNAL, f"internal error ({type(err).__name__}: {err})")

    def _look_for_lost_tasks(self) -> None:
        """A worker that is killed just as it takes a task loses it; after a while it is begun again."""
        if self._flying and time.monotonic() - self._progressed > self._limits.timeout + _GRACE:
            self._renew()

    def _renew(self) -> None:
        """Another pool, and all tasks under way begun again there."""
        self._stop()
        tasks, self._flying = list(self._flying.values()), {}
        self._pool = self._new_pool()
        for task in tasks:
            self._submit(task)

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            with suppress(TimeoutError, RuntimeError):
                self._pool.join()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._limits.workers,
            max_tasks=_TASKS_OF_A_WORKER,
            initializer=_prepare,
            initargs=(self._limits.memory, os.getpid()),
            context=_start_context(),
        )


def _start_context() -> multiprocessing.context.BaseContext:
    """On Linux a server that has loaded everything and forks the workers; elsewhere each loads it for itself."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    # Ctrl-C reaches every process of the terminal: the server and its workers shall leave it to the parent.
    at_once = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if at_once else None
    try:
        forkserver.ensure_running()
    finally:
        if at_once:
            signal.signal(signal.SIGINT, before)
    return context


def _prepare(memory: int, parent: int) -> None:
    """In a worker, before its first task."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends it within C code as well
    die_with_parent(parent)
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What libraries say on their way down is said by the outcome.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
