"""What servers answer, and what becomes of it: a page, or one line that names what went wrong."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from cleancopy.extractors.errors import CleancopyError, NetworkError, NotAPageError, TooLargeError
from cleancopy.extractors.options import FetchOptions, Limits
from cleancopy.extractors.sources import read_source

PLAIN = b"<p>The harbour of Kelport reopened on Monday.</p>"
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
RAW_DEFLATE = RAW.compress(PLAIN) + RAW.flush()


def problem(url: str, limits: Limits = Limits(), **options: Any) -> CleancopyError:
    with pytest.raises(CleancopyError) as caught:
        read_source(url, FetchOptions(**{"timeout": 1.0, **options}), limits)
    assert caught.value.source == url
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "401 Unauthorized: it wants a login"),
        (403, "403 Forbidden: it does not serve this page to everybody"),
        (404, "404 Not Found: check the address"),
        (410, "410 Gone: the page was taken down"),
        (418, "418 I'm a Teapot"),
        (500, "500 Internal Server Error: try again later"),
        (599, "599"),
    ],
)
def test_an_error_page_is_a_failure_with_its_status_and_what_to_do(site: Any, status: int, said: str) -> None:
    error = problem(site.page("/page", status=status))
    assert isinstance(error, NetworkError)
    assert said in error.problem


def test_a_server_that_is_busy_is_asked_again(site: Any, page_of: Any) -> None:
    url = site.in_turn("/page", page_of(503), page_of(429, Retry_After="0"), page_of())
    assert b"Kelport" in read_source(url).data
    assert len(site.asked) == 3


def test_a_server_that_stays_busy_is_a_failure_with_the_status(site: Any) -> None:
    error = problem(site.page("/page", status=503, Retry_After="0"), timeout=5)
    assert "503 Service Unavailable" in error.problem
    assert len(site.asked) == 3


def test_a_server_that_asks_for_more_patience_than_there_is_is_not_asked_again(site: Any) -> None:
    assert "wait 86400 s" in problem(site.page("/day", status=429, Retry_After="86400")).problem
    assert "429 Too Many Requests" in problem(site.page("/minute", status=429, Retry_After="50")).problem
    assert site.paths() == ["/day", "/minute"]


def test_a_failure_behind_a_redirect_says_where(site: Any) -> None:
    error = problem(site.redirect("/page", "/gone"))
    assert (
        error.problem
        == f"the server answered 404 Not Found: check the address (after a redirect to {site.url('/gone')})"
    )


def sign(to: str, text: str = "Redirecting...", seconds: int = 0) -> str:
    refresh = f'<meta http-equiv="refresh" content="{seconds}; url={to}">'
    return f"<!DOCTYPE html><html><head>{refresh}</head><body><p>{text}</p></body></html>"


def test_a_page_that_only_sends_on_is_followed_like_a_redirect(site: Any) -> None:
    site.page("/below/ok", PLAIN)
    base = sign("ok").replace("<head>", '<head><base href="/below/">')
    source = read_source(site.redirect("/", site.page("/sign", base)))
    assert (source.name, source.url, source.data) == (site.url("/"), site.url("/below/ok"), PLAIN)


@pytest.mark.parametrize(
    "body", [sign("/ok", "A long text. " * 30), sign("/ok", seconds=300), sign("/sign"), sign("javascript:x"), sign("")]
)
def test_a_page_with_text_or_that_shows_itself_anew_is_the_page(site: Any, body: str) -> None:
    assert read_source(site.page("/sign", body)).data == body.encode()
    assert len(site.asked) == 1


def test_pages_that_send_on_are_counted_with_the_redirects_and_go_no_further_than_they_may(sites: Any) -> None:
    here, there = sites(2)
    here.page("/0")
    for n in range(1, 12):
        here.page(f"/{n}", sign(f"/{n - 1}")) if n % 2 else here.redirect(f"/{n}", f"/{n - 1}")
    assert read_source(here.url("/10")).url == here.url("/0")
    assert "more than 10 redirects" in problem(here.url("/11")).problem
    here.page("/a", sign("/b"))
    assert "circle" in problem(here.page("/b", sign("/a"))).problem
    assert "--allow-private" in problem(here.page("/out", sign(there.page("/secret")))).problem
    assert there.asked == []


def test_a_redirect_loop_is_found_before_ten_redirects(site: Any) -> None:
    site.redirect("/a", "/b")
    assert "circle" in problem(site.redirect("/b", "/a")).problem
    assert len(site.asked) < 5


def test_ten_redirects_are_followed_and_eleven_are_too_many(site: Any) -> None:
    site.page("/0")
    for n in range(1, 12):
        site.redirect(f"/{n}", f"/{n - 1}")
    assert read_source(site.url("/10")).url == site.url("/0")
    assert "more than 10 redirects" in problem(site.url("/11")).problem


def test_a_page_that_sets_a_cookie_and_sends_to_itself_is_no_loop(site: Any) -> None:
    site.answers["/page"] = lambda h: (
        h.answer(200, PLAIN)
        if h.headers.get("Cookie") == "seen=1"
        else h.answer(302, b"", **{"Location": "/page", "Set-Cookie": "seen=1"})
    )
    assert read_source(site.url("/page")).data == PLAIN


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://127.0.0.1:9/x", "ftp://127.0.0.1/", "javascript:1"])
def test_a_redirect_never_leaves_http(site: Any, to: str) -> None:
    assert "http" in problem(site.redirect("/page", to)).problem


@pytest.mark.parametrize("add", [65536, 2 * 65536])
def test_a_port_that_there_is_not_is_no_other_port(site: Any, add: int) -> None:
    wrong = site.page("/page").replace(str(site.server_port), str(site.server_port + add))
    assert problem(wrong).problem.startswith("no such address: ports go from 1 to 65535, and ")
    assert "no address of http or https" in problem(site.redirect("/to", wrong)).problem
    assert site.paths() == ["/to"]


def test_escape_sequences_in_a_redirect_do_not_reach_the_message(site: Any) -> None:
    url = site.raw("/page", b"HTTP/1.1 302 Found\r\nLocation: /\x1b]0;PWNED\x07\r\nContent-Length: 0\r\n\r\n")
    assert "\x1b" not in problem(url).problem


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello"], "without sending complete message body"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, all of it"], "more than it had announced"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello"], "a length that is no number"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nhello"], "two different lengths"),
        (
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n0\r\n\r\n"],
            "a chunk of its answer has no size",
        ),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"], "another size than it says"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: odd\r\n\r\nabc"], "is not known"),
        ([b"HTTP/1.1 000 OK\r\n\r\nhello"], "has a status that there is none of"),
        ([b"abc\r\n\r\nhello"], "does not begin as HTTP does"),
        ([b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\nhello"], "a header of its answer is broken"),
        ([b"HTTP/1.1 200 OK\r\n folded: a\r\n\r\nhello"], "a header of its answer is broken"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"], "incomplete chunked"),
        ([b"\x00\x01\x1b]0;x\x07garbage\r\n\r\n"], "does not begin as HTTP does"),
        ([b"HTTP/1.1 200 OK\r\nX-Big: ", b"y" * 200_000, b"\r\n\r\nhello"], "longer than 100 KiB"),
        ([b""], "disconnected"),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain"], "calls it gzip, and it is not"),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nplain"], "packed as br"),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n"], "packed as gzip, gzip"),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(PLAIN)[:-9]], "breaks off"),
    ],
)
def test_a_broken_answer_is_a_failure_and_never_half_a_page(site: Any, parts: list[bytes], said: str) -> None:
    error = problem(site.raw("/page", *parts))
    assert isinstance(error, NetworkError)
    assert said in error.problem
    assert not any(c < " " for c in error.problem)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PLAIN)),
        ("x-gzip", gzip.compress(PLAIN)),
        ("gzip", gzip.compress(PLAIN[:20]) + gzip.compress(PLAIN[20:])),
        ("gzip", gzip.compress(PLAIN) + b"\0\0\0"),
        ("deflate", zlib.compress(PLAIN)),
        ("deflate", RAW_DEFLATE),
        ("identity", PLAIN),
    ],
    ids=["gzip", "x-gzip", "members", "padded", "deflate", "raw deflate", "identity"],  # gzip carries the time of day
)
def test_packed_pages_are_unpacked(site: Any, encoding: str, body: bytes) -> None:
    assert read_source(site.page("/page", body, Content_Encoding=encoding)).data == PLAIN


def test_a_bomb_is_left_when_it_is_too_large_unpacked(site: Any) -> None:
    bomb = gzip.compress(b"x" * 30_000_000)
    assert len(bomb) < 40_000
    error = problem(site.page("/page", bomb, Content_Encoding="gzip"), Limits(max_bytes=1_000_000))
    assert isinstance(error, TooLargeError)


def test_an_announced_length_over_the_limit_is_enough(site: Any) -> None:
    url = site.raw("/page", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000\r\n\r\n", b"x")
    assert isinstance(problem(url), TooLargeError)


def test_a_body_without_end_is_left_at_the_limit(site: Any) -> None:
    sent = []

    def endless(h: Any) -> None:
        h.close_connection = True
        h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(2000):
            h.wfile.write(b"x" * 100_000)
            sent.append(1)

    site.answers["/page"] = endless
    assert isinstance(problem(site.url("/page"), Limits(max_bytes=500_000), timeout=20), TooLargeError)
    assert len(sent) < 1000


@pytest.mark.parametrize("kind", ["application/pdf", "image/png; x=y", "application/octet-stream", "video/mp4"])
def test_what_is_no_page_is_named(site: Any, kind: str) -> None:
    error = problem(site.page("/page", b"%PDF-1.7", Content_Type=kind))
    assert isinstance(error, NotAPageError)
    assert kind.partition(";")[0] in error.problem


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /drip\r\n",
    ],
    ids=["status line", "headers", "body", "headers of a redirect"],
)
def test_a_server_that_drips_is_left_in_time_and_leaves_no_thread(
    site: Any, start: bytes, threads_left: Callable[[], list[str]]
) -> None:
    before = threading.active_count()
    site.answers["/drip"] = lambda h: h.drip(start, b"X" if not start else b"X-More: x\r\n")
    assert "not received within 0.3 s" in problem(site.url("/drip"), timeout=0.3).problem
    assert threads_left() == []
    assert threading.active_count() <= before + 2  # the server's own


def test_redirects_share_one_deadline(site: Any) -> None:
    def slow(to: str) -> Callable[[Any], None]:
        def answer(h: Any) -> None:
            h.server.closing.wait(0.2)
            h.answer(302, b"", Location=to)

        return answer

    for n in range(10):
        site.answers[f"/{n}"] = slow(f"/{n + 1}")
    assert "not received within 0.5 s" in problem(site.url("/0"), timeout=0.5).problem
    assert len(site.asked) < 5


def test_headers_and_a_name_of_the_users_own_are_sent(site: Any) -> None:
    site.page("/end")
    web = FetchOptions(user_agent="own/1.0", headers=(("Accept-Language", "de"), ("Authorization", "Basic eDp5")))
    read_source(site.redirect("/page", "/end"), web)
    for asked in site.asked:
        assert asked.headers["user-agent"] == "own/1.0"
        assert asked.headers["accept-language"] == "de"
        assert asked.headers["authorization"] == "Basic eDp5"


def test_a_login_does_not_follow_a_redirect_to_another_host(sites: Any) -> None:
    here, there = sites(2)
    there.page("/end")
    here.redirect("/page", there.url("/end"))
    web = FetchOptions(headers=(("Authorization", "Basic eDp5"),), allow_private=True)
    read_source(here.url("/page"), web)
    assert "authorization" in here.asked[0].headers
    assert "authorization" not in there.asked[0].headers
