"""The user's own headers go home: to the origin of the address that was named, and nowhere else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web import fetch_many
from cleancopy.extractors.web.headers import is_home

SECRETS = {"authorization": "Bearer SECRET", "cookie": "session=SECRET", "x-token": "SECRET"}
HARMLESS = {"accept-language": "de", "accept": "text/html", "user-agent": "own/1.0"}
FETCH = FetchOptions(
    timeout=5, headers=tuple({**SECRETS, **HARMLESS}.items()), allow_private=True, follow_pages=True, delay=0.0
)
FIRST = '<!DOCTYPE html><title>T</title><p>One.</p><a rel="next" href="/story?page=2">Next page</a>'


def own(asked: Any) -> dict[str, str]:
    return {name: asked.headers[name] for name in (*SECRETS, *HARMLESS) if name in asked.headers}


def test_another_host_gets_none_of_them_by_a_redirect_or_as_the_host_of_further_pages(sites: Any) -> None:
    here, there = sites(2)
    there.page("/story", FIRST)
    there.page("/story?page=2")
    assert len(read_source(here.redirect("/", there.url("/story")), FETCH).more) == 1
    assert [own(asked) for asked in here.asked] == [{**SECRETS, **HARMLESS}]
    assert [own(asked) for asked in there.asked] == [HARMLESS] * 2


def test_another_port_is_another_origin_and_back_home_they_are_sent_again(site: Any, sites: Any) -> None:
    (other,) = sites(1)
    site.page("/story", FIRST)
    site.page("/story?page=2")
    other.redirect("/", site.url("/story"))
    read_source(site.redirect("/", other.url("/")), FETCH)
    assert [own(asked) for asked in other.asked] == [HARMLESS]
    assert [own(asked) for asked in site.asked] == [{**SECRETS, **HARMLESS}] * 3


def test_the_robots_txt_of_a_host_that_a_page_sends_to_gets_none_either(sites: Any) -> None:
    here, there = sites(2)
    there.page("/end")
    (result,) = fetch_many([here.redirect("/", there.url("/end"))], FETCH)
    assert result.source is not None
    assert [asked.path for asked in there.asked] == ["/robots.txt", "/end"]
    assert [own(asked) for asked in there.asked] == [HARMLESS] * 2
    assert [own(asked) for asked in here.asked] == [{**SECRETS, **HARMLESS}] * 2


def test_cookies_of_a_server_are_sent_beside_the_users_own(site: Any) -> None:
    site.page("/start", b"", 302, Location="/end", Set_Cookie="seen=1; Path=/")
    site.page("/end")
    read_source(site.url("/start"), FETCH)
    assert [asked.headers["cookie"] for asked in site.asked] == ["session=SECRET", "seen=1; session=SECRET"]


def test_a_host_that_is_named_in_a_header_is_not_named_to_others(sites: Any) -> None:
    here, there = sites(2)
    there.page("/story", FIRST)
    there.page("/story?page=2")
    web = FetchOptions(timeout=5, headers=(("Host", "virtual.example"),), allow_private=True, follow_pages=True)
    read_source(here.redirect("/", there.url("/story")), web)
    assert [asked.headers["host"] for asked in here.asked] == ["virtual.example"]
    assert {asked.headers["host"] for asked in there.asked} == {f"127.0.0.2:{there.server_port}"}


@pytest.mark.parametrize(
    ("url", "home", "same"),
    [
        ("http://a.example/x", "http://a.example:80/y", True),
        ("https://a.example/", "http://a.example/", True),
        ("http://a.example/", "https://a.example/", False),
        ("https://a.example:8443/", "http://a.example/", False),
        ("https://a.example/", "http://a.example:8080/", False),
        ("http://www.a.example/", "http://a.example/", False),
        ("http://a.example.evil.example/", "http://a.example/", False),
        ("http://A.example/", "http://a.example/", True),
    ],
)
def test_home_is_one_origin_and_its_step_to_https(url: str, home: str, same: bool) -> None:
    assert is_home(httpx.URL(url), httpx.URL(home)) is same
