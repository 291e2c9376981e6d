"""A page after its scripts have run: headless Chromium, which sees the network only through us.

The browser gets the page that was fetched, under its address. Whatever its scripts ask for comes from our own
connections, with their limits and their refusal of the local network; what cannot carry text (images, fonts, sockets)
is not fetched. The browser itself is given a proxy at which nobody listens.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from ...article import Source
from ...errors import CleancopyError, NetworkError, SetupError
from .body import read_body
from .cookies import send_cookies
from .headers import send_along
from .transport import REACH, Reach
from .visit import FAILURES, MOST_REDIRECTS, Visit, Web

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

_FETCHED = frozenset(("document", "script", "stylesheet", "xhr", "fetch"))
_MOST_REQUESTS = 300
_QUIET = 5.0  # seconds that a page gets to become quiet after it has loaded
_OWN_HEADERS = ("host", "content-length", "accept-encoding", "connection", "cookie", "user-agent")
_WIRE_HEADERS = ("content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie")
_ARGUMENTS = ("--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--disable-dev-shm-usage")


def check_render() -> None:
    """Raise SetupError when what it takes to render pages is not installed."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        raise SetupError("--render", "it needs an extra: pip install 'cleancopy[render]'") from None


def render(source: Source, visit: Visit, until: float) -> Source:
    """The page of a visit as its scripts leave it. `until` is a point of the monotonic clock.

    Raises NetworkError when they do not come to an end, SetupError when the browser does not start.
    """
    if "html" not in (source.content_type or "html"):
        return source
    from playwright.sync_api import Error

    web = visit.web
    with _browser(web, until) as browser:
        try:
            html = _Rendering(source, visit, until).run(browser)
        except Error as err:
            if time.monotonic() >= until - 0.5:
                problem = f"its scripts have not finished within {web.timeout:g} s: give it a longer --timeout"
            else:
                problem = f"cannot be rendered: {str(err).splitlines()[0][:160]}: leave out --render"
            raise NetworkError(source.name, problem) from None
    data = html.encode("utf-8", "replace")
    return replace(source, data=data[: web.settings.max_bytes], content_type="text/html; charset=utf-8")


@contextmanager
def _browser(web: Web, until: float) -> Iterator[Browser]:
    """A browser of this page's own. A script that never ends blocks every call; at `until` the browser is killed."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=web.settings.web.browser,
                args=list(_ARGUMENTS),
                # Chromium refuses its sandbox to root.
                chromium_sandbox=hasattr(os, "geteuid") and os.geteuid() != 0,
            )
            processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        except Error as err:
            raise SetupError("--render", f"the browser does not start: {str(err).splitlines()[0][:160]}") from None
        number = next(int(process["id"]) for process in processes if process["type"] == "browser")
        alarm = threading.Timer(max(until - time.monotonic(), 0), _kill, [number])
        alarm.daemon = True
        alarm.start()
        try:
            yield browser
            with suppress(Error):
                browser.close()
        finally:
            alarm.cancel()
            _kill(number)


def _kill(number: int) -> None:
    """End the browser, and with it the processes of its group: a script that never ends is in one of them."""
    with suppress(OSError):
        if hasattr(os, "killpg") and os.getpgid(number) == number:
            os.killpg(number, signal.SIGKILL)
        else:
            os.kill(number, signal.SIGTERM)


class _Rendering:
    """One page in a browser, and the requests that it makes."""

    def __init__(self, source: Source, visit: Visit, until: float) -> None:
        self._source = source
        self._web = web = visit.web
        self._home = visit.home
        self._reach: Reach = visit.reach.onward
        self._until = until
        self._requests = 0
        self._page: Page | None = None
        self._jar = visit.jar
        self._client = httpx.Client(transport=web.transport, cookies=self._jar, headers=web.headers, trust_env=False)

    def run(self, browser: Browser) -> str:
        """The page's HTML when it has become quiet."""
        from playwright.sync_api import TimeoutError as LateError

        context = browser.new_context(
            user_agent=self._web.headers["user-agent"], service_workers="block", accept_downloads=False
        )
        context.route("**/*", self._answer)
        context.route_web_socket("**/*", lambda socket: socket.close())
        self._page = page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(self._source.url or self._source.name, wait_until="domcontentloaded", timeout=self._left())
        with suppress(LateError):
            page.wait_for_load_state("load", timeout=self._left(_QUIET))
        with suppress(LateError):
            page.wait_for_load_state("networkidle", timeout=self._left(_QUIET))
        return page.content()

    def _left(self, most: float = 86_400.0) -> float:
        """Milliseconds."""
        return max(min(self._until - time.monotonic(), most) * 1000, 1)

    def _answer(self, route: Route) -> None:
        from playwright.sync_api import Error

        asked = route.request
        with suppress(Error):  # the page may have gone on, or the browser may be gone
            framed = (
                asked.resource_type == "document" and self._page is not None and asked.frame != self._page.main_frame
            )
            self._requests += 1
            if asked.resource_type not in _FETCHED or framed or self._requests > _MOST_REQUESTS:
                route.abort()
            elif self._requests == 1:
                kind = self._source.content_type or "text/html"
                route.fulfill(status=200, headers={"content-type": kind}, body=self._source.data)
            else:
                try:
                    answer = self._fetch(asked)
                except (*FAILURES, CleancopyError):
                    route.abort()
                else:
                    route.fulfill(**answer)

    def _fetch(self, asked: Any) -> dict[str, Any]:
        """What a server answers to a request of the page, in the form in which the browser wants it."""
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _OWN_HEADERS}
        request = self._client.build_request(asked.method, asked.url, content=asked.post_data_buffer)
        self._send_along(request)
        request.headers.update(headers)
        for _ in range(MOST_REDIRECTS + 1):
            limits = {"connect": self._until, "read": self._until, "write": self._until, "pool": 1.0}
            request.extensions = {"timeout": limits, REACH: self._reach}
            response = self._client.send(request, stream=True, follow_redirects=False)
            try:
                if response.next_request is not None:
                    request = response.next_request
                    self._send_along(request)
                    continue
                body = read_body(response, self._source.name, self._web.settings.max_bytes)
            finally:
                response.close()
            shown = {k: v for k, v in response.headers.items() if k.lower() not in _WIRE_HEADERS}
            return {"status": response.status_code, "headers": shown, "body": body}
        raise NetworkError(self._source.name, "redirects in a circle")

    def _send_along(self, request: httpx.Request) -> None:
        """The user's own headers (a token, maybe) are for the host that was named, not for all that its scripts ask."""
        send_cookies(request, self._jar)
        send_along(request, self._home, self._web.own_headers)
