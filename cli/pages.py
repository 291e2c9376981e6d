"""Extract each input and write it as it will be printed: imported in the process that has the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

from ..extractors.article import Article, Origin, Source, Status
from ..extractors.errors import CleancopyError, InputError, SetupError
from ..extractors.options import Options
from ..extractors.pipeline import extract
from ..extractors.sandbox import Begun, too_much_memory, within
from ..extractors.sources import Found, find_sources, read_source
from ..extractors.sources.archives import entries_in, is_archive, steps
from ..extractors.sources.source_reader import saved_page
from ..extractors.text import is_url
from ..extractors.write import RENDERERS
from .console import Console
from .exits import status_of
from .messages import surprise


@dataclass(frozen=True, slots=True)
class Result:
    """One input as it will be printed.

    `status` is None for a file that was passed over. `said` are lines for stderr, each with the name of the Console's
    method that says it. `text` is what is printed, `styled` when it is set for a terminal, `headed` when its name
    stands above it because there are several. `place` is an article's in a folder of outputs; what failed has none.
    """

    name: str
    status: Status | None
    said: tuple[tuple[str, str], ...]
    text: str = ""
    styled: bool = False
    headed: bool = False
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """Where to go on: at the source with this number, an archive from a place in it; `several` pages are known of."""

    source: int = 0
    place: Any = 0
    several: bool = False


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes inputs up one after the other; `is_terminal` and `placed` say where the results go."""

    options: Options
    console: Console
    is_terminal: bool
    placed: Callable[[Found], tuple[str, ...]]

    def over(self, names: Iterable[str], start: Start) -> Iterator[Begun | Result]:
        """Begun and then Result for each input, from `start` on."""
        names = list(names)
        several = start.several
        if not several:
            for first in self._several(names):
                if isinstance(first, Begun):
                    yield first
                else:
                    several = first
        for number, found in islice(enumerate(self._sources(names)), start.source, None):
            following = Start(number + 1, 0, several)
            if found.error or found.skipped or not is_archive(found.name):
                yield Begun(found.name, following)
                yield self._take(found, several)
                continue
            for one in self._in_archive(found.name, start.place if number == start.source else 0):
                if isinstance(one, Begun):
                    yield Begun(one.name, following if one.then is None else Start(number, one.then, several))
                else:
                    yield self._take(one, several)

    def _sources(self, names: Iterable[str]) -> Iterator[Found]:
        return find_sources(names, skip_companions=self.options.skip_companions)

    def _several(self, names: Iterable[str]) -> Iterator[Begun | bool]:
        """Whether there are several inputs; no more than two are looked for, and none is read."""
        count = 0
        for number, found in enumerate(self._sources(names)):
            if found.skipped:
                continue
            if found.error or not is_archive(found.name):
                count += 1
            else:
                yield Begun(found.name, Start(number + 1, 0, True))
                with within(self.options.limits):
                    inside = entries_in(found.name, self.options.limits, skip_companions=self.options.skip_companions)
                    count += sum(1 for _ in islice((e for e in inside if not getattr(e, "skipped", None)), 2))
            if count > 1:
                break
        yield count > 1

    def _in_archive(self, name: str, place: Any) -> Iterator[Begun | Found]:
        """The pages of an archive, with limited memory while each is read."""
        read = partial(steps, name, self.options.limits, self.options.skip_companions, None)
        reading = read(place)
        last = Begun(name)
        while True:
            try:
                with within(self.options.limits):
                    one = next(reading, None)
            except MemoryError:
                yield Found(last.name, InputError(last.name, too_much_memory(self.options.limits)))
                if last.then is None:
                    return
                reading = read(last.then)
                continue
            if one is None:
                return
            last = one if isinstance(one, Begun) else last
            yield one

    def _extracted(self, found: Found) -> tuple[Source, Article]:
        source, options = found.source, self.options
        if source is None and is_url(found.name):  # no limit yet, for this may begin a browser
            source = read_source(found.name, options.fetch, options.limits)
        with within(self.options.limits):
            source = source or read_source(
                found.name, options.fetch, options.limits, options.extract.url, self.console.stdin
            )
            source = saved_page(source, options.limits)
            return source, extract(source, options.extract, options.limits)

    def _take(self, found: Found, several: bool) -> Result:
        if found.skipped:
            return Result(found.name, None, (("detail", f"{found.name}: skipped: {found.skipped}"),))
        place, url = self.placed(found), self._address(found)
        page = Page(found.name, self.options, self.is_terminal, several, url, found.origin, place)
        try:
            if found.error:
                raise found.error
            source, article = self._extracted(found)
            return replace(page, url=source.url, origin=source.origin).printed(article)
        except SetupError:
            raise
        except CleancopyError as err:
            return page.failed(status_of(err), err.problem, str(err))
        except MemoryError:
            return page.failed(Status.UNREADABLE, too_much_memory(self.options.limits))
        except Exception as err:  # one page's surprise must not cost the pages after it
            return page.failed(Status.INTERNAL, surprise(err))

    def _address(self, found: Found) -> str | None:
        return found.name if is_url(found.name) else self.options.extract.url


