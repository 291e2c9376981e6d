"""Bytes to text: which evidence about the charset wins, and why.

A byte-order mark is certain. UTF-16 without one shows in its NULs, ISO-2022-JP in its escapes: both are valid UTF-8 as
well, so they are looked at before it. Then declared charsets that decode strictly: the HTTP header, UTF-8 (bytes that
are valid UTF-8 by accident are practically unknown), `<meta>`. A wrong declaration mostly fails to decode, and then a
detector guesses. Labels mean what browsers take them for (iso-8859-1 is windows-1252), never Python's own codecs.
"""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from ..errors import InputError

# Single-byte charsets in which any bytes are "valid": servers send them by default, whatever the page is in.
_CATCH_ALL = {"cp1252", "iso8859-1", "latin-1", "ascii"}
_ISO_2022_JP = re.compile(rb"\x1b\$[@B][\x21-\x7e]{2}")
# What a page may declare: the charsets of the web (https://encoding.spec.whatwg.org), by Python's names for them.
_OF_THE_WEB = frozenset(
    "ascii utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 "
    "cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 koi8-r koi8-u mac-roman mac-cyrillic gb18030 gbk gb2312 big5 "
    "big5hkscs shift_jis shift_jisx0213 shift_jis_2004 euc_jp euc_jisx0213 euc_jis_2004 iso2022_jp iso2022_jp_1 "
    "iso2022_jp_2 iso2022_kr euc_kr johab tis-620".split()
) | {f"iso8859-{n}" for n in range(1, 17)}
# Codecs that are no charsets: nobody can mean them.
_NO_CHARSETS = {
    "undefined",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "unicode-escape",
    "raw-unicode-escape",
    "utf-7",
}
_SAMPLE = 64 * 1024
_UTF8_ERRORS_OF_NON_ASCII = 0.1


def decode(data: bytes, name: str, content_type: str | None = None, encoding: str | None = None) -> tuple[str, str]:
    """Return (text, encoding used). `encoding` is the user's word and overrides all else.

    Raises InputError for an unknown `encoding`; every page can be decoded, if need be with U+FFFD where bytes are bad.
    """
    if encoding:
        return _forced(data, name, encoding).removeprefix("\ufeff"), encoding
    bom_encoding, bom = read_bom(data)
    if bom_encoding and bom:
        return data[len(bom) :].decode(bom_encoding, "replace"), bom_encoding
    for candidate in _candidates(data, content_type):
        try:
            return data.decode(candidate), candidate
        except UnicodeError:
            continue
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace"), "utf-8"
    detected = _detect(data)
    return data.decode(detected, "replace"), detected


def _forced(data: bytes, name: str, encoding: str) -> str:
    if not is_encoding(encoding):
        raise InputError(name, f"unknown encoding {encoding!r}: name one such as utf-8, windows-1251 or shift_jis")
    return data.decode(resolve_encoding(encoding) or encoding, "replace")


def is_encoding(name: str) -> bool:
    """Whether a user can mean this: a charset that Python knows, also one that is not of the web."""
    resolved = resolve_encoding(name)
    codec = codecs.lookup(resolved) if resolved else None
    if codec is None or codec.name.replace("_", "-") in _NO_CHARSETS:
        return False
    return bool(getattr(codec, "_is_text_encoding", True))


def is_wide(data: bytes) -> bool:
    """Whether the bytes are UTF-16 or UTF-32, in which NULs and control bytes mean nothing."""
    return (read_bom(data)[0] or "utf-8") != "utf-8" or _wide_encoding(data) is not None


def _candidates(data: bytes, content_type: str | None) -> list[str]:
    """Encodings to try strictly, the best evidence first."""
    wide = _wide_encoding(data)
    if wide:
        return [wide]
    found = []
    header = http_content_type_encoding(content_type) if content_type else None
    if header and header not in _CATCH_ALL:
        found.append(header)
    if _ISO_2022_JP.search(data[:_SAMPLE]):
        found.append("iso2022_jp")
    found.append("utf-8")
    if header:
        found.append(header)
    meta = html_body_declared_encoding(data)
    if meta:
        found.append(meta)
    return [c for c in found if _is_of_the_web(c)]


def _is_of_the_web(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name in _OF_THE_WEB
    except LookupError:
        return False


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte-order mark, by where its NULs stand: markup is mostly ASCII in any language."""
    head = data[: _SAMPLE // 16]
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if head.startswith("<".encode(encoding)):
            return encoding
    if head.count(0) * 4 < len(head) or not head:
        return None
    quarters = [head[i::4].count(0) * 4 / len(head) for i in range(4)]
    if min(quarters[1:]) > 0.7 and quarters[0] < 0.3:
        return "utf-32-le"
    if min(quarters[:3]) > 0.7 and quarters[3] < 0.3:
        return "utf-32-be"
    even, odd = quarters[0] + quarters[2], quarters[1] + quarters[3]
    if max(even, odd) < 2.5 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(data: bytes) -> bool:
    """Valid UTF-8 but for a few bytes, as of a page cut in the middle or stitched from two sources."""
    sample = data[:_SAMPLE]
    non_ascii = sum(b > 127 for b in sample)
    valid = len(sample.decode("utf-8", "ignore").encode("utf-8"))
    return (len(sample) - valid) <= non_ascii * _UTF8_ERRORS_OF_NON_ASCII


def _detect(data: bytes) -> str:
    """The detector's guess over the part of the page that is not ASCII, or windows-1252 where it has none."""
    import cchardet

    # Markup dilutes the evidence: on lines that hold other than ASCII, tags are cut away.
    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = re.sub(rb"<[^<>]{0,2000}>", b" ", b"\n".join(lines)[: 4 * _SAMPLE])[:_SAMPLE]
    guess = str(cchardet.detect(sample).get("encoding") or "")
    resolved = resolve_encoding(guess) or "cp1252"
    return resolved if _is_of_the_web(resolved) and resolved not in {"ascii", "utf-8"} else "cp1252"
