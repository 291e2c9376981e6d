"""The cache: what is fresh is not fetched, what may have changed is asked after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Settings
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.settings import WebSettings
from cleancopy.extractors.sources.web import fetch_many


def body(url: str, folder: Path, **web: Any) -> bytes:
    options = {"allow_private": True, "delay": 0.0, "robots": False, "cache": folder, **web}
    (result,) = fetch_many([url], Settings(timeout=5, web=WebSettings(**options)))
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
    list(fetch_many(urls, Settings(web=WebSettings(delay=0.0, **options))))  # type: ignore[arg-type]
    again = fetch_many(urls, Settings(web=WebSettings(delay=3000.0, **options)))  # type: ignore[arg-type]
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
