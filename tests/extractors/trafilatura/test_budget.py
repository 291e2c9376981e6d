"""What computes too long is stopped in its middle, and nothing is left behind."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from lxml.html import document_fromstring

import cleancopy.extractors.trafilatura.reference as reference_module
from cleancopy.extractors import Source, Status, extract
from cleancopy.extractors.trafilatura.budget import OutOfBudgetError, budget
from cleancopy.extractors.trafilatura.reference import read_reference


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        try:
            sum(range(1000))
        except Exception:
            raise AssertionError("no code may take it for an error of its own") from None


def test_a_loop_is_stopped_and_the_signal_given_back() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(OutOfBudgetError), budget(0.05):
        spin(20)
    assert signal.getsignal(signal.SIGVTALRM) is before
    spin(0.3)


def test_what_is_done_in_time_is_left_alone() -> None:
    with budget(5):
        spin(0.01)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_other_threads_go_on_without_one() -> None:
    done = []

    def work() -> None:
        with budget(0.01):
            spin(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_a_page_that_trafilatura_does_not_finish_is_judged_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.core.bare_extraction", lambda *_args, **_more: spin(30))
    monkeypatch.setattr(reference_module, "SECONDS", 0.05)
    with pytest.raises(OutOfBudgetError):
        read_reference(document_fromstring("<p>The ferry is back.</p>"))
    monkeypatch.setattr("cleancopy.extractors.model.judge._is_sure", lambda *_: False)
    page = "<article>" + "".join(
        f"<p>The ferry {i} came back on Monday, and people cheered at it.</p>" for i in range(9)
    )
    article = extract(Source("page.html", page.encode()))
    assert article.status is Status.OK
    assert [note for note in article.notes if "trafilatura was given up" in note]
