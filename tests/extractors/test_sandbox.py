"""A page that hangs, crashes or wants all memory costs itself, is named, and the others come out."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleancopy.cli.common_options import page_limits
from cleancopy.extractors.errors import SetupError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sandbox import Begun, Stopped, apart

Message = Begun | str
Run = Callable[..., subprocess.CompletedProcess[bytes]]  # what the fixture `run` is
NAMES = ["a", "b", "c"]
PAGE = "<article>" + "".join(f"<p>The ferry {i} came back on Monday, and people cheered at it.</p>" for i in range(9))
LONG = "<article>" + "".join(f"<p>Line {i} of the minutes says that the ferry may run.</p>" for i in range(60_000))


def work_that(breaks: str) -> Iterator[object]:
    """The messages for three inputs, of which b breaks."""

    def work(first: int) -> Iterator[Message]:
        for number, name in enumerate(NAMES[first:], first + 1):
            yield Begun(name, number)
            if name == "b":
                BREAKS[breaks]()
            yield f"{name} done"

    return apart(work, Limits(seconds=0.2))


def hang_in_c() -> None:
    (1 << 40_000_000) % ((1 << 20_000_000) - 1)  # one long call, which no Python code can interrupt


BREAKS = {
    "loop": lambda: [None for _ in iter(int, 1)],
    "c": hang_in_c,
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "abort": lambda: (faulthandler.disable(), os.abort()),
}


@pytest.mark.parametrize(
    ("breaks", "says"), [("loop", "longer than 0.2 s"), ("c", "longer than 0.2 s"), ("kill", "killed"), ("abort", "-6")]
)
def test_the_input_that_breaks_is_named_and_the_others_come_out(breaks: str, says: str) -> None:
    results = list(work_that(breaks))
    assert [str(r) for r in (results[0], results[2])] == ["a done", "c done"]
    stopped = results[1]
    assert isinstance(stopped, Stopped)
    assert stopped.name == "b"
    assert says in stopped.problem


def test_what_is_raised_in_the_child_is_raised_here() -> None:
    def work(_first: int) -> Iterator[Message]:
        yield Begun("a")
        raise SetupError("--with", "there is no such field")

    with pytest.raises(SetupError, match="no such field"):
        list(apart(work, Limits()))


class TwoParts(Exception):  # cannot be read back from a pickle
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


class WithLock(Exception):  # cannot be pickled
    def __init__(self) -> None:
        super().__init__("no way through")
        self.lock = threading.Lock()


@pytest.mark.parametrize(("err", "says"), [(TwoParts("salt", "pepper"), "salt and pepper"), (WithLock(), "no way")])
def test_what_cannot_travel_is_said_here_and_the_child_does_nothing_else(
    err: Exception, says: str, tmp_path: Path
) -> None:
    def work(_first: int) -> Iterator[Message]:
        yield Begun("a")
        raise err

    with pytest.raises(Exception, match=says):  # itself, where a library has taught pickle more
        try:
            list(apart(work, Limits()))
        finally:  # both processes would pass here
            with (tmp_path / "passed").open("a") as log:
                log.write(f"{os.getpid()}\n")
    assert (tmp_path / "passed").read_text() == f"{os.getpid()}\n"


def test_a_result_that_cannot_travel_is_an_error_and_the_child_does_nothing_else(tmp_path: Path) -> None:
    def work(_first: int) -> Iterator[object]:
        yield Begun("a")
        yield lambda: None

    with pytest.raises(Exception, match=r"pickle|local object"):
        try:
            list(apart(work, Limits()))
        finally:
            with (tmp_path / "passed").open("a") as log:
                log.write(f"{os.getpid()}\n")
    assert (tmp_path / "passed").read_text() == f"{os.getpid()}\n"


def test_waiting_is_not_computing() -> None:
    def work(_first: int) -> Iterator[Message]:
        yield Begun("a")
        time.sleep(0.4)
        yield "done"

    assert list(apart(work, Limits(seconds=0.2))) == ["done"]


def test_the_child_is_gone_when_nobody_wants_more() -> None:
    def work(_first: int) -> Iterator[Message]:
        yield Begun("a")
        yield str(os.getpid())
        time.sleep(60)

    messages = apart(work, Limits())
    child = int(str(next(messages)))
    messages.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_limits_of_the_options() -> None:
    more = "give it more with --memory"
    assert page_limits(None, "1G", "auto") == Limits(8.0, 1 << 30, "give it more with --timeout, or try --fast", more)
    assert page_limits(60.0, "2G", "model") == Limits(60.0, 2 << 30, "give it more with --timeout", more)
    with pytest.raises(SetupError, match="no size"):
        page_limits(None, "lots", "auto")


def test_a_page_that_takes_too_long_is_named_and_the_next_one_is_printed(run: Run, tmp_path: Path) -> None:
    for name, text in (("1.html", PAGE), ("2.html", LONG), ("3.html", PAGE)):
        (tmp_path / name).write_text(text)
    done = run("-f", "json", "--timeout", "0.7", "--fast", str(tmp_path))
    assert done.returncode == 5
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(Path(r["source"]).name, r["status"]) for r in records] == [
        ("1.html", "ok"), ("2.html", "unreadable"), ("3.html", "ok"),
    ]  # fmt: skip
    assert records[1]["error"].endswith("takes longer than 0.7 s: give it more with --timeout")
    assert "2.html: takes longer than 0.7 s" in done.stderr.decode()


def test_a_page_that_wants_too_much_memory_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.html").write_text("<article>" + "<p><i>a</i> b" * 600_000)
    for command in ([], ["explain"]):
        done = run(*command, "--memory", "256M", str(tmp_path / "many.html"))
        assert (done.returncode, done.stdout) == (3, b"")
        assert "needs more memory than 256 MiB: give it more with --memory" in done.stderr.decode()


def test_a_file_is_written_whole_although_a_page_was_stopped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_text(LONG)
    (tmp_path / "2.html").write_text(PAGE)
    done = run("--timeout", "0.7", "--fast", "-o", "out.txt", "1.html", "2.html")
    assert done.returncode == 5
    assert (tmp_path / "out.txt").read_text().startswith("==> 2.html <==\n")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_explanation_of_a_page_that_takes_too_long_is_a_line_and_a_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.html").write_text(LONG)
    done = run("explain", "--json", "--fast", "--timeout", "0.7", "long.html")
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "unreadable"
    assert done.stderr.decode().count("\n") == 1


def test_an_interrupt_ends_both_processes_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "long.html").write_text(LONG * 3)
    running = subprocess.Popen(
        [sys.executable, "-m", "cleancopy.cli", "--fast", "long.html"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    time.sleep(2)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, b"", b"cleancopy: interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_there(pid: int) -> bool:
    """Whether a process runs: one that has ended may still be listed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
