"""ZIP archives that are damaged, or made to do damage: what is broken costs itself alone, and is named."""

from __future__ import annotations

import bz2
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.extractors.errors import NotAPageError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sources.archives import open_archive

LIMITS = Limits(max_bytes=1 << 20)
METHODS = {"stored": 0, "deflated": 8, "bzip2": 12, "lzma": 14}
PAGE = f"<p>{' '.join(random.Random(1).choices(['harbour', 'ferry', 'chain', 'tide'], k=300))}</p>".encode()
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def archive_of(method: int = 8, broken: bytes = PAGE) -> bytearray:
    """An archive of the pages a, broken and b."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, data in (("a.html", PAGE), ("broken.html", broken), ("b.html", PAGE)):
            file.writestr(name, data)
    return bytearray(made.getvalue())


def place(data: bytearray, header: bytes, which: int = 1) -> int:
    """Where the header of the member stands: 0 is a, 1 is broken, 2 is b."""
    at = -1
    for _ in range(which + 1):
        at = data.index(header, at + 1)
    return at


def both(offset: int, value: bytes) -> Callable[[bytearray], None]:
    """Write a field that the local header and the central directory have, which has it two bytes further on."""

    def change(data: bytearray) -> None:
        for header, more in ((LOCAL, 0), (CENTRAL, 2)):
            at = place(data, header) + offset + more
            data[at : at + len(value)] = value

    return change


def central(offset: int, value: bytes) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        at = place(data, CENTRAL) + offset
        data[at : at + len(value)] = value

    return change


def content(change: bytes, skip: int = 0) -> Callable[[bytearray], None]:
    """Write over the packed data of the member."""

    def changed(data: bytearray) -> None:
        at = data.index(b"broken.html") + len("broken.html") + skip
        data[at : at + len(change)] = change

    return changed


def name_in_header(data: bytearray) -> None:
    at = place(data, LOCAL)
    data[at + 6 : at + 8] = struct.pack("<H", 0x800)  # names are in UTF-8
    data[at + 30] = 0xFF


def another_name_in_header(data: bytearray) -> None:
    data[place(data, LOCAL) + 30] ^= 1


def offset_within_its_header(data: bytearray) -> None:
    data[place(data, CENTRAL) + 42] += 2


def offset_beyond_all_files(data: bytearray) -> None:
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 2)
    at = place(data, CENTRAL)
    data[at + 30 : at + 32] = struct.pack("<H", len(extra))
    data[at + 42 : at + 46] = b"\xff" * 4
    data[at + 46 + len("broken.html") : at + 46 + len("broken.html")] = extra
    end = data.index(END)
    data[end + 12 : end + 16] = struct.pack("<I", end - data.index(CENTRAL))


def found_in(tmp_path: Path, data: bytes) -> tuple[list[str], dict[str, str]]:
    """The pages that were read, and what is said of the others."""
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    found = list(open_archive(str(path), LIMITS))
    assert all(one.source.data == PAGE for one in found if one.source)
    assert all(one.error.source == one.name for one in found if one.error)
    names = [one.name.removeprefix(f"{path}#") for one in found]
    return (
        [name for name, one in zip(names, found, strict=True) if one.source],
        {name: one.error.problem for name, one in zip(names, found, strict=True) if one.error},
    )


@pytest.mark.parametrize(
    ("method", "change", "problem"),
    [
        ("stored", central(16, b"abcd"), "cannot be unpacked: its data are damaged (the checksum"),
        ("deflated", both(6, b"\x01"), "encrypted: unpack the archive first"),
        ("deflated", both(8, b"\x63"), "packed by method 99, which is not known: unpack the archive first"),
        ("deflated", central(8, b"\x20"), "cannot be unpacked: it is stored as a patch"),
        ("deflated", offset_within_its_header, "cannot be unpacked: there is no file where the archive's list says"),
        ("deflated", another_name_in_header, "cannot be unpacked: the archive's list and the file itself"),
        ("deflated", central(42, b"\xf0\xff\xff\x7f"), "cannot be unpacked: the archive ends within it"),
        ("deflated", offset_beyond_all_files, "cannot be unpacked: it lies outside of the archive"),
        ("deflated", name_in_header, "cannot be unpacked: its name is said to be UTF-8 and is not"),
        ("deflated", content(b"\xff" * 20), "cannot be unpacked: its data are damaged"),
        ("bzip2", content(b"\xff" * 20, 10), "cannot be unpacked: its data are damaged"),
        ("lzma", content(b"\xff" * 20, 20), "cannot be unpacked: its data are damaged"),
        ("lzma", content(b"\xff", 4), "cannot be unpacked: its data are damaged"),
    ],
)  # fmt: skip
def test_a_broken_member_costs_itself_alone(
    tmp_path: Path, method: str, change: Callable[[bytearray], None], problem: str
) -> None:
    data = archive_of(METHODS[method])
    change(data)
    read, problems = found_in(tmp_path, data)

    assert read == ["a.html", "b.html"]
    assert list(problems) == ["broken.html"]
    assert problems["broken.html"].startswith(problem)


def test_a_member_whose_data_end_too_early_is_named(tmp_path: Path) -> None:
    data = archive_of(METHODS["stored"])
    at = place(data, CENTRAL, 2)
    data[at + 20 : at + 28] = struct.pack("<II", 1 << 20, 1 << 20)

    read, problems = found_in(tmp_path, data)

    assert read == ["a.html", "broken.html"]
    # Newer versions of zipfile see that it would overlap the directory.
    assert re.match("cannot be unpacked: (its data end too early|it overlaps another file)", problems["b.html"])


def test_an_archive_whose_beginning_is_cut_off_lacks_what_stood_there(tmp_path: Path) -> None:
    read, problems = found_in(tmp_path, archive_of()[100:])

    assert read == ["broken.html", "b.html"]
    assert problems == {"a.html": "cannot be unpacked: it lies outside of the archive"}


@pytest.mark.parametrize("method", METHODS)
def test_members_packed_by_every_known_method_are_read(tmp_path: Path, method: str) -> None:
    assert found_in(tmp_path, archive_of(METHODS[method])) == (["a.html", "broken.html", "b.html"], {})


@pytest.mark.parametrize("method", ["deflated", "bzip2", "lzma"])
def test_a_member_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, method: str) -> None:
    read, problems = found_in(tmp_path, archive_of(METHODS[method], b"<p>" + bytes(2 << 20)))

    assert read == ["a.html", "b.html"]
    assert problems == {"broken.html": "larger than 1 MiB: not a page that can be read safely"}


def test_bzip2_data_are_not_unpacked_further_than_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = []
    real = bz2.BZ2Decompressor

    class Counting:
        """The decompressor, and how much has come out of it."""

        def __init__(self) -> None:
            self.real = real()
            self.eof = False

        def decompress(self, data: bytes) -> bytes:
            out = self.real.decompress(data)
            self.eof = self.real.eof
            unpacked.append(len(out))
            return out

    data = archive_of(METHODS["bzip2"], random.Random(2).randbytes(100) * 40_000)  # 900 kB are a block
    monkeypatch.setattr(bz2, "BZ2Decompressor", Counting)
    _, problems = found_in(tmp_path, data)

    assert list(problems) == ["broken.html"]
    assert sum(unpacked) < 2_000_000  # the page may have 1 MiB, and blocks have 900 kB


def test_lzma_data_that_ask_for_too_much_memory_cost_themselves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = archive_of(METHODS["lzma"])
    real = zipfile.ZipExtFile.read

    def read(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        if self.name == "broken.html":
            raise MemoryError
        return real(self, n)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", read)

    assert found_in(tmp_path, data) == (
        ["a.html", "b.html"],
        {"broken.html": "cannot be unpacked: it takes more memory than there is"},
    )


def in_directory(offset: int, value: bytes) -> bytes:
    data = archive_of()
    central(offset, value)(data)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (bytes(archive_of()[:-30]), "no ZIP archive, or a damaged one"),
        (in_directory(0, b"garbage"), "no ZIP archive, or a damaged one"),
        (in_directory(28, b"\x0a"), "no ZIP archive, or a damaged one"),
        (in_directory(6, b"\xff"), "zip file version 25.5"),
        (in_directory(8, b"\0\x08").replace(b"broken", b"brok\xff\xff"), "a name in it is said to be UTF-8 and is not"),
    ],
    ids=["end cut off", "no entry", "length of a name", "version", "name"],
)
def test_an_archive_whose_directory_is_broken_is_none(tmp_path: Path, data: bytes, problem: str) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    (found,) = open_archive(str(tmp_path / "a.zip"), LIMITS)

    assert isinstance(found.error, NotAPageError)
    assert found.error.problem == f"cannot be read: {problem}"


def test_a_file_that_cannot_be_read_is_not_called_a_damaged_archive(tmp_path: Path) -> None:
    (missing,) = open_archive(str(tmp_path / "a.zip"), LIMITS)
    (folder,) = open_archive(str(tmp_path), LIMITS)

    for found, problem in ((missing, "no such file or directory"), (folder, "is a directory")):
        assert found.error is not None
        assert not isinstance(found.error, NotAPageError)
        assert found.error.problem == f"cannot be read: {problem}"


def test_backslashes_part_folders_as_slashes_do(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a\\b.html", "..\\..\\c.html", "d\\.hidden\\e.html"):
            archive.writestr(name, "<html><body><p>Words of it.</p></body></html>")

    assert [found.within for found in open_archive(str(path))] == [("a", "b.html"), ("c.html",)]


@pytest.mark.parametrize("name", ["Straße/Größe.html", "страница.html", "頁面/一.html", "DOS/\u2592.html"])
def test_a_name_in_utf_8_that_is_not_said_to_be_so_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "pages.zip"
    said = zipfile.ZipInfo(name)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(said, PAGE)
    data = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(header) + flags
        data[at : at + 2] = b"\0\0"  # as Info-ZIP writes it
    path.write_bytes(data)
    found = list(open_archive(str(path)))

    assert [one.name for one in found] == [f"{path}#{name}"]
    assert found[0].source is not None
    assert found[0].origin.member == name


def test_a_name_in_dos_characters_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xx.html", PAGE)
    path.write_bytes(path.read_bytes().replace(b"xx.html", b"\x84\xe1.html"))

    assert [one.name for one in open_archive(str(path))] == [f"{path}#äß.html"]
