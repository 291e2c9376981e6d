"""Exit statuses. They are part of the interface: documented in the README, each held by a test."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the shell gets."""

    OK = 0
    NO_ARTICLE = 1
    USAGE = 2
    UNREADABLE = 3
    NETWORK = 4
    SOME_FAILED = 5
    OUTPUT = 6
    WALLED = 7
    INTERNAL = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141
