"""Answers that were fetched before, as RFC 9111 lets a browser keep them: fresh, or asked after with their ETag."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from ...errors import SetupError

_FILE = "pages.db"
_LARGEST = 1 << 30  # bytes of all that is kept; what was used longest ago goes first


def cached(transport: httpx.BaseTransport, folder: Path) -> httpx.BaseTransport:
    """The transport with a cache before it. Raises SetupError when the folder cannot be used.

    A broken entry or a full disk later on is no failure: the page is fetched, as if there were no cache.
    """
    # hishel tells its logger, with a traceback, what it has made good already.
    logging.getLogger("hishel").addHandler(logging.NullHandler())
    path = folder / _FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version")
            connection.execute("BEGIN IMMEDIATE")
        connection.close()
    except (OSError, sqlite3.Error) as err:
        reason = (getattr(err, "strerror", None) or str(err)).lower()
        raise SetupError(str(path), f"the cache cannot be used ({reason}): delete it, or give --no-cache") from None
    return _Cache(transport, SqliteStorage(database_path=path, max_size=_LARGEST))


class _Cache(CacheTransport):
    """hishel's cache, in which a page's new answer takes the place of the old one.

    hishel keeps both, and while the old one is fresh, which it still is when a person asks for a new one, uses that.
    """

    def __init__(self, transport: httpx.BaseTransport, storage: SqliteStorage) -> None:
        super().__init__(transport, storage, rfc=CacheOptions(shared=False, allow_stale=False))
        self._storage = storage

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the cache or from the server."""
        known = self._storage.get_entries(request.extensions["caching"]["key"])
        response = super().handle_request(request)
        if response.extensions["caching"]["stored"]:
            for entry in known:
                self._storage.remove_entry(entry.id)
        return response
