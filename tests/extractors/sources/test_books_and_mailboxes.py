"""Mailboxes, tar archives and EPUB books through the command line: whole, damaged and hostile ones."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.sources.archives import Entry, entries_in, open_archive

Run = Callable[..., subprocess.CompletedProcess[bytes]]

LINES = (
    "The ferry to Sandholm goes again from Monday, an hour later than before the storm, and calls at both islands.",
    "Whoever bought a ticket in March can use it until the end of the year, or have the money back at the office.",
    "Bring a warm coat, for the wind on the upper deck is colder than it looks from the quay in the morning.",
)


def page(title: str) -> bytes:
    body = f"<h1>{title}</h1>" + "".join(f"<p>{title}: {line}</p>" for line in LINES)
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def records(done: subprocess.CompletedProcess[bytes]) -> dict[str, dict[str, Any]]:
    found = map(json.loads, done.stdout.splitlines())
    return {one["source"].partition("#")[2] or Path(one["source"]).name: one for one in found}


def tarred(names: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


MEMBERS = {
    "a/one.html": page("One"),
    "a/picture.png": b"\x89PNG",
    "a/.hidden.html": page("Hidden"),
    f"{'long/' * 40}äö two.html": page("Two"),
    "no-name": page("Three"),
    "notes": b"\0\1\2" * 900,
}
READ = {"a/one.html", f"{'long/' * 40}äö two.html", "no-name"}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_tar_archives_are_read_however_they_are_packed(form: int, run: Run, tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    data = tarred(MEMBERS, form)
    packers: dict[str, Callable[[bytes], bytes]] = {
        "a.tar": bytes, "a.tar.gz": gzip.compress, "a.tgz": gzip.compress, "a.tar.bz2": bz2.compress,
        "a.tar.xz": lzma.compress, "a.tar.zst": zstandard.compress, "no-telling-name": bytes,
    }  # fmt: skip
    for name, pack in packers.items():
        (tmp_path / name).write_bytes(pack(data))
    done = run("-f", "json", "a.tar")
    found = records(done)
    assert (done.returncode, set(found)) == (0, READ), done.stderr
    assert LINES[2] in found["no-name"]["text"]
    if form == tarfile.GNU_FORMAT:
        return
    done = run("batch", *packers, "-o", "out", "-f", "text")
    assert (done.returncode, len(list((tmp_path / "out").rglob("*.txt")))) == (0, 3 * len(packers)), done.stderr


def test_a_damaged_tar_archive_loses_no_other_page(run: Run, tmp_path: Path) -> None:
    pages = {f"{n}.html": page(f"Page {n}") for n in range(6)}
    data = bytearray(tarred(pages, tarfile.GNU_FORMAT))
    at = data.index(b"2.html")
    data[at : at + 300] = b"\xff" * 300
    (tmp_path / "damaged.tar").write_bytes(data)
    (tmp_path / "cut.tar").write_bytes(tarred(pages, tarfile.GNU_FORMAT)[: at + 700])
    (tmp_path / "cut.tar.gz").write_bytes(gzip.compress(tarred(pages))[:-60])
    (tmp_path / "none.tar").write_bytes(b"no archive " * 200)
    done = run("-f", "json", "damaged.tar")
    found = records(done)
    assert done.returncode == 5
    assert {name for name, one in found.items() if one["status"] == "ok"} == set(pages) - {"2.html"}
    assert "damaged: reading goes on after it" in done.stderr.decode()
    for name, said in (
        ("cut.tar", "cut off: the archive ends"),
        ("cut.tar.gz", "ends too early"),
        ("none.tar", "no tar"),
    ):
        done = run("-f", "json", name)
        assert done.returncode in (3, 5)
        assert said in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_hostile_tar_archives_end_soon(run: Run, tmp_path: Path) -> None:
    """Headers that claim gigabytes, names that lead out, a chain of extended headers, a bomb of members."""
    claims = tarfile.TarInfo("pax")
    claims.size, claims.type = 1 << 40, b"x"
    negative = bytearray(tarfile.TarInfo("n.html").tobuf(tarfile.GNU_FORMAT))
    chain = b"".join(tarfile.TarInfo(f"x{n}").tobuf().replace(b"\x000\x00", b"\x00x\x00") for n in range(5000))
    (tmp_path / "claims.tar").write_bytes(claims.tobuf(tarfile.GNU_FORMAT) + b"x" * 5000)
    (tmp_path / "negative.tar").write_bytes(negative[:124] + b"\xff" * 12 + negative[136:])
    (tmp_path / "chain.tar").write_bytes(chain + tarred({"a.html": page("A")}))
    (tmp_path / "out.tar").write_bytes(tarred({"../../../up.html": page("Up"), "/root.html": page("Root")}))
    (tmp_path / "big.tar.gz").write_bytes(
        gzip.compress(tarred({"big.html": b" " * (21 << 20), "a.html": page("A")}), 1)
    )
    (tmp_path / "again.tar").write_bytes(tarred({"a.html": page("A")}) * 2)
    done = run("batch", *sorted(map(str, tmp_path.glob("*.tar*"))), "-o", "out", "-f", "text")

    assert b"Traceback" not in done.stderr
    assert b"larger than 20 MiB" in done.stderr
    assert {one.name for one in (tmp_path / "out").rglob("*.txt")} >= {"up.txt", "root.txt", "a.txt"}
    assert not list(tmp_path.glob("*.txt"))
    found = records(run("-f", "json", "again.tar"))
    assert set(found) == {"a.html", "a.html (2)"}


def mail(subject: str, body: str) -> str:
    head = f"From: Ivy <i@p.example>\nTo: all@p.example\nSubject: {subject}\nDate: Sat, 12 Apr 2025 09:00:00 +0100\n\n"
    return f"From i@p.example Sat Apr 12 09:00:00 2025\n{head}{body}\n\n"


def mailbox() -> str:
    quoting = "\n\n".join(LINES) + "\n\n>From here the ferry goes on, for ten minutes, to the other island.\n"
    inside = "\n\n".join(LINES) + "\n\nFrom now on: no, this is no separator,\nfor it goes on as a text does.\n"
    return mail("First", quoting) + mail("Second", inside) + mail("Third", "\n\n".join(LINES))


@pytest.mark.parametrize("name", ["inbox.mbox", "Inbox", "inbox.mbox.gz", "crlf.mbox"])
def test_a_mailbox_is_an_archive_of_mails(name: str, run: Run, tmp_path: Path) -> None:
    text = mailbox().replace("\n", "\r\n") if name == "crlf.mbox" else mailbox()
    (tmp_path / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    done = run("-f", "json", name)
    found = records(done)

    assert (done.returncode, [one["title"] for one in found.values()]) == (0, ["First", "Second", "Third"]), done.stderr
    assert "\nFrom here the ferry goes on" in found["1"]["text"]
    assert "this is no separator" in found["2"]["text"]
    assert {one["authors"][0] for one in found.values()} == {"Ivy"}
    done = run("batch", tmp_path / name, "-o", "out", "-f", "text")
    assert (done.returncode, sorted(one.name for one in (tmp_path / "out").iterdir())) == (
        0,
        [f"mail-{n:05}.txt" for n in (1, 2, 3)],
    )


def test_a_directory_gives_its_mailboxes_and_books(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Sent").write_text(mailbox())
    (tmp_path / "in" / "book.epub").write_bytes(book(CHAPTERS))
    (tmp_path / "in" / "all.tar").write_bytes(tarred(MEMBERS))
    done = run("batch", "in", "-o", "out.jsonl")
    found = [json.loads(line)["status"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]

    assert (done.returncode, found) == (0, ["ok"] * 5), done.stderr


def test_damaged_and_hostile_mailboxes_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.mbox").write_text("This is no mailbox.\n")
    (tmp_path / "big.mbox").write_text(mail("Big", "x" * (21 << 20)) + mail("Small", "\n\n".join(LINES)))
    (tmp_path / "many.mbox").write_bytes(b"From a\nA: b\n\n" * 200)
    (tmp_path / "cut.mbox.gz").write_bytes(gzip.compress(mailbox().encode())[:-20])
    done = run("-f", "json", "none.mbox", "big.mbox", "cut.mbox.gz")
    said = done.stderr.decode()

    assert "no mailbox, for it does not begin with the line of a mail" in said
    assert "big.mbox#1: larger than 20 MiB" in said
    assert "ends too early" in said
    assert records(done)["2"]["title"] in ("Small", "Second")
    done = run("batch", "many.mbox", "-o", "out.jsonl")
    assert done.returncode == 3
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 200


CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
CHAPTERS = {
    "z one.xhtml": page("Chapter One"),
    "a.xhtml": page("Chapter Two").replace(b"<title>Chapter Two</title>", b""),
}


def opf(names: list[str], *, version: str = "3.0", more: str = "", spine: str = "", guide: str = "") -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{x.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for n, x in enumerate(names)
    )
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    return (
        f'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="{version}">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Ferry</dc:title>'
        "<dc:creator>Ivy Marsh</dc:creator>"
        f"<dc:language>en</dc:language><dc:date>2025-04-12</dc:date></metadata><manifest>{items}{more}</manifest>"
        f"<spine>{spine}{refs}</spine>{guide}</package>"
    ).encode()


def book(chapters: dict[str, bytes], package: bytes | None = None, **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("OEBPS/book.opf", opf(list(chapters)) if package is None else package)
        for name, data in {"META-INF/container.xml": CONTAINER, **chapters, **more}.items():
            archive.writestr(name if "/" in name else f"OEBPS/{name}", data)
    return file.getvalue()


def test_a_book_gives_its_chapters_in_reading_order(run: Run, tmp_path: Path) -> None:
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    cover = '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>'
    plate = '<item id="plate" href="plate.xhtml" media-type="application/xhtml+xml"/>'
    new = opf(list(CHAPTERS), more=nav + plate, spine='<itemref idref="nav"/><itemref idref="plate"/>')
    guide = '<guide><reference type="cover" href="cover.xhtml"/></guide>'
    old = opf(list(CHAPTERS), version="2.0", more=cover, spine='<itemref idref="cover"/>', guide=guide)
    extra = {
        "nav.xhtml": page("Contents"),
        "cover.xhtml": page("Cover"),
        "plate.xhtml": b"<html><body><img src='a'/></body></html>",
    }
    (tmp_path / "new.epub").write_bytes(book({**CHAPTERS, **extra}, new))
    (tmp_path / "old.epub").write_bytes(book({**CHAPTERS, **extra}, old))
    (tmp_path / "no-telling-name").write_bytes(book(CHAPTERS))
    for name in ("new.epub", "old.epub", "no-telling-name"):
        done = run("-f", "json", name)
        found = records(done)

        assert (done.returncode, list(found)) == (0, ["OEBPS/z one.xhtml", "OEBPS/a.xhtml"]), done.stderr
        assert [one["title"] for one in found.values()] in (
            ["Chapter One", "Chapter Two"],
            ["Chapter One", "The Ferry"],
        )
        for one in found.values():
            assert (one["authors"], one["date"], one["language"]) == (["Ivy Marsh"], "2025-04-12", "en")
    done = run("batch", "new.epub", "-o", "out", "-f", "markdown")
    assert (done.returncode, len(list((tmp_path / "out").rglob("*.md")))) == (0, 2)


def test_broken_and_hostile_books_are_named(run: Run, tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]><package>&b;</package>'
    )
    locked = b'<encryption><EncryptedData><EncryptionMethod Algorithm="aes"/>'
    locked += b'<CipherReference URI="OEBPS/a.xhtml"/></EncryptedData></encryption>'
    outside = (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + opf(list(CHAPTERS)).replace(b"The Ferry", b"&a;").partition(b"?>")[2]
    )
    books = {
        "no-zip.epub": b"no book",
        "no-opf.epub": book(CHAPTERS, b"not XML at all"),
        "bomb.epub": book(CHAPTERS, bomb),
        "missing.epub": book({}, opf(["gone.xhtml"])),
        "locked.epub": book(CHAPTERS, None, **{"META-INF/encryption.xml": locked}),
        "huge.epub": book(CHAPTERS, b"<package>" + b" " * (5 << 20)),
        "outside.epub": book(CHAPTERS, outside),
        "no-path.epub": book(CHAPTERS, None, **{"META-INF/container.xml": b"<container/>"}),
        "bad-container.epub": book(CHAPTERS, None, **{"META-INF/container.xml": b"no XML"}),
        "cut-package.epub": book(CHAPTERS, opf(["a.xhtml"])[:60]),
    }
    for name, data in books.items():
        (tmp_path / name).write_bytes(data)
    done = run("-f", "json", *books)
    said = done.stderr.decode()

    assert "Traceback" not in said
    assert "root:" not in done.stdout.decode()
    for name, problem in (
        ("no-zip.epub", "cannot be read"),
        ("no-opf.epub", "no EPUB book, or a damaged one"),
        ("bomb.epub", "names no chapter"),
        ("no-path.epub", "META-INF/container.xml does not say where its package file is"),
        ("bad-container.epub", "META-INF/container.xml is no XML"),
        ("cut-package.epub", "its package file (OEBPS/book.opf) names no chapter"),
        ("missing.epub#OEBPS/gone.xhtml", "named in the book, and not in it"),
        ("locked.epub#OEBPS/a.xhtml", "encrypted by the book's seller"),
        ("huge.epub", "larger than 4 MiB"),
    ):
        assert any(line.startswith(f"cleancopy: {name}: ") and problem in line for line in said.splitlines()), (
            name,
            said,
        )


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    ("name", "before"),
    [
        *itertools.product(("a.mbox", "no-telling-name", "a.mbox.gz"), (b"", b"\xef\xbb\xbf")),
        *itertools.product(("a.mbox", "a.mbox.gz"), (b"\n\n",)),  # without a name only the first line tells
    ],
)
def test_mailboxes_are_read_whatever_their_line_ends_and_with_a_mark(
    name: str, line_end: bytes, before: bytes, tmp_path: Path
) -> None:
    data = (before + mailbox().encode()).replace(b"\n", line_end)
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (tmp_path / "plain.mbox").write_text(mailbox())
    expected = [one.source.data for one in open_archive(str(tmp_path / "plain.mbox")) if one.source]
    found = list(open_archive(str(tmp_path / name)))

    assert [one.source.data.replace(b"\r\n", b"\n") for one in found if one.source] == expected


def test_a_mailbox_of_macs_goes_on_where_it_is_told_to_and_with_mixed_line_ends(tmp_path: Path) -> None:
    mails = [mail(f"Mail {n}", "\n\n".join(LINES) * 400) for n in range(5)]
    data = b"".join(m.replace("\n", "\r" if n % 2 == 0 else "\r\n").encode() for n, m in enumerate(mails))
    (tmp_path / "a.mbox").write_bytes(data)
    entries = [one for one in entries_in(str(tmp_path / "a.mbox")) if isinstance(one, Entry)]

    assert len(entries) == 5
    for number, entry in enumerate(entries, 1):
        assert len(list(entries_in(str(tmp_path / "a.mbox"), start=entry.then))) == 5 - number
