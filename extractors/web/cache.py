"""Answers that were fetched before, as RFC 9111 lets a browser keep them: fresh, or asked after with their ETag.

What is kept can be given to every later run that fetches in the same way, and to no other; it holds nothing secret.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from hishel import CacheOptions, Entry, Headers, Request, Response, SqliteStorage
from hishel.httpx import CacheTransport

from ..errors import SetupError
from ..options import FetchOptions
from .transport import LOCAL, Transport

_FILE = "pages.db"
# Of the file's contents: what an earlier version wrote may hold tokens and cookies, and is thrown away.
_VERSION = 2
_LARGEST = 1 << 30  # bytes of all that is kept; what was used longest ago goes first
# Headers that say what is wanted. With any other one (a cookie, a token: they have many names) an answer is for one
# person, and is not kept.
_WANTED = frozenset((
    "accept", "accept-encoding", "accept-language", "user-agent", "origin", "referer", "dnt",
    "upgrade-insecure-requests", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user",
    "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform",
))  # fmt: skip
_ABOUT_THE_WAY = frozenset(("host", "connection", "cache-control", "pragma"))


def cached(transport: Transport, folder: Path, options: FetchOptions) -> httpx.BaseTransport:
    """The transport with a cache before it. Raises SetupError when the folder cannot be used.

    A broken entry or a full disk later on is no failure: the page is fetched, as if there were no cache.
    """
    # hishel tells its logger, with a traceback, what it has made good already.
    logging.getLogger("hishel").addHandler(logging.NullHandler())
    path = folder / _FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(PermissionError):  # a folder of somebody else's; the files are ours
            folder.chmod(0o700)
        if _version(path) != _VERSION:
            _begin_anew(path)
    except (OSError, sqlite3.Error) as err:
        reason = (getattr(err, "strerror", None) or str(err)).lower()
        raise SetupError(str(path), f"the cache cannot be used ({reason}): delete it, or give --no-cache") from None
    return _Cache(transport, _Storage(database_path=path, max_size=_LARGEST), options)


def _version(path: Path) -> int:
    """The version of a cache file; 0 for a new one, which is made here, for its owner's eyes alone.

    SQLite gives the files that it puts beside it the same permissions.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with suppress(PermissionError):
        path.chmod(0o600)
    connection = sqlite3.connect(path)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        connection.rollback()
    finally:
        connection.close()
    return int(version)


def _begin_anew(path: Path) -> None:
    """Write an empty file in place of one of another version; another run that has it open keeps the old one."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    _version(fresh)
    connection = sqlite3.connect(fresh)
    try:
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    finally:
        connection.close()
    for rest in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    fresh.replace(path)


class _Cache(CacheTransport):
    """hishel's cache, in which a page's new answer takes the place of the old one.

    hishel keeps both, and while the old one is fresh, which it still is when a person asks for a new one, uses that.
    """

    def __init__(self, transport: Transport, storage: SqliteStorage, options: FetchOptions) -> None:
        super().__init__(_Marking(transport), storage, rfc=CacheOptions(shared=False, allow_stale=False))
        self._line = transport
        self._storage = storage
        # An answer that a careful run would have refused, or got otherwise, is not for it.
        self._way = repr((options.insecure, str(options.ca_file), options.allow_private))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the cache or from the server."""
        if not _is_for_all(request):
            return self._line.handle_request(request)
        key = self._key(request)
        request.extensions = {**request.extensions, "caching": {"key": key}}
        known = self._storage.get_entries(key)
        response = super().handle_request(request)
        if response.extensions["caching"]["stored"]:
            for entry in known:
                self._storage.remove_entry(entry.id)
        return response

    def _key(self, request: httpx.Request) -> str:
        """A name for all that an answer depends on: the address, the way that it takes, what the headers ask for."""
        proxy = httpx.URL(self._line.proxy_for(request.url) or "http://none").copy_with(password=None)
        wanted = sorted((name, value) for name, value in request.headers.multi_items() if name in _WANTED)
        return hashlib.sha256(f"{request.url}\n{self._way}\n{proxy}\n{wanted}".encode()).hexdigest()


def _is_for_all(request: httpx.Request) -> bool:
    """Whether nothing in a request says who asks."""
    names = {name.lower() for name in request.headers}
    return (
        request.method == "GET"
        and not request.url.userinfo
        and names <= _WANTED | _ABOUT_THE_WAY
        and request.headers.get("host") == request.url.netloc.decode("ascii")
    )


class _Marking(httpx.BaseTransport):
    """Forbids to keep answers that are not for every later run.

    Of machines of the local network: another run may not go there. Redirects that come with a cookie: without it they
    lead in circles.
    """

    def __init__(self, transport: Transport) -> None:
        self._line = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and mark the answer."""
        response = self._line.handle_request(request)
        sends_on = response.has_redirect_location and "set-cookie" in response.headers
        if sends_on or (response.extensions[LOCAL] and not self._line.is_free):
            response.headers["cache-control"] = "no-store"
        return response

    def close(self) -> None:
        """Close the connections."""
        self._line.close()


class _Storage(SqliteStorage):
    """hishel's file, without the cookies that servers set: they go to who asked first and to nobody after."""

    def create_entry(self, request: Request, response: Response, key: str, **more: Any) -> Entry:
        """Keep an answer; the one that is returned is whole."""
        entry = super().create_entry(request, replace(response, headers=_kept(response.headers)), key, **more)
        return replace(entry, response=replace(entry.response, headers=response.headers))

    def update_headers(self, id: UUID, headers: Headers) -> None:
        """Note what a server says of an answer that has not changed."""
        super().update_headers(id, _kept(headers))


def _kept(headers: Headers) -> Headers:
    return Headers({name: headers.get_list(name) or [] for name in headers if name.lower() not in ("set-cookie",)})
