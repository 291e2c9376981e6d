"""Whose turn it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.web import polite
from cleancopy.extractors.web.polite import Schedule


def test_a_host_is_busy_until_its_request_is_over_and_its_pause_too() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.add("a", "1")
    schedule.add("a", "2")
    assert schedule.take(0.0) == ("a", "1")
    assert schedule.take(100.0) is None
    assert schedule.next_time() is None
    schedule.release("a", 105.0)
    assert schedule.take(104.9) is None
    assert schedule.next_time() == 105.0
    assert schedule.take(105.0) == ("a", "2")


def test_hosts_take_turns_however_the_list_is_sorted() -> None:
    schedule: Schedule[int] = Schedule()
    for host in "abc":
        for n in range(3):
            schedule.add(host, n)
    order = []
    for now in range(9):
        taken = schedule.take(float(now))
        assert taken is not None
        order.append(taken[0])
        schedule.release(taken[0], now + 0.5)
    assert order == list("abcabcabc")


def test_a_task_that_goes_on_is_in_front_of_its_host() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.add("a", "1")
    schedule.add("a", "2")
    taken = schedule.take(0.0)
    assert taken is not None
    schedule.add("a", taken[1], first=True)
    schedule.release("a", 1.0)
    assert schedule.take(1.0) == ("a", "1")


def test_a_pause_is_never_shortened() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.add("a", "1")
    schedule.take(0.0)
    schedule.release("a", 60.0)
    schedule.add("a", "2")
    assert schedule.take(59.0) is None


def test_many_hosts_with_something_to_do_are_not_looked_through_for_each_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = []
    monkeypatch.setattr(polite, "_MOST_IDLE", 8)
    monkeypatch.setattr(polite, "sorted", lambda idle: looked.append(1) or sorted(idle), raising=False)
    schedule: Schedule[int] = Schedule()
    for number in range(1000):
        schedule.add(f"host{number}", number)
    assert len(looked) <= 7
    for now in range(1000):
        taken = schedule.take(float(now))
        assert taken == (f"host{now}", now)
        schedule.release(taken[0], now + 1.0)
    for number in range(1000, 2000):
        schedule.add(f"host{number}", number)
    assert len(schedule._hosts) < 1500


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 3)), max_size=60), st.integers(1, 5))
def test_no_task_is_lost_no_host_is_asked_twice_at_a_time_and_every_pause_is_kept(
    tasks: list[tuple[str, float]], workers: int
) -> None:
    schedule: Schedule[int] = Schedule()
    for number, (host, _) in enumerate(tasks):
        schedule.add(host, number)
    working: dict[str, tuple[float, int]] = {}
    ended: dict[str, float] = {}
    done, now = [], 0.0
    while len(schedule) or working:
        while len(working) < workers and (taken := schedule.take(now)):
            host, number = taken
            assert host not in working
            assert host not in ended or now >= ended[host] + 1.0
            working[host] = (now + tasks[number][1], number)
        times = [until for until, _ in working.values()]
        if len(working) < workers and (at := schedule.next_time()) is not None:
            times.append(at)
        now = max(now, min(times))
        for host in [h for h, (until, _) in working.items() if until <= now]:
            done.append(working.pop(host)[1])
            ended[host] = now
            schedule.release(host, now + 1.0)
    assert sorted(done) == list(range(len(tasks)))
