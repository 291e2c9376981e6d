"""Workers: one that hangs, crashes, is killed or eats memory costs one document; they stop at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading  # noqa: F401  # for scripts of `in_a_fresh_process`
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleancopy.extractors.article import Status
from cleancopy.extractors.batch.job import Gates
from cleancopy.extractors.batch.pool import Workers, _Pool
from cleancopy.extractors.batch.work import Outcome, Recipe, Task
from cleancopy.extractors.options import Limits, Options

RECIPE = Recipe(Options(limits=Limits(seconds=30)), Gates(), files=True)


def act(task: Task, recipe: Recipe) -> Outcome:
    """Do what the task's name says, in a worker."""
    match task.name:
        case "hang":
            time.sleep(600)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "leave":
            os._exit(3)
        case "die once" if not os.path.exists(task.output or ""):
            open(task.output or "", "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        case "eat":
            return Outcome(Status.OK, words=len(bytearray(1 << 40)))
        case "mask":
            return Outcome(Status.OK, str(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])))
        case "ignore":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
    return Outcome(Status.OK, str(os.getpid()))


def run(names: list[str], number: int, limits: Limits | None = None, output: str | None = None) -> dict[int, Outcome]:
    tasks: Iterator[Task | None] = iter([Task(i, name, output) for i, name in enumerate(names)])
    recipe = replace(RECIPE, options=Options(limits=limits)) if limits else RECIPE
    with Workers(number, recipe, act) as workers:
        return {task.entry: outcome for task, outcome in workers.run(tasks, lambda: False)}


def test_what_goes_wrong_costs_only_the_document_that_did_it(tmp_path: object) -> None:
    bad = {3: "hang", 7: "crash", 9: "leave", 12: "eat"}
    outcomes = run([bad.get(i, "fine") for i in range(40)], 2, Limits(seconds=1.0))

    assert len(outcomes) == 40
    assert {i for i, outcome in outcomes.items() if outcome.status is not Status.OK} == set(bad)
    assert outcomes[3].error == "not done within 1 s (--timeout)"
    assert "SIGSEGV" in (outcomes[7].error or "")
    assert "exit status 3" in (outcomes[9].error or "")
    assert "MemoryError" in (outcomes[12].error or "")


def test_a_document_whose_worker_was_killed_is_tried_again(tmp_path: object) -> None:
    outcomes = run(["fine", "die once", "fine"], 1, output=f"{tmp_path}/once")

    assert [outcome.status for outcome in outcomes.values()] == [Status.OK] * 3


def test_workers_stop_at_once_whatever_they_do() -> None:
    stop_at = time.monotonic() + 1.5
    tasks: Iterator[Task | None] = iter([Task(0, "hang"), Task(1, "fine"), Task(2, "hang")])
    with Workers(2, RECIPE, act) as workers:
        done = list(workers.run(tasks, lambda: time.monotonic() > stop_at))
    took = time.monotonic() - stop_at

    assert len(done) <= 1
    assert took < 30  # a hanging document has 30 s


def test_nothing_to_do_begins_no_workers() -> None:
    with Workers(2, RECIPE, act) as workers:
        assert list(workers.run(iter([None, None]), lambda: False)) == []


def test_workers_begin_before_there_is_something_to_do() -> None:
    done = in_a_fresh_process("print(workers_without_a_task())")
    assert done.stdout == "1\n"


@pytest.mark.parametrize("memory", [1 << 20])
def test_workers_that_cannot_begin_are_said_to(memory: int) -> None:
    from cleancopy.extractors.errors import SetupError

    with pytest.raises(SetupError, match="--memory"):
        run(["fine"], 1, Limits(memory=memory))


def kill_server(after: float) -> None:
    """Kill the server that forks workers so many seconds after it was begun."""
    from multiprocessing import forkserver

    while (server := forkserver._forkserver._forkserver_pid) is None:
        time.sleep(0.01)
    time.sleep(after)
    os.kill(server, signal.SIGKILL)


def workers_without_a_task() -> int:
    """Return how many workers a pool has before its first task; wait for ever if it begins none."""
    pool = _Pool(1, 1 << 30)
    pool.has_begun.wait()
    while not (workers := multiprocessing.active_children()):
        time.sleep(0.01)
    pool.stop()
    return len(workers)


def in_a_fresh_process(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that has the names of this module: here the server of another test may already run."""
    given = f"from {__name__} import *\nif __name__ == '__main__':\n    {script}"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", given]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="a server forks the workers on Linux")
def test_interrupts_of_a_terminal_are_left_to_the_parent() -> None:
    done = in_a_fresh_process("print(run(['mask'], 1)[0].error)")
    assert (done.stdout, done.stderr) == ("True\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="a server forks the workers on Linux")
@pytest.mark.parametrize("after", [0.0, 0.05, 0.2, 0.4])
def test_a_server_that_is_killed_while_it_begins_costs_nothing(after: float) -> None:
    done = in_a_fresh_process(
        f"threading.Thread(target=kill_server, args=({after},), daemon=True).start();"
        " print([o.status.value for o in run(['fine'] * 5, 2).values()])"
    )
    assert (done.stdout, done.stderr) == (f"{['ok'] * 5}\n", "")
