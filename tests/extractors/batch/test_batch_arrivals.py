"""Inputs and pages as they come: whatever goes wrong in the threads that get them is told, and nobody waits forever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors import web
from cleancopy.extractors.batch.arrivals import Arrivals
from cleancopy.extractors.batch.inputs import Input
from cleancopy.extractors.batch.job import Job, Listing, choose_target
from cleancopy.extractors.batch.local import Watch, check_job, run_local
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import ExtractOptions, FetchOptions, Options

URL = "https://127.0.0.1:9/page.html"


@pytest.fixture
def broken(tmp_path: Path) -> Options:
    """Options with which nothing can be fetched."""
    return Options(fetch=FetchOptions(cookies=tmp_path / "missing.txt"))


def within(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def test_options_with_which_nothing_can_be_fetched_are_told_before_anything_begins(
    tmp_path: Path, broken: Options
) -> None:
    job = Job((URL,), choose_target(str(tmp_path / "out")), broken)
    with pytest.raises(SetupError, match=r"missing\.txt: cannot be read"):
        check_job(job)
    assert not (tmp_path / "out").exists()


def test_a_list_of_files_may_have_options_with_which_nothing_can_be_fetched_and_one_with_an_address_may_not(
    tmp_path: Path, broken: Options
) -> None:
    (tmp_path / "page.txt").write_text("A page\n\n" + "The harbour of Kelport reopened on Monday, after a storm. " * 9)
    (tmp_path / "list").write_text(f"{tmp_path}/page.txt\n")
    target, options = choose_target(str(tmp_path / "out")), replace(broken, extract=ExtractOptions(extractor="model"))
    job = Job((), target, options, Listing((str(tmp_path / "list"),)))
    assert run_local(job, Watch()).ok == 1

    (tmp_path / "list").write_text(f"{tmp_path}/page.txt\n{URL}\n")
    with pytest.raises(SetupError, match=r"missing\.txt: cannot be read"):
        run_local(job, Watch(stopped=within(20)))


def test_a_surprise_while_fetching_reaches_who_waits_for_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch_many(entries: Iterator[str], *_: object) -> Iterator[web.Fetched]:
        next(iter(entries))
        yield from ()
        raise ZeroDivisionError

    monkeypatch.setattr(web, "fetch_many", fetch_many)
    arrivals = Arrivals(Options(), iter([Input(URL, is_url=True)]))
    with pytest.raises(ZeroDivisionError):
        take_all(arrivals, within(5))


def take_all(arrivals: Arrivals[Input], stopped: Callable[[], bool]) -> None:
    while not (arrivals.over or stopped()):
        one = arrivals.next()
        if isinstance(one, Input):
            arrivals.fetch(one.name)
