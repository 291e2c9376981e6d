"""Rules at work: what `rules test` and `rules try` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from ..extractors.article import Article
from ..extractors.errors import CleancopyError, SetupError
from ..extractors.pipeline import extract
from ..extractors.render.text import article_text
from ..extractors.rules.catalogue import Entry, read_catalogue
from ..extractors.rules.examples import Outcome, run_examples
from ..extractors.settings import Settings
from ..extractors.sources import find_sources, read_source
from ..extractors.text import safe_line
from .console import Console
from .exits import STATUS_OF, ExitStatus, status_of
from .tables import print_table, styled
from .wording import NO_PAGES, counted

_SHOWN = 100


def print_outcomes(console: Console, entries: Sequence[Entry], *, by_pack: bool) -> int:
    """Run the examples of rules, print a row for each rule (or pack), then each failure; return how many failed."""
    outcomes = run_examples(entries, extract)
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


def _row_of(entry: Entry, by_pack: bool) -> tuple[Path, str]:
    return (entry.file, entry.pack if by_pack else entry.id)


def _without_examples(entries: Sequence[Entry]) -> list[str]:
    return [entry.id for entry in entries if not any(e.drops or e.keeps or e.finds for e in entry.examples)]


def _failure(outcome: Outcome) -> str:
    entry = outcome.entry
    text = outcome.text if len(outcome.text) <= _SHOWN else outcome.text[:_SHOWN] + "…"
    return f"{entry.file}:{entry.line}: {entry.id}: {outcome.wanted} {text!r}: {outcome.problem}"


class Trial:
    """A rule file tried on pages: the result without it and with it."""

    def __init__(self, console: Console, settings: Settings, file: Path) -> None:
        self.console = console
        self.ids = [entry.id for entry in read_catalogue((file,))]
        others = tuple(f for f in settings.rule_files if f.absolute() != file.absolute())
        self.without = replace(settings, rule_files=others)
        self.with_file = replace(settings, rule_files=(file, *others))
        self.file = file
        self.hits: Counter[str] = Counter()
        self.ended: Counter[ExitStatus] = Counter()

    def over(self, pages: Sequence[str]) -> ExitStatus:
        """Print what changes on every page; the status is that of all pages if they agree, else SOME_FAILED."""
        for found in find_sources(pages):
            if found.skipped:
                continue
            try:
                if found.error:
                    raise found.error
                self._try(found.name)
                self.ended[ExitStatus.OK] += 1
            except SetupError:
                raise
            except CleancopyError as err:
                self.console.error(str(err))
                self.ended[STATUS_OF[status_of(err)]] += 1
        if not self.ended:
            self.console.error(NO_PAGES)
            return ExitStatus.UNREADABLE
        idle = [one for one in self.ids if not self.hits[one]]
        if idle:
            self.console.note(f"no hit on {counted(self.ended[ExitStatus.OK], 'page')}: {', '.join(idle)}")
        return next(iter(self.ended)) if len(self.ended) == 1 else ExitStatus.SOME_FAILED

    def _try(self, name: str) -> None:
        source = read_source(name, self.without, self.console.stdin)
        before, after = extract(source, self.without), extract(source, self.with_file)
        hits = {one: after.rules[one] for one in self.ids if one in after.rules}
        self.hits.update(hits)
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
