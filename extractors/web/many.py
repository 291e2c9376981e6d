"""Many URLs: hosts side by side, each asked politely, results as they come.

Threads do the work and no event loop: who takes the results is not asynchronous, nor are the cache and the browser, a
look-up of a name needs a thread in either case, and asyncio would make `cleancopy URL` start later."""

from __future__ import annotations

import ipaddress
import queue
import threading
import time
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..article import Source
from ..errors import CleancopyError, NetworkError
from ..options import FetchOptions, Limits
from ..text import host_of, is_url
from .polite import Schedule
from .retry import AgainError
from .robots import Robots
from .transport import Reach
from .visit import Visit, Web

_THREADS = 16
_THREADS_RENDERING = 2
_AHEAD = 10_000  # URLs that are known and wait: the reserve from which hosts are chosen
_RESULTS = 8  # pages that wait for the caller
_JOIN = 2.0  # seconds
_MOMENT = 0.2


def check_web(options: FetchOptions) -> None:
    """Raise SetupError for what is wrong with the options: a proxy, a file, the cache. Nothing is fetched."""
    Web(options, Limits()).close()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an entry: `source` or `error`, never both. `name` is the entry as it was given."""

    name: str
    source: Source | None
    error: CleancopyError | None


def fetch_many(
    entries: Iterable[str],
    options: FetchOptions,
    limits: Limits = Limits(),
    typed: Container[str] = (),
    lists: Iterable[str] = (),
) -> Iterator[Fetched]:
    """Fetch the pages of a list and yield each when it is there, in whatever order that is.

    An entry is a URL, or a URL, a tab and anything (a name that the caller keeps there). Hosts are asked side by
    side, each of them one request at a time with `options.delay` seconds between two, or what its robots.txt
    asks for. Each request has `options.timeout` seconds. What fails and may pass is tried twice more. `typed` are the
    addresses that a person typed: they may be local, as no other entry may but those on the host and port of a feed or
    sitemap in `lists` that was typed as localhost or a number; all of `lists` must be there.
    `entries` is read in a thread of its own, as far ahead as it takes to choose between hosts, so it may wait for what
    comes out here. Closing the generator ends all requests. Raises SetupError for wrong options, before anything is
    fetched, and what `entries` raises.
    """
    with Web(options, limits) as web:
        fetcher = _Fetcher(web, typed, lists)
        try:
            yield from fetcher.over(entries)
        finally:
            fetcher.stop()


def _place(url: str) -> tuple[str, int | None]:
    """The host and the port of an address; no host where it is none."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError:
        return "", None


def _machines(host: str) -> frozenset[str]:
    """The addresses that a host is by its very name, without a look-up: what one gives may be another the next time."""
    if host == "localhost":
        return frozenset(("127.0.0.1", "::1"))
    try:
        return frozenset((str(ipaddress.ip_address(host)),))
    except ValueError:
        return frozenset()


class _Task:
    """An entry on its way. What its visit needs is made when it is its turn: thousands may wait."""

    def __init__(self, name: str, url: str, reach: Reach) -> None:
        self.name = name
        self._url = url
        self._reach = reach
        self._visit: Visit | None = None

    @property
    def host(self) -> str:
        """The host of the next request."""
        return host_of(self._visit.url if self._visit else self._url) or ""

    @property
    def failed(self) -> bool:
        """Whether its last request is to be made again: others go first then."""
        return self._visit is not None and self._visit.attempts > 0

    def visit(self, web: Web) -> Visit:
        """The visit. Raises NetworkError for an address that is none."""
        if self._visit is None:
            self._visit = Visit(web, self._url, self._reach)
        return self._visit


