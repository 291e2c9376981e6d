from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Source
from cleancopy.extractors.article import Page
from cleancopy.extractors.errors import InputError, NotAPageError, TooLargeError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.page import read_page


def read(data: str | bytes, name: str = "-", content_type: str | None = None, encoding: str | None = None) -> Page:
    raw = data.encode() if isinstance(data, str) else data
    return read_page(Source(name, raw, content_type=content_type), encoding)


def text_of(page: Page) -> str:
    return str(page.tree.text_content()) if page.tree is not None else "\n".join(page.paragraphs)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        ("<!DOCTYPE html><p>x", "-", None),
        ("<!doctype html><p>x", "notes.txt", None),
        ("<html><p>x", "notes.txt", "text/plain"),
        ("\n\n  <HTML>x", "-", None),
        ("<body>x", "-", None),
        ('<?xml version="1.0"?><html>x</html>', "-", None),
        ("<!-- saved from --><!-- again -->\n<html>x", "-", None),
        ("<p>x</p><p>y</p>", "-", None),
        ("<p>x</p><p>y</p>", "page.html", None),
        ("<P>x</P><DIV>", "PAGE.HTM", None),
        ("<p>x", "https://example.com/a", "text/html"),
        ("<p>x", "https://example.com/a.txt", "text/html; charset=utf-8"),
        ("<p>x", "https://example.com/a", "Application/XHTML+xml"),
        ("<h1>x</h1>", "page.html", None),
        ("<p>x", "page.htm", None),
    ],
)
def test_html_is_recognised(data: str, name: str, content_type: str | None) -> None:
    page = read(data, name, content_type)

    assert page.is_html
    assert page.paragraphs == ()
    assert "x" in text_of(page)
    assert "<" not in text_of(page)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        ("Just words.", "-", None),
        ("Just words.", "page.html", None),
        ("Just words.", "https://example.com/a", "text/html"),
        ("a < b and c > d, 3<4, <3, x<y>z", "-", None),
        ("Write <p> to begin a paragraph.", "-", None),
        ("Use <p>, <div> and <b>x</b> for that.", "howto.txt", None),
        ("Use <p>, <div> and <b>x</b> for that.", "howto.txt.gz", None),
        ("Use <p>, <div> and <b>x</b> for that.", "README.md", None),
        ("Use <p>, <div> and <b>x</b> for that.", "https://example.com/a", "text/plain; charset=utf-8"),
    ],
)
def test_plain_text_is_recognised_and_stays_as_it_is(data: str, name: str, content_type: str | None) -> None:
    page = read(data, name, content_type)

    assert not page.is_html
    assert page.paragraphs == (data,)


@pytest.mark.parametrize(
    "html",
    [
        "<html><head></head><body><pre>One &lt; two.\n\nThree.</pre></body></html>",
        "<html><head><title>x</title></head><body>\n<pre style='a: b'>One < two.\n\nThree.</pre>\n</body>",
    ],
)
def test_a_plain_text_that_a_browser_saved_as_a_page_is_plain_text_again(html: str) -> None:
    page = read(html)

    assert not page.is_html
    assert page.paragraphs == ("One < two.", "Three.")


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><pre>a <b>b</b></pre></body></html>",
        "<html><body>x<pre>a</pre></body></html>",
        "<html><body><pre>a</pre>x</body></html>",
        "<html><body><pre>a</pre><pre>b</pre></body></html>",
        "<html><body><div><pre>a</pre></div></body></html>",
    ],
)
def test_a_page_with_code_in_it_is_a_page(html: str) -> None:
    assert read(html).is_html


def test_many_comments_before_the_first_tag_do_not_hang() -> None:
    page = read("<!-- ad -->\n" * 500 + "<div>x</div>\n<p>y</p>")

    assert text_of(page).split() == ["x", "y"]


def test_a_gzipped_page_is_read_like_the_page() -> None:
    assert text_of(read(gzip.compress(b"<html><body><p>Hello</p></body></html>"))) == "Hello"


def test_the_encoding_that_was_used_is_reported() -> None:
    html = "<html><meta charset=koi8-r><p>Гавань</p>"

    page = read(html.encode("koi8-r"))

    assert page.encoding == "koi8-r"
    assert "Гавань" in text_of(page)
    assert "Гавань" in text_of(read(html.encode("cp1251"), encoding="windows-1251"))


def test_a_byte_order_mark_does_not_hide_html_where_the_user_names_the_encoding() -> None:
    assert read("\ufeff<html><body>Hello", encoding="utf-8").is_html


@pytest.mark.parametrize("text", ["The harbour reopened.", "Přístav byl znovu otevřen."])
def test_a_text_file_saved_as_unicode_on_windows_is_read(text: str) -> None:
    assert read(text.encode("utf-16"), "notes.txt").paragraphs == (text,)


@pytest.mark.parametrize(
    "text", ["Гавань снова открылась.", "Το λιμάνι άνοιξε ξανά.", "港は三週間の修理を終えて再開した。"]
)
def test_a_text_file_saved_as_unicode_on_windows_is_read_in_any_script(text: str) -> None:
    assert read(text.encode("utf-16"), "notes.txt").paragraphs == (text,)


def test_nul_characters_are_dropped() -> None:
    assert text_of(read("<html><p>one\0two")) == "onetwo"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\0\0\0\0"])
def test_an_empty_input_is_an_error(data: bytes) -> None:
    for form in (data, gzip.compress(data)):
        with pytest.raises(InputError, match="empty"):
            read(form, "page.html")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x89PNG\r\n", bytes(range(256)) * 8, "\x81\x8d\x8f".encode() * 50])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPageError):
        read(data, "page.html")


def test_the_size_limit_holds() -> None:
    limits = Limits(max_bytes=1000)
    assert read_page(Source("-", b"a" * 1000), limits=limits).paragraphs
    with pytest.raises(TooLargeError):
        read_page(Source("-", b"a" * 1001), limits=limits)


def test_a_page_nested_too_deep_says_that_it_is_cut_off() -> None:
    assert read("<html><body><p>a</p>" + "<x-y>" * 3000 + "b").truncated
    assert not read("<html><body><p>a</p>" + "<div>" * 3000 + "b").truncated


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_an_input_error(data: bytes) -> None:
    try:
        page = read(data)
    except InputError:
        return
    assert page.is_html or all(page.paragraphs)
