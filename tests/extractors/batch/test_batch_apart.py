"""What a batch reads to find its inputs is read in another process, and waits for workers by bytes."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cleancopy.extractors.article import Source
from cleancopy.extractors.batch.arrivals import BoundedQueue
from cleancopy.extractors.batch.inputs import Input
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sandbox import Helper, Stopped
from cleancopy.extractors.sources.archives import steps
from cleancopy.extractors.web.feeds import _read_in_steps  # what the helper is asked for

Run = Callable[..., subprocess.CompletedProcess[bytes]]  # what the fixture `run` is
# feedparser looks for an address of e-mail in it, from each letter to the end.
FEED = "<rss><channel><item><link>https://example.com/ok</link><author>{}</author></item></channel></rss>"
LONG_FEED = FEED.format("a" * 300_000)
OTHERS = {
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://example.com/ok'/>"
    f"<author><name>{'a' * 300_000}</name></author></entry></feed>",
    "json": '{"items":' + "[" * 100_000,
    "sitemap": "<urlset>" + "<url><loc>https://example.com/ok</loc>" * 3000,
    "entities": '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]><urlset><url><loc>https://example.com/&i;</loc></url></urlset>",
}  # fmt: skip


def test_a_feed_that_hangs_fails_with_one_line_in_time(tmp_path: Path, run: Run) -> None:
    (tmp_path / "feed.xml").write_text(LONG_FEED)
    began = time.monotonic()
    done = run("batch", "--feed", "feed.xml", "--timeout", "1", "-o", "out/")

    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == b"cleancopy: feed.xml: takes longer than 1 s: give it more with --timeout"
    assert time.monotonic() - began < 30


def test_an_interrupt_gets_through_while_a_feed_hangs(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(LONG_FEED)
    running = subprocess.Popen(
        [sys.executable, "-m", "cleancopy.cli", "batch", "--feed", "feed.xml", "-o", "out/"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(4)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)

    assert running.returncode == 130
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("kind", OTHERS)
def test_other_feeds_made_to_take_too_much_end(kind: str) -> None:
    work = partial(_read_in_steps, Source("feed.xml", OTHERS[kind].encode()), Limits())
    with Helper(Limits(3.0, 1 << 30)) as helper:
        try:
            links = [one for some in helper.run(work) if not isinstance(some, Stopped) for one in some]
        except Exception as err:
            assert "feed.xml" in str(err)
        else:
            assert len(links) <= 3000


def test_a_helper_that_was_stopped_is_replaced_and_one_that_is_left_goes(tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_bytes(b"no archive")
    hanging = partial(_read_in_steps, Source("feed.xml", LONG_FEED.encode()), Limits())
    with Helper(Limits(0.5, 1 << 30, "wait")) as helper:
        assert list(helper.run(hanging)) == [Stopped("feed.xml", "takes longer than 0.5 s: wait")]
        for _ in range(2):
            (found,) = helper.run(partial(steps, str(tmp_path / "list.zip"), Limits(), True, None))
            assert not isinstance(found, Stopped)
            assert found.error is not None
        process = helper._process
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None


def test_a_helper_without_memory_says_so() -> None:
    items = b'{"items":[' + b"{}," * 5_000_000 + b"{}]}"
    work = partial(_read_in_steps, Source("feed.json", items), Limits(max_bytes=50 << 20))
    with Helper(Limits(60.0, 300 << 20, "wait", "buy some")) as helper:
        (stopped,) = helper.run(work)

    assert stopped == Stopped("feed.json", "needs more memory than 300 MiB: buy some")


def test_a_queue_is_full_by_bytes_and_never_holds_back_the_first() -> None:
    waiting: BoundedQueue[Input] = BoundedQueue(32, 30 << 20)
    large = Input("a.html", source=Source("a.html", bytes(20 << 20)))
    for _ in range(2):
        waiting.put_nowait(large)
    with pytest.raises(queue.Full):
        waiting.put_nowait(Input("b.html"))
    waiting.get_nowait()
    waiting.put_nowait(Input("b.html"))
    assert [waiting.get_nowait().name for _ in range(2)] == ["a.html", "b.html"]
    assert waiting.empty()
