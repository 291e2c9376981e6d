"""Chapters of an EPUB book in reading order, each with the book's title, authors, date and language."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from ..article import Given, Origin, Source
from ..errors import InputError, NotAPageError
from ..options import Limits
from ..text import safe_line
from .archives import Entry
from .discover import Found
from .zipped import open_zip, read_member

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_LARGEST_PACKAGE = 4 << 20  # bytes; that of a book of thousands of chapters has one
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_NO_BOOK = "cannot be read: no EPUB book, or a damaged one"  # and what is wrong with it
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_LEFT_OUT = {"cover": "the book's cover", "toc": "the book's table of contents"}


@dataclass(frozen=True, slots=True)
class _Chapter:
    path: str
    kind: str
    left_out: str | None


def entries_in_epub(
    path: str, limits: Limits, start: int, file: BinaryIO | None, _skip_companions: bool
) -> Iterator[Entry | Found]:
    """The chapters of a book in reading order, called `path#file`. `start` is the number of a chapter."""
    try:
        opened = open_zip(path, file)
    except InputError as err:
        yield Found(path, err)
        return
    with opened as archive:
        try:
            given, chapters = _package(archive, path)
            locked = _locked(archive, path)
        except InputError as err:
            yield Found(path, err)
            return
        for number, chapter in enumerate(chapters):
            if number < start:
                continue
            found = _found(path, chapter)
            if chapter.left_out:
                yield replace(found, skipped=chapter.left_out)
            elif chapter.path in locked:
                yield replace(found, error=InputError(found.name, "encrypted by the book's seller: it cannot be read"))
            elif chapter.path not in archive.NameToInfo:
                yield replace(found, error=InputError(found.name, "named in the book, and not in it"))
            else:
                yield Entry(found, _reader(archive, chapter, found, given, limits), number + 1)


def _found(path: str, chapter: _Chapter) -> Found:
    parts = tuple(part for part in chapter.path.split("/") if part not in ("", ".", ".."))
    return Found(f"{path}#{chapter.path}", within=parts, origin=Origin(path, chapter.path))


def _reader(archive: zipfile.ZipFile, chapter: _Chapter, found: Found, given: Given, limits: Limits):  # type: ignore[no-untyped-def]
    def read() -> Found:
        data = read_member(archive, archive.NameToInfo[chapter.path], found.name, limits.max_bytes)
        if not _has_text(data):
            return replace(found, skipped="no text in it")
        source = Source(found.name, data, content_type=chapter.kind, origin=found.origin, given=given)
        return replace(found, source=source)

    return read


def _has_text(data: bytes) -> bool:
    """Whether a chapter shows any words: covers and plates are pictures alone."""
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError):
        return True  # it may be HTML
    body = next((one for one in root.iter("{*}body", "{*}book")), None)
    return body is None or any(text.strip() for text in body.itertext())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)


def _tree(archive: zipfile.ZipFile, member: str, path: str) -> etree._Element:
    info = archive.NameToInfo.get(member)
    if info is None:
        raise NotAPageError(path, f"{_NO_BOOK}: {safe_line(member)[:200]} is not in it")
    try:
        root = etree.fromstring(read_member(archive, info, path, _LARGEST_PACKAGE), _parser())
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise NotAPageError(path, f"{_NO_BOOK}: {safe_line(member)[:200]} is no XML")
    return root


def _package(archive: zipfile.ZipFile, path: str) -> tuple[Given, list[_Chapter]]:
    """What a book says of itself, and its chapters. Raises InputError."""
    rootfile = next(_tree(archive, _CONTAINER, path).iter("{*}rootfile"), None)
    opf = unquote(rootfile.get("full-path") or "") if rootfile is not None else ""
    if not opf:
        raise NotAPageError(path, f"{_NO_BOOK}: {_CONTAINER} does not say where its package file is")
    package = _tree(archive, opf, path)
    folder = posixpath.dirname(opf)
    left_out = {
        _within(folder, one.get("href")): _LEFT_OUT[kind]
        for one in package.iter("{*}reference")
        if (kind := (one.get("type") or "").lower()) in _LEFT_OUT
    }
    items = {one.get("id"): one for one in package.iter("{*}item")}
    chapters: dict[str, _Chapter] = {}
    for ref in package.iter("{*}itemref"):
        item = items.get(ref.get("idref"))
        kind = (item.get("media-type") or "").lower() if item is not None else ""
        if item is not None and kind in _CHAPTER_TYPES:
            place = _within(folder, item.get("href"))
            is_nav = "nav" in (item.get("properties") or "").split()
            chapters.setdefault(place, _Chapter(place, kind, _LEFT_OUT["toc"] if is_nav else left_out.get(place)))
    if not chapters:
        raise NotAPageError(path, f"{_NO_BOOK}: its package file ({safe_line(opf)[:200]}) names no chapter")
    return _given(package), list(chapters.values())


def _within(folder: str, href: str | None) -> str:
    """The place in the archive that an address in the book means."""
    return posixpath.normpath(posixpath.join(folder, unquote((href or "").partition("#")[0])))


def _given(package: etree._Element) -> Given:
    def said(name: str) -> list[str]:
        texts = (" ".join("".join(map(str, one.itertext())).split())[:1000] for one in package.iter(f"{{*}}{name}"))
        return [text for text in texts if text][:20]

    date = (said("date") or [""])[0]
    return Given(
        "book",
        title=(said("title") or [None])[0],  # type: ignore[list-item]
        authors=tuple(dict.fromkeys(said("creator"))),
        date=date if date[:4].isdigit() else None,
        language=(said("language") or [None])[0],  # type: ignore[list-item]
    )


def _locked(archive: zipfile.ZipFile, path: str) -> frozenset[str]:
    """The files of a book that are encrypted, fonts aside."""
    if _ENCRYPTION not in archive.NameToInfo:
        return frozenset()
    found = set()
    for data in _tree(archive, _ENCRYPTION, path).iter("{*}EncryptedData"):
        method = next(data.iter("{*}EncryptionMethod"), None)
        if method is None or method.get("Algorithm") not in _FONTS:
            found |= {unquote(one.get("URI") or "") for one in data.iter("{*}CipherReference")}
    return frozenset(found)
