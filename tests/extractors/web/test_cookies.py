"""Cookies from a file, sent to those whom they are meant for."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web.cookies import copy_of, load_cookies, send_cookies

HEAD = "# Netscape HTTP Cookie File\n"


def sent(site: Any, tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + "".join(line.replace(" ", "\t") + "\n" for line in lines))
    read_source(site.page("/page"), FetchOptions(cookies=file))
    return str(site.asked[-1].headers.get("cookie", ""))


def test_cookies_go_to_their_host_and_to_no_other(site: Any, tmp_path: Path) -> None:
    lines = ["127.0.0.1 FALSE / FALSE 4102444800 a 1", "example.org FALSE / FALSE 4102444800 b 2"]
    assert sent(site, tmp_path, *lines) == "a=1"


def test_cookies_of_a_session_and_those_that_scripts_may_not_see_are_sent(site: Any, tmp_path: Path) -> None:
    lines = ["127.0.0.1 FALSE / FALSE 0 a 1", "#HttpOnly_127.0.0.1 FALSE / FALSE 4102444800 b 2"]
    assert sorted(sent(site, tmp_path, *lines).split("; ")) == ["a=1", "b=2"]


def test_cookies_that_are_over_or_for_tls_alone_are_not_sent(site: Any, tmp_path: Path) -> None:
    lines = ["127.0.0.1 FALSE / FALSE 1000000000 a 1", "127.0.0.1 FALSE / TRUE 4102444800 b 2"]
    assert sent(site, tmp_path, *lines) == ""


@pytest.mark.parametrize("row", ["a.example TRUE", ".a.example TRUE", "A.example TRUE"])
def test_a_cookie_for_subdomains_has_a_dot_before_its_domain_or_none(tmp_path: Path, row: str) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + f"{row} / TRUE 0 n v".replace(" ", "\t"))
    jar = httpx.Cookies(load_cookies(file))
    for host, sent in (("a.example", "n=v"), ("www.a.example", "n=v"), ("ba.example", None)):
        assert httpx.Request("GET", f"https://{host}/", cookies=jar).headers.get("cookie") == sent


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "line", ["foo bar", "a.example FALSE / FALSE 0 n", "a.example FALSE / FALSE soon n v", "a.example FALSE / 1 0 n v",
             ". FALSE / FALSE 0 n v", "a.example FALSE / FALSE inf n v"]
)  # fmt: skip
def test_a_line_that_is_no_cookie_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + "# by hand\n\n" + line.replace(" ", "\t"))
    with pytest.raises(SetupError, match=r"cookies\.txt: line 4 is no cookie: "):
        load_cookies(file)


def test_what_one_page_sets_is_not_sent_with_the_next(site: Any) -> None:
    url = site.page("/page", Set_Cookie="seen=1; Path=/")
    read_source(url)
    read_source(url)
    assert "cookie" not in site.asked[1].headers


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"user=me\n", "not a cookie file"),
        (b"\xff\xfe\x00", "cannot be read|not a cookie file"),
        (None, "cannot be read: no such file"),
    ],
)
def test_a_file_that_is_none_is_named_before_anything_is_fetched(
    site: Any, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "cookies.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SetupError, match=rf"cookies\.txt: ({said})"):
        read_source(site.page("/page"), FetchOptions(cookies=file))
    assert site.asked == []


@pytest.mark.parametrize(
    ("row", "url", "goes"),
    [
        ("a.example FALSE / FALSE", "http://a.example/", True),
        ("a.example FALSE / FALSE", "http://A.Example:8080/", True),
        ("a.example FALSE / FALSE", "http://www.a.example/", False),
        (".a.example FALSE / FALSE", "http://www.a.example/", False),
        ("a.example FALSE / FALSE", "http://xa.example/", False),
        (".a.example TRUE / FALSE", "http://b.www.a.example/", True),
        ("www.a.example TRUE / FALSE", "http://a.example/", False),
        ("localhost FALSE / FALSE", "http://localhost/", True),
        ("localhost FALSE / FALSE", "http://a.localhost/", False),
        ("0.0.1 TRUE / FALSE", "http://127.0.0.1/", False),
        ("a.example TRUE /news FALSE", "http://a.example/news/1", True),
        ("a.example TRUE /news FALSE", "http://a.example/newsletter", False),
        ("a.example TRUE /news FALSE", "http://a.example/", False),
        ("a.example TRUE / TRUE", "http://a.example/", False),
        ("a.example TRUE / TRUE", "https://a.example/", True),
    ],
)
def test_a_cookie_goes_where_its_line_says(tmp_path: Path, row: str, url: str, goes: bool) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + f"{row} 4102444800 n v".replace(" ", "\t"))
    request = httpx.Request("GET", url, headers={"Cookie": "another=jar's"})
    send_cookies(request, copy_of(load_cookies(file)))
    assert request.headers.get("cookie") == ("n=v" if goes else None)


@pytest.mark.parametrize("given", ["", "FALSE / FALSE 0 mine 1"])
def test_a_cookie_does_not_follow_a_redirect_to_a_subdomain(
    site: Any, tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one of the file nor one that the first server has set."""
    real = socket.getaddrinfo

    def everywhere(host: str, *args: Any, **more: Any) -> Any:
        if more.get("flags"):
            raise OSError("no number")
        return real("127.0.0.1" if host.endswith("a.example") else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", everywhere)
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + (f"a.example {given}\n".replace(" ", "\t") if given else ""))
    port = site.server_port
    site.page("/1", b"", 302, Location=f"http://www.a.example:{port}/2", Set_Cookie="set=1; Path=/")
    site.page("/2", b"", 302, Location=f"http://a.example:{port}/3")
    site.page("/3")
    web = FetchOptions(timeout=5, cookies=file, allow_private=True)
    read_source(f"http://a.example:{port}/1", web)
    mine = ["mine=1"] if given else []
    cookies = [sorted(a.headers["cookie"].split("; ")) if "cookie" in a.headers else [] for a in site.asked]
    assert cookies == [mine, [], [*mine, "set=1"]]
