"""Saved pages and mails that break off: said where text is missing, and not where only what follows it is."""

from __future__ import annotations

import base64
import gzip
import quopri

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import Status
from cleancopy.extractors.errors import InputError
from cleancopy.extractors.sources.source_reader import saved_page

TEXT = "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored, they said."
PAGE = f"<html><title>Ferry</title><body><h1>Ferry</h1><p>{TEXT}</p><p>{TEXT} Twice.</p></body></html>"
MIDDLE = len(PAGE) - 60


def mhtml(body: str, coding: str = "8bit", rest: str = "") -> bytes:
    return (
        "From: <Saved by Blink>\nMIME-Version: 1.0\nSubject: Ferry\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: {coding}\nContent-Location: https://example.com/a\n\n{body}{rest}"
    ).encode()


def mail(body: str, coding: str = "8bit", rest: str = "\n--b--\n", kind: str = "multipart/mixed") -> bytes:
    return (
        "From: Ivy <i@p.example>\nTo: t@p.example\nSubject: Ferry\nMIME-Version: 1.0\n"
        f'Content-Type: {kind}; boundary="b"\n'
        f"\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {coding}\n\n{body}{rest}"
    ).encode()


IMAGE = "\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo"
QUOTED = quopri.encodestring(PAGE.encode()).decode()
PACKED = base64.encodebytes(PAGE.encode()).decode()


@pytest.mark.parametrize(
    "data",
    [
        mhtml(PAGE[:MIDDLE]),
        mhtml(QUOTED[:-80], "quoted-printable"),
        mhtml(PACKED[:-81], "base64"),
        mhtml(PAGE[:MIDDLE]).replace(b"\n", b"\r\n"),
    ],
)
def test_a_saved_page_that_breaks_off_within_its_text_is_not_whole(data: bytes) -> None:
    with pytest.raises(InputError, match="not whole: the file breaks off within the page"):
        saved_page(Source("a.mhtml", data, wrapped=True))


@pytest.mark.parametrize(
    "data",
    [
        mhtml(PAGE, rest="\n--b--\n"),
        mhtml(PAGE[:MIDDLE], rest="\n--b--\n"),  # the page was saved like that
        mhtml(PAGE),  # only the line that ends it is missing
        mhtml(PAGE, rest=IMAGE),  # and here a part of a picture
        mhtml(QUOTED, "quoted-printable"),
    ],
)
def test_a_saved_page_whose_text_is_whole_is_read(data: bytes) -> None:
    article = extract(saved_page(Source("a.mhtml", data, wrapped=True)))
    assert article.status is Status.OK
    assert article.notes == ()
    assert TEXT in article.text


def test_a_packed_saved_page_that_breaks_off_is_named() -> None:
    packed = gzip.compress(mhtml(PAGE, rest="\n--b--\n"))
    assert TEXT in extract(saved_page(Source("a.mhtml.gz", packed, wrapped=True))).text
    with pytest.raises(InputError, match="gzip data ends too early"):
        saved_page(Source("a.mhtml.gz", packed[:-20], wrapped=True))


@pytest.mark.parametrize(
    ("data", "is_noted"),
    [
        (mail(f"{TEXT}\n\n{TEXT} Twice."), False),
        (mail(f"{TEXT}\n\n{TEXT} Twi", rest=""), True),
        (mail(f"{TEXT}\n\n{TEXT} Twice.", rest=IMAGE), False),
        (mail(f"{TEXT}\n\n{TEXT} Twi", rest="", kind="multipart/alternative"), True),
        (mail(base64.encodebytes(f"{TEXT} {TEXT}".encode()).decode(), "base64", ""), True),
    ],
)
def test_a_mail_that_breaks_off_has_a_note(data: bytes, is_noted: bool) -> None:
    article = extract(Source("a.eml", data))
    assert TEXT in article.text
    assert any("breaks off" in note for note in article.notes) == is_noted


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (base64.encodebytes(f"{TEXT} {TEXT}".encode()).decode()[:-7], "base64"),
        (f"{TEXT} Caf=C3=", "quoted-printable"),
        (f"{TEXT} Caf=C", "quoted-printable"),
    ],
)
@pytest.mark.parametrize("is_alone", [False, True])
def test_a_mail_that_breaks_off_within_coded_bytes_is_not_whole(body: str, coding: str, is_alone: bool) -> None:
    data = mail(body, coding, "")
    if is_alone:
        head, _, rest = data.partition(b"Content-Type: multipart")
        data = head + rest.partition(b"--b\n")[2]
    with pytest.raises(InputError, match="not whole: the mail breaks off within its text"):
        extract(Source("a.eml", data))
