# ruff: noqa: E501  # tokens as they are, one beside the other
"""Files that are no pages, whole ones and what breaks them: rule files, feeds, MHTML, WARC and ZIP archives."""

from __future__ import annotations

import gzip
import io
import zipfile

from hostile_tokens import CHARSETS, CONTROLS, ENTITIES, NUMBERS, TEXTS

RULES = rb"""
[pack]
name = "fuzzed"
about = "rules of every kind"
languages = ["en", "de"]

[[rule]]
id = "text-rule"
action = "drop"
text = "^(sign up|subscribe) .{0,60}newsletter"
until = '^[a-z]+ agree to'
where = "after"
max_words = 40
sites = ["*.example.com", "example.org"]
why = "newsletter box"

  [[rule.example]]
  drops = ["Sign up for our newsletter"]
  keeps = ["The harbour reopened"]

[[rule]]
id = "selector-rule"
action = "keep"
selector = "div.newsletter > p:not(.a):nth-child(2n), #b ~ p[data-x^='1']"

[[rule]]
id = "xpath-rule"
action = "body"
prune = true
xpath = "//div[contains(concat(' ', normalize-space(@class), ' '), ' story ')]/p[position() < 9]"

[[rule]]
id = "title-rule"
action = "title"
text = '^(?P<a>Harbour.*)$'

[[rule]]
id = "date-rule"
action = "date"
xpath = "substring-before(//time/@datetime, 'T')"
"""

RULE_TOKENS = (
    *b'" \' """ \'\'\' [ ] { } = # \\ , . \n [pack] [[rule]] [[rule.example]] [rule] [[pack]] null true -1 1e999 nan inf {}'.split(b" "),
    *b'[] [[]] [1] {a=1} "" "x" 0x7fffffffffffffffff 2024-01-01 99:99:99 "\\ud800" "\\u0000" "\\U0010ffff" \xff \xef\xbb\xbf'.split(b" "),
    *(f"{key} = {value}\n".encode() for key in ("text", "until", "selector", "xpath", "action", "where", "sites", "id", "prune")
      for value in ("''", "1", "['a']", "{a = 1}", "true")),
    *(f"'{text}'".encode() for text in (
        *r"(a|a)*$ (?P<a>x (?<=a+)b \L<x> \p{Nope} (?1) (?R) \N{NOPE} [[:alpha:] [a--b] (?V1)[a||b] (?e)(?:x){e<=3} \X (a{1,9}){1,9}".split(),
        *r"a{99999999999} (?i-i:x) \8 (?(1)a|b) *a ( [ \ ^ $ | . (?#x (?<n>a)\g<n> \m\M \G \K (*SKIP) a{5000} (a{500}){50}".split(),
        *"p::first-line * a:b|c :has( :not(:not(:not(p))) p:nth-child(99999999999n) [a='b :is(p) > p p>>p #² .² p{} ::".split(),
        *"/ // //* //p[ //p[1e99] //p[$x] x:p() //p[last()-²] count() //@* id('a') string(//p) //p/text() (//p)[1] .. . name(".split(),
        "a " * 2000, "(" * 2000, ":not(" * 300 + "p" + ")" * 300, "//p[" * 60 + "1" + "]" * 60, "|".join("abcdefgh" * 200),
    )),
    b"a." * 3000 + b"b = 1\n",
    b"[" * 3000,
    b"{a=" * 3000,
    b"9" * 5000,
)  # fmt: skip

_PAGE = b"<!DOCTYPE html><html><head><title>Harbour %d</title></head><body><article><h1>Harbour %d</h1>" + b"".join(
    b"<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic, part %d.</p>" % i
    for i in range(4)
)  # fmt: skip
PAGES = tuple(_PAGE % (n, n) + b"</article></body></html>" for n in range(5))

MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/a.html\r\nSubject: =?utf-8?Q?Harbour?=\r\n"
    b"Date: Mon, 6 May 2024 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    b'\ttype="text/html";\r\n\tboundary="----Bound--"\r\n\r\n------Bound--\r\nContent-Type: text/html; charset=utf-8\r\n'
    b"Content-ID: <frame@mhtml>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.com/a.html"
    b"\r\n\r\n" + PAGES[0].replace(b"=", b"=3D") + b"\r\n------Bound--\r\nContent-Type: image/png\r\n"
    b"Content-Transfer-Encoding: base64\r\nContent-Location: https://example.com/a.png\r\n\r\niVBORw0KGgo=\r\n"
    b"------Bound----\r\n"
)  # fmt: skip

