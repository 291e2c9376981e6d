"""Many URLs: hosts side by side, each asked politely, results as they come."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...article import Source
from ...errors import CleancopyError, NetworkError
from ...settings import Settings
from ...text import host_of
from ..find import is_url
from .polite import Schedule
from .retry import AgainError
from .robots import Robots
from .visit import Visit, Web

_THREADS = 16
_THREADS_RENDERING = 2
_AHEAD = 10_000  # URLs that are known and wait: the reserve from which hosts are chosen
_RESULTS = 8  # pages that wait for the caller
_AT_A_TIME = 64
_JOIN = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an entry: `source` or `error`, never both. `name` is the entry as it was given."""

    name: str
    source: Source | None
    error: CleancopyError | None


def fetch_many(entries: Iterable[str], settings: Settings) -> Iterator[Fetched]:
    """Fetch the pages of a list and yield each when it is there, in whatever order that is.

    An entry is a URL, or a URL, a tab and anything (a name that the caller keeps there). Hosts are asked side by
    side, each of them one request at a time with `settings.web.delay` seconds between two, or what its robots.txt
    asks for. Each request has `settings.timeout` seconds. What fails and may pass is tried twice more.
    `entries` is read by the thread that asks for results, as far ahead as hosts need to be chosen from. Closing the
    generator ends all requests. Raises SetupError for wrong settings, before anything is fetched.
    """
    with Web(settings) as web:
        fetcher = _Fetcher(web)
        try:
            yield from fetcher.over(entries)
        finally:
            fetcher.stop()


class _Task:
    """An entry on its way. What its visit needs is made when it is its turn: thousands may wait."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._url = url
        self._visit: Visit | None = None

    @property
    def host(self) -> str:
        """The host of the next request."""
        return host_of(self._visit.url if self._visit else self._url) or ""

    def visit(self, web: Web) -> Visit:
        """The visit. Raises NetworkError for an address that is none."""
        if self._visit is None:
            self._visit = Visit(web, self._url, typed=False)
        return self._visit


class _Fetcher:
    """The threads of one run and what they share, under one lock."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._robots = Robots(web) if web.settings.web.robots else None
        self._schedule: Schedule[_Task] = Schedule()
        self._change = threading.Condition()
        self._results: queue.Queue[Fetched] = queue.Queue(_RESULTS)
        self._threads: list[threading.Thread] = []
        self._most_threads = _THREADS_RENDERING if web.settings.web.render else _THREADS
        self._idle = 0
        self._pending = 0  # entries taken in and not yet given back; the caller's thread alone counts them
        self._stopped = False

    def over(self, entries: Iterable[str]) -> Iterator[Fetched]:
        """Take entries in and give results out, until there are none of either."""
        source = iter(entries)
        more = True
        while more or self._pending:
            taken = 0
            while more and self._pending < _AHEAD and (taken < _AT_A_TIME or self._results.empty()):
                entry = next(source, None)
                taken += 1
                if entry is None:
                    more = False
                else:
                    self._pending += 1
                    refused = self._take_in(entry)
                    if refused is not None:
                        self._pending -= 1
                        yield refused
            if self._pending:
                result = self._results.get()
                self._pending -= 1
                yield result

    def stop(self) -> None:
        """End the threads, whatever they do."""
        with self._change:
            self._stopped = True
            self._change.notify_all()
        self._web.stop()
        until = time.monotonic() + _JOIN
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < until:
            try:  # a thread may wait to hand over a result
                self._results.get(timeout=0.01)
            except queue.Empty:
                continue

    def _take_in(self, entry: str) -> Fetched | None:
        url = entry.partition("\t")[0].strip()
        if not is_url(url):
            return Fetched(entry, None, NetworkError(url, "no address: it begins with http:// or https://"))
        task = _Task(entry, url)
        with self._change:
            self._schedule.add(task.host, task)
            if self._idle:
                self._change.notify()
            elif len(self._threads) < self._most_threads:
                thread = threading.Thread(target=self._work, name="fetch", daemon=True)
                self._threads.append(thread)
                thread.start()
        return None

    def _work(self) -> None:
        """A thread: one request after the other, until all is stopped."""
        while (turn := self._next()) is not None:
            host, task = turn
            result, pause = self._request(task)
            with self._change:
                if result is None:
                    self._schedule.add(task.host, task, first=True)
                self._schedule.release(host, time.monotonic() + pause)
                self._change.notify()
            if result is not None:
                self._results.put(result)

    def _next(self) -> tuple[str, _Task] | None:
        """Wait for a host's turn; None when all is stopped."""
        with self._change:
            while not self._stopped:
                now = time.monotonic()
                turn = self._schedule.take(now)
                if turn is not None:
                    return turn
                at = self._schedule.next_time()
                self._idle += 1
                self._change.wait(None if at is None else max(at - now, 0))
                self._idle -= 1
            return None

    def _request(self, task: _Task) -> tuple[Fetched | None, float]:
        """Make one request: the result, if it was the last, and the seconds for which its host is to be left alone."""
        pause = self._web.settings.web.delay
        try:
            visit = task.visit(self._web)
            if self._robots is not None:
                rules = self._robots.known(visit.url)
                if rules is None:
                    return None, self._ask_robots(self._robots, visit.url)
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

    def _ask_robots(self, robots: Robots, url: str) -> float:
        """Make one request for a site's robots.txt: the seconds for which its host is to be left alone."""
        pause = self._web.settings.web.delay
        try:
            robots.step(url)
        except AgainError as err:
            return max(err.wait, pause)
        return pause
