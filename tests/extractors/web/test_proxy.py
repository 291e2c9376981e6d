"""Proxies: everything goes through them, and the local network stays closed behind them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from cleancopy.extractors.errors import NetworkError, SetupError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web import fetch_many


@pytest.fixture
def tunnel() -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that notes what it is asked to connect to, and refuses."""
    asked: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    server.close()


def test_pages_come_through_the_proxy(site: Any) -> None:
    site.default = lambda h: h.answer(200, f"<p>{h.path}</p>".encode())
    web = FetchOptions(proxies=(("all", site.url("").rstrip("/")),))
    source = read_source("http://pages.example/a?b=c", web)
    assert source.data == b"<p>http://pages.example/a?b=c</p>"
    assert site.asked[0].headers["host"] == "pages.example"


def test_encrypted_pages_are_asked_for_by_host_alone(tunnel: tuple[str, list[bytes]]) -> None:
    proxy, asked = tunnel
    web = FetchOptions(proxies=(("https", proxy.replace("http://", "http://user:word@")),))
    with pytest.raises(NetworkError, match="403 No: check the proxy"):
        read_source("https://pages.example/secret", web)
    assert asked[0].startswith(b"CONNECT pages.example:443 ")
    assert b"secret" not in asked[0]
    assert b"Proxy-Authorization: Basic dXNlcjp3b3Jk" in asked[0]


@pytest.mark.parametrize("hosts", ["localhost, 127.0.0.1", "*", "0.0.1", "127.0.0.1:{port}"])
def test_hosts_that_need_no_proxy_are_reached_without(site: Any, hosts: str) -> None:
    web = FetchOptions(proxies=(("all", "http://127.0.0.1:1"), ("no", hosts.format(port=site.server_port))))
    assert b"Kelport" in read_source(site.page("/page"), web).data


@pytest.mark.parametrize("hosts", ["", "example.org", "127.0.0.1:1", "7.0.0.1", ".", ","])
def test_other_hosts_are_not(site: Any, hosts: str) -> None:
    web = FetchOptions(proxies=(("all", "http://127.0.0.1:1"), ("no", hosts)))
    with pytest.raises(NetworkError, match="refused"):
        read_source(site.page("/page"), web)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "2130706433", "[::1]"])
def test_a_list_does_not_lead_to_the_local_network_behind_the_proxy(site: Any, host: str) -> None:
    web = FetchOptions(proxies=(("all", site.url("").rstrip("/")),), robots=False)
    (result,) = fetch_many([f"http://{host}/page"], web)
    assert result.error is not None
    assert "--allow-private" in result.error.problem
    assert site.asked == []


@pytest.mark.parametrize(
    "proxy", ["ftp://host:1", "host", "http://", "https://host:1", "http://[x", "http://host:65536"]
)
def test_a_proxy_that_is_none_is_named(proxy: str) -> None:
    with pytest.raises(SetupError, match="is no proxy"):
        read_source("http://pages.example/", FetchOptions(proxies=(("all", proxy),)))
