"""The journal: what it knows of inputs from run to run, whose name is whose, and what is wrong with it in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.extractors.article import Status
from cleancopy.extractors.batch.inputs import Input
from cleancopy.extractors.batch.journal import Journal
from cleancopy.extractors.batch.work import Outcome
from cleancopy.extractors.errors import OutputError

PAGE = Input("a\nb\udcff.html", ("a.html",), size=5, mtime=7)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "work" / "journal.sqlite")


def test_a_second_run_knows_what_the_first_one_did(path: str) -> None:
    with Journal(path, "options") as journal:
        entry = journal.meet(PAGE)
        assert entry.status is None
        assert journal.meet(PAGE).again
        journal.settle(entry.id, PAGE, Outcome(Status.OK, words=3, size=10), "a.md")
    with Journal(path, "options") as journal:
        known = journal.meet(PAGE)
        assert (known.status, known.size, known.mtime, known.output, known.bytes) == ("ok", 5, 7, "a.md", 10)
        assert known.same_job
    with Journal(path, "other options") as journal:
        assert not journal.meet(PAGE).same_job


def test_rows_are_those_of_this_run_in_the_order_of_its_inputs(path: str) -> None:
    pages = [Input(f"{i}.html", (f"{i}.html",)) for i in range(3)]
    with Journal(path, "") as journal:
        for page in pages:
            journal.settle(journal.meet(page).id, page, Outcome(Status.OK), f"{page.name}.md")
    with Journal(path, "") as journal:
        met = [journal.meet(page) for page in reversed(pages[1:])]
        journal.keep(met[1].id)
        journal.settle(met[0].id, pages[2], Outcome(Status.NO_ARTICLE, "none"), None)
        assert [(row.name, row.status) for row in journal.rows()] == [("2.html", "no-article"), ("1.html", "ok")]


def test_inputs_that_want_one_name_all_get_names_of_their_own(path: str) -> None:
    with Journal(path, "") as journal:
        first, second = journal.meet(Input("a.html")), journal.meet(Input("A.htm"))
        assert journal.claim(first.id, "a.md")
        journal.settle(first.id, Input("a.html"), Outcome(Status.OK), "a.md")
        assert not journal.claim(second.id, "A.md")
        assert journal.shared_claims() == [(first.id, "a.html", "a.md")]
        assert not journal.claim(first.id, "a.md")


def test_only_one_batch_at_a_time_writes_to_an_output(path: str) -> None:
    with Journal(path, ""), pytest.raises(OutputError, match="another batch writes"):
        Journal(path, "")


def test_a_damaged_journal_is_named(path: str) -> None:
    Path(path).parent.mkdir()
    Path(path).write_bytes(b"no database" * 1000)

    with pytest.raises(OutputError, match=r"journal\.sqlite: the journal is damaged .* delete it"):
        Journal(path, "")
