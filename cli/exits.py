"""Exit statuses. They are part of the interface: documented in the README, each held by a test."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

from ..extractors.errors import CleancopyError, InputError, NetworkError

if TYPE_CHECKING:
    from ..extractors.article import Status


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


# What the shell gets for an input that ended so: a key is a Status, spelled out because the records import a lot.
STATUS_OF: Mapping[str, ExitStatus] = {
    "ok": ExitStatus.OK,
    "filtered": ExitStatus.NO_ARTICLE,  # of an input alone; among others it is no failure
    "no-article": ExitStatus.NO_ARTICLE,
    "unreadable": ExitStatus.UNREADABLE,
    "network-error": ExitStatus.NETWORK,
    "blocked": ExitStatus.WALLED,
    "paywalled": ExitStatus.WALLED,
    "needs-javascript": ExitStatus.WALLED,
    "not-written": ExitStatus.OUTPUT,
    "internal-error": ExitStatus.INTERNAL,
}


def status_of(err: CleancopyError) -> Status:
    """How an input ended that failed with this error."""
    from ..extractors.article import Status

    if isinstance(err, NetworkError):
        return Status.NETWORK
    return Status.UNREADABLE if isinstance(err, InputError) else Status.INTERNAL
