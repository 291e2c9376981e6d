"""One run of the main command over its sources: each is extracted, printed, and accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..extractors.article import Status
from ..extractors.options import Options
from ..extractors.sandbox import Begun, Stopped, apart
from ..extractors.text import safe_line
from .common_options import is_folder
from .console import Console
from .exits import STATUS_OF, ExitStatus
from .messages import NO_PAGES, skipped
from .output import Output, files_named, keep_originals, open_output
from .pattern_cache import keep_new_patterns

if TYPE_CHECKING:
    from .output_folder import Folder
    from .pages import Result, Start

# Within an HTML comment two dashes in a row could end it.
_TWO_DASHES = re.compile(r"-(?=[->])")


class Run:
    """The state of one run: how many inputs ended how."""

    def __init__(self, options: Options, console: Console) -> None:
        self.options = options
        self.console = console
        self.ended: Counter[Status] = Counter()
        self.skipped = 0
        self.headed = 0
        self._folder: Folder | None = None

    def over(self, names: list[str], output: str | None) -> ExitStatus:
        """Extract every source and return the exit status: that of all if they agree, else `SOME_FAILED`."""
        self._folder = self._folder_of(names, output)
        with open_output(None if self._folder else output, self.console) as out:
            for result in self._results(names, out.is_terminal and self._folder is None):
                self._print(result, out)
        if self.skipped:
            self.console.note(skipped(self.skipped))
        if not self.ended:
            self.console.error(NO_PAGES)
            return ExitStatus.UNREADABLE
        if len(self.ended) > 1:
            del self.ended[Status.FILTERED]  # among others it is no failure
        statuses = {STATUS_OF[status] for status in self.ended}
        return statuses.pop() if len(statuses) == 1 else ExitStatus.SOME_FAILED

    def _folder_of(self, names: list[str], output: str | None) -> Folder | None:
        """The folder of results, if -o names one. Raises OutputError when something that is read would be replaced."""
        if output is None or not is_folder(output):
            keep_originals(output, names, self.options)
            return None
        from .output_folder import Folder

        return Folder(output, self.options.write.format, files_named(self.options), names)

    def _results(self, names: list[str], is_terminal: bool) -> Iterator[Result]:
        def work(start: Start | None) -> Iterator[Begun | Result]:
            from .pages import Start, Taker

            placed = self._folder.place if self._folder else lambda _found: ()
            yield from Taker(self.options, self.console, is_terminal, placed).over(names, start or Start())
            keep_new_patterns()

        for result in apart(work, self.options.limits, None):
            yield self._stopped(result) if isinstance(result, Stopped) else result

    def _stopped(self, stopped: Stopped) -> Result:
        from .pages import Page

        return Page(stopped.name, self.options).failed(Status.UNREADABLE, stopped.problem)

    def _print(self, result: Result, out: Output) -> None:
        for kind, line in result.said:
            getattr(self.console, kind)(line)
        if result.status is None:
            self.skipped += 1
            return
        self.ended[result.status] += 1
        if self._folder is not None:
            self._folder.write(result)
            return
        if result.headed:
            out.write(self._heading(result.name))
        if result.text:
            (out.write_styled if result.styled else out.write)(result.text)

    def _heading(self, name: str) -> str:
        """What stands before each of several articles, as head(1) does it."""
        self.headed += 1
        blank = "\n" if self.headed > 1 else ""
        line = f"==> {safe_line(name)} <=="
        if self.options.write.format != "text":
            line = f"<!-- {_TWO_DASHES.sub('- ', line)} -->"
        return f"{blank}{line}\n"
