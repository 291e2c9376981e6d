"""The cache: what is fresh is not fetched, what may have changed is asked after."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.web import fetch_many


def body(url: str, folder: Path, **web: Any) -> bytes:
    options = {"allow_private": True, "delay": 0.0, "robots": False, "cache": folder, **web}
    (result,) = fetch_many([url], FetchOptions(timeout=5, **options))
    if result.error:
        raise result.error
    assert result.source is not None
    return result.source.data


def test_a_fresh_page_is_not_fetched_again(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "one", Cache_Control="max-age=600")
    assert body(url, tmp_path) == b"one"
    site.page("/page", "two")
    assert body(url, tmp_path) == b"one"
    assert len(site.asked) == 1


def test_refresh_asks_the_server_anew_and_keeps_what_it_says(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "one", Cache_Control="max-age=600")
    body(url, tmp_path)
    site.page("/page", "two", Cache_Control="max-age=600")
    assert body(url, tmp_path, refresh=True) == b"two"
    assert body(url, tmp_path) == b"two"
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("given", "asked", "value"),
    [
        ({"ETag": '"one"'}, "if-none-match", '"one"'),
        (
            {"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT", "Cache-Control": "max-age=0"},
            "if-modified-since",
            "Mon, 01 Jan 2024 00:00:00 GMT",
        ),
    ],
)
def test_a_page_that_may_have_changed_is_asked_after(
    site: Any, tmp_path: Path, given: dict[str, str], asked: str, value: str
) -> None:
    def answer(h: Any) -> None:
        if h.headers.get(asked):
            h.answer(304, b"", **given)
        else:
            h.answer(200, b"one", **{"Content-Type": "text/html", **given})

    site.answers["/page"] = answer
    url = site.url("/page")
    assert [body(url, tmp_path), body(url, tmp_path)] == [b"one", b"one"]
    assert asked not in site.asked[0].headers
    assert site.asked[1].headers[asked] == value


def test_what_is_not_to_be_kept_is_not(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "one", Cache_Control="no-store")
    body(url, tmp_path)
    site.page("/page", "two", Cache_Control="no-store")
    assert body(url, tmp_path) == b"two"


def test_half_a_page_is_not_kept(site: Any, tmp_path: Path) -> None:
    url = site.raw("/page", b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: 500\r\n\r\nhello")
    with pytest.raises(Exception, match="message body"):
        body(url, tmp_path)
    site.page("/page", "whole")
    assert body(url, tmp_path) == b"whole"


def test_other_cookies_have_pages_of_their_own(site: Any, tmp_path: Path) -> None:
    site.answers["/page"] = lambda h: h.answer(
        200, (h.headers.get("Cookie") or "nobody").encode(), **{"Cache-Control": "max-age=600"}
    )
    file = tmp_path / "cookies.txt"
    file.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tuser\tme\n")
    url = site.url("/page")
    assert body(url, tmp_path) == b"nobody"
    assert body(url, tmp_path, cookies=file) == b"user=me"
    assert body(url, tmp_path) == b"nobody"


def test_a_page_from_the_cache_makes_no_pause(site: Any, tmp_path: Path) -> None:
    urls = [site.page(f"/{n}", "one", Cache_Control="max-age=600") for n in range(3)]
    options = {"allow_private": True, "robots": False, "cache": tmp_path}
    list(fetch_many(urls, FetchOptions(delay=0.0, **options)))  # type: ignore[arg-type]
    again = fetch_many(urls, FetchOptions(delay=3000.0, **options))  # type: ignore[arg-type]
    assert len(list(again)) == 3


@pytest.mark.parametrize("content", ["no database at all, and quite a long one. " * 100])
def test_a_cache_that_cannot_be_used_is_named_with_its_file(site: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "pages.db").write_text(content)
    with pytest.raises(SetupError, match=r"pages\.db: the cache cannot be used .*--no-cache"):
        body(site.page("/page"), tmp_path)
    with pytest.raises(SetupError, match="cannot be used"):
        body(site.page("/page"), tmp_path / "pages.db")


def test_a_page_that_was_had_without_the_users_headers_is_not_the_one_with_them(sites: Any, tmp_path: Path) -> None:
    here, there = sites(2)
    there.answers["/page"] = lambda h: h.answer(
        200, h.headers.get("X-Token", "none").encode(), **{"Content-Type": "text/html", "Cache-Control": "max-age=600"}
    )
    headers = (("X-Token", "secret"),)
    assert body(here.redirect("/", there.url("/page")), tmp_path, headers=headers) == b"none"
    assert body(there.url("/page"), tmp_path, headers=headers) == b"secret"


def kept(folder: Path) -> bytes:
    """All that the cache's files hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


KEPT = {"Content-Type": "text/html", "Cache-Control": "max-age=600"}


