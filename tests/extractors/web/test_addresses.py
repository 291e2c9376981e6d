"""Where a redirect or a list may lead: the public internet, and not the network behind it."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest

from cleancopy.extractors.errors import NetworkError
from cleancopy.extractors.options import FetchOptions, Limits
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web import fetch_many
from cleancopy.extractors.web.addresses import is_local_by_name, is_public, literal
from cleancopy.extractors.web.transport import Reach
from cleancopy.extractors.web.visit import Web, arrive

FAST = FetchOptions(delay=0.0)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::5efe:808:808"],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12:3456::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "", "no address",
        "64:ff9b:1::7f00:1", "64:ff9b:1::808:808", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "2606:4700::5efe:a00:1",
        "2606:4700::200:5efe:7f00:1", "3fff::1", "5f00::1", "100:0:0:1::1", "4000::1", "192.0.0.192",
    ],
)  # fmt: skip
def test_addresses_of_the_local_network_whatever_they_are_dressed_as(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("127.1", "127.0.0.1"),
        ("[::1]", "::1"), ("example.org", None), ("1.example", None), ("", None),
    ],
)  # fmt: skip
def test_a_host_that_is_a_number_is_read_as_resolvers_do(host: str, address: str | None) -> None:
    assert literal(host) == address


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.1", "[::1]", "0", "10.0.0.1:80"])
def test_hosts_that_are_local_by_their_name(host: str) -> None:
    assert is_local_by_name(f"http://{host}/")
    assert not is_local_by_name(f"http://{host.rstrip('.').partition(':')[0] or 'x'}.example/")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_a_list_does_not_lead_to_the_local_network_and_nothing_is_sent_there(site: Any, host: str) -> None:
    site.page("/page")
    url = f"http://{host}:{site.server_port}/page"
    (fetched,) = fetch_many([url], replace(FAST, timeout=2))
    assert isinstance(fetched.error, NetworkError)
    assert "--allow-private" in fetched.error.problem
    assert site.asked == []


def test_where_it_is_meant_a_list_may_lead_there(site: Any) -> None:
    web = FetchOptions(timeout=2, delay=0.0, allow_private=True)
    (fetched,) = fetch_many([site.page("/page")], web)
    assert fetched.source is not None


def test_a_typed_address_may_be_local_and_send_on_to_itself(site: Any) -> None:
    site.page("/end")
    assert read_source(site.redirect("/page", site.url("/end")), FetchOptions(timeout=2)).url == site.url("/end")


def test_a_redirect_from_a_typed_address_to_another_local_one_is_refused(sites: Any) -> None:
    here, there = sites(2)
    there.page("/end")
    here.redirect("/page", there.url("/end"))
    with pytest.raises(NetworkError, match=r"127\.0\.0\.2, an address of the local network"):
        read_source(here.url("/page"), FetchOptions(timeout=2))
    assert there.asked == []
    options = FetchOptions(timeout=2, allow_private=True)
    assert b"Kelport" in read_source(here.url("/page"), options).data


def test_what_counts_is_the_address_that_is_connected_to_and_not_the_name(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that gives a public address when it is asked to check and a local one later finds no later."""
    site.page("/page")
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *args, **more)
        if more.get("flags"):
            raise OSError("no number")
        asked.append(host)
        return real("127.0.0.1", port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    (fetched,) = fetch_many([f"http://rebinding.example:{site.server_port}/page"], replace(FAST, timeout=2))
    assert fetched.error is not None
    assert "rebinding.example (127.0.0.1)" in fetched.error.problem
    assert site.asked == []
    assert len(asked) == 1


def test_a_further_page_is_not_a_typed_one_though_its_host_was(sites: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the host may lead to another address by then, one of the local network."""
    here, there = sites(2)
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *args, **more)
        if more.get("flags"):
            raise OSError("no number")
        return real("127.0.0.1" if port == here.server_port else "127.0.0.2", port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    second = f"http://rebinding.example:{there.server_port}/story?page=2"
    here.page("/story", f'<!DOCTYPE html><title>T</title><p>One.</p><a rel="next" href="{second}">Next page</a>')
    options = FetchOptions(timeout=2, follow_pages=True)
    with pytest.raises(NetworkError, match=r"127\.0\.0\.2\), an address of the local network"):
        read_source(f"http://rebinding.example:{here.server_port}/story", options)
    assert there.asked == []


def test_a_look_up_that_hangs_keeps_to_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    release = threading.Event()

    def hanging(host: str, port: int, *args: Any, **more: Any) -> Any:
        if not more.get("flags"):
            release.wait(10)
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    try:
        with pytest.raises(NetworkError, match=r"within 0\.3 s"):
            read_source("http://slow.example/", FetchOptions(timeout=0.3))
    finally:
        release.set()


def test_an_address_that_another_typed_one_named_is_not_near(sites: Any) -> None:
    """Also when the connections of the other's requests are still open."""
    here, there = sites(2)
    start = there.page("/start")
    there.redirect("/on", there.page("/end"))
    here.redirect("/page", there.page("/secret"))
    typed = [start, there.url("/on"), here.url("/page")]
    options = FetchOptions(timeout=3, delay=0.0, robots=False)
    with Web(options, Limits()) as web:
        for url in typed[:2]:
            assert arrive(web, url, Reach(typed=True)).url is not None
        with pytest.raises(NetworkError, match=r"127\.0\.0\.2, an address of the local network"):
            arrive(web, typed[2], Reach(typed=True))
    assert "/secret" not in there.paths()
    results = {r.name: r.error for r in fetch_many(typed, options, typed=typed)}
    assert results[typed[0]] is results[typed[1]] is None
    assert isinstance(results[typed[2]], NetworkError)
    assert "/secret" not in there.paths()


def test_the_machine_of_the_proxy_is_not_near(sites: Any) -> None:
    here, proxy = sites(2)
    proxy.default = lambda h: h.answer(302, Location=proxy.url("/secret"))
    proxy.page("/secret")
    web = FetchOptions(timeout=3, proxies=(("all", proxy.url("").rstrip("/")), ("no", "127.0.0.2")))
    with pytest.raises(NetworkError, match=r"127\.0\.0\.2, an address of the local network"):
        read_source("http://pages.example/", web)
    assert proxy.paths() == ["http://pages.example/"]
    assert here.asked == []


def test_all_addresses_of_a_name_are_not_near_because_one_answered(sites: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = sites(2)
    real = socket.getaddrinfo

    def two(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host != "two.example":
            return real(host, port, *args, **more)
        if more.get("flags"):
            raise OSError("no number")
        return [r for a in ("127.0.0.1", "127.0.0.2") for r in real(a, port, type=socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    here.redirect("/page", there.page("/secret"))
    with pytest.raises(NetworkError, match=r"127\.0\.0\.2, an address of the local network"):
        read_source(f"http://two.example:{here.server_port}/page", FetchOptions(timeout=3))
    assert there.asked == []


def test_robots_txt_of_a_local_site_that_a_list_may_not_ask_is_asked_for_a_typed_address(site: Any) -> None:
    listed, typed = site.page("/listed"), site.page("/typed")
    results = {r.name: r.error for r in fetch_many([listed, typed], replace(FAST, timeout=3), typed=[typed])}
    assert results[typed] is None
    assert isinstance(results[listed], NetworkError)
    assert site.paths() == ["/typed"]
