"""`from cleancopy import extract, extract_many`: the library, as its users meet it."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cleancopy
from cleancopy import Article, InputError, Limits, SetupError, Source, Status, extract, extract_many
from cleancopy.extractors import library

ROOT = Path(__file__).parents[2]
PROSE = "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored."
HEAVY = b"<html><body>" + b"<p>Words that are said, and said again, by whoever says them.</p>" * 60_000


def test_the_names_are_there_and_typed() -> None:
    assert set(cleancopy.__all__) == set(dir(cleancopy))
    assert all(getattr(cleancopy, name) is not None for name in cleancopy.__all__)
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = cleancopy.nothing_such
    assert cleancopy.__file__ is not None
    assert Path(cleancopy.__file__).with_name("py.typed").is_file()


def test_importing_it_loads_nothing_else() -> None:
    code = "import cleancopy, sys; print([m for m in sys.modules if m.startswith(('cleancopy.', 'lxml', 'typer'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_python_m_cleancopy_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "cleancopy", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"cleancopy {cleancopy.__version__}\n"


def test_text_bytes_path_and_source_give_the_same(samples: Path) -> None:
    path = samples / "pages" / "newspaper.html"
    texts = {extract(page).text for page in (path, path.read_bytes(), path.read_text(), Source("x", path.read_bytes()))}
    assert len(texts) == 1


def test_a_text_is_read_as_it_is_whatever_charset_it_names() -> None:
    assert extract(f"<meta charset=koi8-r><p>Ärger: {PROSE}</p>").text == f"Ärger: {PROSE}"


@pytest.mark.parametrize("page", ["page.html", "https://example.com/", " /tmp/a.html\n"])
def test_a_name_is_not_taken_for_a_page(page: str) -> None:
    with pytest.raises(InputError, match=r"pathlib\.Path"):
        extract(page)


@pytest.mark.parametrize("page", ["", "   ", "\0" * 10, b"", b"\0\0", "\ufeff", b"\xff\xfe"])
def test_an_empty_page_is_called_empty(page: str | bytes) -> None:
    with pytest.raises(InputError, match="empty: there is nothing in it"):
        extract(page)


MISTAKES = [
    ({"extractor": "magic"}, "extractor: 'magic' is none: use one of auto, model, trafilatura"),
    ({"lean": "both"}, "lean: 'both'"),
    ({"rules": ["nope.toml"]}, r"nope\.toml: no such rule file"),
    ({"rules": "nope.toml"}, r"^nope\.toml: no such rule file"),
    ({"rules": Path("nope.toml")}, r"^nope\.toml: no such rule file"),
    ({"rules": [5]}, "neither the path of a rule file nor a list"),
    ({"rules": 5}, "neither the path of a rule file nor a list"),
    ({"limits": 5}, "give a Limits"),
    ({"limits": Limits(seconds=0)}, r"limits\.seconds: 0 is not a number above 0"),
    ({"limits": Limits(seconds="4")}, r"limits\.seconds: '4' is not a number"),  # type: ignore[arg-type]
    ({"limits": Limits(memory=-1)}, r"limits\.memory: -1"),
    ({"limits": Limits(max_bytes=0)}, r"limits\.max_bytes: 0"),
]
MISTAKES_IN_ONE = [
    ({"url": "http://[::1"}, "url: 'http://.*' is no address"),
    ({"url": 5}, "url: 5 is no address"),
    ({"url": "-"}, "url: '-' is no address"),
    ({"encoding": "nope"}, "encoding: 'nope' is no charset"),
    ({"encoding": 5}, "encoding: 5 is no charset"),
]


@pytest.mark.parametrize("sandbox", [False, True])
@pytest.mark.parametrize(("options", "said"), MISTAKES + MISTAKES_IN_ONE)
def test_a_mistake_in_the_call_is_named(options: dict[str, Any], said: str, sandbox: bool) -> None:
    with pytest.raises(SetupError, match=said):
        extract(PROSE, sandbox=sandbox, **options)


@pytest.mark.parametrize(("options", "said"), [*MISTAKES, ({"jobs": "x"}, "jobs: 'x'"), ({"jobs": -1}, "jobs: -1")])
def test_a_mistake_in_the_call_is_named_before_the_first_of_many(options: dict[str, Any], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        extract_many([PROSE], **options)


def test_one_rule_file_needs_no_list(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[pack]\nname = "own"\n[[rule]]\nid = "ferry"\naction = "drop"\ncontains = ["old ferry line"]\nwhy = "a test"\n'
    )
    page = f"<p>{PROSE}</p><p>{PROSE.replace('old ferry', 'new tram')}</p>"
    found = {extract(page, rules=rules).text for rules in (file, str(file), [file], (str(file),))}
    assert found == {PROSE.replace("old ferry", "new tram")}


@pytest.mark.parametrize("page", [5, [PROSE], object(), bytearray(b"<p>")])
def test_what_is_no_page_is_refused_by_both(page: Any) -> None:
    said = f"of the type {type(page).__name__}, which is no page"
    with pytest.raises(SetupError, match=f"page: {said}"):
        extract(page)
    many = extract_many([PROSE, page, PROSE], jobs=2)
    assert next(many).text == PROSE
    with pytest.raises(SetupError, match=rf"sources\[1\]: {said}"):
        next(many)


def test_no_page_is_refused_by_both() -> None:
    with pytest.raises(SetupError, match="page: there is none"):
        extract()
    with pytest.raises(SetupError, match=r"sources\[0\]: of the type NoneType"):
        list(extract_many([None]))  # type: ignore[list-item]


@pytest.mark.parametrize("sources", [PROSE, PROSE.encode(), 5, None, Path("page.html")])
def test_one_page_is_no_list_of_pages(sources: Any) -> None:
    with pytest.raises(SetupError, match="give a list of pages"):
        extract_many(sources)


def test_a_broken_address_of_a_source_is_left_out() -> None:
    source = Source(
        "x", f"<p>{PROSE} It is <a href='b'>the oldest</a> of them all, and {PROSE}</p>".encode(), "http://[::1"
    )
    assert extract(source).status is Status.OK
    assert extract(source).metadata.url is None


def test_the_address_counts_for_links() -> None:
    html = extract(
        f'<p>{PROSE} It is <a href="b">the oldest</a> of them all, and {PROSE}</p>', url="https://example.com/a/"
    ).html
    assert 'href="https://example.com/a/b"' in (html or "")


def test_the_sandbox_gives_the_same_and_goes_on_in_one_process(samples: Path) -> None:
    path = samples / "pages" / "recipe.html"
    assert extract(path, sandbox=True) == extract(path).made()
    helper = library._local.helper
    begun = helper._process.pid
    assert extract(path, sandbox=True).status is Status.OK
    assert helper._process.pid == begun


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no limits here")
def test_the_sandbox_has_limits_and_works_again_after_one_was_reached() -> None:
    limits = Limits(seconds=0.05)
    with pytest.raises(InputError, match=r"takes longer than 0\.05 s: give it more with Limits\(seconds="):
        extract(HEAVY, sandbox=True, limits=limits)
    with pytest.raises(InputError, match="PDF"):
        extract(b"%PDF-1.7", sandbox=True)
    assert extract(PROSE, sandbox=True).text == PROSE


def test_one_failing_source_costs_no_other(samples: Path) -> None:
    path = samples / "pages" / "recipe.html"
    limits = Limits(seconds=3.0, memory=600 << 20)
    found = {a.source: a for a in extract_many([path, Path("nope.html"), b"%PDF-", PROSE], jobs=2, limits=limits)}
    assert {name: str(one.status) for name, one in found.items()} == {
        str(path): "ok", "nope.html": "unreadable", "2": "unreadable", "3": "ok",
    }  # fmt: skip
    assert found["nope.html"].problem == "no such file: check the path"
    assert found[str(path)].authors


def test_few_sources_are_read_ahead_and_leaving_early_ends_the_workers() -> None:
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(PROSE)
            yield PROSE

    before = threading.active_count()
    articles = extract_many(endless(), jobs=2)
    assert isinstance(next(articles), Article)
    assert len(taken) <= 5
    articles.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(library)
    assert result.attempted >= 4
    assert result.failed == 0


def test_the_examples_of_the_page_on_the_library_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "samples" / "library.md"), module_relative=False, encoding="utf-8")
    assert result.attempted >= 15
    assert result.failed == 0
