"""Lists of URLs: politely, hosts side by side, each entry with its result."""

from __future__ import annotations

import itertools
import queue
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.web import Fetched, fetch_many
from cleancopy.extractors.web import many as module

DELAY = 0.03


def options(timeout: float = 5.0, **web: Any) -> FetchOptions:
    return FetchOptions(timeout=timeout, **{"allow_private": True, "delay": DELAY, **web})


def fetched(urls: Any, **more: Any) -> dict[str, Fetched]:
    return {result.name: result for result in fetch_many(urls, options(**more))}


def robots(site: Any, text: str, status: int = 200) -> None:
    site.page("/robots.txt", text, status, Content_Type="text/plain")


def problem(result: Fetched) -> str:
    assert result.source is None
    assert isinstance(result.error, CleancopyError)
    return result.error.problem


def test_five_hundred_pages_of_twenty_hosts_are_fetched_politely(sites: Any) -> None:
    hosts = sites(20)
    for host in hosts:
        host.default = lambda h: h.answer(200, b"<p>A page.</p>", **{"Content-Type": "text/html"})
    urls = [host.url(f"/{n}") for host in hosts for n in range(25)]  # sorted by host: the worst order
    results = list(fetch_many(iter(urls), options()))

    assert sorted(r.name for r in results) == sorted(urls)
    assert all(r.source is not None and r.error is None for r in results)
    for host in hosts:
        assert Counter(host.paths()) == Counter(f"/{n}" for n in range(25))
        asked = sorted(host.asked, key=lambda a: a.begun)
        assert asked[0].path == "/robots.txt"
        for one, next_one in itertools.pairwise(asked):
            assert next_one.begun >= one.done, "two requests at a time"
            assert next_one.begun - one.begun >= DELAY
    begun = sorted((a.begun, number) for number, host in enumerate(hosts) for a in host.asked)
    assert len({number for _, number in begun[:100]}) >= 10, "hosts are not asked side by side"


def test_robots_txt_is_obeyed_unless_somebody_says_otherwise(site: Any) -> None:
    robots(site, "User-agent: *\nDisallow: /private\n\nUser-agent: cleancopy\nDisallow: /ours\n")
    urls = [site.page(path) for path in ("/private/a", "/ours", "/open")]
    results = fetched(urls)
    assert "robots.txt" in problem(results[site.url("/ours")])
    assert results[site.url("/private/a")].source is not None  # our own group counts, as RFC 9309 has it
    assert site.paths() == ["/private/a", "/open"]
    assert all(r.source for r in fetched(urls, robots=False).values())


def test_a_name_of_the_users_own_is_the_name_that_robots_txt_is_asked_for(site: Any) -> None:
    robots(site, "User-agent: ownbot\nDisallow: /\n")
    url = site.page("/page")
    assert "robots.txt" in problem(fetched([url], user_agent="Mozilla/5.0 (compatible; ownbot/2.0)")[url])


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_a_robots_txt_has_no_rules(site: Any, status: int) -> None:
    robots(site, "User-agent: *\nDisallow: /", status)
    assert all(r.source for r in fetched([site.page("/page")]).values())


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_cannot_say_its_rules_is_left_alone(site: Any, status: int) -> None:
    robots(site, "", status)
    url = site.page("/page")
    assert f"robots.txt cannot be read ({status})" in problem(fetched([url])[url])
    assert site.paths() == []


@pytest.mark.parametrize(("status", "fetched_paths"), [(404, ["/page"]), (503, [])])
def test_a_robots_txt_behind_a_redirect_counts_as_one(site: Any, status: int, fetched_paths: list[str]) -> None:
    site.redirect("/robots.txt", "/rules")
    site.page("/rules", "", status)
    fetched([site.page("/page")])
    assert [path for path in site.paths() if path != "/rules"] == fetched_paths


def test_a_robots_txt_that_is_a_page_sends_nobody_on(site: Any) -> None:
    site.page("/robots.txt", '<html><head><meta http-equiv="refresh" content="0; url=/rules"></head></html>')
    assert fetched([site.page("/page")])[site.url("/page")].source is not None
    assert site.paths() == ["/page"]


def test_a_robots_txt_that_comes_at_the_second_attempt_counts(site: Any, page_of: Any) -> None:
    site.in_turn("/robots.txt", page_of(503), page_of(200, "User-agent: *\nDisallow: /"))
    url = site.page("/page")
    assert "asks programs not to" in problem(fetched([url])[url])


