"""Companion folders: where browsers put the parts of a page that is saved as "Web page, complete".

They stand beside the page and are called like it, with an ending in the browser's or the system's language: those
that Windows ties to their page, and those of older Firefoxes. Newer browsers write `_files` in all languages.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence

_ENDINGS = (
    "_files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file", "-filer", "_tiedostot", "_pliki",
    "_soubory", "_subory", "_elemei", "_ficheiros", "_arquivos", "_dosyalar", "_datoteke", "_fitxers", "_fitxategiak",
    "_failid", "_fails", "_bylos", "_fajlovi", "_fișiere", "_fişiere", "_dosieroj",
)  # fmt: skip
# Macs write letters with marks as two characters.
_FORMS = sorted({unicodedata.normalize(form, e).lower() for form in ("NFC", "NFD") for e in _ENDINGS}, key=len)[::-1]
_DEEPEST = 64  # folders of a member's path that are looked at: an archive may make one of thousands
_PAGES = (".html", ".htm", ".xhtml", ".xht", ".shtml")


def page_beside(folder: str, exists: Callable[[str], bool] = os.path.isfile) -> str | None:
    """The page that a folder holds the parts of, if there is one: `exists` says whether a file stands there."""
    lower = folder.lower()
    for ending in _FORMS:
        if lower.endswith(ending) and len(os.path.basename(folder)) > len(ending):
            stem = folder[: -len(ending)]
            names = (stem + page + packed for page in (*_PAGES, *map(str.upper, _PAGES)) for packed in ("", ".gz"))
            found = next((name for name in names if exists(name)), None)
            if found:
                return found
    return None


def part_of(page: str) -> str:
    """Why a file in a companion folder is passed over."""
    return f"a part of the saved page {os.path.basename(page)}"


def page_around(path: str, above: str = "") -> str | None:
    """The page whose companion folder a path is or lies in; folders that `above`, a pattern, names count as wanted."""
    named = _plain_folders(above)
    parts = path.split("/")
    for depth in range(named + 1, len(parts) + 1):
        folder = "/".join(parts[:depth])
        if folder and os.path.isdir(folder) and (page := page_beside(folder)):
            return page
    return None


def page_within(parts: Sequence[str], exists: Callable[[str], bool]) -> str | None:
    """The page whose companion folder a member of an archive lies in, by the folders and name of its path."""
    for depth, folder in enumerate(parts[:-1][:_DEEPEST], 1):
        if folder.lower().endswith(tuple(_FORMS)) and (page := page_beside("/".join(parts[:depth]), exists)):
            return page
    return None


def _plain_folders(pattern: str) -> int:
    """How many folders at the beginning of a pattern are named and not matched."""
    folders = pattern.split("/")[:-1]
    return next((n for n, part in enumerate(folders) if any(mark in part for mark in "*?[")), len(folders))
