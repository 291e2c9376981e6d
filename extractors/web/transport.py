"""How requests travel: httpcore's pools on our own sockets, with certificates checked, and through proxies."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from ..errors import SetupError
from ..options import FetchOptions
from ..text import host_of
from .addresses import is_local_by_name, is_public
from .network import Backend, RefusedAddressError

REACH = "reach"  # the request extension that says how far a request may go
LOCAL = "local"  # the answer's extension that says that it does not surely come from the public internet
_LAST_PORT = 65_535
_KEPT_OPEN = 32
_KEPT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a request may go. What a person typed goes anywhere, what nobody did to the public internet only.

    What a typed address leads to may also stay near: at the addresses of machines that answered the typed request
    itself, those of no other request and not the proxy's. `machines` are shared by all requests of one such chain.
    """

    typed: bool = False
    machines: set[str] = field(default_factory=set)

    @property
    def onward(self) -> Reach:
        """How far what a page leads to may go."""
        return Reach(False, self.machines)

    @property
    def near(self) -> frozenset[str]:
        """The local addresses to which a request that nobody typed may go."""
        return frozenset(address for address in self.machines if not is_public(address))


class Transport(httpx.BaseTransport):
    """Sends requests, each no further than its `REACH` allows; without that to the public internet only.

    Connections are kept open, and a later request with another reach must not find them: there is a pool for each set
    of local addresses that a request may go to, and one (None) for all addresses. Answers say with the extension
    `LOCAL` whether they may come from the local network.
    """

    def __init__(self, options: FetchOptions) -> None:
        self._proxies = dict(options.proxies)
        self._free = options.allow_private
        self._tls = _tls(options)
        self._backends: dict[frozenset[str] | None, Backend] = {}
        self._pools: dict[tuple[frozenset[str] | None, str], httpcore.ConnectionPool] = {}
        self._stopped = False
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises httpcore's errors; before anything is sent RefusedAddressError, httpx.InvalidURL."""
        check_port(request.url)
        url = request.url
        reach: Reach = request.extensions.get(REACH) or Reach()
        anywhere = self._free or reach.typed
        proxy = self.proxy_for(url)
        named_local = is_local_by_name(str(url))
        if proxy and not anywhere and named_local:
            # Behind a proxy nobody here sees the address; what the name tells is all there is.
            raise RefusedAddressError(url.host, url.host)
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = self._pool(None if anywhere else reach.near, proxy).handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        extensions = dict(answer.extensions)
        peer = "" if proxy else _peer(answer)
        if peer and reach.typed:
            reach.machines.add(peer)
        extensions[LOCAL] = named_local if proxy else not is_public(peer)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=extensions)

    @property
    def is_free(self) -> bool:
        """Whether the user lets every request into the local network."""
        return self._free

    def stop(self) -> None:
        """End everything that is under way, from any thread; those who wait get an error."""
        with self._lock:
            self._stopped = True
            backends = list(self._backends.values())
        for backend in backends:
            backend.stop()

    def close(self) -> None:
        """Close the connections that were kept open."""
        with self._lock:
            pools = list(self._pools.values())
        for pool in pools:
            with suppress(RuntimeError):  # a request that was stopped may not have been put away yet
                pool.close()

    def proxy_for(self, url: httpx.URL) -> str:
        """The proxy through which an address is fetched; "" for none."""
        if _is_listed(url, self._proxies.get("no", "")):
            return ""
        return self._proxies.get(url.scheme) or self._proxies.get("all") or ""

    def _pool(self, near: frozenset[str] | None, proxy: str) -> httpcore.ConnectionPool:
        with self._lock:
            # The user named the proxy: it may be anywhere.
            backend = self._backend(None if proxy else near)
            if (near, proxy) not in self._pools:
                self._pools[near, proxy] = self._new_pool(backend, proxy)
            return self._pools[near, proxy]

    def _backend(self, near: frozenset[str] | None) -> Backend:
        if near not in self._backends:
            local = near or frozenset()
            everything = near is None
            self._backends[near] = Backend(lambda address: everything or address in local or is_public(address))
            if self._stopped:
                self._backends[near].stop()
        return self._backends[near]

    def _new_pool(self, backend: Backend, proxy: str) -> httpcore.ConnectionPool:
        common: dict[str, Any] = {
            "ssl_context": self._tls,
            "max_connections": None,
            "max_keepalive_connections": _KEPT_OPEN,
            "keepalive_expiry": _KEPT_SECONDS,
            "network_backend": backend,
        }
        if not proxy:
            return httpcore.ConnectionPool(**common)
        address = httpx.Proxy(proxy)
        common["proxy_url"] = httpcore.URL(
            scheme=address.url.raw_scheme, host=address.url.raw_host, port=address.url.port, target=b"/"
        )
        common["proxy_auth"] = address.raw_auth
        if address.url.scheme == "http":
            return httpcore.HTTPProxy(**common)
        return httpcore.SOCKSProxy(**common)


def _peer(answer: httpcore.Response) -> str:
    """The IP address of the machine that answered; "" when the connection is closed already."""
    with suppress(OSError):
        return str(answer.extensions["network_stream"].get_extra_info("server_addr")[0])
    return ""


def _is_listed(url: httpx.URL, hosts: str) -> bool:
    """Whether a host is among those of NO_PROXY: hosts, with their subdomains, each with or without a port, or *."""
    names = {url.host, f"{url.host}:{url.port}"}
    listed = (entry.strip().lower().lstrip("*").lstrip(".") or entry.strip() for entry in hosts.split(","))
    return any(entry and (entry == "*" or any(f".{name}".endswith(f".{entry}") for name in names)) for entry in listed)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        assert not hasattr(self._answer.stream, "__aiter__")
        yield from self._answer.stream

    def close(self) -> None:
        close: Callable[[], None] | None = getattr(self._answer.stream, "close", None)
        if close is not None:
            close()


def check_port(url: httpx.URL) -> None:
    """Raise httpx.InvalidURL for a port that there cannot be. The system would take what is left over of its number."""
    if url.port is not None and not 1 <= url.port <= _LAST_PORT:
        raise httpx.InvalidURL(f"ports go from 1 to {_LAST_PORT}, and {url.port} is none")


def check_proxy(name: str, proxy: str) -> None:
    """Raise SetupError for a proxy that there cannot be."""
    try:
        url = httpx.URL(proxy)
        check_port(url)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "socks5", "socks5h") or not host_of(proxy):
        raise SetupError(name, f"{proxy!r} is no proxy: name it as http://host:port or socks5://host:port")
    if url.scheme != "http":
        try:
            import socksio  # noqa: F401
        except ImportError:
            raise SetupError(name, "a SOCKS proxy needs an extra: pip install 'cleancopy[socks]'") from None


def _tls(options: FetchOptions) -> ssl.SSLContext:
    """Certificates are checked against the system's and Mozilla's authorities, or those of the user's own file."""
    import certifi

    if options.insecure:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        if options.ca_file is not None:
            return ssl.create_default_context(cafile=str(options.ca_file))
    except OSError as err:
        reason = (err.strerror or "it holds no certificates").lower()
        raise SetupError(str(options.ca_file), f"the certificates cannot be read: {reason}") from None
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
