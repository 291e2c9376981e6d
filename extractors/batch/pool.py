"""Worker processes with a deadline for each document and a memory limit; they die with their parent.

pebble kills a worker that is over its time and notices one that died; this adds what a batch needs: a bounded number
of documents under way, a second try for a document whose worker died, and a new pool when one breaks.
"""

from __future__ import annotations

import gc
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
from ..errors import SetupError
from ..interrupts import FROM_TERMINAL
from ..sandbox import die_with_parent
from .arrivals import bytes_in
from .work import Outcome, Recipe, Task, convert, failed

_TASKS_OF_A_WORKER = 1000  # then a new one takes its place: what libraries leak does not add up
_AHEAD = 3  # documents under way for each worker: enough that none waits for the parent
# Bytes of pages under way, whichever is more: all together, or for each worker.
_MOST_BYTES, _BYTES_OF_A_WORKER = 64 << 20, 8 << 20
_MANY_OBJECTS = 50_000  # after so many new ones a worker looks for garbage: a page makes thousands, and few in cycles
_WAIT = 0.05
_GRACE = 20.0  # seconds beyond the deadline: longer, and a document was lost between two processes
_MOST_BROKEN = 5  # pools one after the other without one document done
_MOST_PATIENCE = 1.0  # seconds
_PRELOADED = "cleancopy.extractors.batch.server"

Work = Callable[[Task, Recipe], Outcome]
Stopped = Callable[[], bool]
_Done = tuple[Task, Outcome]


class Workers:
    """A pool of processes that extract. Use as a context: on leaving it, they are stopped whatever they do."""

    def __init__(self, workers: int, recipe: Recipe, work: Work = convert) -> None:
        self._workers = workers
        self._limits = recipe.options.limits
        self._recipe = recipe
        self._work = work
        self._under_way: dict[int, Task] = {}
        self._unscheduled: list[Task] = []
        self._tried_twice: set[int] = set()
        self._pool: _Pool | None = None  # begun with the first task: a batch may have nothing to do
        self._progressed = time.monotonic()
        self._broken = 0

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()

    def run(self, tasks: Iterator[Task | None], stopped: Stopped) -> Iterator[_Done]:
        """Yield each task with its outcome as they end. A task that is None means that there is none right now.

        Ends when all are done, or at once when `stopped` says so; tasks under way are then left undone. Raises
        SetupError when workers cannot be begun.
        """
        exhausted = False
        most = self._workers * _AHEAD
        while not stopped():
            while not exhausted and len(self._under_way) < most and self._has_room:
                task = next(tasks, False)
                exhausted = task is False
                if not isinstance(task, Task):
                    break
                self._submit(task)
            if exhausted and not self._under_way:
                return
            yield from self._ended(_WAIT if exhausted or len(self._under_way) >= most or not self._has_room else 0.0)
            self._look_for_lost_tasks()

    @property
    def _has_room(self) -> bool:
        """Whether the pages under way leave memory for more."""
        most = max(_MOST_BYTES, self._workers * _BYTES_OF_A_WORKER)
        return sum(map(bytes_in, self._under_way.values())) < most

    def _submit(self, task: Task) -> None:
        if self._pool is None:
            self._pool = _Pool(self._workers, self._limits.memory)
        if not self._under_way:
            self._progressed = time.monotonic()
        self._under_way[task.entry] = task
        self._unscheduled.append(task)

    def _ended(self, wait: float) -> Iterator[_Done]:
        """What has ended by now; at most `wait` seconds are spent on waiting for the first."""
        pool = self._pool
        if pool is None:
            return
        if pool.has_begun.is_set():
            waiting, self._unscheduled = self._unscheduled, []
            for task in waiting:
                pool.schedule(self._work, task, self._recipe, self._limits.seconds)
        for future, task in pool.take_ended(wait):
            outcome = self._outcome(future, task)
            if outcome is not None:
                self._progressed, self._broken = time.monotonic(), 0
                self._under_way.pop(task.entry)
                self._tried_twice.discard(task.entry)
                yield task, outcome
            if pool is not self._pool:
                return  # the rest has been begun again

    def _outcome(self, future: Future[Outcome], task: Task) -> Outcome | None:
        """What became of a task; None when it has been begun again."""
        try:
            return future.result()
        except TimeoutError:
            problem = f"not done within {self._limits.seconds:g} s (--timeout)"
            return failed(task, self._recipe.files, Status.UNREADABLE, problem)
        except ProcessExpired as err:
            if task.entry not in self._tried_twice:  # someone may have killed it, and not the page
                self._tried_twice.add(task.entry)
                self._unscheduled.append(task)
                return None
            problem = f"its worker died twice ({_how(err.exitcode)}): the page may need more memory than --memory"
            return failed(task, self._recipe.files, Status.INTERNAL, problem)
        except BrokenProcessPool:
            self._renew()
            return None
        except Exception as err:  # what a worker could not even send back
            return failed(task, self._recipe.files, Status.INTERNAL, f"internal error ({type(err).__name__}: {err})")

    def _look_for_lost_tasks(self) -> None:
        """A worker that is killed just as it takes a task loses it; after a while it is begun again."""
        if self._under_way and time.monotonic() - self._progressed > self._limits.seconds + _GRACE:
            self._renew()

    def _renew(self) -> None:
        """Another pool, and all tasks under way begun again there."""
        assert self._pool is not None
        self._broken += 1
        if self._broken > _MOST_BROKEN:
            raise SetupError("", "worker processes end as soon as they begin: is --memory large enough?")
        self._pool.stop()
        self._pool = _Pool(self._workers, self._limits.memory)
        self._unscheduled = list(self._under_way.values())
        self._progressed = time.monotonic()


