"""The web on the command line: options that reach the server, failures with their status, walls."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest

from cleancopy.cli.exits import ExitStatus
from cleancopy.extractors.write.json_record import schema

Run = Callable[..., subprocess.CompletedProcess[bytes]]

TEXT = "The harbour of Kelport reopened on Monday, nine days after a storm, and the first ferry left at noon. "
PAGE = f"<!DOCTYPE html><title>Harbour reopens</title><article><h1>Harbour reopens</h1>{f'<p>{TEXT}</p>' * 3}</article>"
PAID = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"wordCount":900}</script>'
PAGES = {
    "/page": (200, PAGE),
    "/missing": (404, PAGE),
    "/paid": (200, PAGE.replace("<article>", f"{PAID}<article>")),
    "/shell": (200, '<!DOCTYPE html><title>App</title><div id="root"></div><script src="a.js"></script>'),
    "/bot": (200, "<!DOCTYPE html><title>Just a moment...</title><p>Verify you are human to continue.</p>"),
    "/escape": (302, ""),
    "/story": (200, PAGE.replace("<article>", '<a rel="next" href="/story?page=2">2</a><article>')),
    "/story?page=2": (200, PAGE.replace("Monday", "Tuesday")),
}


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        status, body = PAGES.get(self.path.removeprefix("http://pages.example"), (200, PAGE))
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/escape":
            self.send_header("Location", "/\x1b]0;PWNED\x07")
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def url(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_options_reach_the_server(run: Run, server: Server, url: str, tmp_path: Path) -> None:
    (tmp_path / "cookies.txt").write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tuser\tme\n")
    done = run("-A", "own/1.0", "-H", "Accept-Language: de", "-H", "X-A:b", "--cookies", "cookies.txt", f"{url}/page")
    assert done.returncode == 0
    assert b"first ferry" in done.stdout
    ((_, headers),) = server.asked
    assert (headers["user-agent"], headers["accept-language"], headers["x-a"]) == ("own/1.0", "de", "b")
    assert headers["cookie"] == "user=me"


def test_the_proxy_of_the_environment_is_used(run: Run, server: Server, url: str) -> None:
    assert run("http://pages.example/page", http_proxy=url.removeprefix("http://"), no_proxy="").returncode == 0
    assert [path for path, _ in server.asked] == ["http://pages.example/page"]


def test_pages_in_parts_are_joined_when_somebody_says_so(run: Run, url: str) -> None:
    done = run("--follow-pages", f"{url}/story")
    assert b"Monday" in done.stdout
    assert b"Tuesday" in done.stdout
    assert b"2 pages joined" in done.stderr


def test_an_error_page_is_not_extracted(run: Run, url: str) -> None:
    done = run(f"{url}/missing")
    assert done.returncode == ExitStatus.NETWORK
    assert done.stdout == b""
    assert done.stderr.decode() == f"cleancopy: {url}/missing: the server answered 404 Not Found: check the address\n"


def test_escape_sequences_of_a_server_do_not_reach_the_terminal(run: Run, url: str) -> None:
    done = run(f"{url}/escape")
    assert done.returncode == ExitStatus.NETWORK
    assert b"\x1b" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_walls_have_a_status_of_their_own_and_what_is_there_is_given(run: Run, url: str) -> None:
    done = run("-f", "json", f"{url}/paid", f"{url}/shell", f"{url}/bot")
    assert done.returncode == ExitStatus.WALLED
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["status"] for r in records] == ["paywalled", "needs-javascript", "blocked"]
    for record in records:
        jsonschema.validate(record, schema())
        assert record["error"]
        assert record["confidence"] <= 0.2
    assert "first ferry" in records[0]["text"]


def test_the_beginning_before_a_paywall_is_printed(run: Run, url: str) -> None:
    done = run(f"{url}/paid")
    assert done.returncode == ExitStatus.WALLED
    assert b"first ferry" in done.stdout
    assert b"behind a paywall" in done.stderr


def test_a_wall_is_less_than_any_confidence_that_is_asked_for(run: Run, url: str) -> None:
    done = run("--min-confidence", "0.5", f"{url}/paid")
    assert done.returncode == ExitStatus.WALLED
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-H", "no colon"], "--header: 'no colon' is no header"),
        (["--cookies", "missing.txt"], "missing.txt: cannot be read"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_fetched(
    run: Run, server: Server, url: str, options: list[str], said: str
) -> None:
    done = run(*options, f"{url}/page")
    assert done.returncode == ExitStatus.USAGE
    assert said in done.stderr.decode()
    assert server.asked == []


def test_a_page_from_a_file_needs_nothing_of_the_web(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    code = (
        "import sys; sys.argv = ['cleancopy', 'page.html']\n"
        "from cleancopy.cli.app import main\n"
        "try: main()\n"
        "finally: print(*({'httpx', 'httpcore', 'hishel', 'feedparser'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert b"first ferry" in done.stdout
    assert done.stderr.strip() == b""


def test_a_batch_of_addresses_is_accounted_for(run: Run, url: str, server: Server, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(f"{url}/page\tharbour.html\n{url}/missing\n{url}/paid\n{url}/page?b\n")
    options = ("--list", "urls", "-o", "out.jsonl", "--delay", "0", "--no-cache", "-j", "1", "-q")
    refused = run("batch", *options[:-1])
    assert refused.returncode == ExitStatus.NETWORK
    assert b"--allow-private" in refused.stderr

    done = run("batch", *options, "--allow-private")
    records = {r["source"]: r for r in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert done.returncode == ExitStatus.SOME_FAILED
    assert {name.removeprefix(url): r["status"] for name, r in records.items()} == {
        "/page": "ok", "/missing": "network-error", "/paid": "paywalled", "/page?b": "ok",
    }  # fmt: skip
    assert TEXT.strip() in records[f"{url}/paid"]["text"]
    assert [path for path, _ in server.asked].count("/robots.txt") == 1


def test_a_batch_takes_the_pages_of_a_feed_and_names_from_a_list(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(f"{url}/page\tkelport/harbour.html\n")
    (tmp_path / "map.txt").write_text(f"{url}/page?1\n{url}/page?2\n{url}/page?3\n")
    options = ("-o", "out/", "--delay", "0", "--no-cache", "-j", "1", "--allow-private", "--ignore-robots")
    done = run("batch", "--list", "urls", "--sitemap", "map.txt", "--limit", "2", *options)

    assert done.returncode == 0, done.stderr
    made = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.txt"))
    assert len(made) == 3
    assert made[-1] == "kelport/harbour.txt"


def test_in_a_batch_as_well_what_is_typed_may_be_local_and_what_is_listed_may_not(
    run: Run, url: str, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "urls").write_text(f"{url}/page?listed\n")
    options = ("-o", "out.jsonl", "--delay", "0", "--no-cache", "-j", "1", "-q")
    done = run("batch", f"{url}/page", "--list", "urls", *options)
    records = {r["source"]: r for r in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert done.returncode == ExitStatus.SOME_FAILED
    assert records[f"{url}/page"]["status"] == "ok"
    assert "--allow-private" in records[f"{url}/page?listed"]["error"]
    assert [path for path, _ in server.asked] == ["/robots.txt", "/page"]


FEED = (
    '<rss version="2.0"><channel><item><title>t</title><link>{0}/page?{1}</link>'
    "<pubDate>Mon, 06 Jan 2020 10:00:00 GMT</pubDate></item></channel></rss>"
)


def test_a_feed_that_cannot_be_read_stops_no_other_input(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text(FEED.format(url, "good"))
    (tmp_path / "broken.xml").write_text("<bad")
    (tmp_path / "page.txt").write_text(f"Harbour reopens\n\n{TEXT}\n")
    feeds = (f"{url}/missing", "nowhere.xml", "broken.xml", "good.xml")
    named = [part for feed in feeds for part in ("--feed", feed)]
    options = ("-o", "out.jsonl", "--delay", "0", "--no-cache", "-j", "1", "-q", "--allow-private")
    done = run("batch", "page.txt", *named, *options)
    records = {r["source"]: r["status"] for r in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}

    assert done.returncode == ExitStatus.SOME_FAILED, done.stderr
    assert records == {
        "page.txt": "ok", f"{url}/missing": "network-error", "nowhere.xml": "unreadable", "broken.xml": "unreadable",
        f"{url}/page?good": "ok",
    }  # fmt: skip
    alone = run("batch", "--feed", f"{url}/missing", "-o", "alone.jsonl", *options[2:])
    assert alone.returncode == ExitStatus.NETWORK, alone.stderr


def test_a_feed_without_news_is_no_failure(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text(FEED.format(url, "good"))
    (tmp_path / "empty.xml").write_text('<rss version="2.0"><channel></channel></rss>')
    options = ("-o", "out.jsonl", "--no-cache", "-j", "1")
    done = run("batch", "--feed", "good.xml", "--since", "2025-01-01", *options)
    assert (done.returncode, b"nothing new: no entry since 2025-01-01" in done.stderr) == (0, True), done.stderr
    assert run("batch", "--feed", "empty.xml", *options).returncode == ExitStatus.UNREADABLE
