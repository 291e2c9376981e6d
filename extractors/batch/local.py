"""A batch on this machine, from the inputs to the account of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from ..errors import OutputError, SetupError
from ..rules.site_packs import files_in
from ..sources.discover import is_page_name
from ..sources.originals import originals, refuse_original
from ..text import is_url
from .arrivals import Arrivals
from .devices import check_device, is_device
from .inputs import Input, find_inputs, is_own_report
from .job import Job
from .journal import SKIPPED, Journal, Row
from .outputs import Folders, Publisher, check_ending, merge, still_there, whole_file, write_one_file
from .plan import Plan
from .pool import Workers
from .summary import NAMED_BEFORE, Summary, report
from .work import Outcome, Recipe, Task, unpack


@dataclass(frozen=True, slots=True)
class Watch:
    """Who follows a batch: `told` of each input that is not ok (name, status, reason), `noted` of remarks on a page,
    `moved` of the counts from time to time; `record` takes each record where they go to standard output; `stopped` says
    that the batch shall end now."""

    told: Callable[[str, str, str], None] = lambda _name, _status, _reason: None
    noted: Callable[[str, str], None] = lambda _name, _note: None
    moved: Callable[[Summary], None] = lambda _summary: None
    record: Callable[[str], None] = lambda _line: None
    stopped: Callable[[], bool] = lambda: False


def run_local(job: Job, watch: Watch, inputs: Iterator[Input] | None = None) -> Summary:
    """Do a batch and return the account. What is done stays done, however it ends; the next run goes on from there.

    `inputs` take the place of those that the job names.

    Raises SetupError before anything is extracted, OutputError when outputs cannot be written any more (the account up
    to there is its `summary`), InputError when the list of sources cannot be read.
    """
    began = time.monotonic()
    check_job(job)
    with ExitStack() as stack:
        folders = Folders()
        journal = stack.enter_context(Journal(job.journal, job.fingerprint, folders.sync))
        stream = _Stream(journal, watch.record) if job.target.is_stream else None
        plan = Plan(job, journal, folders, watch.told, stream.send if stream else lambda: None)
        try:
            _extract(job, watch, plan, inputs or find_inputs(job))
        except OutputError as err:
            plan.summary.problem = str(err)
        summary = plan.summary
        summary.stopped = watch.stopped() or summary.problem is not None
        if not summary.stopped:
            try:
                _finish(job, journal, plan, stream)
            except OutputError as err:
                summary.problem, summary.stopped = str(err), True
        summary.seconds = time.monotonic() - began
        try:
            summary.reasons = journal.reasons()
            if summary.named_before:
                summary.reasons.append((SKIPPED, NAMED_BEFORE, summary.named_before))
            write_report(job, journal.rows(), summary)
        except OutputError as err:
            summary.problem = summary.problem or str(err)
    return summary


def check_job(job: Job) -> None:
    """Raise SetupError or OutputError for what cannot work, before anything is extracted."""
    path = job.target.path
    _keep_originals(job)
    if job.links is not None or any(is_url(name) for name in job.sources):  # a list's are met while it is read
        from ..web import check_web

        check_web(job.options.fetch)
    if job.target.is_directory:
        for name in job.sources:
            if os.path.isdir(name) and (os.path.realpath(name) + os.sep).startswith(os.path.realpath(path) + os.sep):
                raise SetupError(f"-o {path}", f"{name} is it, or lies in it: name another folder for the outputs")
        try:
            os.makedirs(path, exist_ok=True)
        except OSError as err:
            raise OutputError(path, f"cannot be a folder for outputs: {(err.strerror or str(err)).lower()}") from err
        if not os.access(path, os.W_OK | os.X_OK):
            raise OutputError(path, "no file can be written into this folder: permission denied")
    elif job.report is not None and not is_device(path) and os.path.realpath(job.report) == os.path.realpath(path):
        raise SetupError("--report", f"{job.report} is the output: name another file")
    else:
        _check_file(job)
    if job.report is not None and is_device(job.report):
        check_device(job.report)
    if job.dedupe:
        from .duplicates import import_datasketch

        import_datasketch()


def _check_file(job: Job) -> None:
    """Raise SetupError or OutputError for what cannot work where all records go to one file or standard output."""
    path = job.target.path
    if job.prune:
        raise SetupError("--prune-outputs", "is for a directory of outputs: one file holds what was found, and no more")
    if job.skip_existing:
        raise SetupError("--skip-existing", "is for a directory of outputs: a batch into one file goes on by itself")
    if job.target.is_stream:
        if job.dedupe:
            raise SetupError("--dedupe", "needs all records before the first can be written: name a file with -o")
        return
    check_ending(job.target.ending)
    if is_device(path):
        check_device(path)
    elif not os.path.isdir(os.path.dirname(os.path.realpath(path))):
        raise OutputError(path, "cannot be written: there is no such folder")


def _keep_originals(job: Job) -> None:
    """Raise OutputError for a report or one file that would take the place of what is read.

    What a list names is looked at when it is met.
    """
    written = [path for path in (job.report, job.target.path) if path and os.path.isfile(path)]
    if not written:
        return
    where = job.links.where if job.links else ()
    listed = job.listing.names if job.listing else ()
    named = [str(file) for path in job.options.extract.rule_files for file in files_in(path)]
    folders = [os.path.realpath(name) + os.sep for name in job.sources if os.path.isdir(name)]
    known = originals((name for name in job.sources if not os.path.isdir(name)), (*where, *listed, *named))
    for path in written:
        refuse_original(path, known)
    if job.report is not None and not is_own_report(job) and os.path.isfile(job.report):
        lies_in = any(os.path.realpath(job.report).startswith(folder) for folder in folders)
        if lies_in and is_page_name(job.report):
            raise OutputError(job.report, "is an input, and is left as it is: name another file")


def _extract(job: Job, watch: Watch, plan: Plan, inputs: Iterator[Input]) -> None:
    """Find, extract and publish, until all is done or the watch says stop."""
    recipe = Recipe(job.options, job.gates, job.target.is_directory, job.dedupe, job.with_filtered)
    arrivals = Arrivals(job.options, inputs, frozenset(job.sources), job.links.where if job.links else ())
    try:
        with Workers(job.workers, recipe) as workers, Publisher[tuple[Task, Outcome]](plan.folders) as publisher:
            for task, outcome in workers.run(plan.tasks(arrivals), watch.stopped):
                if outcome.fatal:
                    raise OutputError("", outcome.fatal)
                for note in outcome.notes:
                    watch.noted(task.name, note)
                output = plan.took(task, outcome)
                if output is not None:
                    publisher.publish(output, (task, outcome))
                for done in publisher.done():
                    plan.settled(*done)
                watch.moved(plan.summary)
            for done in publisher.done(all_of_them=True):
                plan.settled(*done)
            watch.moved(plan.summary)
    finally:
        arrivals.close()
        plan.abandon()


def _finish(job: Job, journal: Journal, plan: Plan, stream: _Stream | None) -> None:
    """What can be done only when all inputs are known: names that meet, near-duplicates, the one file.

    Raises OutputError, also when in the end there is not what the account says.
    """
    journal.commit()
    if job.target.is_directory:
        plan.tell_apart()
    if job.dedupe:
        from .duplicates import find_duplicates

        journal.mark_duplicates(find_duplicates(list(journal.sketches())))
        plan.summary.duplicates = plan.mark_duplicates()
    if job.target.is_directory:
        _compare_files(job, journal, plan.summary)
        plan.find_stale()
    elif stream is not None:
        _compare_records(job, journal, plan.summary, stream.sent)
    elif plan.summary.found > plan.summary.skipped:
        optional = job.options.write.extras | ({"comments"} if job.options.write.comments else set())
        write_one_file(job.target, _all_records(job, journal, plan.summary), frozenset(optional))


def _compare_files(job: Job, journal: Journal, summary: Summary) -> None:
    """Raise OutputError unless each input that is ok has its output, as long as it was written."""
    number, gone = 0, list[str]()
    for output, size in journal.outputs():
        number += 1
        if not still_there(os.path.join(job.target.path, output), size):
            gone.append(output)
    if gone:
        problem = f"{len(gone)} of {number} outputs are gone or changed, such as {gone[0]}"
        raise OutputError(job.target.path, f"{problem}: run the same command again, it makes them anew")
    due = summary.ok + (summary.filtered if job.with_filtered else 0)
    if number != due:
        raise _disagreement(job, f"{number} outputs where {due} are due")


def _all_records(job: Job, journal: Journal, summary: Summary) -> Iterator[str]:
    """A record for each input that should have one. Raises OutputError at their end, before the file gets its name,
    when there are less or more."""
    number = 0
    for line in merge(journal.lines()):
        yield line
        number += 1
    _compare_records(job, journal, summary, number)


def _compare_records(job: Job, journal: Journal, summary: Summary, number: int) -> None:
    """Raise OutputError unless so many records are as many as are due."""
    due = summary.found - summary.skipped - (0 if job.with_filtered else summary.filtered)
    if number == due:
        return
    missing = None if job.target.is_stream else next(journal.without_record(), None)
    if missing is None:
        raise _disagreement(job, f"{number} records where {due} are due")
    problem = f"{number} records where {due} are due, none of {missing}"
    raise OutputError(job.target.path, f"not written: {problem}: run the same command again, it makes them anew")


def _disagreement(job: Job, problem: str) -> OutputError:
    return OutputError(job.journal, f"the journal has {problem}: delete it, and run the same command again")


def write_report(job: Job, rows: Iterable[Row], summary: Summary) -> None:
    """Write the account as JSON, if it is wanted. Raises OutputError."""
    if job.report is not None:
        with whole_file(job.report) as file:
            file.writelines(piece.encode("utf-8") for piece in report(summary, job, rows))


class _Stream:
    """Send the records of a run to standard output, in the order of the inputs; `sent` counts them.

    The journal holds those that wait.
    """

    def __init__(self, journal: Journal, write: Callable[[str], None]) -> None:
        self.sent = 0
        self._journal = journal
        self._write = write
        self._place = 0

    def send(self) -> None:
        """Send what is ready. Raises what writing raises."""
        for place, entry, line in self._journal.ready(self._place):
            self._place = place
            if line is not None:
                self._write(unpack(line))
                self._journal.forget_line(entry)
                self.sent += 1
