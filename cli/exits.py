"""Exit statuses. They are part of the interface: documented in the README, each held by a test."""

from __future__ import annotations

from enum import IntEnum

from ..extractors.article import Status
from ..extractors.errors import CleancopyError, InputError, NetworkError


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


# What the shell gets for an input that ended so.
STATUS_OF = {
    Status.OK: ExitStatus.OK,
    Status.NO_ARTICLE: ExitStatus.NO_ARTICLE,
    Status.UNREADABLE: ExitStatus.UNREADABLE,
    Status.NETWORK: ExitStatus.NETWORK,
    Status.BLOCKED: ExitStatus.WALLED,
    Status.PAYWALLED: ExitStatus.WALLED,
    Status.NEEDS_JAVASCRIPT: ExitStatus.WALLED,
    Status.INTERNAL: ExitStatus.INTERNAL,
}


def status_of(err: CleancopyError) -> Status:
    """How an input ended that failed with this error."""
    if isinstance(err, NetworkError):
        return Status.NETWORK
    return Status.UNREADABLE if isinstance(err, InputError) else Status.INTERNAL
