"""What a person sees of a batch: a bar while it runs, a line for each failure, and the account at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..extractors.batch.job import Job
from ..extractors.text import safe_line
from .batch_options import MaxFailures
from .console import Console
from .exits import STATUS_OF, ExitStatus
from .messages import NO_PAGES, counted

if TYPE_CHECKING:
    from ..extractors.batch.local import Watch
    from ..extractors.batch.summary import Summary

_MOST_REASONS = _MOST_STALE = 12
_NO_FAILURES = ("filtered", "skipped")
_UNWRAPPED = 250  # columns in a file or pipe
_REFRESH = 0.2  # seconds


class Account:
    """Follows a batch for a person. Use as a context; `conclude` prints the account and returns the exit status."""

    def __init__(
        self, job: Job, console: Console, most: MaxFailures, progress: bool, stopped: Callable[[], bool]
    ) -> None:
        from ..extractors.batch.local import Watch

        self._job = job
        self._console = console
        self._most = most
        self._bar = _Bar(job) if progress and console.verbosity >= 0 and _is_terminal(console) else None
        self.watch: Watch = Watch(self._told, self._noted, self._moved, self._record, stopped)

    def __enter__(self) -> Account:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def conclude(self, summary: Summary, interrupted: bool) -> int:
        """Print the account of the batch and return the status for the shell."""
        if not self._is_quiet:
            self._print_table(summary)
        if summary.problem:
            self._say_stopped(summary.problem)
            return ExitStatus.OUTPUT
        if interrupted:
            more = ": the same command goes on from here" if self._job.journal else ""
            self._console.error(f"interrupted{more}")
            return ExitStatus.INTERRUPTED
        links = self._job.links
        if not summary.found and links is not None and links.since is not None:
            self._console.note(f"nothing new: no entry since {links.since}")
            return ExitStatus.OK
        if not summary.found:
            named = bool(self._job.sources or self._job.listing)
            self._console.error(NO_PAGES if named else "no pages found: the feeds and sitemaps name none")
            return ExitStatus.UNREADABLE
        return self._judge(summary)

    def _judge(self, summary: Summary) -> ExitStatus:
        """The status that failures have, after a line about those that are not named, or none too many."""
        self._name_stale(summary)
        if summary.failed_before and not self._job.all_failures:
            self._console.note(f"{summary.failed_before:,} failed as before: --all-failures names them")
        if not summary.failed:
            return ExitStatus.OK
        base = summary.found - summary.skipped
        if self._most.allows(summary.failed, base):
            if summary.ok or (summary.filtered and self._job.with_filtered):
                said = f"{summary.failed:,} of {base:,} failed: no more than --max-failures {self._most} allows"
                self._console.note(said)
                return ExitStatus.OK
            self._console.note("nothing came out: that is a failure, whatever --max-failures allows")
        if self._is_quiet:
            self._console.error(_in_one_line(summary))
        ended = {STATUS_OF[status] for status in summary.statuses if status not in _NO_FAILURES}
        if ExitStatus.OUTPUT in ended:
            return ExitStatus.OUTPUT
        if summary.filtered:
            ended.add(ExitStatus.OK)
        return ended.pop() if len(ended) == 1 else ExitStatus.SOME_FAILED

    def _name_stale(self, summary: Summary) -> None:
        """Name outputs whose input is gone."""
        for output, source, fate, removed in summary.stale_outputs[:_MOST_STALE]:
            self._console.note(f"{output}: {'removed' if removed else 'stale'}: its input {source} is {fate}")
        more, left = summary.stale - _MOST_STALE, summary.stale - summary.pruned
        if more > 0:
            self._console.note(f"{more:,} more stale outputs (--report FILE lists them)")
        if left:
            changed = self._job.prune
            hint = (
                "changed since they were written, and kept"
                if changed
                else "--prune-outputs removes what nobody changed"
            )
            self._console.note(f"{counted(left, 'stale output', ',')} in {self._job.target.path}: {hint}")

    @property
    def _is_quiet(self) -> bool:
        return self._console.verbosity < 0

    def _say_stopped(self, problem: str) -> None:
        """Say why the batch could not go on; in one line where nothing else is said."""
        lines = [problem]
        if self._job.journal:
            lines.append("stopped there: the same command goes on from here")
        for line in ["; ".join(lines)] if self._is_quiet else lines:
            self._console.error(line)

    def _told(self, name: str, status: str, reason: str) -> None:
        if status in _NO_FAILURES:
            self._quietly(lambda: self._console.detail(f"{name}: {status}: {reason}"))
        elif not self._is_quiet:
            self._quietly(lambda: self._console.error(f"{name}: {reason}"))

    def _record(self, line: str) -> None:
        def write() -> None:
            self._console.write(line)
            self._console.flush()

        self._quietly(write)

    def _noted(self, name: str, note: str) -> None:
        self._quietly(lambda: self._console.note(f"{name}: {note}"))

    def _moved(self, summary: Summary) -> None:
        if self._bar:
            self._bar.show(summary)

    def _quietly(self, say: Callable[[], None]) -> None:
        """Say a line above the bar."""
        if self._bar:
            self._bar.hide()
        say()

    def _print_table(self, summary: Summary) -> None:
        from rich.console import Console as RichConsole

        stream = self._console.stderr
        if stream is not None:
            width = None if stream.isatty() else _UNWRAPPED
            console = RichConsole(file=stream, width=width, highlight=False, markup=False, emoji=False)
            with suppress(OSError):  # as a line for stderr: the status still says how it went
                console.print(_table(summary, self._job))


def _in_one_line(summary: Summary) -> str:
    """What failed, for somebody who wants to read no more than that."""
    kinds = [(n, status) for status, n in sorted(summary.statuses.items()) if status not in (*_NO_FAILURES, "ok")]
    said = f"{summary.failed:,} of {summary.found - summary.skipped:,} failed"
    said += f" ({', '.join(f'{n:,} {status}' for n, status in kinds)})"
    return said + (f", {summary.failed_before:,} of them as before" if summary.failed_before else "")


def _is_terminal(console: Console) -> bool:
    return console.stderr is not None and console.stderr.isatty()


def _table(summary: Summary, job: Job) -> Any:
    """The account as a table: the counts, what they consist of, and the reasons."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_column()
    table.add_row(f"{summary.found:,}", "found", _pace(summary))
    table.add_row(Text(f"{summary.ok:,}", "green"), "ok", _outputs(summary, job))
    table.add_row(f"{summary.filtered:,}", "filtered", "")
    _add_reasons(table, [r for r in summary.reasons if r[0] == "filtered"])
    table.add_row(Text(f"{summary.failed:,}", "red" if summary.failed else ""), "failed", "")
    _add_reasons(table, [r for r in summary.reasons if r[0] not in _NO_FAILURES])
    table.add_row(f"{summary.skipped:,}", "skipped", "")
    _add_reasons(table, [r for r in summary.reasons if r[0] == "skipped"])
    return table