def test_the_pause_that_robots_txt_asks_for_is_made(site: Any) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 0.3\n")
    fetched([site.page("/a"), site.page("/b")])
    first, second = (a for a in site.asked if a.path != "/robots.txt")
    assert second.begun - first.done >= 0.3


def test_a_redirect_to_another_host_waits_its_turn_there_and_asks_its_robots_txt(sites: Any) -> None:
    here, there = sites(2)
    robots(there, "User-agent: *\nDisallow: /private")
    there.page("/private")
    urls = [here.redirect("/a", there.page("/a")), here.redirect("/b", there.url("/private")), there.page("/c")]
    results = fetched(urls)
    assert results[urls[0]].source.url == there.url("/a")  # type: ignore[union-attr]
    assert "robots.txt" in problem(results[urls[1]])
    assert sorted(there.paths()) == ["/a", "/c"]
    asked = sorted(there.asked, key=lambda a: a.begun)
    assert all(b.begun >= a.done + DELAY / 2 for a, b in itertools.pairwise(asked))


def test_a_failure_that_passes_is_tried_again_and_one_that_stays_is_named(site: Any, page_of: Any) -> None:
    passing = site.in_turn("/passing", page_of(503), page_of(503), page_of())
    staying = site.page("/staying", status=503)
    gone = site.page("/gone", status=404)
    cut = site.raw("/cut", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello")
    results = fetched([passing, staying, gone, cut])
    assert results[passing].source is not None
    assert "503 Service Unavailable" in problem(results[staying])
    assert "404 Not Found" in problem(results[gone])
    assert "message body" in problem(results[cut])
    assert Counter(site.paths()) == {"/passing": 3, "/staying": 3, "/gone": 1, "/cut": 3}


def test_retry_after_is_honoured_and_more_than_a_minute_is_a_failure(site: Any, page_of: Any) -> None:
    soon = site.in_turn("/soon", page_of(429, **{"Retry-After": "1"}), page_of())
    late = site.page("/late", status=429, Retry_After="61")
    results = fetched([soon, late])
    assert results[soon].source is not None
    first, second = (a for a in site.asked if a.path == "/soon")
    assert second.begun - first.done >= 1.0
    assert "61 s" in problem(results[late])
    assert site.paths().count("/late") == 1


def test_a_host_that_does_not_answer_does_not_keep_the_others_waiting(sites: Any) -> None:
    slow, quick = sites(2)
    slow.default = lambda h: h.server.closing.wait(20)
    quick.default = lambda h: h.answer(200, b"<p>A page.</p>")
    urls = [*(slow.url(f"/{n}") for n in range(20)), *(quick.url(f"/{n}") for n in range(20))]
    results = fetch_many(urls, options())
    first = [next(results) for _ in range(20)]
    assert all(result.source for result in first)
    results.close()  # type: ignore[attr-defined]


def test_leaving_ends_all_threads_at_once(site: Any, threads_left: Callable[[], list[str]]) -> None:
    site.page("/page")
    site.answers["/silence"] = lambda h: h.server.closing.wait(20)
    results = fetch_many([site.url("/page"), site.url("/silence")], options(timeout=60, robots=False))
    assert next(results).source is not None
    begun = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 2
    assert threads_left() == []


def test_threads_end_when_all_is_done(site: Any, threads_left: Callable[[], list[str]]) -> None:
    assert len(fetched([site.page("/a"), site.page("/b")])) == 2
    assert threads_left() == []


def test_entries_may_wait_for_results(site: Any) -> None:
    """A caller that hands the next address in only when the page before has come is not kept waiting."""
    wanted: queue.Queue[str | None] = queue.Queue()
    wanted.put(site.page("/0"))

    def entries() -> Iterator[str]:
        while (url := wanted.get(timeout=10)) is not None:
            yield url

    seen = []
    for n, result in enumerate(fetch_many(entries(), options()), 1):
        seen.append(result.name)
        wanted.put(site.page(f"/{n}") if n < 4 else None)
    assert seen == [site.url(f"/{n}") for n in range(4)]


def test_what_reading_the_entries_raises_reaches_the_caller(site: Any) -> None:
    def entries() -> Iterator[str]:
        yield site.page("/page")
        raise KeyError("broken list")

    with pytest.raises(KeyError, match="broken list"):
        list(fetch_many(entries(), options()))


def test_a_list_is_read_no_further_than_is_needed(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AHEAD", 50)
    site.default = lambda h: h.answer(200, b"<p>A page.</p>")
    read = []

    def entries() -> Iterator[str]:
        for n in range(10_000):
            read.append(n)
            yield site.url(f"/{n}")

    results = fetch_many(entries(), options(delay=0.0))
    for _ in range(3):
        next(results)
    time.sleep(0.3)
    results.close()  # type: ignore[attr-defined]
    assert 3 <= len(read) <= 3 + 50 + 16 + 8 + 2


def test_an_entry_may_carry_a_name_behind_a_tab_and_comes_back_as_it_was(site: Any) -> None:
    entry = f"{site.page('/page')}\tmy name"
    (result,) = fetch_many([entry], options())
    assert result.name == entry
    assert result.source is not None
    assert result.source.name == site.url("/page")


@pytest.mark.parametrize(
    "entry",
    ["", "example.org/page", "ftp://example.org/", "http://", "http://[x/", "http://a b/", "http://127.0.0.1:0/"],
)
def test_an_entry_that_is_no_address_costs_nothing_but_itself(site: Any, entry: str) -> None:
    results = fetched([entry, site.page("/page")])
    assert "address" in problem(results[entry]) or "fetched" in problem(results[entry])
    assert results[site.url("/page")].source is not None


def test_the_same_address_twice_has_two_results(site: Any) -> None:
    url = site.page("/page")
    assert [r.name for r in fetch_many([url, url], options())] == [url, url]


def test_a_page_that_fails_lets_the_others_of_its_host_go_first(site: Any) -> None:
    urls = [site.page("/failing", status=503, Retry_After="0"), site.page("/a"), site.page("/b")]
    fetched(urls)
    assert site.paths() == ["/failing", "/a", "/b", "/failing", "/failing"]


def test_of_a_list_what_is_typed_may_be_local_with_its_redirects_there_and_nothing_else(sites: Any) -> None:
    here, there = sites(2)
    here.page("/end")
    there.page("/page")
    robots(here, "User-agent: *\nDisallow: /private\n")
    typed = [here.redirect("/a", "/end"), here.redirect("/b", there.url("/page")), here.page("/private")]
    listed = [here.url("/end"), there.url("/page")]
    found = {r.name: r for r in fetch_many([*typed, *listed], options(allow_private=False), typed=frozenset(typed))}
    assert found[typed[0]].source.url == here.url("/end")  # type: ignore[union-attr]
    assert "robots.txt" in problem(found[typed[2]])
    assert all("--allow-private" in problem(found[name]) for name in (typed[1], *listed))
    assert sorted(here.paths()) == ["/a", "/b", "/end"]
    assert there.asked == []


@pytest.mark.parametrize(
    ("feeds", "reached"),
    [
        (["http://127.0.0.1:{here}/rss"], True),
        (["http://[::ffff:127.0.0.1]:{here}/rss"], False),  # another host, however near
        (["http://127.0.0.1:{other}/rss"], False),
        (["http://127.0.0.2:{here}/rss"], False),
        (["https://127.0.0.1/rss"], False),
        (["http://feeds.example:{here}/rss"], False),
        (["feed.xml"], False),
        (["http://[::1/rss"], False),
        (["http://127.0.0.1:{here}/rss", "http://127.0.0.1:{here}/more"], True),
        (["http://127.0.0.1:{here}/rss", "https://feeds.example/rss"], False),  # its entries are a stranger's
        ([], False),
    ],
)
def test_entries_of_a_local_feed_may_lead_to_its_host_and_port_and_no_further(
    sites: Any, feeds: list[str], reached: bool
) -> None:
    here, there = sites(2)
    ports = {"here": here.url("").rpartition(":")[2].strip("/"), "other": there.url("").rpartition(":")[2].strip("/")}
    there.page("/page")
    near, away, elsewhere = here.page("/page"), here.redirect("/away", there.url("/page")), there.url("/page")
    lists = [feed.format(**ports) for feed in feeds]
    found = {r.name: r for r in fetch_many([near, away, elsewhere], options(allow_private=False), lists=lists)}
    assert (found[near].source is not None) == reached
    assert all("--allow-private" in problem(found[name]) for name in (away, elsewhere))
    assert there.asked == []
    assert here.paths() == (["/page", "/away"] if reached else [])


def test_an_entry_on_localhost_is_reached_from_a_feed_there(site: Any) -> None:
    site.page("/page")
    port = site.url("").rpartition(":")[2].strip("/")
    entry = f"http://localhost:{port}/page"
    (found,) = fetch_many([entry], options(allow_private=False), lists=[f"http://localhost:{port}/rss"])
    assert found.error is None
