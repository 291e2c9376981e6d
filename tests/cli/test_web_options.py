"""Options for the web become settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.cli.web_options import choose_links, web_settings
from cleancopy.extractors.batch.inputs import find_inputs
from cleancopy.extractors.batch.job import Job, choose_target
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.settings import Settings, WebSettings


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_command_without_these_options_has_the_defaults() -> None:
    assert web_settings({}) == WebSettings()


def test_options_of_a_list() -> None:
    settings = web_settings({"delay": 5.0, "ignore_robots": True, "cache": True, "refresh": True})
    assert (settings.delay, settings.robots, settings.refresh) == (5.0, False, True)
    assert settings.cache is not None
    assert settings.cache.name == "cleancopy"
    assert web_settings({"cache": False}).cache is None


def test_the_environment_names_proxies_and_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.example")
    monkeypatch.setenv("no_proxy", "localhost,.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/authority.pem")
    settings = web_settings({})
    assert dict(settings.proxies) == {
        "https": "http://proxy.example:3128",
        "all": "socks5://proxy.example",
        "no": "localhost,.example.org",
    }
    assert settings.ca_file == Path("/etc/authority.pem")
    assert web_settings({"proxy": "http://other.example:1"}).proxies == (("all", "http://other.example:1"),)
    assert web_settings({"proxy": ""}).proxies == ()


def test_headers_are_split_at_the_first_colon() -> None:
    settings = web_settings({"header": ["Referer: https://a.example/", "X-Empty:"]})
    assert settings.headers == (("Referer", "https://a.example/"), ("X-Empty", ""))


def test_a_name_is_one_line() -> None:
    with pytest.raises(SetupError, match="--user-agent: a header is one line"):
        web_settings({"user_agent": "a\nb"})


@pytest.mark.parametrize("line", ["", ":", "no colon", "a b: c", "ä: b", "a: b\r\nc: d", "a: b\x00"])
def test_a_header_that_is_none_is_named(line: str) -> None:
    with pytest.raises(SetupError, match="header"):
        web_settings({"header": [line]})


def test_the_pages_of_feeds_and_sitemaps_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("https://a.example/1\nhttps://a.example/2\n")
    (tmp_path / "b").write_text("https://b.example/1\nhttps://b.example/2\n")
    options = {"feed": [str(tmp_path / "a")], "sitemap": [str(tmp_path / "b")], "limit": 1, "since": "2026-01-01"}
    links = choose_links(options)
    job = Job((), choose_target(str(tmp_path / "out")), Settings(), links=links)
    assert [inp.name for inp in find_inputs(job)] == ["https://a.example/1", "https://b.example/1"]
    assert choose_links({}) is None


@pytest.mark.parametrize("options", [{"since": "yesterday", "feed": ["a"]}, {"since": "2026-01-01"}, {"limit": 3}])
def test_choosing_from_nothing_or_by_no_date_is_named(options: dict[str, object]) -> None:
    with pytest.raises(SetupError):
        choose_links(options)
