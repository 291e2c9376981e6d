"""Options for the web become a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.cli.web_options import choose_links, fetch_options
from cleancopy.extractors.batch.inputs import find_inputs
from cleancopy.extractors.batch.job import Job, choose_target
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import FetchOptions, Options


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_command_without_these_options_has_the_defaults() -> None:
    assert fetch_options({}) == FetchOptions()


def test_options_of_a_list() -> None:
    options = fetch_options({"delay": 5.0, "ignore_robots": True, "cache": True, "refresh": True})
    assert (options.delay, options.robots, options.refresh) == (5.0, False, True)
    assert options.cache is not None
    assert options.cache.name == "cleancopy"
    assert fetch_options({"cache": False}).cache is None


def test_the_environment_names_proxies_and_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.example")
    monkeypatch.setenv("no_proxy", "localhost,.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/authority.pem")
    options = fetch_options({})
    assert dict(options.proxies) == {
        "https": "http://proxy.example:3128",
        "all": "socks5://proxy.example",
        "no": "localhost,.example.org",
    }
    assert options.ca_file == Path("/etc/authority.pem")
    assert fetch_options({"proxy": "http://other.example:1"}).proxies == (("all", "http://other.example:1"),)
    assert fetch_options({"proxy": ""}).proxies == ()


def test_headers_are_split_at_the_first_colon() -> None:
    options = fetch_options({"header": ["Referer: https://a.example/", "X-Empty:"]})
    assert options.headers == (("Referer", "https://a.example/"), ("X-Empty", ""))


def test_a_name_is_one_line() -> None:
    with pytest.raises(SetupError, match="--user-agent: a header is one line"):
        fetch_options({"user_agent": "a\nb"})


@pytest.mark.parametrize("line", ["", ":", "no colon", "a b: c", "ä: b", "a: b\r\nc: d", "a: b\x00"])
def test_a_header_that_is_none_is_named(line: str) -> None:
    with pytest.raises(SetupError, match="header"):
        fetch_options({"header": [line]})


def test_the_pages_of_feeds_and_sitemaps_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("https://a.example/1\nhttps://a.example/2\n")
    (tmp_path / "b").write_text("https://b.example/1\nhttps://b.example/2\n")
    options = {"feed": [str(tmp_path / "a")], "sitemap": [str(tmp_path / "b")], "limit": 1, "since": "2026-01-01"}
    links = choose_links(options)
    job = Job((), choose_target(str(tmp_path / "out")), Options(), links=links)
    assert [inp.name for inp in find_inputs(job)] == ["https://a.example/1", "https://b.example/1"]
    assert choose_links({}) is None


@pytest.mark.parametrize("options", [{"since": "yesterday", "feed": ["a"]}, {"since": "2026-01-01"}, {"limit": 3}])
def test_choosing_from_nothing_or_by_no_date_is_named(options: dict[str, object]) -> None:
    with pytest.raises(SetupError):
        choose_links(options)
