"""Sockets with a deadline: every wait, from the look-up of a name to the last byte, ends at one point of time.

httpcore asks its network back end to connect, read and write, and hands a time limit to each. A limit for each read
lets a server hold a client for ever, a byte at a time. So the limits that we give are not durations but points of the
monotonic clock, and this back end, the only one that gets to see them, takes them as such.
"""

from __future__ import annotations

import queue
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import httpcore

_SLICE = 0.1  # seconds after which somebody who waits looks whether all is to stop


class RefusedAddressError(Exception):
    """The host turned out to be at an address to which this request may not go; nothing was sent."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host = host
        self.address = address


class Backend(httpcore.NetworkBackend):
    """Connections of which `permits(address)` is asked before anything is sent; `stop` ends all of them."""

    def __init__(self, permits: Callable[[str], bool]) -> None:
        self._permits = permits
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Wake every thread that waits for one of the connections, and let no new one begin."""
        self._stopped.set()
        with self._lock:
            waiting = list(self._open)
        for sock in waiting:
            with suppress(OSError, ValueError):
                # Not SSLSocket's own shutdown: it takes the TLS state away from under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002  # httpcore's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers. `timeout` is a point of the monotonic clock.

        The name is looked up once and the connection goes to what was found and checked, so that a second answer of
        the name server (DNS rebinding) cannot change it.
        """
        addresses = self._look_up(host, port, timeout)
        for _, _, _, _, place in addresses:
            if not self._permits(str(place[0])):
                raise RefusedAddressError(host, str(place[0]))
        failure: Exception = httpcore.ConnectError("there is no address")
        for number, (family, kind, protocol, _, place) in enumerate(addresses):
            sock = socket.socket(family, kind, protocol)
            try:
                # Each gets its part of the time, so that one dead address of several does not use up all of it.
                sock.settimeout(_left(timeout, httpcore.ConnectTimeout, len(addresses) - number))
                self._remember(sock)
                sock.connect(place)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return Stream(sock, self, place)
            except (OSError, httpcore.TimeoutException, httpcore.NetworkError) as err:
                self.close(sock)
                failure = _named(err, httpcore.ConnectTimeout, httpcore.ConnectError)
        raise failure

    def close(self, sock: socket.socket) -> None:
        """Close one of the sockets and forget it."""
        with self._lock:
            self._open.discard(sock)
        sock.close()

    def replace(self, old: socket.socket, new: socket.socket) -> None:
        """Take the TLS socket that was put around a plain one in its place."""
        with self._lock:
            self._open.discard(old)
        self._remember(new)

    def _remember(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.add(sock)
        if self._stopped.is_set():
            raise httpcore.NetworkError("stopped")

    def _look_up(self, host: str, port: int, until: float | None) -> list[Any]:
        """The host's addresses. The system's look-up cannot be given a limit, so it runs in a thread of its own."""
        with suppress(OSError):
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
            except (OSError, UnicodeError) as err:
                answers.put(err)

        threading.Thread(target=ask, name="look-up", daemon=True).start()
        while not self._stopped.is_set():
            left = _left(until, httpcore.ConnectTimeout)
            try:
                found = answers.get(timeout=_SLICE if left is None else min(left, _SLICE))
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise _named(found, httpcore.ConnectTimeout, httpcore.ConnectError)
            return found
        raise httpcore.NetworkError("stopped")


class Stream(httpcore.NetworkStream):
    """One connection. `last` is what was received last; time limits are points of the monotonic clock."""

    def __init__(self, sock: socket.socket, backend: Backend, place: Any) -> None:
        self._sock: Any = sock
        self._place = place
        self._backend = backend
        self.last = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive something."""
        self._sock.settimeout(_left(timeout, httpcore.ReadTimeout))
        try:
            self.last = self._sock.recv(max_bytes)
        except OSError as err:
            raise _named(err, httpcore.ReadTimeout, httpcore.ReadError) from err
        return self.last

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        try:
            while buffer:
                self._sock.settimeout(_left(timeout, httpcore.WriteTimeout))
                buffer = buffer[self._sock.send(buffer) :]
        except OSError as err:
            raise _named(err, httpcore.WriteTimeout, httpcore.WriteError) from err

    def close(self) -> None:
        """Close the connection."""
        self._backend.close(self._sock)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        try:
            self._sock.settimeout(_left(timeout, httpcore.ConnectTimeout))
            plain = self._sock
            self._sock = ssl_context.wrap_socket(plain, server_hostname=server_hostname, do_handshake_on_connect=False)
            self._backend.replace(plain, self._sock)
            self._sock.do_handshake()
        except Exception as err:
            self.close()
            if isinstance(err, OSError):
                raise _named(err, httpcore.ConnectTimeout, httpcore.ConnectError) from err
            raise
        return Stream(self._sock, self._backend, self._place)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know: whether an idle connection has something to say, which means that it ended."""
        if info == "ssl_object":
            return self._sock if isinstance(self._sock, ssl.SSLSocket) else None  # asked which protocol was agreed
        if info == "is_readable":
            return _is_readable(self._sock)
        if info == "server_addr":
            return self._place  # the socket itself forgets it when the other side hangs up
        return None


def _is_readable(sock: socket.socket) -> bool:
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):  # select() itself knows only the first thousand sockets
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


def _left(until: float | None, late: type[Exception], shares: int = 1) -> float | None:
    """The seconds left, or one of so many equal shares of them. Raises `late` when there are none."""
    if until is None:
        return None
    left = until - time.monotonic()
    if left <= 0:
        raise late("the time is over")
    return left / shares


def _named(err: Exception, late: type[Exception], failed: type[Exception]) -> Exception:
    if isinstance(err, TimeoutError):
        return late("the time is over")
    if isinstance(err, OSError):
        named = failed(str(err.strerror or err))
        named.__context__ = err  # httpcore's pool clears __cause__
        return named
    return err
