"""Servers on loopback that answer as a test tells them to, and remember when they were asked for what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PAGE = (
    "<!DOCTYPE html><title>Harbour reopens</title><body><article><h1>Harbour reopens</h1>"
    "<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p>"
    "<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred people.</p>"
    "<p>Repairs will cost the town four million crowns, most of which the insurers are going to pay.</p></article>"
)


@dataclass
class Asked:
    """A request: its path, headers (names in lower case), and when it came and its answer began."""

    path: str
    headers: dict[str, str]
    begun: float
    done: float
    body: bytes


class Site(ThreadingHTTPServer):
    """A server on one address of loopback. `answers` has, by path, what to do; other paths are 404."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: str) -> None:
        self.answers: dict[str, Callable[[Handler], None]] = {}
        self.default: Callable[[Handler], None] = lambda h: h.answer(404)
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        super().__init__((address, 0), Handler)

    def url(self, path: str = "/") -> str:
        """The address of one of its pages."""
        return f"http://{self.server_address[0]}:{self.server_port}{path}"

    def paths(self) -> list[str]:
        """What it was asked for, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def page(self, path: str, body: str | bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Have a path answered with a page; returns its address."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda h: h.answer(status, data, **{"Content-Type": "text/html; charset=utf-8", **named})
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Have a path sent on."""
        return self.page(path, b"", status, Location=to)

    def raw(self, path: str, *parts: bytes) -> str:
        """Have a path answered with these bytes and no more."""

        def send(h: Handler) -> None:
            h.close_connection = True
            for part in parts:
                h.wfile.write(part)

        self.answers[path] = send
        return self.url(path)

    def in_turn(self, path: str, *answers: Callable[[Handler], None]) -> str:
        """Have a path answered differently each time, the last answer for ever."""
        waiting = list(answers)

        def answer(h: Handler) -> None:
            (waiting.pop(0) if len(waiting) > 1 else waiting[0])(h)

        self.answers[path] = answer
        return self.url(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    """Looks the answer up and notes the request."""

    server: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    def do_GET(self) -> None:
        begun = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.asked = Asked(self.path, headers, begun, begun, body)
        self.server.asked.append(self.asked)
        self.server.answers.get(self.path.partition("#")[0], self.server.default)(self)

    do_POST = do_GET

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer with its length."""
        self.asked.done = time.monotonic()  # before it is sent: afterwards the client may be quicker than we
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, start: bytes, part: bytes) -> None:
        """A little every now and then, for seconds: each part in time, all of it much too late."""
        self.close_connection = True
        self.wfile.write(start)
        for _ in range(100):
            self.wfile.write(part)
            self.server.closing.wait(0.05)


def page(status: int = 200, body: str = PAGE, **headers: str) -> Callable[[Handler], None]:
    """An answer for `in_turn`."""
    return lambda h: h.answer(status, body.encode(), **{"Content-Type": "text/html", **headers})


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[Site]:
    """A server for a while."""
    site = Site(address)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        site.closing.set()
        site.shutdown()
        site.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as each:
        yield each


@pytest.fixture
def sites() -> Iterator[Callable[[int], list[Site]]]:
    """Several hosts: 127.0.0.1, 127.0.0.2 and so on."""
    with ExitStack() as stack:
        yield lambda count: [stack.enter_context(serving(f"127.0.0.{n}")) for n in range(1, count + 1)]


@pytest.fixture
def page_of() -> Callable[..., Callable[[Handler], None]]:
    return page


def fetching_threads() -> list[str]:
    """The threads of ours that are still there."""
    return [t.name for t in threading.enumerate() if t.name in ("fetch", "look-up", "read")]


@pytest.fixture
def threads_left() -> Callable[[], list[str]]:
    """The threads that are left after a moment for them to end."""

    def left() -> list[str]:
        until = time.monotonic() + 2
        while fetching_threads() and time.monotonic() < until:
            time.sleep(0.01)
        return fetching_threads()

    return left
