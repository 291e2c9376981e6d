"""What the user named, as a stream of single inputs: directories walked, the rest taken as it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import InputError, MissingError

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".txt", ".text")
_NO_PAGE_SUFFIXES = frozenset(
    ".css .js .mjs .map .json .xml .png .jpg .jpeg .gif .webp .svg .ico .bmp .avif .woff .woff2 .ttf .otf .eot .mp3 "
    ".mp4 .webm .ogg .wav .avi .mov .pdf .zip .tar .tgz .bz2 .xz .zst .7z .rar .exe .dll .so .py .pyc .toml .csv .db "
    ".sqlite .log .md".split()
)
_SNIFFED = 2048
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<div", b"<p>", b"<p ", b"<?xml")


@dataclass(frozen=True, slots=True)
class Found:
    """One input: its name, and the error that finding it raised or the reason for passing it over, if any."""

    name: str
    error: InputError | None = None
    skipped: str | None = None


def is_url(name: str) -> bool:
    """Whether a source is fetched from the web."""
    return name[:8].lower().startswith(("http://", "https://"))


def find_sources(names: Iterable[str]) -> Iterator[Found]:
    """Yield each input, directories replaced by their pages in sorted order. Nothing is opened that could block.

    A name that is wrong comes with its error, so that it cannot cost the others.
    """
    for name in names:
        if name == "-" or is_url(name):
            yield Found(name)
        elif os.path.isdir(name):
            yield from _walk(name)
        elif not os.path.lexists(name):
            yield Found(name, MissingError(name, "no such file: check the path"))
        else:
            yield Found(name)


def _walk(top: str) -> Iterator[Found]:
    """The files below a directory, sorted: hidden ones left out, links to directories not followed."""
    stack = [top]
    while stack:
        path = stack.pop()
        if path is not top and (os.path.islink(path) or not os.path.isdir(path)):
            yield _file_in_directory(path)
            continue
        try:
            names = sorted(os.listdir(path), reverse=True)
        except OSError as err:
            yield Found(path, InputError(path, f"cannot be listed: {_reason(err)}"))
            continue
        stack.extend(os.path.join(path, name) for name in names if not name.startswith("."))


def _file_in_directory(path: str) -> Found:
    try:
        mode = os.stat(path).st_mode
    except OSError as err:
        return Found(path, InputError(path, f"cannot be read: {_reason(err)}"))
    if stat.S_ISDIR(mode):
        return Found(path, skipped="a link to a directory")
    if not stat.S_ISREG(mode):
        return Found(path, skipped="not a regular file")
    lower = path.lower().removesuffix(".gz")
    if lower.endswith(_PAGE_SUFFIXES):
        return Found(path)
    if os.path.splitext(lower)[1] in _NO_PAGE_SUFFIXES:
        return Found(path, skipped="not a page by its name")
    return _sniffed(path)


def _sniffed(path: str) -> Found:
    """A file whose name says nothing is a page if it begins like one."""
    try:
        with open(path, "rb") as file:
            head = file.read(_SNIFFED).lower()
    except OSError as err:
        return Found(path, InputError(path, f"cannot be read: {_reason(err)}"))
    if any(mark in head for mark in _MARKUP):
        return Found(path)
    return Found(path, skipped="not a page by its beginning")


def _reason(err: OSError) -> str:
    return (err.strerror or str(err)).lower()
