"""Cookies from a file, sent to those whom they are meant for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Settings
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.settings import WebSettings
from cleancopy.extractors.sources import read_source

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
