"""The account of a batch: found = ok + filtered + failed + skipped, and what became of each input that is not ok."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .. import __version__
from ..article import Status
from ..write.json_record import dump
from .job import Job
from .journal import SKIPPED, Row

NAMED_BEFORE = "named before"
_STALE = ("output", "source", "input", "removed")


@dataclass
class Summary:
    """Counts of one run. `statuses` counts the inputs by how they ended; `earlier` are those of them that an earlier
    run had done; `failed_before` those that failed, and in an earlier run just so; `duplicates` those of the ok ones
    that nearly repeat another; `words` counts those of the ok ones.

    `named_before` counts those of the skipped that were named already; `stale` counts outputs whose input is gone,
    `pruned` those of them that were removed; `stale_outputs` are the first ones: output, input, what became of the
    input, and whether the output was removed.

    `seconds` are by the clock, `cpu_seconds` those of CPU time that documents took in this run.
    `reasons` are status, reason and number, the most frequent first. `stopped` says that inputs were left undone,
    `problem` why, if not by the user.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    earlier: int = 0
    failed_before: int = 0
    words: int = 0
    duplicates: int = 0
    reasons: list[tuple[str, str, int]] = field(default_factory=list)
    named_before: int = 0
    stale: int = 0
    pruned: int = 0
    stale_outputs: list[tuple[str, str, str, bool]] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    stopped: bool = False
    problem: str | None = None

    @property
    def ok(self) -> int:
        """Inputs whose article was taken."""
        return self.statuses[Status.OK]

    @property
    def skipped(self) -> int:
        """Inputs that are no pages, named twice, or have an output already."""
        return self.statuses[SKIPPED]

    @property
    def filtered(self) -> int:
        """Articles that did not pass the gates: no failures."""
        return self.statuses[Status.FILTERED]

    @property
    def failed(self) -> int:
        """Inputs that gave no article."""
        return self.found - self.ok - self.filtered - self.skipped

    @property
    def found(self) -> int:
        """Inputs that were met and accounted for."""
        return sum(self.statuses.values())


def report(summary: Summary, job: Job, rows: Iterable[Row]) -> Iterator[str]:
    """The report as JSON, piece by piece: the counts, then a list of all inputs that are not ok, or repeat."""
    head: dict[str, Any] = {
        "cleancopy": __version__,
        "output": job.target.path,
        "format": job.options.write.format,
        "found": summary.found,
        "ok": summary.ok,
        "filtered": summary.filtered,
        "failed": summary.failed,
        "failed_before": summary.failed_before,
        "skipped": summary.skipped,
        "earlier": summary.earlier,
        "duplicates": summary.duplicates,
        "named_before": summary.named_before,
        "stale": summary.stale,
        "pruned": summary.pruned,
        "stale_outputs": [dict(zip(_STALE, one, strict=True)) for one in summary.stale_outputs],
        "words": summary.words,
        "seconds": round(summary.seconds, 3),
        "cpu_seconds": round(summary.cpu_seconds, 3),
        "complete": not summary.stopped,
        "problem": summary.problem,
        "statuses": dict(sorted(summary.statuses.items())),
    }
    yield dump(head, indent=1).removesuffix("\n}\n") + ',\n "inputs": ['
    before = "\n"
    for row in rows:
        if row.status == Status.OK and not row.duplicate_of:
            continue
        entry = {"source": row.name, "status": row.status, "error": row.error}
        if row.duplicate_of:
            entry = {"source": row.name, "status": row.status, "duplicate_of": row.duplicate_of}
        yield f"{before}  {dump(entry).rstrip()}"
        before = ",\n"
    yield "\n ]\n}\n"
