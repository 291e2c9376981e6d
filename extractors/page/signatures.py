"""What a file is by its first bytes: formats that are no pages, packings, mails and archives."""

from __future__ import annotations

import re

from .packings import without_packing

MAIL_SUFFIXES = (".eml", ".emlx")
_SNIFFED = 64 * 1024  # headers that servers add can stand before the sender by the dozen
_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
# What stands before each message of a mailbox, at the beginning of a line.
SEPARATOR = re.compile(rb"(?<![^\r\n])From [^\r\n]*(?:\r\n?|\n)(?=>?[!-9;-~]{1,100}:)")
# A text may begin with "From:" and "Subject:", as copied mails do; it may be read as the mail that it was as well.
_OF_MAILS = frozenset("to cc date mime-version reply-to list-id newsgroups".split())
_OF_SERVERS = frozenset("received return-path delivered-to message-id dkim-signature arc-seal x-received".split())
_BY_BROWSERS = ("snapshot-content-location", "x-maf-information")
SIZE_LINE = re.compile(rb"\A\d{1,12}[ \t]*\r?\n")  # the first line of an .emlx file

# First bytes of things that are often saved or piped by mistake, and what to tell the user about them.
_FILES = {
    b"%PDF-": "a PDF document: convert it first, for instance with pdftotext",
    b"PK\x03\x04": "a ZIP archive: give it a name that ends in .zip, or unpack it first",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"RIFF": "an image, sound or video file",
    b"\x00\x00\x01\x00": "an icon",
    b"\x1a\x45\xdf\xa3": "a video",
    b"fLaC": "a sound file",
    b"\xff\xfb": "a sound file",
    b"OggS": "a sound or video file",
    b"ID3": "a sound file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\0asm": "a program",
    b"!<arch>\n": "a package or library",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"MSCF": "a CAB archive: unpack it first",
    b"\x1f\x9d": "packed with compress: unpack it first",
    b"\x04\x22\x4d\x18": "packed with lz4: unpack it first",
    b"{\\rtf": "an RTF document: convert it first, for instance with pandoc",
    b"SQLite format 3": "a database (SQLite)",
    b"PAR1": "a table of data (Parquet)",
    b"ITSF": "a compiled help file (CHM): unpack it first",
    b"AT&TFORM": "a DjVu document: convert it first, for instance with djvutxt",
    b"bplist00": "a Safari web archive or a property list: save the page as HTML",
    b"wOF": "a font",
}
_OFFICE = {  # names in ZIP archives, and what these are
    b"word/document.xml": "a Word document: convert it first, for instance with pandoc or LibreOffice",
    b"xl/workbook": "an Excel document: export it as HTML or text first",
    b"ppt/presentation.xml": "a PowerPoint document: export it as HTML or text first",
    b"mimetypeapplication/vnd.oasis": "an OpenDocument file: convert it first, for instance with pandoc or LibreOffice",
    b"mimetypeapplication/epub+zip": "an EPUB book: give it a name that ends in .epub",
}
_WARC = re.compile(rb"WARC/\d\.\d\r?\n")
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_OFFICE = "an old office document: export it as HTML or text first"
_OUTLOOK_MAIL = "an Outlook mail (.msg): save it as .eml or HTML first"
_OUTLOOK = "__substg1.0_".encode("utf-16-le")


def name_file(data: bytes) -> str | None:
    """Return what a file is that is no page, by its first bytes, and what to do about it."""
    if data.startswith(b"PK"):
        return next((what for name, what in _OFFICE.items() if name in data), _FILES[b"PK\x03\x04"])
    if data.startswith(_OLE):
        return _OUTLOOK_MAIL if _OUTLOOK in data else _OLD_OFFICE
    if is_tar(data):
        return "a tar archive: give it a name that ends in .tar"
    if data[4:8] == b"ftyp":
        return "an image or video file"
    if data[60:68] == b"BOOKMOBI":
        return "a Kindle book: convert it to EPUB first, for instance with Calibre"
    what = next((what for magic, what in _FILES.items() if data.startswith(magic)), None)
    return "a WARC archive: give it a name that ends in .warc" if _WARC.match(data) else what


def is_tar(head: bytes) -> bool:
    """Return whether a file begins with a tar archive's header."""
    return head[257:262] == b"ustar"


def is_mail(name: str, data: bytes) -> bool:
    """Return whether these are the bytes of a mail, by its name and headers, or by its headers alone."""
    head = data[:_SNIFFED].lstrip(b"\r\n")
    if without_packing(name).endswith(MAIL_SUFFIXES):
        return headers_at_start(without_envelope(SIZE_LINE.sub(b"", head, count=1))) is not None
    return begins_like_a_mail(head)


def begins_like_a_mail(head: bytes) -> bool:
    """Return whether the first bytes of a file are a mail's headers, or those of a mailbox."""
    if not head[:_SNIFFED].lstrip(b"\r\n")[:101].partition(b":")[1]:
        return False
    head = head[:_SNIFFED].lstrip(b"\r\n")
    if SEPARATOR.match(head):
        return True
    headers = headers_at_start(head)
    if headers is None or any(name in headers for name in _BY_BROWSERS):
        return False
    sender = headers.get("from", b"")
    if b"saved by" in sender.lower():
        return False
    by_servers = len(headers.keys() & _OF_SERVERS)
    if "from" not in headers:
        return by_servers > ("received" in headers)
    return by_servers + len(headers.keys() & _OF_MAILS) >= 1 + ("subject" not in headers)


def without_envelope(data: bytes) -> bytes:
    """The message without the line that stands before it in a mailbox."""
    separator = SEPARATOR.match(data)
    return data[separator.end() :] if separator else data


def headers_at_start(head: bytes) -> dict[str, bytes] | None:
    """Return the headers that `head` begins with by lower-case names, or None if it begins with anything else.

    The last line may be cut off; a line that is neither header nor its continuation, before the first empty line,
    means that these are no headers.
    """
    found: dict[str, bytes] = {}
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    for number, line in enumerate(lines):
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header:
            found.setdefault(line[: header.end() - 1].strip().decode("ascii").lower(), line[header.end() :].strip())
        elif not (found and line[:1] in b" \t") and number < len(lines) - 1:
            return None
    return found or None
