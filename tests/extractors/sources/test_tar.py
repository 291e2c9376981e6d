"""What is in tar archives beside plain files: links, devices, sparse files, members of unknown types."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from cleancopy.extractors.sources.archives import open_archive


def page(title: str) -> bytes:
    return f"<html><title>{title}</title><p>{'The ferry goes again. ' * 9}</html>".encode()


def whole(name: str, data: bytes) -> bytes:
    """A plain member, with its header."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A tar archive of files, links and other things that a folder may have."""
    path = tmp_path / "links.tar"
    with path.open("wb") as file:
        for name, kind, given in (
            ("./one.html", tarfile.REGTYPE, page("One")),
            (f"./{'long/' * 40}two.html", tarfile.REGTYPE, page("Two")),
            ("./x.bin", tarfile.REGTYPE, b"\0"),
            ("./x.png", tarfile.REGTYPE, b"\0"),
            ("of-picture.html", tarfile.LNKTYPE, "x.png"),
            ("hard.html", tarfile.LNKTYPE, "one.html"),
            ("long.html", tarfile.LNKTYPE, f"{'long/' * 40}two.html"),
            ("of-bin.html", tarfile.LNKTYPE, "x.bin"),
            ("self.html", tarfile.LNKTYPE, "self.html"),
            ("gone.html", tarfile.LNKTYPE, "nowhere.html"),
            ("hard.png", tarfile.LNKTYPE, "x.bin"),
            (".hidden.html", tarfile.LNKTYPE, "one.html"),
            ("soft.html", tarfile.SYMTYPE, "one.html"),
            (".hidden2.html", tarfile.SYMTYPE, "one.html"),
            ("device.html", tarfile.CHRTYPE, b""),
            ("pipe.html", tarfile.FIFOTYPE, b""),
            ("unknown.html", b"Z", page("Unknown")),
            ("empty.html", b"Z", b""),
            ("folder", tarfile.DIRTYPE, b""),
            ("rest.html", b"M", page("Rest")),
            ("last.html", tarfile.REGTYPE, page("Last")),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, given if isinstance(given, str) else ""
            data = b"" if isinstance(given, str) else given
            info.size = len(data)
            file.write(info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512))
    return path


def test_all_in_a_tar_archive_that_is_no_folder_and_not_hidden_is_found(linked: Path) -> None:
    found = list(open_archive(str(linked)))
    names = {one.name.partition("#")[2]: one for one in found}

    assert [name for name, one in names.items() if one.source] == [
        "./one.html", f"./{'long/' * 40}two.html", "unknown.html", "last.html"
    ]  # fmt: skip
    assert {name: one.skipped for name, one in names.items() if one.skipped} == {
        "./x.bin": "not a page by its beginning",
        "hard.html": "a hard link to one.html, which is read itself",
        "long.html": f"a hard link to {'long/' * 40}two.html"[:215] + ", which is read itself",
        "of-bin.html": "a hard link to x.bin, which is looked at itself",
        "of-picture.html": "a hard link to x.png, which is not read",
        "./x.png": "not a page by its name",
        "hard.png": "not a page by its name",
        "soft.html": "a symbolic link to one.html",
        "device.html": "a device",
        "pipe.html": "a named pipe",
        "empty.html": "of an unknown type, without data",
    }
    assert {name: one.error.problem for name, one in names.items() if one.error} == {
        "self.html": "a hard link to self.html, which is not before it",
        "gone.html": "a hard link to nowhere.html, which is not before it",
        "rest.html": "the rest of a file that begins in another archive",
    }


def extended(fields: dict[str, bytes]) -> bytes:
    """A header that says more of the member after it (pax)."""
    data = b""
    for key, value in fields.items():
        rest = b" " + key.encode() + b"=" + value + b"\n"
        length = next(n for n in range(len(rest), len(rest) + 9) if n == len(str(n)) + len(rest))
        data += str(length).encode() + rest
    header = tarfile.TarInfo("PaxHeaders")
    header.type, header.size = b"x", len(data)
    return header.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


MAP = b"2\n0\n5\n99999\n5\n"
REAL = {"GNU.sparse.name": b"a/big.html", "GNU.sparse.realsize": b"100004"}
SPARSE = {
    "0.0": {
        "GNU.sparse.size": b"100004",
        "GNU.sparse.numblocks": b"1",
        "GNU.sparse.offset": b"0",
        "path": b"a/big.html",
    },
    "0.1": {"GNU.sparse.size": b"100004", "GNU.sparse.name": b"a/big.html", "GNU.sparse.map": b"0,5,99999,5"},
    "0.1 with a long map": {"GNU.sparse.name": b"a/big.html", "GNU.sparse.map": b"0,1," * 40_000},
    "1.0": {"GNU.sparse.major": b"1", "GNU.sparse.minor": b"0", **REAL},
    "1.0 with a path": {"path": b"./GNUSparseFile.7/big.html", **REAL, "GNU.sparse.major": b"1"},
    "path last": {"GNU.sparse.major": b"1", **REAL, "path": b"./GNUSparseFile.7/big.html"},
}


@pytest.mark.parametrize("form", SPARSE)
def test_a_sparse_member_of_any_pax_form_is_skipped_by_its_real_name(form: str, tmp_path: Path) -> None:
    member = whole("GNUSparseFile.7/big.html", MAP + page("Sparse"))
    (tmp_path / "a.tar").write_bytes(extended(SPARSE[form]) + member + whole("after.html", page("After")))
    found = list(open_archive(str(tmp_path / "a.tar")))

    assert [(one.name.partition("#")[2], one.skipped) for one in found] == [
        ("a/big.html", "a sparse file"),
        ("after.html", None),
    ]


def test_a_sparse_member_with_many_holes_is_passed_over_with_its_map(tmp_path: Path) -> None:
    header = bytearray(tarfile.TarInfo("big.html").tobuf(tarfile.GNU_FORMAT))
    header[156:157], header[482] = b"S", 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    maps = (bytes(504) + b"\1" + bytes(7)) * 2 + bytes(512)
    (tmp_path / "a.tar").write_bytes(bytes(header) + maps + whole("after.html", page("After")))
    found = list(open_archive(str(tmp_path / "a.tar")))

    assert [(one.name.partition("#")[2], one.skipped) for one in found] == [
        ("big.html", "a sparse file"),
        ("after.html", None),
    ]


@pytest.mark.parametrize("is_extended", [True, False])
def test_a_hard_link_with_data_is_read_and_one_with_its_files_size_is_not(is_extended: bool, tmp_path: Path) -> None:
    link = tarfile.TarInfo("link.html")
    link.type, link.linkname, link.size = tarfile.LNKTYPE, "one.html", len(page("Link"))
    data = page("Link") + bytes(-len(page("Link")) % 512)
    head = extended({"comment": b"x"}) if is_extended else b""
    one, last = whole("one.html", page("One")), whole("last.html", page("Last"))
    (tmp_path / "a.tar").write_bytes(
        one + head + link.tobuf(tarfile.GNU_FORMAT) + (data if is_extended else b"") + last
    )
    found = list(open_archive(str(tmp_path / "a.tar")))

    assert [one.name.partition("#")[2] for one in found] == ["one.html", "link.html", "last.html"]
    if is_extended:
        assert found[1].source is not None
        assert found[1].source.data == page("Link")
    else:
        assert found[1].skipped == "a hard link to one.html, which is read itself"
