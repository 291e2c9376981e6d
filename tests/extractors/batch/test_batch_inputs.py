"""Inputs as a stream: every kind of thing that a name can stand for, each named and none in the way of the others."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cleancopy.extractors.batch import inputs
from cleancopy.extractors.batch.inputs import Input, find_inputs, read_list
from cleancopy.extractors.batch.job import Job, Listing, choose_target
from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.options import Options
from cleancopy.extractors.sources import discover as find

PAGE = "<!doctype html><p>A page</p>"


def found(*sources: str, out: str = "out", **more: object) -> dict[str, Input]:
    job = Job(tuple(sources), choose_target(out), Options(), **more)  # type: ignore[arg-type]
    return {one.name: one for one in find_inputs(job)}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_that_stands_in_a_directory_stops_the_walk_and_all_is_accounted_for(here: Path) -> None:
    site = here / "site"
    (site / "x.html").mkdir(parents=True)
    (site / "empty").mkdir()
    pages = ["x.html/page.html", "we\nird.html", "-rf.html", "a" * 250 + ".html", "b" * 255, "A.html", "a.html"]
    for name in [*pages, os.fsdecode(b"bad\xff.html")]:
        (site / name).write_text(PAGE)
    (site / "dangling.html").symlink_to("nowhere")
    (site / "loop.html").symlink_to("loop.html")
    (site / "up").symlink_to("..")
    os.mkfifo(site / "fifo.html")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("site/sock.html")
        all_of_them = found("site")

    assert sum(not (one.error or one.skipped) for one in all_of_them.values()) == 8
    assert {name for name, one in all_of_them.items() if one.error} == {"site/dangling.html", "site/loop.html"}
    assert {name: one.skipped for name, one in all_of_them.items() if one.skipped} == {
        "site/fifo.html": "not a regular file",
        "site/sock.html": "not a regular file",
        "site/up": "a link to a directory",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fifo", "a FIFO and no regular file"),
        ("/dev/null", "a device and no regular file"),
        ("missing.html", "no such file"),
        ("missing*.html", "nothing has a name like this"),
        ("empty", "no pages in this directory"),
        ("dangling", "cannot be read: no such file"),
        ("nul\0.html", "no such file"),
    ],
)
def test_a_source_that_is_no_page_is_an_input_that_failed(here: Path, name: str, said: str) -> None:
    os.mkfifo("fifo")
    (here / "empty").mkdir()
    (here / "dangling").symlink_to("nowhere")
    error = found(name)[name].error

    assert error is not None
    assert said in error.problem


def test_sources_of_every_kind_come_in_their_order(here: Path) -> None:
    for name in ("b.html", "a.html", "d/c.html"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(PAGE)
    (here / "list").write_text("a.html\r\n\n./d\nhttps://example.com/x\n")
    listed = found("b.html", "[ab].html", "https://example.com/y", listing=Listing(("list",)))

    assert list(listed) == ["b.html", "a.html", "https://example.com/y", "d/c.html", "https://example.com/x"]
    assert listed["https://example.com/x"].is_url


def test_a_list_parted_by_nul_may_hold_any_name(here: Path) -> None:
    (here / "list").write_bytes(b"a\nb.html\0-x.html\0bad\xff.html\0 \0")

    assert list(read_list(Listing(("list",), nul=True))) == ["a\nb.html", "-x.html", "bad\udcff.html", " "]


@pytest.mark.parametrize(("data", "said"), [(None, "no such list"), (b"x" * (3 << 20), "longer than a mebibyte")])
def test_a_list_that_is_none_is_an_error(here: Path, data: bytes | None, said: str) -> None:
    if data is not None:
        (here / "list").write_bytes(data)
    with pytest.raises(CleancopyError, match=said):
        list(read_list(Listing(("list",))))


def test_a_single_directory_is_mirrored_itself_and_of_several_each_keeps_its_path(here: Path) -> None:
    for name in ("a/x/page.html", "b/page.html"):
        (here / name).parent.mkdir(parents=True)
        (here / name).write_text(PAGE)

    assert [one.parts for one in found("a/").values()] == [("x", "page.html")]
    assert [one.parts for one in found("./a", "b").values()] == [("a", "x", "page.html"), ("b", "page.html")]
    assert list(found("./a//x")) == ["a/x/page.html"]


def test_what_a_batch_writes_is_none_of_its_inputs(here: Path) -> None:
    for name in ("out/a.html", "out.cleancopy/b.html", "c.html", "deep/d.html"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(PAGE)

    assert list(found(".")) == ["c.html", "deep/d.html"]
    assert "lies in the output folder" in str(found("out/a.html")["out/a.html"].error)


def test_the_names_of_a_huge_directory_wait_on_disk_in_the_same_order(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "d").mkdir()
    names = [f"{i * 7919 % 50:02}.html" for i in range(50)] + ["é.html", os.fsdecode(b"\xff.html"), "\U0001f600.html"]
    for name in names:
        (here / "d" / name).write_text(PAGE)
    in_memory = list(found("d"))
    monkeypatch.setattr(find, "_HELD", 10)

    assert list(found("d")) == in_memory == sorted(f"d/{name}" for name in names)


def test_inputs_are_counted_without_being_read(here: Path) -> None:
    for name in ("d/a.html", "d/b.html", "d/c.css"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(PAGE)
    (here / "crawl.warc").write_bytes(b"")
    target = choose_target("out")

    assert inputs.count_inputs(Job(("d", "https://example.com/"), target, Options())) == 4
    assert inputs.count_inputs(Job(("d", "crawl.warc"), target, Options())) is None


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffa.html\nü.html\n".encode(),
        "\ufeffa.html\r\nü.html".encode(),
        "a.html\nü.html\n".encode("utf-16"),
        b"\xfe\xff" + "a.html\nü.html\n".encode("utf-16-be"),
    ],
)
def test_a_list_may_begin_with_the_mark_of_its_encoding(here: Path, data: bytes) -> None:
    (here / "list").write_bytes(data)

    assert list(read_list(Listing(("list",)))) == ["a.html", "ü.html"]


def test_a_list_in_utf_16_is_read_however_long_it_is(here: Path) -> None:
    names = [f"seite-{n}-äöü.html" for n in range(20_000)]
    (here / "list").write_bytes("\n".join(names).encode("utf-16"))

    assert list(read_list(Listing(("list",)))) == names


def test_lists_follow_each_other(here: Path) -> None:
    (here / "one").write_text("a.html\nb.html")
    (here / "two").write_text("c.html\n")

    assert list(read_list(Listing(("one", "two")))) == ["a.html", "b.html", "c.html"]


def test_a_list_whose_names_end_with_nul_says_so(here: Path) -> None:
    (here / "list").write_bytes(b"a.html\0b.html\0")
    with pytest.raises(CleancopyError, match="add -0"):
        list(read_list(Listing(("list",))))


def test_a_remark_in_a_list_is_left_out_and_a_file_that_begins_like_one_is_not(here: Path) -> None:
    (here / "#x.html").write_text(PAGE)
    (here / "list").write_text("# pages of May\n#x.html\n#y.html\na.html\n")

    assert list(read_list(Listing(("list",)))) == ["#x.html", "a.html"]


def test_a_name_for_the_output_may_follow_a_file_in_a_list(here: Path) -> None:
    for name in ("a.html", "b\tc.html"):
        (here / name).write_text(PAGE)
    (here / "list").write_text("a.html\tsub/first.html\nb\tc.html\nmissing.html\tx\n")
    listed = found(listing=Listing(("list",)))

    assert listed["a.html"].parts == ("sub", "first.html")
    assert listed["b\tc.html"].parts == ("b\tc.html",)
    assert listed["missing.html\tx"].error is not None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("file:///etc/hosts", "give the path itself, without file://: /etc/hosts"),
        ("file:///a%20b.html", ": /a b.html"),
        ("ftp://example.com/x", "ftp: addresses are not fetched"),
        ("www.example.com", "type https://www.example.com"),
        ("news.example.com/2026/x", "type https://news.example.com/2026/x"),
        ("example.com:8080/x", "type https://example.com:8080/x"),
        ("~/pages/a.html", "~ stands for a home folder"),
        ("v1.2/page.html", "no such file: check the path"),
    ],
)
def test_a_name_that_is_no_file_is_told_what_may_be_meant(here: Path, name: str, said: str) -> None:
    inp = found(name)[name]

    assert inp.error is not None
    assert inp.error.problem.endswith(said) or said in inp.error.problem


def test_blanks_around_a_name_in_a_list_are_none_of_it(here: Path) -> None:
    (here / " own.html ").write_text(PAGE)
    (here / "list").write_text("  https://example.com/x  \n\ta.html \n own.html \n   \n")

    assert list(read_list(Listing(("list",)))) == ["https://example.com/x", "a.html", " own.html "]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "A.TAR.XZ", "b.tbz2"])
def test_an_archive_within_a_folder_is_skipped_as_one(here: Path, name: str) -> None:
    (here / "site").mkdir()
    (here / "site/a.html").write_text(PAGE)
    (here / "site" / name).write_bytes(b"PK")

    assert "an archive within a folder" in (found("site")[f"site/{name}"].skipped or "")
