"""One URL to a Source, with httpx: redirects, a deadline over everything, a size limit, and errors by their name."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpx

from .. import __version__
from ..article import Source
from ..errors import CleancopyError, NetworkError, NotAPageError, TooLargeError
from ..settings import Settings
from ..text import host_of

_USER_AGENT = f"cleancopy/{__version__} (article extractor; run by a person)"
_MOST_REDIRECTS = 10
_AT_ONCE = 8  # requests of a batch at the same time
_LONGEST = 86_400.0  # seconds: more than a day means no limit
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")


def fetch(url: str, settings: Settings) -> Source:
    """GET a page. Raises NetworkError when it cannot be had, NotAPageError for other kinds of content.

    The time limit holds for everything, a server that sends a byte at a time included: the request runs in a thread
    of its own, which is left behind when the time is over.
    """
    if not host_of(url):
        raise NetworkError(url, "no such address: there is no host in it")
    answers: queue.SimpleQueue[Source | Exception] = queue.SimpleQueue()
    threading.Thread(target=_answer, args=(url, settings, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=min(settings.timeout, _LONGEST))
    except queue.Empty:
        raise NetworkError(url, f"not received within {settings.timeout:g} s: try again later") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(url: str, settings: Settings, answers: queue.SimpleQueue[Source | Exception]) -> None:
    try:
        answers.put(_get(url, settings))
    except Exception as err:  # whatever it is, the other thread waits for it
        answers.put(err)


def _get(url: str, settings: Settings) -> Source:
    headers = {"User-Agent": _USER_AGENT, "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1"}
    client = httpx.Client(
        timeout=min(settings.timeout, _LONGEST), headers=headers, follow_redirects=True, max_redirects=_MOST_REDIRECTS
    )
    try:
        with client, client.stream("GET", url) as response:
            _check(url, response)
            data = _read(url, response, settings)
            return Source(url, data, str(response.url), response.headers.get("content-type"))
    except httpx.TimeoutException:
        raise NetworkError(url, f"no answer within {settings.timeout:g} s: try again later") from None
    except httpx.TooManyRedirects:
        raise NetworkError(url, f"more than {_MOST_REDIRECTS} redirects: the server sends in circles") from None
    except httpx.UnsupportedProtocol:
        raise NetworkError(url, "redirects to something that is not http or https") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as err:
        raise NetworkError(url, f"cannot be fetched: {err or type(err).__name__}") from err


def _check(url: str, response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        phrase = f"{response.status_code} {response.reason_phrase}".strip()
        raise NetworkError(url, f"the server answered {phrase}")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        raise NotAPageError(url, f"not a page but {kind}: download it and use a tool for that format")


def _read(url: str, response: httpx.Response, settings: Settings) -> bytes:
    """The body, decompressed piece by piece, so that a bomb does not get far."""
    deadline = time.monotonic() + settings.timeout
    parts: list[bytes] = []
    total = 0
    for part in response.iter_bytes():
        total += len(part)
        if total > settings.max_bytes:
            raise TooLargeError(url, f"larger than {settings.max_bytes >> 20} MiB: not a page that can be read safely")
        if time.monotonic() > deadline:
            raise NetworkError(url, "the server sends too slowly: the time limit is over")
        parts.append(part)
    return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that was fetched, or the error that it cost."""

    name: str
    source: Source | None
    error: CleancopyError | None


def fetch_many(entries: Iterable[str], settings: Settings) -> Iterator[Fetched]:
    """Fetch pages in threads and yield them as they arrive; no address is taken before there is a thread for it."""
    arrived: queue.SimpleQueue[Fetched | None] = queue.SimpleQueue()
    taking, remaining = threading.Lock(), iter(entries)

    def work() -> None:
        while True:
            with taking:
                url = next(remaining, None)
            if url is None:
                break
            try:
                arrived.put(Fetched(url, fetch(url, settings), None))
            except CleancopyError as err:
                arrived.put(Fetched(url, None, err))
            except Exception as err:  # one address must not cost the others
                arrived.put(Fetched(url, None, NetworkError(url, f"cannot be fetched: {err or type(err).__name__}")))
        arrived.put(None)

    working = _AT_ONCE
    for _ in range(_AT_ONCE):
        threading.Thread(target=work, daemon=True).start()
    while working:
        fetched = arrived.get()
        if fetched is None:
            working -= 1
        else:
            yield fetched
