"""Archives of pages: WARC with damage in it, ZIP, and MHTML as a page of its own."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors import extract
from cleancopy.extractors.article import Origin, Source
from cleancopy.extractors.errors import InputError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sources import Found, read_source
from cleancopy.extractors.sources.archives import is_archive, open_archive
from cleancopy.extractors.sources.mhtml import page_in_mhtml

LIMITS = Limits(max_bytes=1 << 20)


HTML = "Content-Type: text/html; charset=utf-8\r\n"


def record(number: int, body: bytes = b"", kind: str = "response", status: int = 200, headers: str = HTML) -> bytes:
    """A WARC record with an answer of a server in it."""
    body = body or f"<html><p>Page {number} {'word ' * 400}</html>".encode()
    block = f"HTTP/1.1 {status} X\r\n{headers}\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.com/{number}.html\r\n"
        f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def write(path: Path, records: list[bytes]) -> Path:
    packed = path.name.endswith(".gz")
    path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    return path


def numbers(found: list[Found]) -> list[int]:
    """The numbers of the pages that could be read."""
    return [int((one.source.url or "").split("/")[-1][:-5]) for one in found if one.source]


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_the_pages_of_a_warc_file_come_with_their_addresses(tmp_path: Path, ending: str) -> None:
    zipped = gzip.compress(b"<p>packed</p>")
    records = [
        record(0),
        record(1, kind="request"),
        record(2, status=404),
        record(3, b"no text", headers="Content-Type: image/png\r\n"),
        record(4, zipped, headers=HTML + "Content-Encoding: gzip\r\n"),
        record(5, b"7\r\n<p>one \r\nb\r\nmore</p>   \r\n0\r\n\r\n", headers=HTML + "Transfer-Encoding: chunked\r\n"),
    ]
    path = write(tmp_path / f"a.{ending}", records)
    found = list(open_archive(str(path), LIMITS))

    assert is_archive(str(path))
    assert numbers(found) == [0, 4, 5]
    assert [one.skipped for one in found if one.skipped] == ["the server answered 404", "not a page but image/png"]
    first = found[0]
    assert first.name == f"{path}#0:https://example.com/0.html"
    assert first.source is not None
    assert first.source.content_type == "text/html; charset=utf-8"
    assert first.within == ("example.com", "0.html")
    assert [one.source.data for one in found[-2:] if one.source] == [b"<p>packed</p>", b"<p>one more</p>   "]


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
@pytest.mark.parametrize("damage", ["cut within", "zeros", "garbage between"])
def test_a_damaged_record_costs_itself_alone(tmp_path: Path, ending: str, damage: str) -> None:
    path = write(tmp_path / f"a.{ending}", [record(i) for i in range(6)])
    data = path.read_bytes()
    size = len(data) // 6
    middle = int(size * 2.5)
    if damage == "cut within":
        data = data[:middle] + data[3 * size :]
    elif damage == "zeros":
        start = 2 * size + 5  # in a header
        data = data[:start] + b"\0" * 40 + data[start + 40 :]
    else:
        data = data[: 3 * size] + b"garbage" * 100 + data[3 * size :]
    path.write_bytes(data)
    found = list(open_archive(str(path), LIMITS))
    read = numbers(found)

    assert [one.error.problem for one in found if one.error] == ["a damaged record: reading goes on after it"]
    assert set(read) >= {0, 1, 4, 5}
    assert len(read) >= (5 if damage == "cut within" or ending == "warc.gz" else 4)


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
@pytest.mark.parametrize("kind", ["response", "request"])
def test_a_record_that_claims_to_be_longer_than_the_file_costs_itself_alone(
    tmp_path: Path, ending: str, kind: str
) -> None:
    records = [record(i, kind=kind if i == 2 else "response") for i in range(6)]
    records[2] = re.sub(rb"(?<=Content-Length: )\d+", b"999999999", records[2])
    found = list(open_archive(str(write(tmp_path / f"a.{ending}", records)), LIMITS))

    assert numbers(found) == [0, 1, 3, 4, 5]
    assert len([one for one in found if one.error]) == 1


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_a_page_is_named_by_where_it_stands_also_behind_damage(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a.{ending}", [record(i) for i in range(6)])
    whole = [one.name for one in open_archive(str(path), LIMITS)]
    data = bytearray(path.read_bytes())
    for number in (1, 3):
        at = int(whole[number].partition("#")[2].partition(":")[0])
        data[at : at + 5] = b"\0" * 5
    path.write_bytes(data)
    left = [one.name for one in open_archive(str(path), LIMITS) if one.source]

    assert left == [whole[n] for n in (0, 2, 4, 5)]


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_a_warc_file_that_ends_too_early_gives_what_is_whole(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a.{ending}", [record(i) for i in range(3)])
    path.write_bytes(path.read_bytes()[:-60])
    found = list(open_archive(str(path), LIMITS))

    assert numbers(found) == [0, 1]
    assert found[-1].error is not None


@pytest.mark.parametrize("data", [b"", b"no archive at all\n" * 100, b"\x1f\x8b\x08\x00broken", b"PK\x03\x04broken"])
@pytest.mark.parametrize("ending", ["warc", "warc.gz", "zip"])
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, ending: str, data: bytes) -> None:
    (tmp_path / f"a.{ending}").write_bytes(data)
    found = list(open_archive(str(tmp_path / f"a.{ending}"), LIMITS))

    assert len(found) == 1
    assert found[0].error is not None


def test_the_pages_of_a_zip_archive_are_found_as_in_a_directory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {
            "a/b.html": "<p>b</p>", "../../up.html": "<p>up</p>", "a/style.css": "p {}", ".hidden.html": "<p>",
            "__MACOSX/a.html": "<p>", "nameless": "<!doctype html><p>n</p>", "notes": "milk", "a/": "",
            "bomb.html": "x" * (2 << 20),
        }.items():  # fmt: skip
            file.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a/b.html", "<p>again</p>")
    found = list(open_archive(str(path), LIMITS))

    assert {one.name.removeprefix(f"{path}#"): one.source.data for one in found if one.source} == {
        "a/b.html": b"<p>b</p>",
        "../../up.html": b"<p>up</p>",
        "nameless": b"<!doctype html><p>n</p>",
        "a/b.html (2)": b"<p>again</p>",
    }
    assert next(one.within for one in found if "up.html" in one.name) == ("up.html",)
    assert sorted(one.skipped for one in found if one.skipped) == [
        "not a page by its beginning",
        "not a page by its name",
    ]
    assert [one.error.problem[:11] for one in found if one.error] == ["larger than"]


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://example.com/news/a.html
Subject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----b"

------b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.com/news/a.html

<html><body><p>Gr=F6=DFe =E4ndert sich</p></body></html>
------b
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://example.com/a.png

AAAA
------b--
"""


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht.gz", "page"])
def test_the_page_in_an_mhtml_file_is_read_with_its_address_and_charset(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(MHTML) if name.endswith(".gz") else MHTML)
    source = read_source(str(tmp_path / name), limits=LIMITS)

    assert source.url == "https://example.com/news/a.html"
    assert source.content_type == "text/html; charset=iso-8859-1"
    assert source.data.decode("latin-1").strip() == "<html><body><p>Größe ändert sich</p></body></html>"


