"""How requests travel: httpcore's pools on our own sockets, with certificates checked, and through proxies."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from typing import Any

import httpcore
import httpx

from ...errors import SetupError
from ...settings import WebSettings
from ...text import host_of
from .addresses import is_local_by_name, is_public
from .network import Backend, RefusedAddressError

REACH = "reach"  # the request extension that says how far a request may go
_LAST_PORT = 65_535
_KEPT_OPEN = 32
_KEPT_SECONDS = 15.0


class Reach(Enum):
    """Where a request may go. What a person typed goes anywhere, what nobody did to the public internet only.

    What a typed page leads to may also stay near: at an address where a typed request ended, of a local server that
    sends to its next page.
    """

    ANYWHERE = "anywhere"
    NEAR = "near"
    PUBLIC = "public"

    @property
    def onward(self) -> Reach:
        """How far what a page leads to may go."""
        return Reach.PUBLIC if self is Reach.PUBLIC else Reach.NEAR


class Transport(httpx.BaseTransport):
    """Sends requests, each no further than its `REACH` allows; without that to the public internet only."""

    def __init__(self, settings: WebSettings) -> None:
        self._proxies = dict(settings.proxies)
        self._free = settings.allow_private
        self._named: set[str] = set()
        self._tls = _tls(settings)
        self._backends = {
            Reach.ANYWHERE: Backend(self._name),
            Reach.NEAR: Backend(lambda address: address in self._named or is_public(address)),
            Reach.PUBLIC: Backend(is_public),
        }
        self._pools: dict[tuple[Reach, str], httpcore.ConnectionPool] = {}
        for reach in Reach:
            for proxy in {"", *(url for scheme, url in settings.proxies if scheme != "no")}:
                self._pools[reach, proxy] = self._pool(reach, proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises httpcore's errors; before anything is sent RefusedAddressError, httpx.InvalidURL."""
        check_port(request.url)
        reach = Reach.ANYWHERE if self._free else request.extensions.get(REACH, Reach.PUBLIC)
        proxy = self._proxy_for(request.url)
        if proxy and reach is not Reach.ANYWHERE and is_local_by_name(str(request.url)):
            # Behind a proxy nobody here sees the address; what the name tells is all there is.
            raise RefusedAddressError(request.url.host, request.url.host)
        url = request.url
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = self._pools[reach, proxy].handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    def stop(self) -> None:
        """End everything that is under way, from any thread; those who wait get an error."""
        for backend in self._backends.values():
            backend.stop()

    def close(self) -> None:
        """Close the connections that were kept open."""
        for pool in self._pools.values():
            with suppress(RuntimeError):  # a request that was stopped may not have been put away yet
                pool.close()

    def _proxy_for(self, url: httpx.URL) -> str:
        if _is_listed(url, self._proxies.get("no", "")):
            return ""
        return self._proxies.get(url.scheme) or self._proxies.get("all") or ""

    def _pool(self, reach: Reach, proxy: str) -> httpcore.ConnectionPool:
        common: dict[str, Any] = {
            "ssl_context": self._tls,
            "max_connections": None,
            "max_keepalive_connections": _KEPT_OPEN,
            "keepalive_expiry": _KEPT_SECONDS,
        }
        if not proxy:
            return httpcore.ConnectionPool(network_backend=self._backends[reach], **common)
        address = httpx.Proxy(proxy)
        common["network_backend"] = self._backends[Reach.ANYWHERE]  # the user named the proxy
        common["proxy_url"] = httpcore.URL(
            scheme=address.url.raw_scheme, host=address.url.raw_host, port=address.url.port, target=b"/"
        )
        common["proxy_auth"] = address.raw_auth
        if address.url.scheme == "http":
            return httpcore.HTTPProxy(**common)
        return httpcore.SOCKSProxy(**common)

    def _name(self, address: str) -> bool:
        self._named.add(address)
        return True


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


def _tls(settings: WebSettings) -> ssl.SSLContext:
    """Certificates are checked against the system's and Mozilla's authorities, or those of the user's own file."""
    import certifi

    if settings.insecure:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        if settings.ca_file is not None:
            return ssl.create_default_context(cafile=str(settings.ca_file))
    except OSError as err:
        reason = (err.strerror or "it holds no certificates").lower()
        raise SetupError(str(settings.ca_file), f"the certificates cannot be read: {reason}") from None
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
