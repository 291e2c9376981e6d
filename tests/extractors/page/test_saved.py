"""Pages that say where and when they were saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.page.saved import without_archive

TEXT = (
    "<p>" + "The council met on Tuesday evening to decide whether the old ferry line should be restored. " * 4 + "</p>"
)
ADDRESS = "https://news.example.com/2026/ferry?a=1&b=2"
SCRIPTS_DATE = "Sat Jan 31 2026 12:00:00 GMT+0100 (MEZ)"
SINGLE_FILE = f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: {SCRIPTS_DATE}\n-->"
HTTRACK = (
    "<!-- Mirrored from news.example.com/a.html by HTTrack Website Copier/3.x [XR&CO'2014], "
    "Sat, 31 Jan 2026 11:00:00 GMT -->"
)
ESCAPED = ADDRESS.replace("&", "&amp;")
WAYBACK_END = (
    "<!--\n     FILE ARCHIVED ON 10:11:12 Jan 31, 2026 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 1\n-->"
)


def page(head: str = "", *, before: str = "", html: str = "", after: str = "", body: str = "") -> bytes:
    """A page with a link, and traces in its usual places."""
    link = '<p>Read the <a href="/more">minutes of the council</a>, which were published on the same day.</p>'
    text = f"<!DOCTYPE html>\n{before}<html{html}><head><meta charset=utf-8><title>Ferry</title>{head}</head>"
    return f"{text}<body><article><h1>Ferry</h1>{TEXT}{body}{link}</article></body></html>{after}".encode()


def found(data: bytes, url: str | None = None, name: str = "page.html") -> tuple[str | None, str | None, str]:
    article = extract(Source(name, data, url))
    return article.metadata.url, article.origin.saved_at, article.html or ""


@pytest.mark.parametrize(
    ("data", "url", "saved_at"),
    [
        (page(before=SINGLE_FILE), ADDRESS, "2026-01-31T12:00:00+01:00"),
        (page(html=f">{SINGLE_FILE}<html"), ADDRESS, "2026-01-31T12:00:00+01:00"),
        (page(before=SINGLE_FILE.replace(SCRIPTS_DATE, "2026-01-31T11:00:00.000Z")), ADDRESS,
         "2026-01-31T11:00:00+00:00"),
        (page(before=f"<!-- saved from url=({len(ADDRESS):04}){ADDRESS} -->\n"), ADDRESS, None),
        (page(before=f"<!-- Saved from {ADDRESS} at 2026-01-31T11:00:00Z using monolith v2.8.1 -->"), ADDRESS,
         "2026-01-31T11:00:00+00:00"),
        (page(HTTRACK), "https://news.example.com/a.html", "2026-01-31T11:00:00+00:00"),
        (page(html=f' data-scrapbook-source="{ESCAPED}" data-scrapbook-create="20260131110000123"'), ADDRESS,
         "2026-01-31T11:00:00+00:00"),
        (page(f'<meta name="savepage-url" content="{ESCAPED}">'
              '<meta name="savepage-date" content="Sat Jan 31 2026 12:00:00 GMT+0100 (CET)">'), ADDRESS,
         "2026-01-31T12:00:00+01:00"),
        (page(before=f"<!-- saved from url=(0090)https://web.archive.org/web/20260131110000/{ADDRESS} -->"), ADDRESS,
         "2026-01-31T11:00:00+00:00"),
        (page(f'<link rel=canonical href="//web.archive.org/web/2026id_/{ESCAPED}">', after=WAYBACK_END), ADDRESS,
         "2026-01-31T10:11:12+00:00"),
    ],
)  # fmt: skip
def test_traces_of_saving_give_address_and_time_and_links_are_absolute(
    data: bytes, url: str, saved_at: str | None
) -> None:
    address, time, html = found(data)
    assert (address, time) == (url, saved_at)
    assert 'href="https://news.example.com/more"' in html


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<link rel=canonical href="{ADDRESS}">', ADDRESS),
        (f'<meta property=og:url content="{ADDRESS}">', ADDRESS),
        (f'<link rel=canonical href="https://news.example.com/"><meta property=og:url content="{ADDRESS}">', ADDRESS),
        (f'<link rel=canonical href="javascript:1"><link rel="canonical nofollow" href="{ADDRESS}">', ADDRESS),
        ('<base href="https://news.example.com/x/"><link rel=canonical href="/2026/ferry">',
         "https://news.example.com/2026/ferry"),
        ('<link rel=canonical href="https://news.example.com/">', "https://news.example.com/"),
        ('<link rel=canonical href="/2026/ferry">', None),
        ('<link rel=canonical href="javascript:alert(1)">', None),
        ('<link rel=canonical href="http://localhost:3000/x">', None),
        ('<link rel=canonical href="http://192.168.1.7/x">', None),
        ('<link rel=canonical href="http://[::1]/x"><meta property=og:url content="http://wordpress/x">', None),
        ('<link rel=canonical href="http://[x">', None),
        (f'<link rel=canonical href="http://cms.internal/x"><meta property=og:url content="{ADDRESS}">', ADDRESS),
    ],
)  # fmt: skip
def test_without_a_trace_declarations_count_where_they_can_be_meant(head: str, url: str | None) -> None:
    address, time, html = found(page(head))
    assert (address, time) == (url, None)
    assert ('href="https://news.example.com/more"' in html) == (url is not None)


OTHER = "https://other.example.org/story"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        (OTHER, ADDRESS),
        ("https://news.example.com/", ADDRESS),
        ("https://news.example.com/2026/ferry", "https://news.example.com/2026/ferry"),
        ("https://example.com/2026/ferry", "https://example.com/2026/ferry"),
        ("/2026/ferry", "https://news.example.com/2026/ferry"),
        ("javascript:1", ADDRESS),
    ],
)
def test_a_trace_or_the_users_word_goes_before_a_declaration_of_another_page(canonical: str, url: str) -> None:
    head = f'<link rel=canonical href="{canonical}">'
    assert found(page(head, before=SINGLE_FILE))[0] == url
    assert found(page(head), ADDRESS)[0] == url


@pytest.mark.parametrize("head", ["", '<link rel=canonical href="https://www.example.net/y">'])
def test_the_users_word_goes_before_all_others(run: Any, head: str) -> None:
    data = page(head, before=SINGLE_FILE)
    done = run("-f", "json", "--with", "markdown", "--url", "https://www.example.net/x?a=1", "-", stdin=data)
    record = json.loads(done.stdout)
    assert record["url"] == "https://www.example.net/x?a=1"
    assert record["saved_at"] == "2026-01-31T12:00:00+01:00"
    assert "](https://www.example.net/more)" in record["markdown"]


def test_a_public_declaration_goes_before_a_local_address() -> None:
    head = f'<link rel=canonical href="{ESCAPED}">'
    assert found(page(head), "http://127.0.0.1:8000/a.html")[0] == ADDRESS
    assert found(page(), "http://127.0.0.1:8000/a.html")[0] == "http://127.0.0.1:8000/a.html"


def test_a_plain_text_that_was_saved_from_a_browser_has_its_address_too() -> None:
    text = "The council met on Tuesday evening to decide whether the old ferry line should be restored.\n\n" * 4
    data = f"<html>{SINGLE_FILE}<head></head><body><pre>{text}</pre></body></html>"
    assert found(data.encode())[:2] == (ADDRESS, "2026-01-31T12:00:00+01:00")


def test_records_of_a_batch_have_them_as_well_in_every_form(run: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(page(before=SINGLE_FILE))
    for name in ("out.jsonl", "out.parquet"):
        assert run("batch", "in", "-o", name).returncode == 0
    from pyarrow import parquet

    records = [
        json.loads((tmp_path / "out.jsonl").read_text()),
        *parquet.read_table(tmp_path / "out.parquet").to_pylist(),
    ]
    assert [(r["url"], r["saved_at"]) for r in records] == [(ADDRESS, "2026-01-31T12:00:00+01:00")] * 2


@pytest.mark.parametrize(
    "data",
    [
        page(body=SINGLE_FILE),
        page(before="<!-- saved from url=(0014)about:internet -->"),
        page(before="<!-- saved from url=(0022)file:///C:/x/page.html -->"),
        page(before="<!-- saved from url=(0022)javascript:alert(1) -->"),
        page(before=SINGLE_FILE.replace(ADDRESS, "http://[x").replace("31", "99")),
        page(before="<!-- Page saved with SingleFile" + " \n" * 1000 + "url:" * 5000 + "-->"),
        page(before="<!--" * 5000 + "-->"),
        page(before=SINGLE_FILE.replace("2026/", "\x1b[2J")),
        page(before=SINGLE_FILE.replace("2026/", "\u202e")),
        page(before=SINGLE_FILE.replace("2026/", '"<script>')),
        page(before=SINGLE_FILE.replace("2026/", "x" * 4000)),
        page(before="<!-- x -->" * 30 + SINGLE_FILE),
        page(before=" " * 20_000 + SINGLE_FILE),
    ],
)  # fmt: skip
def test_what_is_no_trace_or_no_address_gives_nothing(data: bytes) -> None:
    assert found(data)[0] is None


def test_mhtml_says_when_it_was_saved() -> None:
    head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: {}\r\nDate: Sat, 31 Jan 2026 11:00:00 -0000\r\n"
    head += 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    part = f"--b\r\nContent-Type: text/html\r\nContent-Location: {ADDRESS}\r\n\r\n"
    data = head.format(ADDRESS).encode() + part.encode() + page() + b"\r\n--b--\r\n"
    from cleancopy.extractors.sources.mhtml import page_in_mhtml

    article = extract(page_in_mhtml(Source("x.mhtml", data), 1 << 20))
    assert article.metadata.url == ADDRESS
    assert (article.origin.saved_at or "").startswith("2026-01-31T11:00:00")


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("https://web.archive.org/web/2020/http://a.example/x", "http://a.example/x"),
        ("http://web.archive.org/web/20200102030405if_/https:/a.example/x", "https://a.example/x"),
        ("//web.archive.org/web/20200102030405/http://a.example/", "http://a.example/"),
        ("https://web.archive.org/about", "https://web.archive.org/about"),
        ("https://a.example/web/2020/http://b.example/", "https://a.example/web/2020/http://b.example/"),
    ],
)
def test_what_the_wayback_machine_puts_before_an_address_is_taken_off(address: str, inner: str) -> None:
    assert without_archive(address)[0] == inner


def test_rules_of_the_site_apply_and_nothing_is_fetched(run: Any, tmp_path: Path) -> None:
    """The address is that of a server that is there, and it is not asked."""
    import http.server

    asked: list[str] = []
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.timeout = 0.2
    server.handle_error = lambda *_: asked.append("x")  # type: ignore[method-assign]
    url = f"http://127.0.0.1:{server.server_port}/story"
    (tmp_path / "page.html").write_bytes(
        page(before=f"<!-- saved from url=(0030){url} -->", body="<p>Cut me please.</p>")
    )
    rule = '[pack]\nname = "t"\n[[rule]]\nid = "a"\naction = "drop"\nsites = ["127.0.0.1"]\ntext = "Cut me please."\n'
    (tmp_path / "r.toml").write_text(rule)
    done = run("-f", "json", "--rules", "r.toml", "page.html")
    server.handle_request()
    server.server_close()
    record = json.loads(done.stdout)
    assert (record["url"], asked) == (url, [])
    assert "Cut me" not in record["text"]
