"""Records say where a page was found: the archive and the WARC record, the server and the time, also of failures."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cleancopy.extractors.write.json_record import schema

Run = Callable[..., subprocess.CompletedProcess[str]]
Records = Callable[..., list[dict[str, Any]]]

PAGE = (
    "<!DOCTYPE html><title>Harbour reopens</title><link rel=canonical href=https://example.com/canonical><article>"
    "<h1>Harbour reopens</h1><p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to "
    "all traffic.</p><p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred "
    "people.</p></article>"
)
FORM = "<!DOCTYPE html><form><input><select></select></form>"


@pytest.fixture(params=["single", "jsonl", "stream", "parquet"])
def records(request: pytest.FixtureRequest, run: Run, run_here: Run, tmp_path: Path) -> Records:
    """Extract sources, by the single command or as a batch, and return the records."""

    def call(*sources: object) -> list[dict[str, Any]]:
        if request.param == "single":
            lines = run("-f", "json", *sources).stdout.splitlines()
        elif request.param == "stream":
            lines = run_here("batch", *sources, "-o", "-", "-j", 1, "--no-cache", "--delay", 0).stdout.splitlines()
        else:
            out = tmp_path / f"out.{request.param}"
            run_here("batch", *sources, "-o", out, "-j", 1, "--no-cache", "--delay", 0)
            if request.param == "parquet":
                import pyarrow.parquet

                rows: list[dict[str, Any]] = pyarrow.parquet.read_table(out).to_pylist()
                assert set(schema()["required"]) <= set(rows[0])
                return rows
            lines = out.read_text().splitlines()
        found = [json.loads(line) for line in lines]
        for record in found:
            jsonschema.validate(record, schema())
        return found

    return call


def warc_record(number: int, body: str, kind: str = "text/html", date: str = "2026-01-02T03:04:05Z") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/{number}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def test_of_a_warc_record_its_headers_whatever_became_of_the_page(records: Records, tmp_path: Path) -> None:
    pages = [PAGE, FORM, "\x00\x01\x02\x03" * 99, PAGE]
    data = b"".join(warc_record(n, page) for n, page in enumerate(pages))
    (tmp_path / "a.warc").write_bytes(data.replace(b"Date: 2026-01-02T03:04:05Z", b"X: 1", 1)[:-100])
    found = records("a.warc")

    assert [r["status"] for r in found] == ["ok", "no-article", "unreadable", "unreadable"]
    assert [r["url"] for r in found] == [
        "https://example.com/canonical", "https://example.com/1", "https://example.com/2", "https://example.com/3",
    ]  # fmt: skip
    for number, record in enumerate(found):
        assert record["archive"] == "a.warc"
        assert record["warc_target_uri"] == f"https://example.com/{number}"
        assert record["warc_record_id"] == f"urn:uuid:{number}"
        assert record["warc_date"] == ("2026-01-02T03:04:05Z" if number else None)
        assert [record[name] for name in ("member", "fetched_at", "final_url")] == [None] * 3


def test_of_a_member_the_archive_and_its_name(records: Records, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name, body in (("x/a.html", PAGE), ("x/empty.html", ""), ("x/form.html", FORM)):
            file.writestr(name, body)
    (tmp_path / "b.html").write_text(PAGE)
    found = records("a.zip", "b.html")

    assert [(r["archive"], r["member"]) for r in found] == [
        ("a.zip", "x/a.html"), ("a.zip", "x/empty.html"), ("a.zip", "x/form.html"), (None, None),
    ]  # fmt: skip
    assert [r["status"] for r in found] == ["ok", "unreadable", "no-article", "ok"]


class Handler(BaseHTTPRequestHandler):
    """Pages, one after a redirect; the answer says that it was sent yesterday and may be kept."""

    def do_GET(self) -> None:
        body = {"/page": PAGE, "/form": FORM}.get(self.path, "").encode()
        self.send_response_only(302 if self.path == "/old" else 200 if body else 404)
        if self.path == "/old":
            self.send_header("Location", "/page")
        self.send_header("Content-Type", "text/html")
        self.send_header("Date", self.sent())
        self.send_header("Cache-Control", "max-age=864000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def sent(self) -> str:
        return (datetime.now(UTC) - timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_of_a_page_from_the_web_when_and_from_where_it_was_sent(
    records: Records, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    before = datetime.now(UTC).replace(microsecond=0)
    addresses = [f"{site}/{name}" for name in ("old", "form", "gone")]
    found = records(*addresses)
    after = datetime.now(UTC)

    assert [r["status"] for r in found] == ["ok", "no-article", "network-error"]
    assert [r["final_url"] for r in found] == [f"{site}/page", f"{site}/form", None]
    assert [r["url"] for r in found] == ["https://example.com/canonical", f"{site}/form", f"{site}/gone"]
    for record in found[:2]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["fetched_at"])
        assert before <= datetime.fromisoformat(record["fetched_at"]) <= after
    assert found[2]["fetched_at"] is None
