from __future__ import annotations

import gzip
import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import InputError, NotAPageError, TooLargeError
from cleancopy.extractors.page.unpack import unpack

PAGE = b"<html><body><p>The harbour reopened.</p></body></html>"
MIB = 1 << 20


def test_a_page_that_is_not_packed_stays_as_it_is() -> None:
    assert unpack(PAGE, "-", MIB) == PAGE
    assert unpack(b"", "-", MIB) == b""


def test_gzip_is_unpacked() -> None:
    assert unpack(gzip.compress(PAGE), "-", MIB) == PAGE


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, len(PAGE)), max_size=4))
def test_several_gzip_members_are_one_page(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(PAGE)]
    parts = [PAGE[start:end] for start, end in pairwise(places)]
    members = b"".join(gzip.compress(part) for part in parts if part)

    assert unpack(members, "-", MIB) == PAGE


def test_an_empty_member_does_no_harm() -> None:
    empty = gzip.compress(b"")

    assert unpack(empty + gzip.compress(PAGE) + empty + empty, "-", MIB) == PAGE


@pytest.mark.parametrize("rest", [b"\0" * 512, b"\n", b"garbage"])
def test_what_follows_the_last_member_is_passed_over_as_gunzip_does(rest: bytes) -> None:
    assert unpack(gzip.compress(PAGE) + rest, "-", MIB) == PAGE


@pytest.mark.parametrize("length", [2, 5, 12, 30, -9, -4, -1])
def test_gzip_data_that_ends_too_early_is_an_error(length: int) -> None:
    with pytest.raises(InputError, match="ends too early"):
        unpack(gzip.compress(PAGE)[:length], "page.html.gz", MIB)


def test_a_second_member_that_ends_too_early_is_an_error() -> None:
    with pytest.raises(InputError, match="ends too early"):
        unpack(gzip.compress(PAGE) + gzip.compress(PAGE)[:-6], "-", MIB)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(PAGE)[:-8] + b"\0" * 8,
        b"\x1f\x8b\x07" + gzip.compress(PAGE)[3:],
        gzip.compress(PAGE)[:10] + b"\xff" * 40,
    ],
    ids=["checksum", "method", "body"],
)
def test_broken_gzip_data_is_an_error_that_says_what_to_do(data: bytes) -> None:
    with pytest.raises(InputError, match="fetch or pack it again") as caught:
        unpack(data, "page.html.gz", MIB)

    assert caught.value.source == "page.html.gz"


def test_a_page_packed_twice_is_refused() -> None:
    with pytest.raises(NotAPageError, match="twice"):
        unpack(gzip.compress(gzip.compress(PAGE)), "-", MIB)


def test_the_limit_itself_is_allowed_and_one_byte_more_is_not() -> None:
    assert unpack(b"a" * MIB, "-", MIB) == b"a" * MIB
    assert unpack(gzip.compress(b"a" * MIB), "-", MIB) == b"a" * MIB
    with pytest.raises(TooLargeError, match="1 MiB"):
        unpack(b"a" * (MIB + 1), "-", MIB)
    with pytest.raises(TooLargeError, match=r"1 MiB.*after unpacking"):
        unpack(gzip.compress(b"a" * (MIB + 1)), "-", MIB)


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(4 * MIB)) for _ in range(50)) + packer.flush()

    assert len(bomb) < MIB
    with pytest.raises(TooLargeError):
        unpack(bomb, "-", MIB)


def test_a_bomb_of_many_members_is_too_large_as_well() -> None:
    with pytest.raises(TooLargeError):
        unpack(gzip.compress(b"a" * (MIB // 4)) * 5, "-", MIB)


def test_very_many_tiny_members_do_not_hang() -> None:
    assert unpack(gzip.compress(b"a") * 200_000, "-", 8 * MIB) == b"a" * 200_000


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image, sound or video"),
        (b"\x00\x00\x01\x00\x01\x00", "icon"),
        (b"\x7fELF\x02\x01", "program"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office document"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"SQLite format 3\x00", "database"),
        (b"OggS\x00\x02", "sound or video"),
        (b"ID3\x04\x00\x00", "sound"),
        (b"wOF2\x00\x01", "font"),
        (b"\x7f\x01\x02\x03\x04\x05\x06\x07" * 20, "binary data"),
    ],
)
def test_what_is_no_page_is_refused_by_name(data: bytes, what: str) -> None:
    for form in (data, gzip.compress(data)):
        with pytest.raises(NotAPageError, match=what):
            unpack(form, "-", MIB)


@pytest.mark.parametrize("text", [b"PDF files begin with %PDF-, archives with PK.", b"A GIF89a or PNG image."])
def test_a_text_may_speak_of_file_formats(text: bytes) -> None:
    assert unpack(text, "-", MIB) == text


@pytest.mark.parametrize(
    "text", [b"ID3 tags hold a song's title.", b"RIFF is a file format.", b"Rar! said the lion.", b"GIF89a is old."]
)
def test_a_text_that_only_begins_like_a_file_format_is_a_text(text: bytes) -> None:
    assert unpack(text, "-", MIB) == text


def test_white_space_and_escapes_of_text_are_not_binary() -> None:
    for text in (b"Plain text\twith\ttabs\r\nand\fpages", b"\x1b$B9A$O\x1b(B"):
        assert unpack(text, "-", MIB) == text


@pytest.mark.parametrize("text", ["The harbour reopened", "Přístav byl znovu otevřen", "항구는 다시 열렸다"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_utf16_is_not_binary(text: str, encoding: str) -> None:
    data = f"<p>{text}</p>".encode(encoding)

    assert unpack(data, "-", MIB) == data


@pytest.mark.parametrize("text", ["Гавань открылась", "Το λιμάνι άνοιξε ξανά", "הנמל נפתח מחדש", "أعيد فتح الميناء"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_utf16_is_not_binary_in_any_script(text: str, encoding: str) -> None:
    data = f"<p>{text}</p>".encode(encoding)

    assert unpack(data, "-", MIB) == data


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_returned_or_refused_as_an_input_error(data: bytes, packed: bool) -> None:
    form = gzip.compress(data) if packed else data
    try:
        assert unpack(form, "-", MIB) == data
    except InputError as err:
        assert err.problem


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_warc_archive_without_its_name_is_no_page(version: str, packed: bool) -> None:
    page = "<html><head><meta charset=utf-8></head><body><p>古い港の橋が火曜日の朝に開通した。</p></body></html>"
    record = f"WARC/{version}\r\nWARC-Type: response\r\nContent-Length: {len(page)}\r\n\r\n{page}\r\n\r\n".encode()
    data = b"".join(gzip.compress(record) for _ in range(3)) if packed else record * 3
    with pytest.raises(NotAPageError, match="a WARC archive"):
        unpack(data, "-", 1 << 20)