def test_an_mhtml_file_in_a_zip_archive_is_read_as_beside_it_and_a_broken_one_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name, data in {
            "a.mht": MHTML,
            "a.mht.gz": gzip.compress(MHTML),
            "b.mhtml": b"<p>",
            "c.html": b"<p>c",
        }.items():
            file.writestr(name, data)
    a, packed, b, c = open_archive(str(path), LIMITS)

    (tmp_path / "a.mht").write_bytes(MHTML)
    alone = read_source(str(tmp_path / "a.mht"), limits=LIMITS)
    assert a.source == replace(alone, name=a.name, origin=Origin(str(path), "a.mht"))
    assert packed.source == replace(alone, name=packed.name, origin=Origin(str(path), "a.mht.gz"))
    assert b.error is not None
    assert "not an MHTML file" in b.error.problem
    assert c.source == Source(f"{path}#c.html", b"<p>c", origin=Origin(str(path), "c.html"))


@pytest.mark.parametrize("data", [b"", b"<html>", MHTML.replace(b"text/html; ", b"image/gif; "), MHTML[:200]])
def test_an_mhtml_file_without_a_page_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        page_in_mhtml(Source("a.mhtml", data.replace(b"text/html", b"image/gif")), 1 << 20)


def test_a_page_about_mhtml_is_a_page(tmp_path: Path) -> None:
    page = b"<html><body><p>Content-Type: multipart/related</p></body></html>"

    assert read_source("-", limits=LIMITS, stdin=io.BytesIO(page)).data == page


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_a_page_in_segments_fails_named_and_its_continuations_are_counted(tmp_path: Path, ending: str) -> None:
    first = record(1).replace(b"WARC-Date", b"WARC-Segment-Number: 1\r\nWARC-Date", 1)
    rest = record(1, kind="continuation").replace(b"WARC-Date", b"WARC-Segment-Number: 2\r\nWARC-Date", 1)
    records = [record(0), first, record(2, kind="revisit"), rest, record(3)]
    found = list(open_archive(str(write(tmp_path / f"a.{ending}", records)), LIMITS))

    assert numbers(found) == [0, 3]
    assert [one.error.problem[:12] for one in found if one.error] == ["in segments:"]
    assert [one.skipped for one in found if one.skipped] == [
        "a revisit: the page is in the record that it refers to",
        "a continuation: a part of a record in segments",
    ]


@pytest.mark.parametrize("said", ["length", "time", "disconnect"])
def test_a_page_that_the_crawler_cut_off_is_given_with_a_note_and_another_that_is_not_whole_fails(
    tmp_path: Path, said: str
) -> None:
    body = b"400\r\n<p>one two three"
    chunked = record(1, body, headers=HTML + "Transfer-Encoding: chunked\r\n")
    cut = chunked.replace(b"WARC-Type", f"WARC-Truncated: {said}\r\nWARC-Type".encode(), 1)
    found = list(open_archive(str(write(tmp_path / "a.warc", [cut, chunked])), LIMITS))

    assert found[0].source is not None
    assert found[0].source.data == b"<p>one two three"
    assert found[0].source.notes == (f"truncated: the crawler cut the page off ({said})",)
    assert found[1].error is not None
    assert "not whole" in found[1].error.problem


def test_a_note_on_how_a_page_was_found_reaches_the_user() -> None:
    page = b"<html lang=en><title>A</title><body><article><h1>A</h1><p>Words that go on for a while, he said.</p>"
    assert extract(Source("a.html", page, notes=("cut off",))).notes == ("cut off",)
