"""What the user named as a stream of inputs: nothing lost, nothing opened that could block."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import MissingError
from cleancopy.extractors.sources import find_sources
from cleancopy.extractors.text import is_url


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("http://example.com/", True),
        ("https://example.com/", True),
        ("HTTPS://EXAMPLE.COM", True),
        ("http:/example.com", False),
        ("ftp://example.com/", False),
        ("file:///etc/passwd", False),
        ("./http://example.com", False),
        ("example.com", False),
        ("-", False),
        ("", False),
    ],
)
def test_only_http_addresses_are_urls(name: str, answer: bool) -> None:
    assert is_url(name) is answer


def test_names_come_in_the_order_given_and_a_wrong_one_carries_its_error(tmp_path: Path) -> None:
    page = tmp_path / "page.bin"
    page.touch()
    names = ["-", str(tmp_path / "missing"), "https://example.com/", str(page), "a\0b"]
    found = list(find_sources(names))
    assert [f.name for f in found] == names
    assert [type(f.error) for f in found] == [type(None), MissingError, type(None), type(None), MissingError]


def test_a_pattern_stands_for_what_is_called_like_it_unless_a_file_has_that_very_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.html", "b.html", "[ab].html", "d/c.html", "d/c.css", ".hidden.html", "-", "*.txt/e.html"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()

    def named(*names: str) -> list[str]:
        return [one.name for one in find_sources(names) if not (one.error or one.skipped)]

    assert named("?.html", "[ab].html", "**/c.html") == ["a.html", "b.html", "[ab].html", "d/c.html"]
    assert named("*d", "*.txt") == ["d/c.html", "*.txt/e.html"]
    assert named("[-]") == ["./-"]


@pytest.mark.parametrize("pattern", ["missing*.html", "missing/*.html", "nul\0/*.html", "["])
def test_a_pattern_that_matches_nothing_is_an_input_that_failed(pattern: str) -> None:
    (found,) = find_sources([pattern])
    assert isinstance(found.error, MissingError)
    assert "nothing has a name like this" in found.error.problem


@pytest.mark.parametrize(
    ("name", "content", "is_page"),
    [
        ("a.html", b"", True),
        ("a.HTM", b"", True),
        ("a.xhtml", b"", True),
        ("a.txt", b"", True),
        ("a.html.gz", b"", True),
        ("a.TXT.GZ", b"", True),
        ("a.tar.html", b"", True),
        ("a.css", b"<html>", False),
        ("a.json.gz", b"<html>", False),
        ("a.pdf", b"<html>", False),
        ("README.md", b"<p>", False),
        ("index", b"\n\n<!DOCTYPE html>", True),
        ("index.php", b"<HTML>", True),
        ("a.asp", b"<?xml version='1.0'?>", True),
        ("notes", b"remember the milk", False),
        ("image", b"\x89PNG\r\n", False),
        ("empty", b"", False),
        ("late", b" " * 5000 + b"<html>", False),
    ],
)
def test_in_a_directory_a_page_is_known_by_its_name_or_its_beginning(
    tmp_path: Path, name: str, content: bytes, is_page: bool
) -> None:
    (tmp_path / name).write_bytes(content)
    (found,) = find_sources([str(tmp_path)])
    assert found.name == str(tmp_path / name)
    assert found.error is None
    assert (found.skipped is None) is is_page


def test_a_file_that_is_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "style.css").touch()
    (found,) = find_sources([str(tmp_path / "style.css")])
    assert (found.error, found.skipped) == (None, None)


def test_links_are_followed_to_files_and_never_to_directories(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").touch()
    (tmp_path / "pages" / "loop").symlink_to(tmp_path)
    (tmp_path / "pages" / "file.html").symlink_to("a.html")
    found = {Path(f.name).name: f.skipped for f in find_sources([str(tmp_path)])}
    assert found == {"a.html": None, "file.html": None, "loop": "a link to a directory"}
    top = tmp_path / "link"
    top.symlink_to("pages")
    assert len(list(find_sources([str(top)]))) == 3, "a link to a directory that is named itself is walked"


@pytest.mark.parametrize("target", ["nowhere", "broken.html"])
def test_a_broken_link_in_a_directory_is_an_error_of_its_own(tmp_path: Path, target: str) -> None:
    (tmp_path / "broken.html").symlink_to(target)
    (tmp_path / "page.html").touch()
    broken, page = find_sources([str(tmp_path)])
    assert broken.error is not None
    assert str(broken.error).startswith(f"{tmp_path}/broken.html: cannot be read: ")
    assert page.error is None


def test_pipes_and_sockets_in_a_directory_are_passed_over_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (found,) = find_sources([str(tmp_path)])
    assert found.skipped == "not a regular file"


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    stream = find_sources(["-", str(tmp_path / "later")])
    assert next(stream).name == "-"
    (tmp_path / "later").touch()
    assert next(stream).error is None


# No slash and no NUL, which no name can have; a name on its own may not be "." or "..".
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda name: name.strip(".") and len(os.fsencode(name)) < 200
)


@settings(max_examples=60, deadline=None)
@given(names=st.sets(NAMES, max_size=6))
def test_every_file_that_is_not_hidden_is_accounted_for_once_in_order(names: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            Path(folder, name).touch()
        found = [f.name for f in find_sources([folder])]
        assert found == sorted(os.path.join(folder, n) for n in names if not n.startswith("."))