class _Pool:
    """One pebble pool. It begins in a thread, for its server takes a second to load what workers need."""

    def __init__(self, workers: int, memory: int) -> None:
        self.has_begun = threading.Event()
        self._ended: queue.SimpleQueue[tuple[Future[Outcome], Task]] = queue.SimpleQueue()
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS_OF_A_WORKER,
            initializer=_prepare,
            initargs=(memory, os.getpid()),
            context=_start_context(),
        )
        threading.Thread(target=self._begin, daemon=True).start()

    def _begin(self) -> None:
        try:
            _ = self._pool.active  # begins it
        except (BrokenProcessPool, OSError, EOFError):  # its server has ended; `schedule` will find no pool
            self._pool.stop()  # type: ignore[no-untyped-call]
        finally:
            self.has_begun.set()

    def schedule(self, work: Work, task: Task, recipe: Recipe, timeout: float) -> None:
        """Have a task done; a pool that has broken says so by the task's end."""
        try:
            future: Future[Outcome] = self._pool.schedule(work, args=(task, recipe), timeout=timeout)
        except RuntimeError:
            future = Future()
            future.set_exception(BrokenProcessPool())
        future.add_done_callback(lambda ended: self._ended.put((ended, task)))

    def take_ended(self, wait: float) -> Iterator[tuple[Future[Outcome], Task]]:
        """Tasks that have ended; at most `wait` seconds are spent on waiting for the first."""
        while True:
            try:
                yield self._ended.get(timeout=wait) if wait else self._ended.get_nowait()
            except queue.Empty:
                return
            wait = 0.0

    def stop(self) -> None:
        """End the workers; what takes longer than a moment goes on without being waited for."""
        stopping = threading.Thread(target=self._stop, daemon=True)
        stopping.start()
        stopping.join(_MOST_PATIENCE)

    def _stop(self) -> None:
        self.has_begun.wait()
        self._pool.stop()  # type: ignore[no-untyped-call]
        with suppress(TimeoutError, RuntimeError):
            self._pool.join()


def _start_context() -> multiprocessing.context.BaseContext:
    """On Linux a server that has loaded everything and forks the workers; elsewhere each loads it for itself."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    resource_tracker.ensure_running()  # first, for it lets SIGINT through again
    # Ctrl-C reaches every process of the terminal: the server and its workers shall leave it to the parent. It is held
    # back here, which they inherit, and not ignored: one that comes in this moment would be lost.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, FROM_TERMINAL)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    return context


def _prepare(memory: int, parent: int) -> None:
    """In a worker, before its first task."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends it within C code as well
    die_with_parent(parent)
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(_MANY_OBJECTS)
    # What libraries say on their way down is said by the outcome.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
