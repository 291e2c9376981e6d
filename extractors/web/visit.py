"""One URL on its way: request after request, through redirects and an article's further pages, to a Source."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar

import httpcore
import httpx

from ..article import Origin, Source
from ..errors import CleancopyError, NetworkError, NotAPageError, StatusError
from ..options import FetchOptions, Limits
from ..text import host_of
from .answers import PAGE_TYPES, check_status, check_type, name_failure
from .body import read_body
from .cookies import copy_of, load_cookies, send_cookies
from .headers import headers_for_all, own_headers, send_along
from .network import RefusedAddressError
from .retry import AgainError, wait_for_failure, wait_for_status
from .transport import REACH, Reach, Transport, check_port, check_proxy

MOST_REDIRECTS = 10
_LONGEST = 86_400.0  # seconds: more than a day means no limit
_TYPED_PACE = 0.5
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"
_LONGEST_SHOWN = 200  # characters of an address
_LARGEST_STUB = 64 * 1024  # bytes of a page that may only send on to another
_REFRESH = re.compile(rb"http-equiv\s*+=\s*+(?:[\"']\s*+)?refresh", re.I)
FAILURES = (
    httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.TimeoutException, httpcore.NetworkError,
    httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol, RefusedAddressError, UnicodeError,
)  # fmt: skip


class Web:
    """What the visits of a run share: connections, certificates, the cache, the user's cookies. Threads may share it.

    Raises SetupError for what is wrong with the options, before anything is fetched.
    """

    def __init__(self, options: FetchOptions, limits: Limits) -> None:
        for scheme, proxy in options.proxies:
            if scheme != "no":
                check_proxy("--proxy", proxy)
        if options.render:
            from .rendering import check_render

            check_render()
        self.options = options
        self.limits = limits
        self.timeout = min(options.timeout, _LONGEST)
        self.jar: CookieJar = load_cookies(options.cookies)
        self.headers = headers_for_all(options)
        self.own_headers = own_headers(options)
        self._line = Transport(options)
        self.transport: httpx.BaseTransport = self._line
        if options.cache is not None:
            from .cache import cached

            self.transport = cached(self._line, options.cache, options)

    def stop(self) -> None:
        """End everything that is under way, from any thread."""
        self._line.stop()

    def close(self) -> None:
        """Close connections and cache."""
        self.transport.close()

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Visit:
    """The way to one page. `step` makes one request; between two of them somebody may wait, or ask robots.txt.

    `url` is the address of the next request, `attempts` how often it failed so far, `left` the seconds that remain.
    `used_network` says whether the last request went out, or the cache had it all. `reach` is how far the first request
    may go. `home` is the address whose server gets the user's own headers: that of the page, if no other is given.
    """

    def __init__(
        self, web: Web, url: str, reach: Reach, types: frozenset[str] = PAGE_TYPES, home: httpx.URL | None = None
    ) -> None:
        self.web = web
        self.name = url
        self.attempts = 0
        self.left = web.timeout
        self.used_network = True
        self._first_reach = reach
        self._types = types
        self._seen: set[tuple[str, str]] = set()
        self._hops = 0
        self._pages: list[Source] = []
        if not host_of(url):
            raise NetworkError(url, "no such address: there is no host in it")
        self.jar = copy_of(web.jar)
        self._client = httpx.Client(transport=web.transport, cookies=self.jar, headers=web.headers, trust_env=False)
        try:
            self.home = home or httpx.URL(url)
            self._request = self._request_for(url)
            check_port(self._request.url)
        except (httpx.InvalidURL, UnicodeError) as err:
            raise NetworkError(url, f"no such address: {err}") from None

    @property
    def url(self) -> str:
        """The address of the next request."""
        return str(self._request.url)

    @property
    def reach(self) -> Reach:
        """How far the next request may go: nobody typed what a page leads to."""
        return self._first_reach.onward if self._hops or self._pages else self._first_reach

    def step(self) -> Source | None:
        """Make one request. Returns the page, or None when there is another request to make.

        Raises AgainError for a failure that may pass, CleancopyError for one that is final.
        """
        begun = time.monotonic()
        until = begun + self.left
        try:
            return self._step(until)
        except AgainError:
            raise
        except FAILURES as err:
            error = self._about(name_failure(self.name, err, self.web.timeout))
            if not isinstance(error, NetworkError):
                raise error from err
            raise wait_for_failure(error, err, self.attempts, self._pace) from err
        except CleancopyError as err:
            raise self._about(err) from None
        finally:
            self.left -= time.monotonic() - begun

    def again(self, left: float) -> None:
        """Note that the last request failed and is made once more, with so many seconds for it."""
        self.attempts += 1
        self.left = left

    @property
    def _pace(self) -> float:
        return _TYPED_PACE if self._first_reach.typed else self.web.options.delay

    def _step(self, until: float) -> Source | None:
        if self.left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        request = self._request
        request.extensions = {
            "timeout": {"connect": until, "read": until, "write": until, "pool": self.left},
            REACH: self.reach,
        }
        self.used_network = True
        response = self._client.send(request, stream=True, follow_redirects=False)
        try:
            caching = response.extensions.get("caching")  # none, where no cache was asked
            self.used_network = caching is None or not caching["from_cache"] or caching["revalidated"]
            if response.next_request is not None:
                self._redirect(response.next_request)
                return None
            try:
                check_status(self.name, response)
            except StatusError as err:
                raise wait_for_status(err, response, self.attempts, self._pace) from None
            check_type(self.name, response, self._types)
            data = read_body(response, self.name, self.web.limits.max_bytes)
            url = str(response.url)
            origin = Origin(fetched_at=self._fetched_at(response), final_url=url)
            source = Source(self.name, data, url, response.headers.get("content-type"), origin=origin)
            return self._arrived(source, until)
        finally:
            response.close()

    def _fetched_at(self, response: httpx.Response) -> str:
        """When the server sent it: now, or what it said then of an answer that was in the cache."""
        if not self.used_network:
            with suppress(ValueError, TypeError):
                sent = parsedate_to_datetime(response.headers.get("date", ""))
                return sent.astimezone(UTC).strftime(_SECONDS)
        return datetime.now(UTC).strftime(_SECONDS)

    def _request_for(self, url: str) -> httpx.Request:
        request = self._client.build_request("GET", url)
        self._send_along(request)
        return request

    def _send_along(self, request: httpx.Request) -> None:
        """Put in what the user gave for the address of a request, and nothing else."""
        send_cookies(request, self.jar)
        send_along(request, self.home, self.web.own_headers)

    def _redirect(self, request: httpx.Request) -> None:
        self._hops += 1
        if request.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol("redirect")
        self._send_along(request)
        # A page that sets a cookie and sends to itself is no circle yet.
        key = (str(request.url.copy_with(fragment=None)), request.headers.get("cookie", ""))
        if key in self._seen or key == (str(self._request.url), self._request.headers.get("cookie", "")):
            raise NetworkError(self.name, "redirects in a circle: it has no page")
        if self._hops > MOST_REDIRECTS:
            raise NetworkError(
                self.name,
                f"more than {MOST_REDIRECTS} redirects, the next to {request.url}: give the address that they end at",
            )
        self._seen.add(key)
        self._request = request
        self.attempts = 0

    def _arrived(self, source: Source, until: float) -> Source | None:
        """The page with those before it; or None, when it sends on, or another page of its article is wanted."""
        if self._types != PAGE_TYPES:
            return source
        behind = _page_behind(source, self.web)
        if behind is not None:
            self._redirect(self._client.build_request("GET", behind))
            return None
        if self.web.options.render:
            from .rendering import render

            source = render(source, self, until)
        self._pages.append(source)
        if self.web.options.follow_pages:
            from .next_page import MOST_PAGES, next_page

            following = next_page(source, [p.url for p in self._pages], self.web.options.encoding, self.web.limits)
            if following and len(self._pages) < MOST_PAGES:
                self._request = self._request_for(following)
                self._hops, self.attempts, self.left = 0, 0, self.web.timeout
                self._seen.clear()
                return None
        first, *more = self._pages
        return replace(first, more=tuple(more)) if more else first

    def _about(self, err: CleancopyError) -> CleancopyError:
        """The error says which page it is about, when that is not the one that was asked for."""
        problem = err.problem
        if self._hops and isinstance(err, StatusError | NotAPageError):
            problem += f" (after a redirect to {self.url[:_LONGEST_SHOWN]})"
        if self._pages:
            problem = f"page {len(self._pages) + 1} of the article ({self.url[:_LONGEST_SHOWN]}): {problem}"
        if isinstance(err, StatusError):
            return StatusError(err.source, problem, err.status)
        return type(err)(err.source, problem)


def fetch(url: str, options: FetchOptions = FetchOptions(), limits: Limits = Limits()) -> Source:
    """GET a page that somebody typed the address of, within `options.timeout` seconds for everything.

    Raises NetworkError when it cannot be had, NotAPageError for other kinds of content, TooLargeError, and SetupError
    for wrong options. robots.txt is not asked: it is a person who wants the page, not a crawler.
    """
    with Web(options, limits) as web:
        return arrive(web, url, Reach(typed=True))


def arrive(web: Web, url: str, reach: Reach, types: frozenset[str] = PAGE_TYPES) -> Source:
    """The page of one URL, waited for; with another attempt where there is time for it.

    A connection that failed is not tried again for a person, who sees it and knows better whether to.
    """
    visit = Visit(web, url, reach, types)
    while True:
        try:
            source = visit.step()
        except AgainError as err:
            if err.wait >= visit.left or (reach.typed and not isinstance(err.error, StatusError)):
                raise err.error from None
            time.sleep(err.wait)
            visit.again(visit.left - err.wait)
        else:
            if source is not None:
                return source


def _page_behind(source: Source, web: Web) -> str | None:
    """Return the address to which a page that came from the web only sends on; None for any other page."""
    if len(source.data) > _LARGEST_STUB or not _REFRESH.search(source.data):
        return None
    from ..page import read_page
    from ..walls.refresh import sent_on

    try:
        tree = read_page(source, web.options.encoding, web.limits).tree
    except CleancopyError:
        return None
    return sent_on(tree, source.url) if tree is not None else None