class _Fetcher:
    """The threads of one run and what they share, under one lock."""

    def __init__(self, web: Web, typed: Container[str], lists: Iterable[str]) -> None:
        self._web = web
        self._typed = typed
        places = {_place(where) for where in lists}
        # Where several are named, the entries of one must not lead to the place of another.
        self._near = {place: _machines(place[0]) for place in places} if len(places) == 1 else {}
        self._robots = Robots(web) if web.options.robots else None
        self._schedule: Schedule[_Task] = Schedule()
        self._lock = threading.Lock()
        self._work_to_do = threading.Condition(self._lock)
        self._room = threading.Condition(self._lock)
        # None is the end; an exception is what reading the entries raised.
        self._results: queue.Queue[Fetched | Exception | None] = queue.Queue(_RESULTS)
        self._threads: list[threading.Thread] = []
        self._most_threads = _THREADS_RENDERING if web.options.render else _THREADS
        self._idle = 0
        self._pending = 0  # entries that were read and have no result yet
        self._all_read = False
        self._stopped = False

    def over(self, entries: Iterable[str]) -> Iterator[Fetched]:
        """Take entries in and give results out, until there are none of either."""
        threading.Thread(target=self._read, args=(entries,), name="read", daemon=True).start()
        while (result := self._results.get()) is not None:
            if isinstance(result, Exception):
                raise result
            yield result

    def stop(self) -> None:
        """End the threads, whatever they do. One that waits for an entry ends when the entry comes."""
        with self._lock:
            self._stopped = True
            self._work_to_do.notify_all()
            self._room.notify_all()
        self._web.stop()
        until = time.monotonic() + _JOIN
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _read(self, entries: Iterable[str]) -> None:
        """In a thread: take entries in, no more ahead than are needed."""
        try:
            for entry in entries:
                with self._lock:
                    while self._pending >= _AHEAD and not self._stopped:
                        self._room.wait()
                    if self._stopped:
                        return
                    self._pending += 1
                self._take_in(entry)
        except Exception as err:  # the caller waits, and has to be told
            self._put(err)
        with self._lock:
            self._all_read = True
            over = self._pending == 0
        if over:
            self._put(None)

    def _take_in(self, entry: str) -> None:
        url = entry.partition("\t")[0].strip()
        if not is_url(url):
            self._deliver(Fetched(entry, None, NetworkError(url, "no address: it begins with http:// or https://")))
            return
        near = () if url in self._typed else self._near.get(_place(url), ())
        task = _Task(entry, url, Reach(url in self._typed, set(near)))
        with self._lock:
            self._schedule.add(task.host, task)
            if self._idle:
                self._work_to_do.notify()
            elif len(self._threads) < self._most_threads:
                thread = threading.Thread(target=self._work, name="fetch", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _work(self) -> None:
        """A thread: one request after the other, until all is stopped."""
        while (turn := self._next()) is not None:
            host, task = turn
            result, pause = self._request(task)
            with self._lock:
                if result is None:
                    self._schedule.add(task.host, task, first=not task.failed)
                self._schedule.release(host, time.monotonic() + pause)
                self._work_to_do.notify()
            if result is not None:
                self._deliver(result)

    def _deliver(self, result: Fetched) -> None:
        self._put(result)
        with self._lock:
            self._pending -= 1
            over = self._all_read and self._pending == 0
            self._room.notify()
        if over:
            self._put(None)

    def _put(self, result: Fetched | Exception | None) -> None:
        """Hand something to the caller, who may not want it any more."""
        while not self._stopped:
            try:
                self._results.put(result, timeout=_MOMENT)
            except queue.Full:
                continue
            return

    def _next(self) -> tuple[str, _Task] | None:
        """Wait for a host's turn; None when all is stopped."""
        with self._lock:
            while not self._stopped:
                now = time.monotonic()
                turn = self._schedule.take(now)
                if turn is not None:
                    return turn
                at = self._schedule.next_time()
                self._idle += 1
                self._work_to_do.wait(None if at is None else max(at - now, 0))
                self._idle -= 1
            return None

    def _request(self, task: _Task) -> tuple[Fetched | None, float]:
        """Make one request: the result, if it was the last, and the seconds for which its host is to be left alone."""
        pause = self._web.options.delay
        try:
            visit = task.visit(self._web)
            if self._robots is not None:
                rules = self._robots.known(visit)
                if rules is None:
                    return None, self._ask_robots(self._robots, visit)
                pause = max(pause, rules.delay(self._robots.agent))
                forbidden = rules.problem_with(visit.url, self._robots.agent)
                if forbidden:
                    return Fetched(task.name, None, NetworkError(visit.name, forbidden)), 0.0
            source = visit.step()
        except AgainError as err:
            visit.again(self._web.timeout)
            return None, max(err.wait, pause)
        except CleancopyError as err:
            return Fetched(task.name, None, err), pause
        except Exception as err:  # one answer's surprise must not cost the others
            problem = f"internal error ({type(err).__name__}: {err}): please report it with the address"
            return Fetched(task.name, None, NetworkError(task.name, problem)), pause
        return Fetched(task.name, source, None) if source else None, pause if visit.used_network else 0.0

    def _ask_robots(self, robots: Robots, visit: Visit) -> float:
        """Make one request for the robots.txt of a visit's site: the seconds for which its host is to be left alone."""
        pause = self._web.options.delay
        try:
            robots.step(visit)
        except AgainError as err:
            return max(err.wait, pause)
        return pause
