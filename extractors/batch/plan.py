"""What is to be done with each input: nothing, for it was done before or cannot be, or a task for a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..article import Status
from ..errors import CleancopyError, NetworkError, OutputError
from .arrivals import Arrivals
from .inputs import Input
from .job import Job
from .journal import Entry, Journal
from .output_names import output_name, told_apart
from .outputs import Folders, discard, mark_duplicate, read_record, rename, still_there
from .stale import EXISTS, Leftovers
from .summary import NAMED_BEFORE, Summary
from .work import Outcome, Task, failed

if TYPE_CHECKING:
    from ..web import Fetched

# How an input ended that need not be tried again: a page without an article has none the next time either.
FINAL = (Status.OK, Status.FILTERED, Status.NO_ARTICLE)
_MOST_STALE = 1000  # stale outputs that are named in the report
Told = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """An input with what the journal knew of it and the name of its output in the output folder."""

    inp: Input
    entry: Entry
    output: str | None


class Plan:
    """Turns inputs into tasks and keeps the account of all of them: in the journal, the summary, and what is `told`.

    `told` gets the name, status and reason of each input that is not ok, but for those that failed in an earlier run
    just so, unless they are asked for. `counted` is called when the end of an input is in the journal.
    """

    def __init__(
        self, job: Job, journal: Journal, folders: Folders, told: Told, counted: Callable[[], None] = lambda: None
    ) -> None:
        self.summary = Summary()
        self.folders = folders
        self._job = job
        self._journal = journal
        self._told = told
        self._counted = counted
        self._planned: dict[int, Planned] = {}
        self._fetching: dict[str, Planned] = {}
        # Whether near-duplicates are marked in the outputs themselves.
        self._marks_files = job.dedupe and job.target.is_directory and job.options.write.format == "json"

    def tasks(self, arrivals: Arrivals[Input]) -> Iterator[Task | None]:
        """Tasks for workers as inputs arrive, None where there is none at the moment."""
        while not arrivals.over:
            one = arrivals.next()
            if one is None:
                yield None
            elif isinstance(one, Input):
                yield self._plan(one, arrivals)
            else:
                yield self._fetched(one)

    def took(self, task: Task, outcome: Outcome) -> str | None:
        """Note how a task ended. Returns the output that is to be published before `settled` may be called."""
        planned = self._planned[task.entry]
        if self._is_written(outcome.status) and planned.output:
            return self._path(planned.output)
        if planned.output:
            self._discard(planned.output, published=planned.entry.output == planned.output)
        self.settled(task, outcome)
        return None

    def settled(self, task: Task, outcome: Outcome) -> None:
        """Note an outcome whose output, if it has one, stands under its name."""
        planned = self._planned.pop(task.entry)
        self.summary.cpu_seconds += outcome.cpu
        output = planned.output if self._is_written(outcome.status) else None
        old = planned.entry.output
        if old and old != output:
            self._discard(old, published=True)
        self._journal.settle(task.entry, planned.inp, outcome, output)
        self._count(planned.inp.name, str(outcome.status), outcome.error or "", outcome.words, planned)

    def abandon(self) -> None:
        """Remove the unfinished files of tasks that were under way."""
        for planned in self._planned.values():
            if planned.output:
                discard(self._path(planned.output))

    def tell_apart(self) -> None:
        """Give the first input of each name that others wanted as well a name of its own, as the others have.

        Raises OutputError.
        """
        for entry, name, output in self._journal.shared_claims():
            own = told_apart(output, self._job.extension, name)
            rename(self._path(output), self._path(own))
            self._moved(entry, output, own)

    def mark_duplicates(self) -> int:
        """Have each near-duplicate's JSON file name the first one, as the journal knows; returns how many there are."""
        found = 0
        for row in list(self._journal.rows()) if self._marks_files else self._journal.rows():
            found += row.duplicate_of is not None
            if self._marks_files and row.output:
                size = mark_duplicate(self._path(row.output), row.duplicate_of)
                if size is not None:
                    self.folders.changed(self._path(row.output))
                    self._journal.resized(row.entry, size)
        return found

    def find_stale(self) -> None:
        """Note which outputs have lost their inputs, and remove them if the job says so."""
        leftovers = Leftovers(self._journal, self._job.target.path)
        for stale in leftovers.find():
            removed = self._job.prune and leftovers.remove(stale, self.folders)
            self.summary.stale += 1
            self.summary.pruned += removed
            if len(self.summary.stale_outputs) < _MOST_STALE:
                self.summary.stale_outputs.append((stale.path, stale.source, stale.input, removed))

    def _plan(self, inp: Input, arrivals: Arrivals[Input]) -> Task | None:
        entry = self._journal.meet(inp)
        if entry.again:
            self.summary.statuses["skipped"] += 1
            self.summary.named_before += 1
            self._told(inp.name, "skipped", NAMED_BEFORE)
            return None
        if inp.skipped:
            self._skip(entry, inp, inp.skipped)
            return None
        planned = Planned(inp, entry, self._output(entry, inp))
        if inp.error:
            self._fail(planned, inp.error)
        elif self._is_done(planned):
            self._journal.keep(entry.id)
            self.summary.earlier += 1
            self._count(inp.name, entry.status or "", entry.error or "", entry.words, planned)
        elif self._job.skip_existing and planned.output and os.path.lexists(self._path(planned.output)):
            self._skip(entry, inp, EXISTS)
        elif inp.is_url:
            self._fetching[inp.name] = planned
            arrivals.fetch(inp.name)
        else:
            return self._task(planned, inp)
        return None

    def _fetched(self, fetched: Fetched) -> Task | None:
        planned = self._fetching.pop(fetched.name)
        if fetched.error or fetched.source is None:
            self._fail(planned, fetched.error or NetworkError(fetched.name, "cannot be fetched"))
            return None
        task = self._task(planned, planned.inp)
        return replace(task, source=fetched.source)

    def _task(self, planned: Planned, inp: Input) -> Task:
        self._planned[planned.entry.id] = planned
        output = None if planned.output is None else self._path(planned.output)
        return Task(planned.entry.id, inp.name, output, inp.source, inp.origin)

    def _fail(self, planned: Planned, error: CleancopyError) -> None:
        status = Status.NETWORK if isinstance(error, NetworkError) else Status.UNREADABLE
        task = self._task(planned, planned.inp)
        self.took(task, failed(task, self._job.target.is_directory, status, error.problem))

    def _skip(self, entry: Entry, inp: Input, reason: str) -> None:
        self._journal.skip(entry.id, inp, reason)
        self._count(inp.name, "skipped", reason, 0)

    def _count(self, name: str, status: str, reason: str, words: int, planned: Planned | None = None) -> None:
        self.summary.statuses[status] += 1
        if status == Status.OK:
            self.summary.words += words
        elif planned is not None and self._failed_before(planned, status, reason):
            self.summary.failed_before += 1
            if self._job.all_failures:
                self._told(name, status, reason)
        else:
            self._told(name, status, reason)
        self._counted()

    def _failed_before(self, planned: Planned, status: str, reason: str) -> bool:
        """Whether an earlier run saw the same input fail in the same way. With `redo`, earlier runs do not count."""
        entry = planned.entry
        same = (entry.status, entry.error or "") == (status, reason) and self._is_unchanged(planned)
        return status != Status.FILTERED and same and not self._job.redo

    def _is_unchanged(self, planned: Planned) -> bool:
        inp, entry = planned.inp, planned.entry
        return entry.same_job and (entry.size, entry.mtime) == (inp.size, inp.mtime)

    def _is_done(self, planned: Planned) -> bool:
        """Whether an earlier run did it, the same way and from the same input, and its output still stands."""
        entry = planned.entry
        if self._job.redo or entry.status not in FINAL or planned.inp.name == "-":
            return False
        if not (self._is_unchanged(planned) and self._is_kept(planned)):
            return False
        return planned.output is None or not self._is_written(entry.status) or self._stands(entry, planned.output)

    def _is_kept(self, planned: Planned) -> bool:
        """Whether the journal has what is asked for: a record, a sketch."""
        entry, filtered = planned.entry, planned.entry.status == Status.FILTERED
        if filtered and self._job.with_filtered != (entry.bytes > 0):
            return False
        record = planned.output is None and (not filtered or self._job.with_filtered)
        return self._journal.is_whole(entry.id, record, sketch=self._job.dedupe)

    def _stands(self, entry: Entry, output: str) -> bool:
        """Whether the output of an earlier run is as it was written, and has the name that it has now."""
        if entry.output is None or not still_there(self._path(entry.output), entry.bytes):
            return False
        if self._marks_files and read_record(self._path(entry.output)) is None:
            return False
        return entry.output == output or self._rename(entry, output)

    def _is_written(self, status: str) -> bool:
        """Whether an input that ended so has an output of its own, or an article's record."""
        return status == Status.OK or (status == Status.FILTERED and self._job.with_filtered)

    def _rename(self, entry: Entry, output: str) -> bool:
        """Whether an output could be given the name that it has now, because the sources were named otherwise."""
        assert entry.output is not None
        try:
            rename(self._path(entry.output), self._path(output))
        except OutputError:
            return False  # it is to be done again, and fails alone if it cannot be written
        self._moved(entry.id, entry.output, output)
        return True

    def _moved(self, entry: int, old: str, new: str) -> None:
        self.folders.changed(self._path(old))
        self.folders.changed(self._path(new))
        self._journal.moved(entry, new)

    def _discard(self, output: str, published: bool) -> None:
        discard(self._path(output), published)
        self.folders.changed(self._path(output))

    def _output(self, entry: Entry, inp: Input) -> str | None:
        """The path of an input's output in the output folder; None where all outputs go to one file."""
        if not self._job.target.is_directory or inp.error:
            return None
        plain = output_name(inp.parts, self._job.extension)
        if self._journal.claim(entry.id, plain):
            return plain
        return told_apart(plain, self._job.extension, inp.name)

    def _path(self, output: str) -> str:
        return os.path.join(self._job.target.path, output)
