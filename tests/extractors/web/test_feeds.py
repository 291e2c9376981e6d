"""Addresses from feeds and sitemaps."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.errors import InputError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.web import find_links

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title><link>https://a.example/</link>
<item><title>New</title><link>https://a.example/new</link><pubDate>Tue, 03 Feb 2026 10:00:00 GMT</pubDate></item>
<item><title>Old</title><link>https://a.example/old</link><pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate></item>
<item><title>Undated</title><link>https://a.example/undated</link></item>
<item><title>Again</title><link>https://a.example/new</link></item>
<item><title>Script</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>New</title><link rel="alternate" href="https://a.example/new"/><updated>2026-02-03T10:00:00Z</updated></entry>
<entry><title>Old</title><link href="https://a.example/old"/><published>2026-01-01T10:00:00Z</published></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "https://a.example/new", "date_published": "2026-02-03T10:00:00+01:00"},
            {"id": "https://a.example/old", "date_modified": "2026-01-01T10:00:00Z"},
            "no item",
        ],
    }
)
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://a.example/new </loc><lastmod>2026-02-03</lastmod></url>
<url><loc>https://a.example/old</loc><lastmod>2026-01-01T10:00:00+00:00</lastmod></url></urlset>"""
LINES = "https://a.example/new\nhttps://a.example/old\n"


def amiss(where: object) -> list[tuple[str, str]]:
    """What leads to no page: names, and why."""
    web = FetchOptions(timeout=5, delay=0.0, allow_private=True)
    found = find_links(str(where), web)
    return [(o.name, o.error.problem if o.error else str(o.skipped)) for o in found if not isinstance(o, str)]


def links(where: object, **more: Any) -> list[str]:
    web = FetchOptions(timeout=5, delay=0.0, allow_private=True)
    found = find_links(str(where), web, **more)
    return [one for one in found if isinstance(one, str)]


@pytest.mark.parametrize("content", [RSS, ATOM, JSON, SITEMAP, LINES], ids=["rss", "atom", "json", "sitemap", "lines"])
def test_every_kind_is_read_from_a_file_packed_or_not(tmp_path: Path, content: str) -> None:
    plain, packed = tmp_path / "feed", tmp_path / "feed.gz"
    plain.write_text(content)
    packed.write_bytes(gzip.compress(content.encode()))
    expected = ["https://a.example/new", "https://a.example/old"]
    assert [u for u in links(plain) if "undated" not in u] == expected
    assert links(packed) == links(plain)
    assert links(plain, limit=1) == expected[:1]


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="UTF-16"?>\n'])
@pytest.mark.parametrize("content", [RSS, ATOM, SITEMAP, LINES], ids=["rss", "atom", "sitemap", "lines"])
def test_a_document_in_utf_16_is_read(tmp_path: Path, content: str, declared: str) -> None:
    (tmp_path / "plain").write_text(content)
    for number, codec in enumerate(("utf-16-le", "utf-16-be")):
        said = "" if content == LINES else declared
        (tmp_path / f"{number}").write_bytes(("\ufeff" + said + content).encode(codec))
        assert links(tmp_path / f"{number}") == links(tmp_path / "plain")


@pytest.mark.parametrize("content", [RSS, ATOM, JSON, SITEMAP], ids=["rss", "atom", "json", "sitemap"])
def test_what_is_known_to_be_older_is_left_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "feed").write_text(content)
    found = links(tmp_path / "feed", since=date(2026, 2, 1))
    assert "https://a.example/old" not in found
    assert "https://a.example/new" in found
    assert ("https://a.example/undated" in found) == ("undated" in content)


def test_an_index_leads_to_its_parts_in_order_and_a_loop_ends(site: Any) -> None:
    parts = "".join(f"<sitemap><loc>{site.url(p)}</loc></sitemap>" for p in ("/b.xml.gz", "/a.xml", "/index.xml"))
    site.page("/index.xml", f"<sitemapindex xmlns='x'>{parts}</sitemapindex>", Content_Type="application/xml")
    site.page("/a.xml", SITEMAP, Content_Type="application/xml")
    packed = gzip.compress(SITEMAP.replace("/new", "/newest").encode())
    site.page("/b.xml.gz", packed, Content_Type="application/x-gzip")
    found = links(site.url("/index.xml"))
    assert found == ["https://a.example/newest", "https://a.example/old", "https://a.example/new"]
    assert site.paths() == ["/index.xml", "/b.xml.gz", "/a.xml", "/index.xml"]


