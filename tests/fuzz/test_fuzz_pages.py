"""Mutants of sample pages (2,000 with the slow tests): each gives an article or an error of ours, all promises hold.

The same ones every time: a mutant is made from its number. Fifty thousand, or other pages: `python tests/fuzz --help`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from campaign import Ended, Fault, make, run_all, sample_pages

MUTANTS, AT_ONCE, ALWAYS = 2000, 125, 500
SLOW = [pytest.param(first, marks=pytest.mark.slow) for first in range(ALWAYS, MUTANTS, AT_ONCE)]


@pytest.mark.parametrize("first", [*range(0, ALWAYS, AT_ONCE), *SLOW])
def test_mutants_give_articles_or_errors_of_ours(tmp_path: Path, first: int) -> None:
    ended = list(run_all(range(first, first + AT_ONCE), sample_pages(), tmp_path))

    assert not [str(one) for one in ended if isinstance(one, Fault)]
    assert sum(isinstance(one, Ended) and one.how == "ok" for one in ended) > AT_ONCE / 2


def test_a_number_makes_the_same_mutant_again() -> None:
    pages = sample_pages()

    assert [make(n, pages) for n in range(20)] == [make(n, pages) for n in range(20)]
    assert len({make(n, pages).source.data for n in range(20)}) == 20


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>a</p><script>x</script>", "<script>"),
        ('<p onclick="x">a</p>', "onclick="),
        ('<a href="java\nscript:x">a</a>', "script:x"),
        ('<a href="&#1;javascript:x">a</a>', "javascript:x"),
        ('<img src="data:text/html,x">', "data:"),
        ("<p><!-- a --></p>", "comment"),
    ],
)
def test_what_must_not_come_out_is_seen(html: str, problem: str) -> None:
    from promises import check_html, check_markdown

    for check in (check_html, check_markdown):
        with pytest.raises(AssertionError, match=problem):
            check(html)


def test_a_mutant_that_breaks_a_promise_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("box")

    monkeypatch.setattr("campaign.extract", fails)
    (fault,) = run_all([7], sample_pages(), tmp_path)

    assert isinstance(fault, Fault)
    assert "mutant 7: KeyError: 'box'" in str(fault)
    assert fault.file.read_bytes() == make(7, sample_pages()).source.data


def test_a_mutant_that_takes_too_long_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object) -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # as a library may do it
                continue

    monkeypatch.setattr("campaign.extract", hangs)
    monkeypatch.setattr("campaign.MOST_SECONDS", 0.2)
    (fault,) = run_all([7], sample_pages(), tmp_path)

    assert isinstance(fault, Fault)
    assert "more than 0.2 s" in str(fault)
