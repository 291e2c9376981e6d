from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import InputError
from cleancopy.extractors.page.decode import decode

RUSSIAN = "Гавань снова открылась после трёх недель ремонта. Первые корабли вошли в порт утром, жители собрались. "
JAPANESE = "港は三週間の修理を終えて再開した。最初の船は朝に入港し、住民は海岸に集まった。カタカナも少しあります。"
CHINESE = "港口在三个星期的维修之后重新开放。第一批船只在早晨进港，居民们聚集在岸边观看。"
TAIWANESE = "港口在三個星期的維修之後重新開放。第一批船隻在早晨進港，居民們聚集在岸邊觀看。"
POLISH = "Port został ponownie otwarty po trzech tygodniach. Mieszkańcy zebrali się na brzegu. Zażółć gęślą jaźń. "
KOREAN = "항구는 삼 주간의 수리 후에 다시 열렸다. 첫 배들은 아침에 들어왔고 주민들은 해안에 모였다."
HEBREW = "הנמל נפתח מחדש לאחר שלושה שבועות של תיקונים. הספינות הראשונות נכנסו בבוקר. "
TURKISH = "Liman üç haftalık onarımdan sonra yeniden açıldı. İlk gemiler sabah girdi, şehrin sakinleri toplandı. "

CHARSETS = [
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("iso-8859-5", RUSSIAN),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("gb18030", CHINESE),
    ("gbk", CHINESE),
    ("big5", TAIWANESE),
    ("iso-8859-2", POLISH),
    ("windows-1250", POLISH),
    ("euc-kr", KOREAN),
    ("windows-1255", HEBREW),
    ("windows-1254", TURKISH),
    ("utf-8", RUSSIAN + JAPANESE),
]
# As much markup as any real page has around its text.
MARKUP = '<div class="row column main-content"></div>\n' * 6


def page(text: str, meta: str = "") -> str:
    return f"<!DOCTYPE html>\n<html><head>{meta}<title>-</title></head>\n<body>{MARKUP}<p>{text}</p>\n</body></html>"


def charset(label: str) -> str:
    return f'<meta charset="{label}">'


@pytest.mark.parametrize(("label", "text"), CHARSETS)
def test_the_charset_of_the_http_header_is_used(label: str, text: str) -> None:
    html = page(text)

    assert decode(html.encode(label), "-", f"text/html; charset={label}")[0] == html


@pytest.mark.parametrize(("label", "text"), CHARSETS)
def test_the_charset_of_the_meta_element_is_used(label: str, text: str) -> None:
    html = page(text, charset(label))

    assert decode(html.encode(label), "-")[0] == html


