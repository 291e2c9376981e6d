"""A page after its scripts have run: headless Chromium, which sees the network only through us.

The browser gets the page that was fetched, under its address. Whatever its scripts ask for comes from our own
connections, with their limits and their refusal of the local network; what cannot carry text (images, fonts, sockets,
frames) is not fetched. Where scripts lead to another page, that one is judged as any page that is fetched.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from ..article import Source
from ..errors import CleancopyError, NetworkError, NotAPageError, SetupError, StatusError
from .answers import PAGE_TYPES, check_status, check_type, name_failure
from .body import read_body
from .browser import BrowserLimits, browser, close_ways_out, html_of
from .cookies import send_cookies
from .headers import send_along
from .transport import REACH, Reach
from .visit import FAILURES, MOST_REDIRECTS, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

_FETCHED = frozenset(("document", "script", "stylesheet", "xhr", "fetch"))
_MOST_REQUESTS = 300
_MOST_PAGES_OF_DATA = 5  # all answers together are at most as large as so many pages may be
_QUIET = 8.0  # seconds that a page gets to load and become quiet
_TRIES = 3  # to take the HTML of a page that just goes on to another one
_LONGEST_SHOWN = 200  # characters of an address
_NOTHING_THERE = (204, 205)
_OWN_HEADERS = ("host", "content-length", "accept-encoding", "connection", "cookie", "user-agent")
# Of answers: what is about the connection, or has the browser ask for something by itself.
_KEPT_BACK = frozenset((
    "content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "link", "refresh", "nel",
    "report-to", "reporting-endpoints", "speculation-rules", "alt-svc", "content-security-policy",
    "content-security-policy-report-only", "origin-trial", "clear-site-data", "strict-transport-security",
    "attribution-reporting-register-source", "attribution-reporting-register-trigger",
))  # fmt: skip


def check_render() -> None:
    """Raise SetupError when what it takes to render pages is not installed."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        raise SetupError("--render", "it needs an extra: pip install 'cleancopy[render]'") from None


def render(source: Source, visit: Visit, until: float) -> Source:
    """The page of a visit as its scripts leave it. `until` is a point of the monotonic clock.

    Raises NetworkError when they do not come to an end, want too much memory or lead to what is no page, and
    SetupError when the browser does not start.
    """
    if "html" not in (source.content_type or "html"):
        return source
    executable = visit.web.options.browser
    assert executable is not None
    limits = BrowserLimits(source.name, visit.web.timeout, until)
    rendering = _Rendering(source, visit, limits)
    with browser(executable, limits) as started:
        html = rendering.run(started)
    data = html.encode("utf-8", "replace")[: visit.web.limits.max_bytes]
    return replace(source, data=data, url=rendering.url, content_type="text/html; charset=utf-8")


