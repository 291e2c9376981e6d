"""One run of the main command over its sources: each is extracted, printed, and accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ..extractors.article import Article, Status
from ..extractors.errors import CleancopyError, SetupError
from ..extractors.pipeline import extract
from ..extractors.render import RENDERERS
from ..extractors.render.json_record import dump, failure, record
from ..extractors.settings import Settings
from ..extractors.sources import Found, find_pages, read_source
from ..extractors.text import safe_line
from .console import Console, PipeClosed
from .exits import STATUS_OF, ExitStatus, status_of
from .output import Output, open_output
from .wording import NO_PAGES, skipped, surprise

# Within an HTML comment two dashes in a row could end it.
_TWO_DASHES = re.compile(r"-(?=[->])")


class Run:
    """The state of one run: how many inputs ended how."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.settings = settings
        self.console = console
        self.ended: Counter[Status] = Counter()
        self.skipped = 0
        self.printed = 0
        self.several = False

    def over(self, names: Iterable[str], output: Path | None) -> ExitStatus:
        """Extract every source and return the exit status: that of all if they agree, else `SOME_FAILED`."""
        found, self.several = _with_count(find_pages(names, self.settings))
        with open_output(output, self.console) as out:
            for one in found:
                self._take(one, out)
        if self.skipped:
            self.console.note(skipped(self.skipped))
        if not self.ended:
            self.console.error(NO_PAGES)
            return ExitStatus.UNREADABLE
        statuses = {STATUS_OF[status] for status in self.ended}
        return statuses.pop() if len(statuses) == 1 else ExitStatus.SOME_FAILED

    def _take(self, found: Found, out: Output) -> None:
        if found.skipped:
            self.skipped += 1
            self.console.detail(f"{found.name}: skipped: {found.skipped}")
            return
        try:
            if found.error:
                raise found.error
            article = extract(found.source or read_source(found.name, self.settings, self.console.stdin), self.settings)
        except (SetupError, PipeClosed):
            raise
        except CleancopyError as err:
            self._failed(found.name, status_of(err), str(err), err.problem, out)
        except Exception as err:  # one page's surprise must not cost the pages after it
            problem = surprise(err)
            self._failed(found.name, Status.INTERNAL, f"{found.name}: {problem}", problem, out)
        else:
            self._print(article, out)

    def _print(self, article: Article, out: Output) -> None:
        for note in article.notes:
            self.console.note(f"{article.source}: {note}")
        self.console.detail(f"{article.source}: {article.status}, {article.word_count} words, rules: {_fired(article)}")
        if article.problem and article.kept and article.confidence >= self.settings.min_confidence:
            # Behind a wall: what is there is given, and called what it is.
            self.console.error(f"{article.source}: {article.problem}")
        elif article.status is not Status.OK:
            problem = why_none(article, self.settings)
            self._failed(article.source, article.status, f"{article.source}: {problem}", problem, out)
            return
        self.ended[article.status] += 1
        if self.settings.format == "json":
            out.write(self._json(record(article, self.settings), out))
            return
        if self.several:
            out.write(self._separator(article.source))
        if self.settings.format == "text" and out.is_terminal:
            from .terminal import set_for_terminal

            out.write_styled(set_for_terminal(article, self.settings))
        else:
            out.write(RENDERERS[self.settings.format](article, self.settings))

    def _failed(self, name: str, status: Status, line: str, problem: str, out: Output) -> None:
        self.ended[status] += 1
        self.console.error(line)
        if self.settings.format == "json":
            out.write(self._json(failure(name, status, problem), out))

    def _json(self, value: dict[str, object], out: Output) -> str:
        """One line for a program, indented for a person."""
        return dump(value, indent=2 if out.is_terminal and not self.several else None)

    def _separator(self, name: str) -> str:
        """What stands before each of several articles, as head(1) does it."""
        self.printed += 1
        blank = "\n" if self.printed > 1 else ""
        line = f"==> {safe_line(name)} <=="
        if self.settings.format != "text":
            line = f"<!-- {_TWO_DASHES.sub('- ', line)} -->"
        return f"{blank}{line}\n"


def _with_count(found: Iterator[Found]) -> tuple[Iterator[Found], bool]:
    """The inputs again, and whether there are several; no more than two are waited for."""
    first = []
    for one in found:
        first.append(one)
        if sum(not f.skipped for f in first) > 1:
            break
    several = sum(not f.skipped for f in first) > 1
    return chain(first, found), several


def why_none(article: Article, settings: Settings) -> str:
    """Why an article that was extracted does not count as one, for a person."""
    if article.problem:
        return article.problem
    if 0 < article.confidence < settings.min_confidence:
        return f"confidence {article.confidence:.2f} is less than --min-confidence {settings.min_confidence:g}"
    return "no article found: the page may be a listing, a form or empty"


def _fired(article: Article) -> str:
    return ", ".join(f"{rule} ({count})" for rule, count in sorted(article.rules.items())) or "none"