@dataclass(frozen=True, slots=True)
class Page:
    """One input, where it is from as far as that is known, and how it will be printed."""

    name: str
    options: Options
    is_terminal: bool = False
    several: bool = False
    url: str | None = None
    origin: Origin = field(default_factory=Origin)
    place: tuple[str, ...] = ()

    def printed(self, article: Article) -> Result:
        """The article, or why there is none."""
        done = f"{article.source}: {article.status}, {article.word_count} words, rules: {_fired(article)}"
        said = (*(("note", f"{article.source}: {note}") for note in article.notes), ("detail", done))
        if article.problem and article.kept and article.confidence >= self.options.extract.min_confidence:
            # Behind a wall: what is there is given, and called what it is.
            said = (*said, ("error", f"{article.source}: {article.problem}"))
        elif article.status is Status.FILTERED:
            url = article.metadata.url if self.options.write.format == "json" else None
            failed = replace(self, url=url or self.url, origin=article.origin).failed(article.status, article.why_none)
            return replace(failed, said=said + failed.said)
        elif article.status is not Status.OK:
            said = (*said, ("error", f"{self.name}: {article.why_none}"))
            if self.options.write.format != "json":
                return Result(self.name, article.status, said)
        return self._set(article, said)

    def _set(self, article: Article, said: tuple[tuple[str, str], ...]) -> Result:
        """The article in the format asked for."""
        if self.options.write.format == "json":
            from ..extractors.write.json_record import record

            text, styled = self._json(record(article, self.options.write)), False
            return Result(self.name, article.status, said, text, styled, place=self.place)
        if self.options.write.format == "text" and self.is_terminal:
            from .terminal import set_for_terminal

            text, styled = set_for_terminal(article, self.options.write), True
        else:
            text, styled = RENDERERS[self.options.write.format](article, self.options.write), False
        return Result(self.name, article.status, said, text, styled, self.several, self.place)

    def failed(self, status: Status, problem: str, line: str | None = None) -> Result:
        """The line that says why, and the record of the failure where records are asked for."""
        said = (("error", line or f"{self.name}: {problem}"),)
        if self.options.write.format != "json":
            return Result(self.name, status, said)
        from ..extractors.write.json_record import failure

        return Result(self.name, status, said, self._json(failure(self.name, status, problem, self.url, self.origin)))

    def _json(self, value: dict[str, object]) -> str:
        """One line for a program, indented for a person."""
        from ..extractors.write.json_record import dump

        return dump(value, indent=2 if self.is_terminal and not self.several else None)


def _fired(article: Article) -> str:
    return ", ".join(f"{rule} ({count})" for rule, count in sorted(article.rules.items())) or "none"