@pytest.mark.parametrize("command", [[], ["explain"]])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_the_process_that_reads_a_page_does_not_outlive_the_other(command: list[str], number: int) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "cleancopy.cli", *command, "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_until(lambda: children(running.pid))
    (child,) = children(running.pid)
    running.send_signal(number)  # to one of them, as kill(1) and service managers do it; standard input stays open
    out, err = running.stdout, running.stderr
    assert out is not None
    assert err is not None
    status = running.wait(timeout=30)
    wait_until(lambda: not is_there(child))
    assert (out.read(), err.read()) == (b"", b"" if number == signal.SIGKILL else b"cleancopy: interrupted\n")
    assert status == (-number if number == signal.SIGKILL else 130)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_when_the_reader_leaves_both_processes_end_in_silence(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE * 3)
    (tmp_path / "long.html").write_text(LONG)
    running = subprocess.Popen(
        [sys.executable, "-m", "cleancopy.cli", "--fast", *["page.html"] * 40, *["long.html"] * 9],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline() == b"==> page.html <==\n"
    running.stdout.close()
    assert running.wait(timeout=30) == 141
    assert running.stderr is not None
    assert running.stderr.read() == b""
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


@pytest.fixture
def heard() -> Iterator[None]:
    """Have SIGINT raise: where the tests are a job in the background, it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_an_interrupt_just_after_the_fork_ends_the_parent_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fork = os.fork

    def interrupted() -> int:
        child = fork()
        os.kill(os.getpid(), signal.SIGINT)  # in both processes
        return child

    monkeypatch.setattr(os, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt):
        try:
            list(work_that("loop"))
        finally:  # both processes would pass here
            with (tmp_path / "passed").open("a") as log:
                log.write(f"{os.getpid()}\n")
    assert (tmp_path / "passed").read_text() == f"{os.getpid()}\n"
