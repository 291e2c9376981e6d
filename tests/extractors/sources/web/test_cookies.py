"""Cookies from a file, sent to those whom they are meant for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cleancopy.extractors import Settings
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.settings import WebSettings
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.sources.web.cookies import load_cookies

HEAD = "# Netscape HTTP Cookie File\n"


def sent(site: Any, tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "cookies.txt"
    file.write_text(HEAD + "".join(line.replace(" ", "\t") + "\n" for line in lines))
    read_source(site.page("/page"), Settings(web=WebSettings(cookies=file)))
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
    read_source(url, Settings())
    read_source(url, Settings())
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
        read_source(site.page("/page"), Settings(web=WebSettings(cookies=file)))
    assert site.asked == []