MHTML_TOKENS = (
    *b"\r\n \r\n\r\n ------Bound-- ------Bound---- -- : ; = =3D =XX =\r\n \x00 \xff \t ;boundary= boundary=\"\" base64 binary 8bit".split(b" "),
    *b"quoted-printable x-uuencode uuencode text/html text/plain multipart/mixed message/rfc822 multipart/related ;start=\"<x>\"".split(b" "),
    b"charset*0*=utf-8''%ff; charset*1=x",
    b"charset==?x?q?=ff?=",
    b"file:///etc/passwd",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Type: multipart/related; boundary=a\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"------Bound--\r\nContent-Type: multipart/mixed; boundary=\"----Bound--\"\r\n\r\n" * 300,
    b"Subject: =?utf-8?b?" + b"A" * 3000 + b"\r\n",
    b"=?" * 2000,
)  # fmt: skip

WARC_TOKENS = (
    *b"\r\n \r\n\r\n WARC/1.0\r\n WARC/9.9\r\n HTTP/1.1 HTTP/ : -5 abc 999999999 1e9 0x10 \x00 \xff \x1f\x8b chunked gzip br deflate".split(b" "),
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Type: text/html; charset=\xff\xfe\r\n",
    b"WARC-Type: revisit\r\n",
    b"WARC-Target-URI: http://[::1\r\n",
    b"WARC-Target-URI: file:///etc/passwd\x1b]0;x\x07\r\n",
    b"X: " + b"y" * 100_000 + b"\r\n",
)  # fmt: skip

ZIP_TOKENS = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\xff\xff\xff\xff", b"\x00" * 20,
              b"../../x.html", b"/etc/passwd", b"\x01\x00\x10\x00", b"\x08\x00", b"\x63\x00", b"\x0e\x00", b"\x0c\x00")  # fmt: skip


FEEDS = (
    b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour</title><link>https://a.example/</link>
<item><title>One</title><link>https://a.example/1</link><pubDate>Mon, 06 May 2024 10:00:00 +0200</pubDate></item>
<item><title>Two</title><guid>https://a.example/2</guid><pubDate>Tue, 07 May 2024 10:00:00 GMT</pubDate></item></channel></rss>""",
    b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><entry><link href="/1"/>
<updated>2024-05-01T10:00:00Z</updated></entry><entry><id>https://a.example/2</id><published>2024-05-01</published></entry></feed>""",
    b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/1</loc>
<lastmod>2024-05-01T10:00:00+02:00</lastmod></url><url><loc>https://a.example/2</loc><lastmod>2024-05-01</lastmod></url></urlset>""",
    b"""{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://a.example/1", "date_published":
"2024-05-01T10:00:00+02:00"}, {"id": "https://a.example/2", "date_modified": "2024-05-01"}]}""",
)
FEED_TOKENS = (
    *CONTROLS, *NUMBERS, *ENTITIES, *CHARSETS, *TEXTS,
    *b"<item> </item> <entry> <![CDATA[ ]]> <!-- </rss> <url> <loc> </loc> </urlset> <sitemap> <?xml &a; \" null [ ] { } 1e999".split(b" "),
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    *(b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59-23:59", b"-0001-01-01", b"10000-01-01T00:00:00Z"),
    *(b"Mon, 01 Jan 0000 00:00:00 GMT", b"Mon, 99 Foo 99999 99:99:99 +9999", b"http://[::1", b"file:///etc/passwd"),
)  # fmt: skip


def warc_records() -> list[bytes]:
    """Five records with an answer of a server and a page in each."""
    return [_record(n, page) for n, page in enumerate(PAGES)]


def _record(number: int, page: bytes) -> bytes:
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    )
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/%d.html\r\n"
        b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:%032d>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % (number, number, len(block))
    ) + block + b"\r\n\r\n"  # fmt: skip


def packed(records: list[bytes]) -> list[bytes]:
    """Each record as a gzip member of its own."""
    return [gzip.compress(record, mtime=0) for record in records]


def zip_archive() -> tuple[bytes, list[tuple[int, int]]]:
    """A ZIP archive of five pages, and from where to where the data of each stands."""
    buffer = io.BytesIO()
    ways = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (page, way) in enumerate(zip(PAGES, ways, strict=True)):
            archive.writestr(zipfile.ZipInfo(f"{number}.html", (2026, 1, 1, 0, 0, 0)), page, way)
        spans = [(i.header_offset + 30 + len(i.filename), i.compress_size) for i in archive.infolist()]
    return buffer.getvalue(), [(start, start + size) for start, size in spans]