def test_parts_are_fetched_when_their_turn_comes(site: Any) -> None:
    parts = "".join(f"<sitemap><loc>{site.url(f'/{n}.xml')}</loc></sitemap>" for n in range(5))
    site.page("/index.xml", f"<sitemapindex>{parts}</sitemapindex>", Content_Type="text/xml")
    for n in range(5):
        site.page(f"/{n}.xml", SITEMAP.replace("a.example", f"a{n}.example"), Content_Type="text/xml")
    assert len(links(site.url("/index.xml"), limit=3)) == 3
    assert site.paths() == ["/index.xml", "/0.xml", "/1.xml"]


@pytest.mark.parametrize(
    "order", [("/gone", "/a.xml", "/page"), ("/a.xml", "/gone", "/page"), ("/page", "/gone", "/a.xml")]
)
def test_a_part_that_cannot_be_had_fails_alone_and_by_its_own_name(site: Any, order: tuple[str, ...]) -> None:
    parts = "".join(f"<sitemap><loc>{site.url(part)}</loc></sitemap>" for part in order)
    site.page("/index.xml", f"<sitemapindex>{parts}</sitemapindex>")
    site.page("/a.xml", SITEMAP)
    site.page("/page", "<html><body><p>A page.</p></body></html>")

    assert links(site.url("/index.xml")) == ["https://a.example/new", "https://a.example/old"]
    told = dict(amiss(site.url("/index.xml")))
    assert set(told) == {site.url("/gone"), site.url("/page")}
    assert "404 Not Found" in told[site.url("/gone")]


def test_parts_do_not_lead_to_the_local_network(sites: Any) -> None:
    here, there = sites(2)
    here.page("/index.xml", f"<sitemapindex><sitemap><loc>{there.url('/a.xml')}</loc></sitemap></sitemapindex>")
    found = list(find_links(here.url("/index.xml"), FetchOptions(timeout=5, delay=0.0)))
    assert [(one.name, "--allow-private" in one.error.problem) for one in found] == [(there.url("/a.xml"), True)]  # type: ignore[union-attr]
    assert there.asked == []


LINKLESS = "<item><title>Only a note</title><description>x</description></item>"


@pytest.mark.parametrize("link", ["", "<link/>", "<link>  </link>", "<guid isPermaLink='false'>note-1</guid>"])
def test_an_entry_without_a_link_is_told_and_is_not_the_feed_itself(site: Any, tmp_path: Path, link: str) -> None:
    feed = RSS.replace("<item>", LINKLESS.replace("<description>", f"{link}<description>") + "<item>", 1)
    url = site.page("/feed", feed, Content_Type="application/rss+xml")
    (tmp_path / "feed").write_text(feed)

    for where in (url, tmp_path / "feed"):
        assert links(where) == ["https://a.example/new", "https://a.example/old", "https://a.example/undated"]
        assert amiss(where) == [(str(where), "2 of its entries have no address of a page")]


def test_relative_links_of_a_feed_file_are_completed_by_its_own_link(tmp_path: Path) -> None:
    (tmp_path / "feed").write_text(RSS.replace("https://a.example/new", "/new"))
    assert links(tmp_path / "feed")[0] == "https://a.example/new"


def test_relative_links_of_a_feed_are_completed(site: Any) -> None:
    url = site.page("/news/feed", RSS.replace("https://a.example/new", "../new"), Content_Type="application/rss+xml")
    assert links(url)[0] == site.url("/new")


@pytest.mark.parametrize(
    "content",
    ["<html><body><p>A page.</p></body></html>", "Just a text.", '{"no": "feed"}', '{"items": 1}', "{", "<", "<rss"],
)
def test_what_is_neither_feed_nor_sitemap_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "feed").write_text(content)
    with pytest.raises(InputError, match=r"neither a feed nor a sitemap|no JSON Feed|breaks off"):
        links(tmp_path / "feed")


@pytest.mark.parametrize("character", ["&#xD800;", "&#x110000;", "&#99999999999999999999;"])
def test_a_feed_that_its_reader_stumbles_over_is_named(tmp_path: Path, character: str) -> None:
    (tmp_path / "feed").write_text(RSS.replace("News", f"News < {character}"))
    with pytest.raises(InputError, match="a broken feed: it cannot be read"):
        links(tmp_path / "feed")


