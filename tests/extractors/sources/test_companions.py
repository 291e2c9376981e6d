"""Companion folders of pages saved as "Web page, complete": parts of their page, wherever pages are found."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest

from cleancopy.extractors.sources import find_sources
from cleancopy.extractors.sources.archives import Entry, entries_in, open_archive
from cleancopy.extractors.sources.companions import page_beside

# What browsers write, by language: Chrome and new Firefoxes the first one everywhere.
FOLDERS = {
    "en": "_files", "zh": ".files", "de": "-Dateien", "fr": "_fichiers", "es": "_archivos", "nl": "_bestanden",
    "it": "_file", "sv": "-filer", "fi": "_tiedostot", "pl": "_pliki", "cs": "_soubory", "hu": "_elemei",
    "pt": "_ficheiros", "pt-BR": "_arquivos", "tr": "_dosyalar", "hr": "_datoteke", "ca": "_fitxers",
    "eu": "_fitxategiak", "et": "_failid", "lv": "_fails", "lt": "_bylos", "sr": "_fajlovi", "ro": "_fișiere",
}  # fmt: skip


def write(top: Path, *names: str) -> None:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("<!DOCTYPE html><p>A page")


def taken(found: object) -> list[str]:
    """The names that are not skipped, below the current folder."""
    return [one.name for one in found if not one.skipped]  # type: ignore[attr-defined]


@pytest.mark.parametrize("ending", [*FOLDERS.values(), unicodedata.normalize("NFD", "_fișiere"), "_FILES"])
@pytest.mark.parametrize("page", [".html", ".htm", ".HTM", ".xhtml", ".html.gz"])
def test_a_folder_called_like_the_page_beside_it_holds_its_parts(ending: str, page: str) -> None:
    stem = "in/A page. About [it] - it's"

    assert page_beside(stem + ending, {stem + page}.__contains__) == stem + page
    assert page_beside(stem + ending, {"in/Another page" + page}.__contains__) is None
    assert page_beside(stem + ending + "x", {stem + page}.__contains__) is None
    assert page_beside("in/" + ending, {"in/" + page}.__contains__) is None


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A saved page with its parts, a folder that is only called like one, and one with a link to a page beside it."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "in/a.html", "in/a_files/ad.html", "in/a_files/deep/b.html", "in/a_files/deep/b_files/c.html")
    write(tmp_path, "in/news_files/d.html", "in/sub/e.htm", "in/sub/e-Dateien/f.html", "in/sub/e-Dateien/style.css")
    return tmp_path


WANTED = ["in/a.html", "in/news_files/d.html", "in/sub/e.htm"]


def test_parts_of_a_saved_page_are_skipped_one_by_one_and_say_of_what_they_are_parts(saved: Path) -> None:
    found = list(find_sources(["in"]))

    assert taken(found) == WANTED
    assert {one.name: one.skipped for one in found if one.skipped} == {
        "in/a_files/ad.html": "a part of the saved page a.html",
        "in/a_files/deep/b.html": "a part of the saved page a.html",
        "in/a_files/deep/b_files/c.html": "a part of the saved page a.html",
        "in/sub/e-Dateien/f.html": "a part of the saved page e.htm",
        "in/sub/e-Dateien/style.css": "a part of the saved page e.htm",
    }
    assert len(taken(find_sources(["in"], skip_companions=False))) == 7


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("in/**/*.html", ["in/a.html", "in/news_files/d.html"]),
        ("in/*", WANTED),
        ("in/a_files/*.html", ["in/a_files/ad.html"]),
        ("in/*_files/*.html", ["in/news_files/d.html"]),
        ("in/a_files", ["in/a_files/ad.html", "in/a_files/deep/b.html"]),
        ("in/a_files/ad.html", ["in/a_files/ad.html"]),
    ],
)
def test_what_a_pattern_leads_to_is_as_in_a_directory_and_what_is_named_is_wanted(
    saved: Path, name: str, wanted: list[str]
) -> None:
    assert sorted(taken(find_sources([name]))) == wanted
    assert len(taken(find_sources([name], skip_companions=False))) >= len(wanted)


def test_a_link_beside_a_page_is_no_companion_and_a_folder_called_like_a_page_is_none(saved: Path) -> None:
    (saved / "in/x_files").symlink_to("sub")
    write(saved, "in/x.html", "in/y.html/z.html", "in/y_files/w.html")

    found = {one.name: one.skipped for one in find_sources(["in"])}
    assert found["in/x_files"] == "a link to a directory"
    assert found["in/y_files/w.html"] is None


def test_members_of_an_archive_are_skipped_alike(saved: Path) -> None:
    with zipfile.ZipFile("a.zip", "w") as file:
        for folder, _, names in os.walk("in"):
            for name in sorted(names):
                file.write(os.path.join(folder, name))
        file.writestr("/".join(["a_files"] * 5000) + "/g.html", "<p>deep")

    found = {one.name.partition("#")[2]: one.skipped for one in open_archive("a.zip")}
    assert sorted(name for name, skipped in found.items() if not skipped and len(name) < 99) == WANTED
    assert found["in/sub/e-Dateien/f.html"] == "a part of the saved page e.htm"
    everything = [one for one in entries_in("a.zip", skip_companions=False) if isinstance(one, Entry)]
    assert len(everything) == 8