def _add_reasons(table: Any, reasons: list[tuple[str, str, int]]) -> None:
    for status, reason, count in reasons[:_MOST_REASONS]:
        said = "" if status in _NO_FAILURES else f"{status}: "
        table.add_row("", f"{count:,}", safe_line(said + reason)[:200])
    if len(reasons) > _MOST_REASONS:
        rest = sum(count for _, _, count in reasons[_MOST_REASONS:])
        table.add_row("", f"{rest:,}", "for other reasons (--report FILE lists all)")


def _pace(summary: Summary) -> str:
    new = summary.found - summary.earlier
    rate = f", {new / summary.seconds:,.1f} a second" if new and summary.seconds else ""
    return f"in {summary.seconds:,.1f} s{rate}" + (" (not all: stopped before)" if summary.stopped else "")


def _outputs(summary: Summary, job: Job) -> str:
    where = "standard output" if job.target.is_stream else safe_line(job.target.path)
    written = ""
    if summary.stopped and not job.target.is_directory:  # one file appears when all is done
        written = "none of them yet " if job.journal else "not all of them "
    parts = [f"{summary.words:,} words{', ' if written else ' '}{written}in {where}"]
    if summary.earlier:
        parts.append(f"{summary.earlier:,} by an earlier run")
    if summary.duplicates:
        parts.append(counted(summary.duplicates, "near-duplicate", ","))
    return ", ".join(parts)


class _Bar:
    """A bar with rate, time left and counts, on stderr. How many inputs there are is counted beside the work."""

    def __init__(self, job: Job) -> None:
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeRemainingColumn(),
            console=RichConsole(stderr=True, highlight=False),
            transient=True,
            auto_refresh=False,
            speed_estimate_period=60,
        )
        self._task = self._progress.add_task("", total=None, counts="")
        self._job = job
        self._shown = 0.0
        self._began = time.monotonic()

    def start(self) -> None:
        import threading

        self._progress.start()
        threading.Thread(target=self._count, daemon=True).start()

    def stop(self) -> None:
        self._progress.stop()

    def hide(self) -> None:
        """Make room for a line."""
        self._progress.console.file.write("\r\x1b[2K")

    def show(self, summary: Summary) -> None:
        now = time.monotonic()
        if now - self._shown < _REFRESH:
            return
        self._shown = now
        rate = (summary.found - summary.earlier) / max(now - self._began, 0.001)
        counts = f"{rate:,.1f}/s  ok {summary.ok:,}  failed {summary.failed:,}  "
        counts += f"filtered {summary.filtered:,}  skipped {summary.skipped:,}"
        self._progress.update(self._task, completed=summary.found, counts=counts, refresh=True)

    def _count(self) -> None:
        from ..extractors.batch.inputs import count_inputs

        total = count_inputs(self._job)
        if total is not None:
            self._progress.update(self._task, total=total)
