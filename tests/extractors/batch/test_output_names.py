"""Names of outputs: under the output folder, writable everywhere, and the same each time."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.extractors.batch.output_names import meeting_key, output_name, told_apart
from cleancopy.extractors.sources.discover import url_parts

# Names as file systems give them: any bytes but NUL and the slash.
NAMES = st.binary(min_size=1, max_size=255).map(lambda b: os.fsdecode(b.replace(b"\0", b"_").replace(b"/", b"_")))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a/b/page.html", "a/b/page.md"),
        ("page.htm", "page.md"),
        ("page.HTML.gz", "page.md"),
        ("page", "page.md"),
        ("index.php", "index.php.md"),
        (".html", ".html.md"),
        ("../../etc/passwd", "etc/passwd.md"),
        ("/absolute/./page.html", "absolute/page.md"),
        ("..", "page.md"),
        ("x.html/page.html", "x.html/page.md"),
        ("x.md/page.html", "x.md_/page.md"),
        ("we\nird.html", "we%0Aird.md"),
        ("a:b?c.html", "a%3Ab%3Fc.md"),
        ("dot. /page.html", "dot.%20/page.md"),
        ("bad\udcff.html", "bad%FF.md"),
        ("-rf.html", "-rf.md"),
        ("CON.html", "%43ON.md"),
        ("aux/nul.txt", "%61ux/%6Eul.md"),
        ("com1.tar.html", "%63om1.tar.md"),
        ("lpt9 .x", "%6Cpt9 .x.md"),
        ("console/aux-in/com10.html", "console/aux-in/com10.md"),
    ],
)
def test_a_name_mirrors_the_input_and_can_be_written_anywhere(name: str, wanted: str) -> None:
    assert output_name(tuple(name.split("/")), ".md") == wanted


@given(st.lists(NAMES | st.sampled_from(["..", ".", "", "..\\..", "a.md"]), min_size=1, max_size=4))
def test_no_name_leaves_the_output_folder_or_is_too_long(parts: list[str]) -> None:
    name = output_name(tuple(parts), ".md")
    told = told_apart(name, ".md", "ident")

    for path in (PurePosixPath(name), PurePosixPath(told)):
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert all(len(part.encode()) <= 255 for part in path.parts)
        assert path.name.endswith(".md")
        assert not set(str(path)) & set('\\:*?"<>|\n\t\0')


@given(NAMES, NAMES)
def test_names_that_meet_can_be_told_apart(one: str, other: str) -> None:
    name = output_name((one,), ".txt")

    assert (told_apart(name, ".txt", one) == told_apart(name, ".txt", other)) == (one == other)


def test_names_that_a_file_system_takes_for_one_meet() -> None:
    assert meeting_key("A/\u00c9.md") == meeting_key("a/e\u0301.md")
    assert meeting_key("a.md") != meeting_key("b.md")


def test_two_long_names_that_differ_only_at_their_end_stay_apart() -> None:
    one, other = (output_name(("x" * 254 + end,), ".md") for end in "ab")

    assert one != other


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://Example.com/a/b.html", "example.com/a/b.md"),
        ("https://example.com/", "example.com/index.md"),
        ("https://example.com/a/", "example.com/a/index.md"),
        ("https://example.com/a?id=3", "example.com/a%3Fid=3.md"),
        ("https://user:secret@example.com:8080/a", "example.com%3A8080/a.md"),
        ("https://example.com/../../a", "example.com/a.md"),
        ("https://example.com/%2e%2e/%2Fetc", "example.com/etc.md"),
    ],
)
def test_the_name_of_a_page_from_the_web_is_its_address(url: str, wanted: str) -> None:
    assert output_name(url_parts(url), ".md") == wanted
