"""Inputs as they come: found, listed and read in a thread of their own, URLs fetched in others, taken one by one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ..article import Source
from ..errors import CleancopyError
from ..options import Options

if TYPE_CHECKING:
    from ..web import Fetched

_HELD = 32  # inputs ahead of the workers: those of an archive hold their bytes
_FETCHING = 4096  # URLs that are waited for: many, so that a slow host does not keep the others waiting
_FETCHED = 32  # pages that wait for a worker
_HELD_BYTES = 32 << 20  # of either; a page more may come on top
_WAIT = 0.05
T = TypeVar("T")  # an input, or a unit of inputs


class BoundedQueue(queue.Queue[T]):
    """A queue that is full when it holds so many things, or so many bytes of pages."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        super().__init__(most)

    def _qsize(self) -> int:
        return self.maxsize if self._bytes >= self._most_bytes else super()._qsize()

    def _put(self, item: T) -> None:
        super()._put(item)
        self._bytes += bytes_in(item)

    def _get(self) -> T:
        item: T = super()._get()
        self._bytes -= bytes_in(item)
        return item


def bytes_in(item: object) -> int:
    """How many bytes of pages something carries: an input, a unit of them, a fetched page, a task."""
    source = getattr(item, "source", None)
    own = len(source.data) + sum(len(one.data) for one in source.more) if isinstance(source, Source) else 0
    return own + sum(map(bytes_in, getattr(item, "inputs", ())))


class Arrivals(Generic[T]):
    """The inputs of a batch and the pages of its URLs. Nothing here makes the caller wait for longer than a moment.

    `typed` are those of the URLs that a person typed, which may be local, and `lists` the feeds and sitemaps.
    """

    def __init__(
        self, options: Options, found: Iterator[T], typed: Collection[str] = (), lists: Collection[str] = ()
    ) -> None:
        self._options = options
        self._typed = typed
        self._lists = lists
        self._found = found
        self._inputs: BoundedQueue[T | CleancopyError | None] = BoundedQueue(_HELD, _HELD_BYTES)
        self._addresses: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._fetched: BoundedQueue[Fetched | Exception] = BoundedQueue(_FETCHED, _HELD_BYTES)
        self._under_way = 0
        self._over = False
        self._fetcher: threading.Thread | None = None
        self._left = threading.Event()
        threading.Thread(target=self._find, daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._over and not self._under_way

    def close(self) -> None:
        """Let the threads go."""
        self._left.set()
        self._addresses.put(None)

    def fetch(self, url: str) -> None:
        """Have a page fetched: `next` will return it."""
        if self._fetcher is None:
            self._fetcher = threading.Thread(target=self._fetch, daemon=True)
            self._fetcher.start()
        self._under_way += 1
        self._addresses.put(url)

    def next(self) -> T | Fetched | None:
        """An input, a fetched page, or None when there is none at the moment.

        Raises what `find_inputs` raised, and SetupError when nothing can be fetched.
        """
        if not self._fetched.empty():
            return self._take_fetched()
        try:
            if self._over or self._under_way >= _FETCHING:
                return self._take_fetched() if self._under_way else None
            found = self._inputs.get(timeout=_WAIT)
        except queue.Empty:
            return None
        if isinstance(found, CleancopyError):
            raise found
        if found is None:
            self._over = True
            self._addresses.put(None)  # who fetches need not wait for more
        return found

    def _take_fetched(self) -> Fetched:
        fetched = self._fetched.get(timeout=_WAIT)
        if isinstance(fetched, Exception):
            raise fetched
        self._under_way -= 1
        return fetched

    def _find(self) -> None:
        """In a thread: find inputs no faster than they are taken."""
        try:
            for found in self._found:
                if not self._put(found):
                    return
            self._put(None)
        except CleancopyError as err:
            self._put(err)
        except Exception as err:  # the other thread waits: it must be told
            self._put(CleancopyError("", f"internal error while finding inputs ({type(err).__name__}: {err})"))

    def _put(self, found: T | CleancopyError | None) -> bool:
        while not self._left.is_set():
            try:
                self._inputs.put(found, timeout=0.5)
            except queue.Full:
                continue
            return True
        return False

    def _fetch(self) -> None:
        from ..web import fetch_many

        try:
            options = self._options
            for fetched in fetch_many(self._wanted(), options.fetch, options.limits, self._typed, self._lists):
                if not self._hand_over(fetched):
                    return
        except Exception as err:  # wrong options, or a surprise: who waits for pages must be told
            self._hand_over(err)

    def _hand_over(self, fetched: Fetched | Exception) -> bool:
        while not self._left.is_set():
            try:
                self._fetched.put(fetched, timeout=0.5)
            except queue.Full:
                continue
            return True
        return False

    def _wanted(self) -> Iterator[str]:
        while (url := self._addresses.get()) is not None:
            yield url