@pytest.mark.parametrize(
    "meta", ['<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "<META CHARSET=KOI8-R>"]
)
def test_old_and_sloppy_ways_to_declare_a_charset_are_understood(meta: str) -> None:
    html = page(RUSSIAN, meta)

    assert decode(html.encode("koi8-r"), "-") == (html, "koi8-r")


@pytest.mark.parametrize(("label", "text"), CHARSETS)
def test_an_undeclared_charset_is_detected(label: str, text: str) -> None:
    html = page(text * 2)

    assert decode(html.encode(label), "-")[0] == html


@pytest.mark.parametrize(("label", "text"), CHARSETS)
def test_a_wrong_meta_charset_is_found_out(label: str, text: str) -> None:
    html = page(text * 2, charset("utf-8"))

    assert decode(html.encode(label), "-")[0] == html


@pytest.mark.parametrize(("label", "text"), CHARSETS)
def test_a_wrong_header_is_found_out(label: str, text: str) -> None:
    html = page(text * 2)

    assert decode(html.encode(label), "-", "text/html; charset=utf-8")[0] == html


def test_a_meta_charset_is_used_where_the_header_is_wrong() -> None:
    html = page("Zażółć", charset("iso-8859-2"))

    assert decode(html.encode("iso-8859-2"), "-", "text/html; charset=utf-8")[0] == html


def test_the_header_beats_the_meta_element() -> None:
    html = page(RUSSIAN, charset("koi8-r"))

    assert decode(html.encode("cp1251"), "-", "text/html; charset=windows-1251")[0] == html


@pytest.mark.parametrize("content_type", ["text/html; charset=iso-8859-1", "text/html; charset=us-ascii", "text/html"])
def test_utf8_is_recognised_below_the_charset_that_servers_send_by_default(content_type: str) -> None:
    html = page("Grüße aus Köln")

    assert decode(html.encode(), "-", content_type) == (html, "utf-8")


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_latin_1_means_windows_1252_as_in_browsers(declared: str) -> None:
    html = page("“Curly” – 5 €, Grüße", charset(declared))

    assert decode(html.encode("cp1252"), "-")[0] == html


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("meta", ["", charset("windows-1251"), charset("utf-8")])
def test_a_byte_order_mark_beats_every_declaration_and_is_not_part_of_the_text(
    bom: bytes, encoding: str, meta: str
) -> None:
    html = page(RUSSIAN, meta)

    assert decode(bom + html.encode(encoding), "-", "text/html; charset=koi8-r") == (html, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("meta", ["", charset("utf-16"), charset("utf-8")])
@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, POLISH, HEBREW], ids=["ru", "ja", "pl", "he"])
def test_utf16_without_a_byte_order_mark_is_recognised(encoding: str, meta: str, text: str) -> None:
    html = page(text, meta)

    assert decode(html.encode(encoding), "-") == (html, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_byte_order_mark_is_recognised_where_there_is_little_markup(encoding: str) -> None:
    html = f"<html><body><p>{RUSSIAN}</p></body></html>"

    assert decode(html.encode(encoding), "-")[0] == html


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf32_without_a_byte_order_mark_is_recognised(encoding: str) -> None:
    html = page("Plain English.")

    assert decode(html.encode(encoding), "-") == (html, encoding)


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be"])
def test_a_page_that_is_ascii_is_not_utf16_whatever_it_says(label: str) -> None:
    html = page("Grüße aus Köln", charset(label))

    assert decode(html.encode(), "-") == (html, "utf-8")
    assert decode(html.encode("cp1252"), "-") == (html, "cp1252")


@pytest.mark.parametrize("meta", ["", charset("iso-2022-jp"), charset("utf-8")])
def test_iso_2022_jp_is_recognised_by_its_escapes(meta: str) -> None:
    html = page("港は三週間の修理を終えて再開した。", meta)

    assert decode(html.encode("iso2022_jp"), "-")[0] == html


@pytest.mark.parametrize("meta", ["", charset("iso-2022-jp")])
def test_iso_2022_jp_is_recognised_in_long_paragraphs(meta: str) -> None:
    html = page(JAPANESE * 2, meta)

    assert decode(html.encode("iso2022_jp"), "-")[0] == html


def test_plain_text_about_escape_sequences_is_not_japanese() -> None:
    text = "ESC $ B is written $B, and ( B ends it."

    assert decode(text.encode(), "-") == (text, "utf-8")


@pytest.mark.parametrize(
    "label",
    ["bogus", "", "utf-7", "hz-gb-2312", "rot13", "base64", "zlib", "mbcs", "ütf", "x" * 500, "\0", "replacement"],
)
@pytest.mark.parametrize("where", ["header", "meta"])
def test_a_bogus_charset_is_passed_over(label: str, where: str) -> None:
    html = page("Grüße +ADw-script+AD4- ~{<:Ky2;~}", charset(label) if where == "meta" else "")
    content_type = f"text/html; charset={label}" if where == "header" else None

    assert decode(html.encode(), "-", content_type) == (html, "utf-8")
    assert decode(html.encode("cp1252"), "-", content_type)[0] == html


@pytest.mark.parametrize("label", ["undefined", "unicode_escape", "raw_unicode_escape", "cp037"])
def test_a_page_never_chooses_a_codec_that_browsers_do_not_have(label: str) -> None:
    html = page("Grüße, \\u003cscript\\u003e \\x41", charset(label))

    assert decode(html.encode("cp1252"), "-")[0] == html


@pytest.mark.parametrize("label", ["koi8-r", "KOI8-R", "windows-1251", "shift_jis", "utf-16-le"])
def test_the_users_encoding_overrides_all_else(label: str) -> None:
    data = page(RUSSIAN, charset("utf-8")).encode(label)

    text, used = decode(data, "-", "text/html; charset=utf-8", label)

    assert RUSSIAN.strip() in text
    assert used == label


def test_bytes_that_do_not_fit_the_users_encoding_are_shown_as_such() -> None:
    assert decode(b"caf\xe9 noir", "-", None, "utf-8")[0] == "caf\ufffd noir"


@pytest.mark.parametrize(
    "encoding", ["bogus", "utf-7", "x" * 500, "\0", "rot13", "base64", "undefined", "idna", "punycode"]
)
def test_an_unknown_encoding_of_the_users_is_an_error_that_names_it(encoding: str) -> None:
    with pytest.raises(InputError) as caught:
        decode("Grüße".encode(), "page.html", None, encoding)

    assert caught.value.source == "page.html"
    assert repr(encoding) in caught.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_byte_order_mark_is_no_text_where_the_user_names_the_encoding(encoding: str) -> None:
    assert decode("\ufeffHello".encode(encoding), "-", None, encoding)[0] == "Hello"


def test_utf8_with_a_few_bad_bytes_stays_utf8() -> None:
    text = (RUSSIAN * 5).encode()

    assert decode(text[:-2], "-")[0].startswith(RUSSIAN)
    assert decode(text + b"\xff" + text, "-") == ((RUSSIAN * 5) + "\ufffd" + (RUSSIAN * 5), "utf-8")


def test_no_bytes_are_no_text() -> None:
    assert decode(b"", "-")[0] == ""


@settings(deadline=None, max_examples=100)
@given(
    st.binary(min_size=1, max_size=200),
    st.sampled_from([None, "text/html; charset=shift_jis", "text/html; charset=", "\x00;;"]),
)
def test_every_sequence_of_bytes_becomes_text(data: bytes, content_type: str | None) -> None:
    text, used = decode(data, "-", content_type)

    assert isinstance(text, str)
    assert codecs.lookup(used)


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80), st.sampled_from(["", charset("big5")]))
def test_utf8_is_always_taken_for_utf8(text: str, meta: str) -> None:
    html = page(text, meta)

    assert decode(html.encode(), "-") == (html, "utf-8")