@pytest.mark.parametrize(
    "day", ["0000-00-00T00:00:00Z", "-0001-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
)
@pytest.mark.parametrize("content", [ATOM, JSON, SITEMAP], ids=["atom", "json", "sitemap"])
def test_a_day_that_there_is_not_costs_no_address(tmp_path: Path, content: str, day: str) -> None:
    (tmp_path / "feed").write_text(re.sub(r"2026-0[12]-\d\d(T[\d:+]+Z?)?", day, content))
    assert len(links(tmp_path / "feed")) == 2


@pytest.mark.parametrize("broken", [b"<feed\xed\xa0\x80>", b"<feed{}x>", b"<a:b:c>", b"<urlset\xff>", b"<\xff:rss>"])
def test_a_root_that_is_no_name_is_neither(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "feed").write_bytes(b"<?xml version='1.0'?>" + broken + b"<url><loc>https://a.example/</loc></url>")
    with pytest.raises(InputError, match=r"neither a feed nor a sitemap|breaks off"):
        links(tmp_path / "feed")


def test_a_feed_opens_no_file_and_expands_no_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/")
    entity = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{secret}">]>'
    (tmp_path / "sitemap").write_text(f"{entity}<urlset><url><loc>https://a.example/&x;</loc></url></urlset>")
    assert not any("secret" in link for link in links(tmp_path / "sitemap"))
    (tmp_path / "feed").write_text(
        f"{entity.replace('urlset', 'rss')}{RSS.partition('?>')[2].replace('/new<', '/&x;<')}"
    )
    assert not any("secret" in link for link in links(tmp_path / "feed"))


def test_entities_that_grow_do_not_fill_the_memory(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    (tmp_path / "feed").write_text(
        f'<!DOCTYPE rss [<!ENTITY a0 "xxxxxxxxxx">{levels}]><rss><channel><item><title>&a11;</title>'
        "<link>https://a.example/new</link></item></channel></rss>"
    )
    assert all(len(link) < 1000 for link in links(tmp_path / "feed"))


WHOLE = {"rss": RSS, "atom": ATOM, "sitemap": SITEMAP}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("cut", [5, 20, 45, 90])
def test_a_document_that_breaks_off_is_an_error_and_its_last_entry_is_not_read(
    tmp_path: Path, kind: str, cut: int
) -> None:
    whole = WHOLE[kind].replace("javascript:alert(1)", "https://a.example/last")
    (tmp_path / "whole").write_text(f"{whole}<!-- made by a generator -->")
    (tmp_path / "feed").write_text(whole[:-cut])
    read = []
    with pytest.raises(InputError, match="breaks off before its end"):
        for url in find_links(str(tmp_path / "feed"), FetchOptions()):
            read.append(url)

    assert set(read) < set(links(tmp_path / "whole"))


@pytest.mark.parametrize(
    "entry",
    [
        "<url><loc/></url>",
        "<url><lastmod>2026-01-01</lastmod></url>",
        "<url><loc>&a;</loc></url><url><loc>x</loc></url>",
    ],
)
def test_entries_without_any_address_are_an_error(tmp_path: Path, entry: str) -> None:
    entities = '<!DOCTYPE urlset [<!ENTITY b "https://a.example/"><!ENTITY a "&b;x">]>'
    (tmp_path / "map.xml").write_text(f"{entities}<urlset>{entry}</urlset>")

    with pytest.raises(InputError, match="entries has an address"):
        links(tmp_path / "map.xml")


@pytest.mark.parametrize("empty", ["<urlset></urlset>", '<s:urlset xmlns:s="x" />', "<rss><channel></channel></rss>"])
def test_an_empty_document_is_whole(tmp_path: Path, empty: str) -> None:
    (tmp_path / "map.xml").write_text(empty)

    assert links(tmp_path / "map.xml") == []


def test_indexes_below_indexes_are_read_and_where_they_have_no_end_that_is_an_error(site: Any) -> None:
    def add(path: str, root: str, *parts: str) -> None:
        kind = "sitemap" if root == "sitemapindex" else "url"
        inner = "".join(f"<{kind}><loc>{part}</loc></{kind}>" for part in parts)
        site.page(path, f"<{root}>{inner}</{root}>", Content_Type="application/xml")

    for n in range(12):
        add(f"/d{n}", "sitemapindex", site.url(f"/d{n + 1}"), site.url(f"/p{n}"))
        add(f"/p{n}", "urlset", f"https://a.example/{n}")
    add("/d12", "sitemapindex", site.url("/d12"), site.url("/d11"))

    assert len(links(site.url("/d6"))) == 6
    assert amiss(site.url("/d6")) == []
    assert len(links(site.url("/d0"))) == 8
    assert [(name, "lies below 8" in why) for name, why in amiss(site.url("/d0"))] == [
        (site.url("/d9"), True),
        (site.url("/p8"), True),
    ]
