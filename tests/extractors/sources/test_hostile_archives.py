"""Archives made to take all time or memory: the work grows with the file, and the pages around come out."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleancopy.extractors.errors import InputError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sources.archives import Entry, entries_in, open_archive
from cleancopy.extractors.sources.http_body import decoded

Run = Callable[..., subprocess.CompletedProcess[bytes]]  # what the fixture `run` is
LIMITS = Limits(max_bytes=1 << 20)
WORDS = "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic. "
MIB = 1 << 20
HTML = b"Content-Type: text/html\r\n"
LONG_BASE64 = base64.encodebytes(bytes(8 * MIB))
PACKED = b"Content-Encoding: gzip\r\n"


def page(number: int) -> bytes:
    return f"<html><title>Page {number}</title><article><h1>Page {number}</h1><p>{WORDS * 9}</p></article>".encode()


def record(
    number: int,
    body: bytes = b"",
    http: bytes = b"Content-Type: text/html\r\n",
    more: bytes = b"",
    kind: bytes = b"response",
) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\n" + http + b"\r\n" + (body or page(number))
    head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://a.example/%d.html\r\n" % (kind, number)
    head += b"Content-Type: application/http; msgtype=response\r\n" + more
    return head + b"Content-Length: %d\r\n\r\n" % len(answer) + answer + b"\r\n\r\n"


class Counted(io.BytesIO):
    """A file that counts what is read of it, and each seek as 64 bytes."""

    looked_at = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.looked_at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self.looked_at += 64
        return super().seek(offset, whence)


def stored(data: bytes) -> bytes:
    """A deflate block that is not the last one and holds the bytes as they are."""
    return struct.pack("<BHH", 0, len(data), len(data) ^ 0xFFFF) + data


def nested_members(n: int) -> bytes:
    """Gzip members that each hold the beginning of the next one: all unpack to the end of the file, and then break."""
    start = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    one = start + stored(b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 99999999\r\n\r\n")
    return b"".join(one + struct.pack("<BHH", 0, len(one), len(one) ^ 0xFFFF) for _ in range(n))


HEADERS = b"WARC-Type: response\r\nContent-Type: text/html\r\n"
AFTER_DAMAGE: dict[str, Callable[[int], bytes]] = {
    "beginnings": lambda n: b"WARC/1.0\r\nA:b\r\n" * n,
    "beginnings with an empty line at the end": lambda n: b"WARC/1.0\r\nA:b\r\n" * n + b"\r\n",
    "huge lengths": lambda n: (b"WARC/1.0\r\n" + HEADERS + b"Content-Length: 99999999999\r\n\r\n") * n,
    "lengths that are none": lambda n: (b"WARC/1.1\r\n" + HEADERS + b"Content-Length: -5\r\n\r\n") * n,
    "lengths into each other": lambda n: (b"WARC/1.0\r\n" + HEADERS + b"Content-Length: 200\r\n\r\n") * n,
    "headers without an end": lambda n: b"WARC/1.0\r\nA: " + b"a" * 40 * n,
    "lines without a header": lambda n: b"WARC/1.0\r\n" * n,
    "empty lines": lambda n: b"\r\n" * 20 * n,
}
AFTER_DAMAGE_PACKED: dict[str, Callable[[int], bytes]] = {
    "magic": lambda n: b"\x1f\x8b\x08\x00" * 10 * n,
    "headers of members": lambda n: (b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\x03") * 4 * n,
    "members of something else": lambda n: gzip.compress(b"x" * 20) * n,
    "empty members": lambda n: gzip.compress(b"") * 2 * n,
    "members that begin a record": lambda n: gzip.compress(b"WARC/1.0\r\nA: b\r\n") * n,
    "members that break": lambda n: (gzip.compress(b"WARC/1.0\r\nA: b\r\n" * 9)[:-9] + b"\xff" * 9) * n,
    "members within members": nested_members,
    "names without an end": lambda n: (b"\x1f\x8b\x08\x08" + b"a" * 36) * n,
}


def looked_at(data: bytes, name: str) -> tuple[float, list[int]]:
    """How often each byte was looked at, and the numbers of the pages that came out."""
    file = Counted(data)
    found = list(open_archive(name, LIMITS, file))
    assert all(one.source or one.error for one in found)
    assert sum(one.error is not None for one in found) <= 2  # damage is told of once, and not for each try
    urls = [one.source.url or "" for one in found if one.source]
    return file.looked_at / len(data), [int(url.split("/")[-1][:-5]) for url in urls]


@pytest.mark.parametrize("shape", AFTER_DAMAGE)
def test_the_search_for_the_next_record_grows_with_the_file(shape: str) -> None:
    damage = AFTER_DAMAGE[shape]
    a, read = looked_at(record(1) + damage(2000) + b"\r\n\r\n" + record(2), "a.warc")
    b, _ = looked_at(record(1) + damage(8000) + b"\r\n\r\n" + record(2), "a.warc")

    assert read == [1, 2]
    assert b < 1.5 * a + 3  # four times the file, four times the work
    assert b < 300


@pytest.mark.parametrize("shape", AFTER_DAMAGE_PACKED)
def test_the_search_for_the_next_packed_record_grows_with_the_file(shape: str) -> None:
    damage = AFTER_DAMAGE_PACKED[shape]
    first, last = (gzip.compress(record(n)) for n in (1, 2))
    a, read = looked_at(first + damage(1000) + last, "a.warc.gz")
    b, _ = looked_at(first + damage(4000) + last, "a.warc.gz")

    assert read == [1, 2]
    assert b < 1.5 * a + 3
    assert b < 1500


def packed_hostile_records() -> dict[str, bytes]:
    """Records that are small when packed, and 40 MiB when unpacked."""
    size = 40 * MIB
    bomb = gzip.compress(bytes(size))
    return {
        "a line of a header": record(0, more=b"X: " + b"a" * size + b"\r\n"),
        "lines of a header": record(0, more=b"X: a\r\n" * (size // 6)),
        "a folded header": record(0, more=b"X: a\r\n" + b" a\r\n" * (size // 4)),
        "a line of an answer": record(0, http=b"X: " + b"a" * size + b"\r\n"),
        "lines of an answer": record(0, http=b"X: a\r\n" * (size // 6)),
        "an answer without lines": record(0, http=b"a" * size),
        "a body": record(0, b"a" * size),
        "a body that is none": record(0, b"a" * size, kind=b"request"),
        "a packed body": record(0, bomb, HTML + PACKED),
        "a body packed again and again": record(0, gzip.compress(bomb), b"Content-Encoding: gzip, gzip, gzip\r\n"),
        "a packed body in chunks": record(
            0,
            b"%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n",
            b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        ),
        "an address": record(0).replace(b"a.example/0", b"a.example/" + b"a" * size),
        "no record": b"a" * size,
        "a deflated body": record(0, zlib.compress(bytes(size)), b"Content-Encoding: deflate\r\n"),
    }


def test_records_that_unpack_to_far_too_much_fail_alone_and_are_named(tmp_path: Path, run: Run) -> None:
    hostile = packed_hostile_records()
    data = gzip.compress(record(0))
    for number, one in enumerate(hostile.values(), 1):
        data += gzip.compress(one) + gzip.compress(record(number))
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert len(data) < 2 * MIB
    done = run("-f", "json", "--fast", "--memory", "400M", "a.warc.gz")
    records = [json.loads(line) for line in done.stdout.splitlines()]

    assert [r["title"] for r in records if r["status"] == "ok"] == [f"Page {n}" for n in range(len(hostile) + 1)]
    assert 10 <= sum(r["status"] == "unreadable" for r in records) <= len(hostile)
    assert all(line.startswith(b"cleancopy: a.warc.gz#") for line in done.stderr.splitlines())
    assert done.returncode == 5


def message(parts: bytes, header: bytes = b"") -> bytes:
    return b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x" + header + b"\n\n" + parts


def deep(levels: int) -> bytes:
    opening = b"".join(b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(levels))
    return message(opening.replace(b"--x0", b"--x"), b"") + b"--\n" * 300_000


HOSTILE_MEMBERS: dict[str, Callable[[], bytes]] = {
    "semicolons.mhtml": lambda: message(b"--x\nContent-Type: text/html\n\n<p>hello\n--x--\n", b"; a=" + b";" * 500_000),
    "boundaries.mhtml": lambda: message(b"--x\n\n" * 2_000_000),
    "deep.mhtml": lambda: deep(900),
    "headers.mhtml": lambda: message(b"--x\n" + b"A: b\n" * 2_000_000 + b"\n<p>\n--x--\n"),
    "base64.mhtml": lambda: message(
        b"--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + LONG_BASE64 + b"--x--\n"
    ),
    "large.html": lambda: b"<p>" + bytes(30 * MIB),
    "bomb.html.gz": lambda: gzip.compress(bytes(60 * MIB)),
    "nested.html": lambda: zipped({"a.html": page(1)}),
}  # fmt: skip


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("command", [("-f", "json"), ("batch", "-o", "out.jsonl")], ids=["single", "batch"])
def test_members_made_to_hang_fail_alone_and_the_pages_around_come_out(
    tmp_path: Path, run: Run, command: tuple[str, ...]
) -> None:
    members = {"0.html": page(0)}
    for number, (name, make) in enumerate(HOSTILE_MEMBERS.items(), 1):
        members |= {name: make(), f"{number}.html": page(number)}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    done = run(*command, "--fast", "a.zip")
    printed = (tmp_path / "out.jsonl").read_bytes() if command[0] == "batch" else done.stdout
    records = {r["source"].removeprefix("a.zip#"): r for r in map(json.loads, printed.splitlines())}

    numbered = [f"{n}.html" for n in range(9)]
    assert [name for name in numbered if records[name]["status"] == "ok"] == numbered
    failed = {name for name, r in records.items() if r["status"] != "ok"}
    assert failed >= HOSTILE_MEMBERS.keys() - {"semicolons.mhtml"}
    assert all(b"Traceback" not in line for line in done.stderr.splitlines())
    assert done.returncode == 5


def test_a_zip_archive_of_overlapping_members_is_read_no_further_than_pages_may_be_large() -> None:
    data = bytearray(zipped({f"{n}.html": b"<p>" + bytes(4 * MIB) for n in range(40)}))
    directory = data.index(b"PK\x01\x02")
    at, first = directory, struct.unpack_from("<I", data, directory + 42)[0]
    while data[at : at + 4] == b"PK\x01\x02":  # all say that they lie where the first one does
        struct.pack_into("<I", data, at + 42, first)
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
    file = Counted(bytes(data))
    found = list(open_archive("a.zip", LIMITS, file))

    assert len(found) == 40
    assert all(one.error for one in found)
    assert file.looked_at < 40 * 64 * 1024 + 3 * len(data)


def test_many_members_with_long_names_are_listed_and_not_unpacked() -> None:
    names = [f"{'a/' * 5000}{n}.html" for n in range(300)]
    entries = list(entries_in("a.zip", LIMITS, 0, io.BytesIO(zipped(dict.fromkeys(names, b"<p>x")))))

    assert [one.then for one in entries if isinstance(one, Entry)] == list(range(1, 301))


def entries_of(data: bytes, name: str, start: object = 0) -> Iterator[Entry]:
    return (one for one in entries_in(name, LIMITS, start, io.BytesIO(data)) if isinstance(one, Entry))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "one member.warc.gz", "a.zip"])
def test_an_archive_goes_on_after_any_entry_without_reading_it(name: str) -> None:
    if name == "a.zip":
        data = zipped({f"{n}.html": page(n) for n in range(5)})
    elif name == "a.warc.gz":
        data = b"".join(gzip.compress(record(n)) for n in range(5))
    else:
        data = b"".join(record(n) for n in range(5))
        data = gzip.compress(data) if name.endswith(".gz") else data
    entries = list(entries_of(data, name))

    assert len(entries) == 5
    for number, entry in enumerate(entries):
        rest = [one.found().source for one in entries_of(data, name, entry.then)]
        assert [source.data for source in rest if source] == [page(n) for n in range(number + 1, 5)]


CHUNKS = {"transfer-encoding": "chunked"}


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"1\r\na\r\n" * 100_000 + b"0\r\n\r\n", b"a" * 100_000),
        (b"5;" + b"x" * 100_000 + b"\r\nhello", b"5;" + b"x" * 100_000 + b"\r\nhello"),
        (b"no chunks at all", b"no chunks at all"),
    ],
)
def test_chunks_are_put_together(body: bytes, whole: bytes) -> None:
    assert decoded(CHUNKS, body, "a", 1 << 20) == whole


@pytest.mark.parametrize(
    "body", [b"ZZZ\r\n<p>hello</p>\r\n0\r\n\r\n", b"ZZZ\r\nhello\r\n0\r\n\r\n", b"-5\r\n<html>hello"]
)
def test_a_first_chunk_without_a_size_is_named(body: bytes) -> None:
    with pytest.raises(InputError, match="in chunks, and the first of them has no size"):
        decoded(CHUNKS, body, "a", 1 << 20)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "zstd", "br"])
def test_a_body_that_was_stored_unpacked_is_taken_as_it_is_and_noise_is_named(coding: str) -> None:
    headers = {"content-encoding": coding}
    for body in (b"<p>hello</p>", b"\n<!doctype html>\x01", b"hello, said in words"):
        assert decoded(headers, body, "a", 1 << 20) == body
    for body in (bytes(range(128, 160)) + bytes(range(32)), random.Random(5).randbytes(5000)):
        with pytest.raises(InputError, match=r"broken: the server called it|not whole"):
            decoded(headers, body, "a", 1 << 20)


@pytest.mark.parametrize(
    ("headers", "body", "there"),
    [
        (CHUNKS, b"fffffffffffffff\r\nhello", b"hello"),
        (CHUNKS, b"5\r\nhello\r\n", b"hello"),
        (CHUNKS, b"5\r\nhello\r\n5\r\nwor", b"hellowor"),
        ({"content-length": "12"}, b"hello", b"hello"),
    ],
)
def test_a_body_that_breaks_off_is_an_error_unless_the_crawler_said_so(
    headers: dict[str, str], body: bytes, there: bytes
) -> None:
    with pytest.raises(InputError, match="not whole"):
        decoded(headers, body, "a", 1 << 20)
    assert decoded(headers, body, "a", 1 << 20, may_break_off=True) == there


@pytest.mark.parametrize("headers", [{"content-length": "3"}, {"content-length": "x"}, {"content-length": ""}])
def test_a_body_that_an_archive_made_longer_or_whose_length_is_not_known_is_whole(headers: dict[str, str]) -> None:
    assert decoded(headers, b"hello", "a", 1 << 20) == b"hello"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_a_packed_body_that_breaks_off_is_an_error_unless_the_crawler_said_so(coding: str, kept: float) -> None:
    brotli, zstandard = pytest.importorskip("brotli"), pytest.importorskip("zstandard")
    raw = b"".join(b"<p>Line %d of the page, which differs: %d.</p>" % (n, n * n * 7919) for n in range(4000))
    pack = {
        "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
    }[coding]  # fmt: skip
    packed = pack(raw)
    body = packed[: int(len(packed) * kept)]
    with pytest.raises(InputError, match=r"not whole|cannot be unpacked"):
        decoded({"content-encoding": coding}, body, "a", 1 << 20)
    if coding != "zstd":
        there = decoded({"content-encoding": coding}, body, "a", 1 << 20, may_break_off=True)
        assert raw.startswith(there[:100])
        assert there


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_an_answer_is_unpacked_by_its_coding_and_taken_as_it_is_where_an_archive_has_unpacked_it(coding: str) -> None:
    brotli, zstandard = pytest.importorskip("brotli"), pytest.importorskip("zstandard")
    pack = {
        "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
    }[coding]  # fmt: skip
    headers = {"content-encoding": coding}

    assert decoded(headers, pack(page(1)), "a", 1 << 20) == page(1)
    assert decoded(headers, page(1), "a", 1 << 20) == page(1)
    with pytest.raises(Exception, match="larger than 1 MiB"):
        decoded(headers, pack(bytes(30 * MIB)), "a", 1 << 20)