@pytest.mark.parametrize(
    "secret",
    [
        {"headers": (("Authorization", "Bearer hunter2hunter2"),)},
        {"headers": (("X-Api-Key", "hunter2hunter2"),)},
        {"headers": (("Cookie", "session=hunter2hunter2"),)},
        {"headers": (("Sec-Token", "hunter2hunter2"),)},
        {"headers": (("Host", "hunter2hunter2.example"),)},
        {"cookies": "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\thunter2hunter2\n"},
        {"user": "me:hunter2hunter2@"},
    ],
)
def test_what_was_had_with_a_secret_is_not_kept_nor_the_secret(
    site: Any, tmp_path: Path, secret: dict[str, Any]
) -> None:
    folder, given = tmp_path / "cache", dict(secret)
    if "cookies" in given:
        given["cookies"] = tmp_path / "cookies.txt"
        given["cookies"].write_text("# Netscape HTTP Cookie File\n" + secret["cookies"])
    url = site.page("/page", "for subscribers", Cache_Control="max-age=600", Set_Cookie="id=set-by-server")
    url = url.replace("http://", f"http://{given.pop('user', '')}")
    for _ in range(2):
        body(url, folder, **given)
    assert len(site.asked) == 2
    assert not any(word in kept(folder) for word in (b"hunter2", b"aHVudGVyMg", b"for subscribers", b"set-by-server"))


def test_cookies_that_a_server_sets_are_used_and_not_kept(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "for all", Set_Cookie="id=set-by-server", **{"Cache_Control": "max-age=600"})
    body(url, tmp_path)
    assert body(url, tmp_path) == b"for all"
    assert len(site.asked) == 1
    assert b"set-by-server" not in kept(tmp_path)


def test_a_site_that_wants_its_cookie_back_does_not_lead_in_circles_the_second_time(site: Any, tmp_path: Path) -> None:
    def answer(h: Any) -> None:
        if "id=1" in h.headers.get("Cookie", ""):
            h.answer(200, b"in", **{"Content-Type": "text/html"})
        else:
            h.answer(301, b"", Location=site.url("/page"), **{"Set-Cookie": "id=1", "Cache-Control": "max-age=600"})

    site.answers["/page"] = answer
    assert [body(site.url("/page"), tmp_path), body(site.url("/page"), tmp_path)] == [b"in", b"in"]


@pytest.mark.parametrize(
    ("lenient", "strict"),
    [
        ({"insecure": True}, {}),
        ({"user_agent": "a browser/1"}, {}),
        ({"headers": (("Accept-Language", "de"),)}, {}),
        ({"headers": (("Accept-Language", "de"),)}, {"headers": (("Accept-Language", "fr"),)}),
        ({"ca_file": None, "insecure": True}, {"user_agent": "a browser/1"}),
    ],
)
def test_a_page_that_was_fetched_in_another_way_is_fetched_anew(
    site: Any, tmp_path: Path, lenient: dict[str, Any], strict: dict[str, Any]
) -> None:
    url = site.page("/page", "one", Cache_Control="max-age=600")
    assert body(url, tmp_path, **lenient) == b"one"
    site.page("/page", "two", Cache_Control="max-age=600")
    assert body(url, tmp_path, **strict) == b"two"
    assert body(url, tmp_path, **lenient) == b"one"


def test_another_proxy_shows_another_page(sites: Any, tmp_path: Path) -> None:
    for n, proxy in enumerate(both := sites(2)):
        proxy.default = lambda h, n=n: h.answer(200, f"proxy {n}".encode(), **KEPT)
    pages = [
        body("http://pages.example/", tmp_path, proxies=(("all", f"http://u:hunter2@{p.url('')[7:]}"),)) for p in both
    ]
    assert pages == [b"proxy 0", b"proxy 1"]
    assert b"hunter2" not in kept(tmp_path)


def test_what_came_from_the_local_network_is_for_runs_that_may_go_there(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "inside", Cache_Control="max-age=600")
    assert body(url, tmp_path) == b"inside"
    with pytest.raises(Exception, match="--allow-private"):
        body(url, tmp_path, allow_private=False)


def test_a_typed_page_of_the_local_network_is_not_kept_for_a_list_that_names_it(site: Any, tmp_path: Path) -> None:
    url = site.page("/page", "inside", Cache_Control="max-age=600")
    options = FetchOptions(timeout=5, delay=0.0, robots=False, cache=tmp_path)
    (typed,) = fetch_many([url], options, typed=[url])
    assert typed.source is not None
    (listed,) = fetch_many([url], options)
    assert listed.error is not None
    assert b"inside" not in kept(tmp_path)


def test_the_cache_is_for_its_owners_eyes(site: Any, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    (folder / "pages.db").touch(mode=0o644)
    old = os.umask(0)
    try:
        options = FetchOptions(delay=0.0, robots=False, allow_private=True, cache=folder)
        results = fetch_many([site.page("/page", "one", Cache_Control="max-age=600")], options)
        next(results)
        assert {f.name: oct(f.stat().st_mode & 0o777) for f in folder.glob("pages.db*")} == dict.fromkeys(
            ("pages.db", "pages.db-wal", "pages.db-shm"), "0o600"
        )
        results.close()
    finally:
        os.umask(old)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_cache_of_an_earlier_version_is_thrown_away_with_its_secrets(site: Any, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "pages.db") as old:
        old.execute("CREATE TABLE entries (data)")
        old.execute("INSERT INTO entries VALUES ('Authorization: hunter2')")
    old.close()
    url = site.page("/page", "one", Cache_Control="max-age=600")
    assert [body(url, tmp_path), body(url, tmp_path)] == [b"one", b"one"]
    assert len(site.asked) == 1
    assert b"hunter2" not in kept(tmp_path)
