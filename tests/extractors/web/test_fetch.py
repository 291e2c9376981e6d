"""Pages from the web: a real server on the loopback, with everything that servers do."""

from __future__ import annotations

import gzip
import queue
import socket
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cleancopy.extractors import extract
from cleancopy.extractors.errors import CleancopyError, NetworkError, NotAPageError, TooLargeError
from cleancopy.extractors.options import FetchOptions, Limits
from cleancopy.extractors.sources import read_source

PAGE = (
    "<!DOCTYPE html><title>Порт открыт</title><body><article><h1>Порт открыт</h1>"
    + "<p>Порт снова открыт после бури, сообщила администрация города в понедельник утром на собрании.</p>"
    + "<p>Водолазы не нашли в проливе никаких обломков, и первый паром ушёл в полдень с двумя сотнями пассажиров.</p>"
    + "<p>Ремонт обойдётся городу в четыре миллиона крон, и большую их часть заплатят страховые компании.</p></article>"
)
# path: (status, headers, body). A body is sent with its length.
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=koi8-r"}, PAGE.encode("koi8-r")),
    "/gzip": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "/deflate": (200, {"Content-Type": "text/html", "Content-Encoding": "deflate"}, zlib.compress(PAGE.encode())),
    "/untyped": (200, {}, PAGE.encode()),
    "/xhtml": (200, {"Content-Type": "Application/XHTML+XML ; charset=utf-8"}, PAGE.encode()),
    "/text": (200, {"Content-Type": "text/plain"}, b"Plain text."),
    "/empty": (200, {"Content-Type": "text/html"}, b""),
    "/moved": (301, {"Location": "/moved/again"}, b""),
    "/moved/again": (302, {"Location": "page"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-nowhere": (302, {"Location": "http://a..b/"}, b""),
    "/missing": (404, {"Content-Type": "text/html"}, PAGE.encode()),
    "/broken": (500, {"Content-Type": "text/html"}, b"oops"),
    "/nothing": (204, {}, b""),
    "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "/image": (200, {"Content-Type": "image/png; x=y"}, b"\x89PNG"),
    "/large": (200, {"Content-Type": "text/html"}, b"x" * 5001),
    "/limit": (200, {"Content-Type": "text/html"}, b"x" * 5000),
    "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"x" * 3_000_000)),
    "/no-gzip": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"not gzip"),
}


