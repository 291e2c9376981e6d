"""Rules at work: what `rules test` and `rules try` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from ...extractors.article import Article
from ...extractors.errors import CleancopyError, SetupError
from ...extractors.options import Limits, Options
from ...extractors.pipeline import extract
from ...extractors.rules.catalogue import Entry, read_catalogue
from ...extractors.rules.rule import Rule
from ...extractors.rules.rule_examples import Outcome, run_examples, wanted_of
from ...extractors.sandbox import Begun, Stopped, apart, too_much_memory, within
from ...extractors.sources import find_sources, read_source
from ...extractors.text import is_url, safe_line
from ...extractors.write.article_text import article_text
from ..console import Console
from ..exits import STATUS_OF, ExitStatus, status_of
from ..messages import NO_PAGES, counted
from ..tables import print_table, styled

_SHOWN = 100
# Each page is extracted twice.
PAGE_LIMITS = Limits(2 * Limits.seconds, advice_time="leave it out", advice_memory="leave it out")


def print_outcomes(console: Console, entries: Sequence[Entry], *, by_pack: bool) -> int:
    """Run the examples of rules, print a row for each rule (or pack), then each failure; return how many failed."""
    outcomes = list(_outcomes(entries))
    passed = Counter(_row_of(o.entry, by_pack) for o in outcomes if o.passed)
    failed = Counter(_row_of(o.entry, by_pack) for o in outcomes if not o.passed)
    rows = []
    for key in dict.fromkeys(_row_of(entry, by_pack) for entry in entries):
        state = "failed" if failed[key] else "ok" if passed[key] else "no example"
        rows.append((key[1], state, str(passed[key]), str(failed[key])))
    print_table(console, ("pack" if by_pack else "rule", "", "passed", "failed"), rows)
    for outcome in outcomes:
        if not outcome.passed:
            console.error(_failure(outcome))
    without = _without_examples(entries)
    if without:
        console.note(f"{counted(len(without), 'rule')} without an example: {', '.join(without)}")
    console.note(f"{counted(passed.total(), 'example')} passed, {failed.total()} failed")
    return failed.total()


def _outcomes(entries: Sequence[Entry]) -> Iterator[Outcome]:
    """Run the examples of each rule, with limits: they may be pages."""

    compiled: dict[Path, dict[str, Rule]] = {}

    def work(start: int) -> Iterator[Begun | list[Outcome]]:
        for number, entry in islice(enumerate(entries), start, None):
            yield Begun(str(number), number + 1)
            with within(PAGE_LIMITS):
                outcomes = run_examples((entry,), extract, compiled)
            yield outcomes

    for end in apart(work, PAGE_LIMITS):
        if isinstance(end, Stopped):
            entry = entries[int(end.name)]
            wanted = [(w, text) for one in entry.examples for w, text in wanted_of(one)]
            yield from (Outcome(entry, w, text, f"its page {end.problem}") for w, text in wanted)
        else:
            yield from end


def _row_of(entry: Entry, by_pack: bool) -> tuple[Path, str]:
    return (entry.file, entry.pack if by_pack else entry.id)


def _without_examples(entries: Sequence[Entry]) -> list[str]:
    return [entry.id for entry in entries if not any(e.drops or e.keeps or e.finds for e in entry.examples)]


def _failure(outcome: Outcome) -> str:
    entry = outcome.entry
    text = outcome.text if len(outcome.text) <= _SHOWN else outcome.text[:_SHOWN] + "…"
    return f"{entry.file}:{entry.line}: {entry.id}: {outcome.wanted} {text!r}: {outcome.problem}"


@dataclass(frozen=True, slots=True)
class Tried:
    """How a page ended, and how often each rule fired on it."""

    status: ExitStatus
    hits: dict[str, int] = field(default_factory=dict)


class Trial:
    """A rule file tried on pages: the result without it and with it."""

    def __init__(self, console: Console, options: Options, file: Path) -> None:
        self.console = console
        self.ids = [entry.id for entry in read_catalogue((file,))]
        others = tuple(f for f in options.extract.rule_files if f.absolute() != file.absolute())
        self.without = replace(options.extract, rule_files=others)
        self.with_file = replace(options.extract, rule_files=(file, *others))
        self.fetch = options.fetch
        self.file = file
        self.hits: Counter[str] = Counter()
        self.ended: Counter[ExitStatus] = Counter()

    def over(self, pages: Sequence[str]) -> ExitStatus:
        """Print what changes on every page; the status is that of all pages if they agree, else SOME_FAILED."""
        for end in apart(lambda start: self._pages(pages, start), PAGE_LIMITS):
            if isinstance(end, Stopped):
                self.console.error(f"{end.name}: {end.problem}")
                self.ended[ExitStatus.UNREADABLE] += 1
            else:
                self.ended[end.status] += 1
                self.hits.update(end.hits)
        if not self.ended:
            self.console.error(NO_PAGES)
            return ExitStatus.UNREADABLE
        idle = [one for one in self.ids if not self.hits[one]]
        if idle and self.ended[ExitStatus.OK]:
            self.console.note(f"no hit on {counted(self.ended[ExitStatus.OK], 'page')}: {', '.join(idle)}")
        return next(iter(self.ended)) if len(self.ended) == 1 else ExitStatus.SOME_FAILED

    def _pages(self, pages: Sequence[str], start: int) -> Iterator[Begun | Tried]:
        """Try each page, in the process that reads them, which prints what changes."""
        for number, found in islice(enumerate(find_sources(pages)), start, None):
            if found.skipped:
                continue
            yield Begun(found.name, number + 1)
            try:
                if found.error:
                    raise found.error
                tried = Tried(ExitStatus.OK, self._try(found.name))
            except SetupError:
                raise
            except CleancopyError as err:
                self.console.error(str(err))
                tried = Tried(STATUS_OF[status_of(err)])
            except MemoryError:
                self.console.error(f"{found.name}: {too_much_memory(PAGE_LIMITS)}")
                tried = Tried(ExitStatus.UNREADABLE)
            self.console.flush()
            yield tried

    def _try(self, name: str) -> dict[str, int]:
        """Print what changes on a page; returns the hits of each rule."""
        source = read_source(name, self.fetch) if is_url(name) else None
        with within(PAGE_LIMITS):
            source = source or read_source(name, url=self.without.url, stdin=self.console.stdin)
            before, after = extract(source, self.without), extract(source, self.with_file)
        hits = {one: after.rules[one] for one in self.ids if one in after.rules}
        for note in after.notes:
            self.console.note(f"{name}: {note}")
        old, new = (safe_line(f"{name} {which} {self.file}") for which in ("without", "with"))
        diff = list(unified_diff(_lines(before), _lines(after), old, new, n=1, lineterm=""))
        if not diff:
            self.console.write(f"{safe_line(name)}: nothing changes{'' if hits else ', no rule matches'}\n")
        for line in diff:
            self._print(line)
        for one, count in hits.items():
            self._print(f"# {one}: {counted(count, 'hit')}")
        return hits

    def _print(self, line: str) -> None:
        if self.console.is_terminal:
            self.console.write_styled(styled((line, _style(line))))
        else:
            self.console.write(line + "\n")


def _style(line: str) -> str:
    if line.startswith(("---", "+++", "#")):
        return "bold"
    return {"-": "red", "+": "green", "@": "cyan"}.get(line[:1], "")


def _lines(article: Article) -> list[str]:
    """What is compared: title, authors and date, each on a line, and the lines of the article's text."""
    meta = article.metadata
    head = [f"title: {meta.title or ''}", f"authors: {', '.join(meta.authors)}", f"date: {meta.date or ''}"]
    return [*head, *filter(None, article_text(article.kept).splitlines())]
