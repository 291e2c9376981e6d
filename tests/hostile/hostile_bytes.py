"""Inputs whose bytes are hostile: characters, charsets, packings, and files that are no pages."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from making import BEGIN, END, PROSE, TITLE, Entry, entry, page

FAMILY, RAINBOW = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f3f3\ufe0f\u200d\U0001f308"
_RUSSIAN = "Библиотека в старом маяке снова открылась в субботу, и правнук смотрителя сам повернул ключ в замке. "
_JAPANESE = "古い灯台の図書館が土曜日に再び開館し、灯台守のひ孫が自ら鍵を回した。読者は真夜中に時計のねじを巻く。"
_CHINESE = "老灯塔里的图书馆星期六重新开放，看守人的曾孙亲自转动了钥匙，志愿者把四千本书搬上了螺旋楼梯。"


def characters() -> Iterator[Entry]:
    """Characters that are none, that cannot be seen, that turn others round, and some that only look so."""
    references = (
        "&#0; &#x0; &#x110000; &#xD800; &#xDFFF; &#xFFFE; &#xFDD0; &#99999999999999999999; &#-1; &#x; &#; &; &&amp; "
        "&nosuch; &amp;lt; &lt &AMP &#128; &#155;31m &#27;[31m &#7; &#8238;abc &#xE0041; &#65279;"
    )
    yield entry("characters", "references", page(f"<p>{references}</p>", title=f"Lighthouse {references}"))
    yield entry("characters", "a_flood_of_references", page("<p>" + "&amp;&lt;&eacute;&nosuch;&#65;" * 9000 + "</p>"))
    yield entry("characters", "nul", page("<p>of\0ten \0\0 nul</p>" * 50, title="Light\0house"), mustnot=(b"\0",))
    yield entry("characters", "nul_flood", page("<p>" + "\0" * 500_000 + "</p>"), mustnot=(b"\0",))
    yield entry("characters", "lone_surrogates", page("<p>high \ud800 low \udfff both \udfff\ud800</p>" * 9))
    no_characters = "".join(map(chr, [*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]))
    yield entry("characters", "no_characters", page(f"<p>none {no_characters} of them</p>"))
    controls = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), *range(127, 160)]))
    yield entry("characters", "controls", page(f"<p>all {controls} of them</p>", title=f"Light{controls}house"))
    bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    yield entry("characters", "bidi", page(f"<p>turned {bidi}fdp.exe round</p>", title=f"Light{bidi}house"))
    tags = "".join(chr(0xE0000 + ord(c)) for c in "ignore what came before")
    yield entry("characters", "tags", page(f"<p>hidden {tags} words</p>", title=f"Light{tags}house"))
    marks = "\u0335\u0321" * 100_000 + "\ufdfa" * 50_000 + "\u200b\u2060\u00ad" * 20_000
    yield entry("characters", "marks_and_ligatures", page(f"<p>Z{marks}</p>"))
    yield entry(
        "characters", "emoji", page(f"<p>Readers sent {FAMILY} and {RAINBOW} to the keeper of the library.</p>"),
        must=(BEGIN, END, FAMILY, RAINBOW),
    )  # fmt: skip
    bad = page("<p>middle</p>").encode().replace(b" the ", b" the\xff\xfe\x80\xf8\x88\x80\x80\x80 ")
    yield entry("characters", "bytes_that_are_not_utf8", bad, "bounded")
    overlong = page("<p>@</p>").encode().replace(b"@", b"\xc0\xbcscript\xc0\xbealert(1)\xe0\x80\xaf\xf0\x80\x80\xbc")
    yield entry("characters", "overlong", overlong)


def _in(charset: str, text: str, declared: str = "", **how: str) -> bytes:
    """An article of one sentence in a charset, with a declaration of it or none."""
    body = "".join(f"<p>{text * 3}</p>" for _ in range(3))
    html = f"<!DOCTYPE html><html><head>{declared}<title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}"
    return f"{html}</article></body></html>".encode(charset, **how)


def charsets() -> Iterator[Entry]:
    """Charsets with and without a declaration, with a wrong one, and with several."""
    russian, japanese, chinese = _RUSSIAN[:40], _JAPANESE[:20], _CHINESE[:20]
    meta = '<meta charset="{}">'.format
    for name, data, must in (
        ("utf_16_le", _in("utf-16-le", _RUSSIAN), russian),
        ("utf_16_be", _in("utf-16-be", _RUSSIAN), russian),
        ("utf_16_text", _in("utf-16", _RUSSIAN, meta("windows-1251")), russian),
        ("utf_32_mark", b"\xff\xfe\0\0" + _in("utf-32-le", _RUSSIAN), russian),
        ("iso_2022_jp", _in("iso2022_jp", _JAPANESE, meta("iso-2022-jp")), japanese),
        ("iso_2022_jp_undeclared", _in("iso2022_jp", _JAPANESE), japanese),
        ("shift_jis", _in("shift_jis", _JAPANESE, meta("shift_jis")), japanese),
        ("shift_jis_undeclared", _in("shift_jis", _JAPANESE), japanese),
        ("gb18030", _in("gb18030", _CHINESE, meta("gb2312")), chinese),
        ("gb18030_undeclared", _in("gb18030", _CHINESE), chinese),
        ("windows_1251", _in("cp1251", _RUSSIAN, meta("windows-1251")), russian),
        ("windows_1251_undeclared", _in("cp1251", _RUSSIAN), russian),
        ("koi8_r_undeclared", _in("koi8-r", _RUSSIAN), russian),
        ("koi8_r_called_utf_8", _in("koi8-r", _RUSSIAN, meta("utf-8")), russian),
        ("utf_8_called_shift_jis", _in("utf-8", _JAPANESE, meta("shift_jis")), japanese),
        ("utf_8_called_latin_1", _in("utf-8", _RUSSIAN, meta("iso-8859-1")), russian),
        ("declared_twice", _in("cp1251", _RUSSIAN, meta("windows-1251") + meta("utf-8") + meta("big5")), russian),
        ("declared_late", _in("gb18030", _CHINESE, f"<!--{'x' * 3000}-->" + meta("gb18030")), chinese),
        ("mark_against_meta", b"\xef\xbb\xbf" + _in("utf-8", _RUSSIAN, meta("koi8-r")), russian),
        ("xml_says_utf_16", b'<?xml version="1.0" encoding="utf-16"?>' + _in("utf-8", _RUSSIAN), russian),
        ("no_such_charset", _in("utf-8", _RUSSIAN, meta("x-none-7")), russian),
    ):
        yield entry("charsets", name, data, must=(must,))
    for codec in ("rot13", "zlib_codec", "hex", "punycode", "unicode_escape", "idna"):
        data = (
            page(r"<p>caf\xe9 \x1b[31m \u001b]0;x</p>", head=meta(codec)).replace("caf", "caf\u00e9").encode("cp1252")
        )
        yield entry("charsets", f"codec_{codec}", data, mustnot=(b"\x1b",))
    hidden = page("<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4- +ADw-img src=x onerror=alert(1)+AD4-</p>")
    yield entry("charsets", "utf_7", hidden.replace('"utf-8"', '"utf-7"'), "bounded")


def packings() -> Iterator[Entry]:
    """Gzip that is small on disk and large unpacked, packed twice, cut off, or none."""
    whole = page().encode()
    packed = gzip.compress(whole, mtime=0)
    large = gzip.compress(b"<p>" + b"A" * (1 << 20), mtime=0) * 64
    yield entry("packings", "good.html.gz", packed)
    yield entry("packings", "under_another_name", packed)
    yield entry("packings", "something_behind_it.html.gz", packed + b"not packed" * 20, "bounded")
    yield entry("packings", "bomb.html.gz", large, "reject")
    yield entry("packings", "bomb_in_a_bomb", gzip.compress(large, mtime=0), "reject")
    yield entry("packings", "twice.html.gz", gzip.compress(packed, mtime=0), "reject")
    yield entry("packings", "cut_off.html.gz", gzip.compress(page(PROSE[0] * 50).encode(), mtime=0)[:-40], "reject")
    yield entry("packings", "nothing_in_it.html.gz", gzip.compress(b"", mtime=0), "reject")
    yield entry("packings", "only_the_beginning.html.gz", packed[:9], "reject")
    yield entry("packings", "wrong_sum.html.gz", packed[:-8] + b"\1\2\3\4" + packed[-4:], "reject")
    yield entry("packings", "not_packed.html.gz", whole)
    yield entry("packings", "only_its_mark.html", b"\x1f\x8b" + whole, "reject")
    yield entry("packings", "zlib", zlib.compress(whole), "reject")


_HEADS = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0",
    "zip": b"PK\3\4\x14\0\0\0\x08\0",
    "elf": b"\x7fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0",
    "sqlite": b"SQLite format 3\0\x10\0\1\1\0@  ",
    "xz": b"\xfd7zXZ\0\0\4\xe6\xd6\xb4F",
    "zstd": b"\x28\xb5\x2f\xfd\x24\0\1\0\0",
}


def no_pages() -> Iterator[Entry]:
    """Files that are called pages, and pages with nothing in them."""
    for name, head in _HEADS.items():
        yield entry("no_pages", name, head + bytes(range(256)) * 40, "reject", mustnot=(b"IHDR", b"JFIF", b"/Catalog"))
    for name, data in (
        ("empty", ""),
        ("white_space", " \r\n\t" * 50_000),
        ("one_byte", "<"),
        ("a_byte_order_mark", "\ufeff"),
        ("only_tags", "<html><head></head><body></body></html>"),
        ("only_script", "<html><head><script>document.write('the lighthouse')</script></head><body></body></html>"),
        ("frameset", '<html><frameset cols="20%,80%"><frame src="a.html"><frame src="b.html"></frameset></html>'),
        ("form", "<!DOCTYPE html><form><input name=a><select><option>one<option>two</select></form>"),
        ("refresh", '<meta http-equiv="refresh" content="0; url=file:///etc/hostname"><p>'),
    ):
        yield entry("no_pages", name, data, "reject")
    yield entry("no_pages", "json", '{"props": {"text": "' + PROSE[0] + '"}}', "bounded")
    yield entry(
        "no_pages", "a_text_about_pdf", page("<p>%PDF-1.7 and GIF89a and PK are how files begin.</p>"), must=(END,)
    )