class _Rendering:
    """One page in a browser, and the requests that it makes. `url` is the page's address, also after its scripts."""

    def __init__(self, source: Source, visit: Visit, limits: BrowserLimits) -> None:
        self.url = source.url or source.name
        self._source = source
        self._web = web = visit.web
        self._home = visit.home
        self._reach: Reach = visit.reach.onward
        self._limits = limits
        self._requests = self._pages = 0
        self._bytes_left = _MOST_PAGES_OF_DATA * web.limits.max_bytes
        self._failure: CleancopyError | None = None  # of the page where the scripts led last
        self._page: Page | None = None
        self._jar = visit.jar
        self._client = httpx.Client(transport=web.transport, cookies=self._jar, headers=web.headers, trust_env=False)

    def run(self, browser: Browser) -> str:
        """The page's HTML when it has become quiet."""
        from playwright.sync_api import TimeoutError as LateError

        context = browser.new_context(
            user_agent=self._web.headers["user-agent"], service_workers="block", accept_downloads=False
        )
        close_ways_out(context)
        context.route("**/*", self._answer)
        context.route_web_socket("**/*", lambda socket: socket.close())
        self._page = page = context.new_page()
        context.on("page", lambda other: other.close())
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(self._source.url or self._source.name, wait_until="commit", timeout=self._limits.left())
        quiet = time.monotonic() + _QUIET
        for state in ("domcontentloaded", "load", "networkidle"):
            with suppress(LateError):
                page.wait_for_load_state(state, timeout=self._limits.left(max(quiet - time.monotonic(), 0)))
        html = self._html(page)
        if self._failure is not None:
            raise self._failure
        if page.url.startswith("chrome-error:"):
            raise NetworkError(
                self._source.name, "its scripts lead to a page that cannot be fetched: leave out --render"
            )
        return html

    def _html(self, page: Page) -> str:
        from playwright.sync_api import Error

        for tries_left in reversed(range(_TRIES)):
            try:
                return html_of(page, self._limits, self._web.limits.max_bytes)
            except Error:
                if not tries_left:
                    raise
                page.wait_for_load_state("domcontentloaded", timeout=self._limits.left(_QUIET))
        raise AssertionError("unreachable")

    def _answer(self, route: Route) -> None:
        from playwright.sync_api import Error

        asked = route.request
        with suppress(Error):  # the page may have gone on, or the browser may be gone
            is_document = asked.resource_type == "document"
            is_page = is_document and self._page is not None and asked.frame == self._page.main_frame
            self._requests += 1
            if is_page:
                self._answer_page(route, asked)
            elif asked.resource_type not in _FETCHED or is_document or self._requests > _MOST_REQUESTS:
                route.abort()
            else:
                try:
                    answer = self._fetch(asked)
                except (*FAILURES, CleancopyError):
                    route.abort()
                else:
                    route.fulfill(**answer)

    def _answer_page(self, route: Route, asked: Request) -> None:
        """Give the browser its page: the one that was fetched, later on those to which its scripts lead."""
        self._pages += 1
        if self._pages == 1:
            kind = self._source.content_type or "text/html"
            route.fulfill(status=200, headers={"content-type": kind}, body=self._source.data)
            return
        name = self._source.name
        try:
            if self._pages > MOST_REDIRECTS:
                raise NetworkError(name, f"its scripts lead on more than {MOST_REDIRECTS} times: it has no page")
            request = self._request(asked)
            response = self._send(request)
            try:
                if response.next_request is not None:
                    self._failure = None
                    route.fulfill(status=200, content_type="text/html", body=_sent_on(response.next_request.url))
                    return
                body = self._read(response)
                check_type(name, response, PAGE_TYPES)
            finally:
                response.close()
        except NotAPageError:
            route.abort("aborted")  # a download: the page stays where it is
            return
        except (*FAILURES, CleancopyError) as err:
            self._failure = _led_to(name_failure(name, err, self._limits.timeout), asked.url)
            route.abort()
            return
        if response.status_code in _NOTHING_THERE:
            route.abort("aborted")
            return
        try:
            check_status(name, response)
        except StatusError as err:
            self._failure = _led_to(err, asked.url)
        else:
            self._failure = None
            self.url = asked.url
        kind = response.headers.get("content-type", "text/html")
        route.fulfill(status=response.status_code, headers={"content-type": kind}, body=body)

    def _fetch(self, asked: Request) -> dict[str, Any]:
        """What a server answers to a request of the page, in the form in which the browser wants it."""
        request = self._request(asked)
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send(request)
            try:
                if response.next_request is not None:
                    request = response.next_request
                    self._send_along(request)
                    continue
                body = self._read(response)
            finally:
                response.close()
            shown = {k: v for k, v in response.headers.items() if k.lower() not in _KEPT_BACK}
            return {"status": response.status_code, "headers": shown, "body": body}
        raise NetworkError(self._source.name, f"more than {MOST_REDIRECTS} redirects of {asked.url}")

    def _request(self, asked: Request) -> httpx.Request:
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _OWN_HEADERS}
        request = self._client.build_request(asked.method, asked.url, content=asked.post_data_buffer)
        self._send_along(request)
        request.headers.update(headers)
        return request

    def _send(self, request: httpx.Request) -> httpx.Response:
        until = self._limits.until
        limits = {"connect": until, "read": until, "write": until, "pool": 1.0}
        request.extensions = {"timeout": limits, REACH: self._reach}
        return self._client.send(request, stream=True, follow_redirects=False)

    def _read(self, response: httpx.Response) -> bytes:
        """The body. Raises TooLargeError also when all answers together are too large."""
        body = read_body(response, self._source.name, min(self._web.limits.max_bytes, self._bytes_left))
        self._bytes_left -= len(body)
        return body

    def _send_along(self, request: httpx.Request) -> None:
        """The user's own headers (a token, maybe) are for the host that was named, not for all that its scripts ask."""
        send_cookies(request, self._jar)
        send_along(request, self._home, self._web.own_headers)


def _sent_on(url: httpx.URL) -> str:
    """A page for a redirect: the browser itself would follow it past us."""
    address = json.dumps(str(url)).replace("<", "\\u003c")
    return f"<!DOCTYPE html><script>location.replace({address})</script>"


def _led_to(err: CleancopyError, url: str) -> CleancopyError:
    problem = f"{err.problem} (its scripts lead to {url[:_LONGEST_SHOWN]})"
    return (
        StatusError(err.source, problem, err.status) if isinstance(err, StatusError) else type(err)(err.source, problem)
    )
