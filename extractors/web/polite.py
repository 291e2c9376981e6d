"""Who is asked when: one request at a time for each host, with a pause between two, hosts in turn.

Nothing here waits or knows of threads or clocks: the caller says what time it is. That makes it easy to test.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Task = TypeVar("Task")
_MOST_IDLE = 2048


@dataclass
class Host:
    """A host: when it may be asked again, whether it is being asked, and what is still to be asked of it."""

    ready: float = 0.0
    busy: bool = False
    tasks: deque[object] = field(default_factory=deque)


class Schedule(Generic[Task]):
    """Tasks by host. Of the hosts whose pause is over, the one that has waited longest is next."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._turns: list[tuple[float, int, str]] = []
        self._count = 0
        self._number = 0
        self._many = 2 * _MOST_IDLE

    def __len__(self) -> int:
        """How many tasks wait, those in work not counted."""
        return self._count

    def add(self, host: str, task: Task, first: bool = False) -> None:
        """Put a task at the end of its host's queue, or at its front."""
        state = self._hosts.get(host)
        if state is None:
            self._forget_idle()
            state = self._hosts.setdefault(host, Host())
        if first:
            state.tasks.appendleft(task)
        else:
            state.tasks.append(task)
        self._count += 1
        if not state.busy and len(state.tasks) == 1:
            self._queue(host, state)

    def take(self, now: float) -> tuple[str, Task] | None:
        """The next host that may be asked and its first task; the host is busy from now on, until `release`."""
        if not self._turns or self._turns[0][0] > now:
            return None
        _, _, host = heapq.heappop(self._turns)
        state = self._hosts[host]
        state.busy = True
        self._count -= 1
        return host, state.tasks.popleft()  # type: ignore[return-value]

    def next_time(self) -> float | None:
        """When the next task may be taken; None when no host that is not busy has one."""
        return self._turns[0][0] if self._turns else None

    def release(self, host: str, ready: float) -> None:
        """The request is over; the host may be asked again at `ready`."""
        state = self._hosts[host]
        state.busy = False
        state.ready = max(state.ready, ready)
        if state.tasks:
            self._queue(host, state)

    def _queue(self, host: str, state: Host) -> None:
        self._number += 1
        heapq.heappush(self._turns, (state.ready, self._number, host))

    def _forget_idle(self) -> None:
        """Hosts with nothing to do are forgotten, those first whose pause ended first, when they become too many.

        They are looked through when there are twice as many hosts as were left the last time, so that the cost for each
        new host stays small, however many of them are in use.
        """
        if len(self._hosts) < self._many:
            return
        idle = sorted((s.ready, name) for name, s in self._hosts.items() if not s.busy and not s.tasks)
        for _, name in idle[: max(len(idle) - _MOST_IDLE, 0)]:
            del self._hosts[name]
        self._many = 2 * max(len(self._hosts), _MOST_IDLE)
