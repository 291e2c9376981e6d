"""-o FOLDER: each article in a file of its own, under its input's name, and nothing outside of the folder."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.output_folder import Folder
from cleancopy.extractors.sources import Found

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with {} passengers.\n"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder in which the command runs, with pages of the same name in several places."""
    for i, name in enumerate(["page.txt", "site/page.txt", "site/deep/other.txt", "more/page.txt"]):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(i))
    return tmp_path


def files(top: Path) -> list[str]:
    return sorted(str(p.relative_to(top)) for p in top.rglob("*") if p.is_file())


@pytest.mark.parametrize("output", ["out/", "new/out/", "there"])
def test_a_page_goes_into_the_folder_under_its_own_name(run: Run, pages: Path, output: str) -> None:
    (pages / "there").mkdir()
    done = run("-o", output, "-f", "markdown", "site/page.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert files(pages / output) == ["page.md"]
    assert "with 1 passengers" in (pages / output / "page.md").read_text()


def test_without_a_format_it_is_text_whatever_the_folder_is_called(run: Run, pages: Path) -> None:
    assert run("-o", "notes.md/", "page.txt").returncode == 0
    assert files(pages / "notes.md") == ["page.txt"]


def test_standard_input_has_a_name_there(run: Run, pages: Path) -> None:
    assert run("-o", "out/", stdin=PAGE.format(9).encode()).returncode == 0
    assert (pages / "out/stdin.txt").read_text() == PAGE.format(9)


def test_of_several_inputs_each_has_a_file_also_where_names_are_the_same(run: Run, pages: Path) -> None:
    done = run("-o", "out/", "page.txt", "more/page.txt", "missing.txt", "site")
    assert done.returncode == 5
    found = files(pages / "out")
    assert len(found) == 4
    assert {"page.txt", "deep/other.txt"} <= set(found)
    texts = "".join((pages / "out" / name).read_text() for name in found)
    assert all(f"with {i} passengers" in texts for i in range(4))
    assert "==>" not in texts


def test_an_archive_keeps_its_folders(run: Run, pages: Path) -> None:
    with zipfile.ZipFile(pages / "x.zip", "w") as archive:
        archive.writestr("a/one.txt", PAGE.format(1))
        archive.writestr("../../evil.txt", PAGE.format(2))
    assert run("-o", "out/", "x.zip").returncode == 0
    assert files(pages / "out") == ["a/one.txt", "evil.txt"]
    assert run("-o", "two/", "x.zip", "page.txt").returncode == 0
    assert files(pages / "two") == ["page.txt", "x.zip/a/one.txt", "x.zip/evil.txt"]


def test_what_fails_has_no_file_and_a_run_that_gives_nothing_makes_no_folder(run: Run, pages: Path) -> None:
    assert run("-o", "out/", "-f", "json", "missing.txt").returncode == 3
    assert not (pages / "out").exists()


def test_records_go_there_as_well(run: Run, pages: Path) -> None:
    assert run("-o", "out/", "-f", "json", "page.txt", "site").returncode == 0
    assert json.loads((pages / "out/deep/other.json").read_text())["title"] == "Harbour reopens"


def test_a_link_in_the_folder_is_replaced_and_not_followed(run: Run, pages: Path) -> None:
    (pages / "out").mkdir()
    (pages / "precious").write_text("precious")
    (pages / "out/page.txt").symlink_to("../precious")
    (pages / "out/deep").symlink_to(pages / "more")
    assert run("-o", "out", "page.txt").returncode == 0
    assert not (pages / "out/page.txt").is_symlink()
    done = run("-o", "out", "site")
    assert done.returncode == 6
    assert b"outside" in done.stderr
    assert (pages / "precious").read_text() == "precious"
    assert files(pages / "more") == ["page.txt"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.com", "example.com"),
        ("https://example.com/", "example.com"),
        ("https://example.com/news/harbour.html", "harbour.html"),
        ("https://example.com/news/harbour/", "harbour"),
        ("https://example.com/index", "index"),
        ("https://example.com/a?id=5", "a?id=5"),
        ("https://example.com/?p=5", "example.com?p=5"),
        ("https://example.com/a%2f..%2f..%2fetc/passwd", "passwd"),
    ],
)
def test_a_page_from_the_web_is_called_as_its_address_ends(tmp_path: Path, url: str, name: str) -> None:
    assert Folder(str(tmp_path / "out"), "text", [], [url]).place(Found(url)) == (name,)