class Server(ThreadingHTTPServer):
    """`slow` gets the path of each slow answer and what became of it: "sent" or "client left"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.slow: queue.Queue[tuple[str, str]] = queue.Queue()
        self.closing = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        special = getattr(self, "answer_" + self.path.partition("?")[0].strip("/").replace("-", "_"), None)
        if special:
            self.close_connection = True
            special()
            return
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_silence(self) -> None:
        self.server.closing.wait(20)

    def answer_cut_off(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nhello")

    def answer_not_http(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    def answer_drip(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n", b"<p>x")

    def answer_drip_of_headers(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n")

    def _drip(self, start: bytes, part: bytes) -> None:
        """A little every now and then, for a second: each part in time, all of it much too late."""
        try:
            self.wfile.write(start)
            for _ in range(25):
                self.wfile.write(part)
                self.server.closing.wait(0.04)
            self.server.slow.put((self.path, "sent"))
        except OSError:
            self.server.slow.put((self.path, "client left"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def url(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_the_charset_of_the_header_reaches_the_decoder(url: str) -> None:
    source = read_source(f"{url}/page")
    assert source.content_type == "text/html; charset=koi8-r"
    article = extract(source)
    assert article.metadata.title == "Порт открыт"
    assert "первый паром ушёл в полдень" in " ".join(b.text for b in article.kept)


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/untyped", "/xhtml"])
def test_the_body_is_unpacked_and_taken_for_a_page(url: str, path: str) -> None:
    assert read_source(url + path).data.decode() == PAGE


def test_plain_text_is_taken(url: str) -> None:
    source = read_source(f"{url}/text")
    assert (source.data, source.content_type) == (b"Plain text.", "text/plain")


def test_redirects_are_followed_and_the_last_address_counts(url: str) -> None:
    source = read_source(f"{url}/moved", url="https://elsewhere.example/")
    assert source.name == f"{url}/moved"
    assert source.data.decode("koi8-r") == PAGE
    assert source.url == f"{url}/moved/page"


ANSWERS["/moved/page"] = ANSWERS["/page"]


@pytest.mark.parametrize(
    ("path", "kind", "problem"),
    [
        ("/circle", NetworkError, "redirects"),
        ("/to-file", NetworkError, "not http or https"),
        ("/missing", NetworkError, "404 Not Found"),
        ("/broken", NetworkError, "500 Internal Server Error"),
        ("/nothing", NetworkError, "204 No Content"),
        ("/pdf", NotAPageError, "application/pdf"),
        ("/image", NotAPageError, "image/png"),
        ("/large", TooLargeError, "larger than"),
        ("/bomb", TooLargeError, "larger than"),
        ("/no-gzip", NetworkError, "cannot be fetched"),
        ("/cut-off", NetworkError, "cannot be fetched"),
        ("/not-http", NetworkError, "cannot be fetched"),
        ("/silence", NetworkError, "within 0.5 s"),
    ],
)
def test_what_goes_wrong_is_named_with_the_address_in_one_line(
    url: str, path: str, kind: type[CleancopyError], problem: str
) -> None:
    with pytest.raises(kind) as caught:
        read_source(url + path, FetchOptions(timeout=0.5 if path == "/silence" else 20), Limits(max_bytes=5000))
    assert str(caught.value).startswith(f"{url}{path}: ")
    assert problem in caught.value.problem
    assert len(str(caught.value).splitlines()) == 1


def test_a_body_of_just_the_limit_is_read(url: str) -> None:
    assert len(read_source(f"{url}/limit", limits=Limits(max_bytes=5000)).data) == 5000


def test_a_page_that_comes_too_slowly_is_a_network_error(url: str) -> None:
    with pytest.raises(NetworkError, match=r"too slowly|no answer|not received within 0\.2 s"):
        read_source(f"{url}/drip?first", FetchOptions(timeout=0.2))


@pytest.mark.parametrize("path", ["/drip?second", "/drip-of-headers"])
def test_a_slow_server_is_left_before_it_has_finished(server: Server, url: str, path: str) -> None:
    with pytest.raises(NetworkError):
        read_source(url + path, FetchOptions(timeout=0.2))
    outcome = ("", "")
    while outcome[0] != path:
        outcome = server.slow.get(timeout=10)
    assert outcome == (path, "client left")


def test_the_time_limit_is_named_as_it_was_given(url: str) -> None:
    with pytest.raises(NetworkError, match=r"within 0\.2 s"):
        read_source(f"{url}/silence", FetchOptions(timeout=0.2))


@pytest.mark.parametrize("seconds", [1e10, float("inf")])
def test_a_very_long_time_limit_is_none(url: str, seconds: float) -> None:
    assert read_source(f"{url}/gzip", FetchOptions(timeout=seconds)).data.decode() == PAGE


def test_a_port_where_nobody_listens_is_a_network_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(NetworkError, match="refused"):
            read_source(address, FetchOptions(timeout=5))


@pytest.mark.parametrize(
    "address", ["http://", "http:///page", "http://127.0.0.1:x/", "http://user:pass@/", "https://?"]
)
def test_an_address_that_is_none_is_a_network_error(address: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_source(address, FetchOptions(timeout=5))
    assert caught.value.source == address


def test_an_address_without_a_host_is_not_called_a_redirect() -> None:
    with pytest.raises(NetworkError) as caught:
        read_source("http:///page", FetchOptions(timeout=5))
    assert "redirect" not in caught.value.problem


@pytest.mark.parametrize("address", ["http://a..b/", "http://xn--/", "/to-nowhere"])
def test_a_host_name_that_is_none_is_a_network_error(url: str, address: str) -> None:
    with pytest.raises(NetworkError):
        read_source(url + address if address.startswith("/") else address, FetchOptions(timeout=5))
