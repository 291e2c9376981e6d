"""What becomes of each input: extracted, and set as it will be printed. Only the process that does it imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from ..extractors.article import Article, Origin, Status
from ..extractors.errors import CleancopyError, SetupError
from ..extractors.pipeline import extract
from ..extractors.render import RENDERERS
from ..extractors.settings import Settings
from ..extractors.sources import Found, find_pages, is_url, read_source
from .apart import Begun, Limits, too_much_memory, within
from .console import Console
from .exits import status_of
from .wording import surprise


@dataclass(frozen=True, slots=True)
class Result:
    """One input as it will be printed.

    `status` is None for a file that was passed over. `said` are lines for stderr, each with the name of the Console's
    method that says it. `text` is what is printed, `styled` when it is set for a terminal, `headed` when its name
    stands above it because there are several.
    """

    name: str
    status: Status | None
    said: tuple[tuple[str, str], ...]
    text: str = ""
    styled: bool = False
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes inputs up one after the other; `is_terminal` says where the results go."""

    settings: Settings
    console: Console
    limits: Limits
    is_terminal: bool

    def over(self, names: Iterable[str], first: int) -> Iterator[Begun | Result]:
        """Begun and then Result for each input from number `first` on."""
        found, several = _with_count(find_pages(names, self.settings))
        for number, one in enumerate(found):
            if number >= first:
                yield Begun(one.name)
                yield self._take(one, several)

    def _take(self, found: Found, several: bool) -> Result:
        if found.skipped:
            return Result(found.name, None, (("detail", f"{found.name}: skipped: {found.skipped}"),))
        page = Page(found.name, self.settings, self.is_terminal, several, self._address(found), found.origin)
        try:
            if found.error:
                raise found.error
            source = found.source or read_source(found.name, self.settings, self.console.stdin)
            page = replace(page, url=source.url, origin=source.origin)
            with within(self.limits):
                return page.printed(extract(source, self.settings))
        except SetupError:
            raise
        except CleancopyError as err:
            return page.failed(status_of(err), err.problem, str(err))
        except MemoryError:
            return page.failed(Status.UNREADABLE, too_much_memory(self.limits))
        except Exception as err:  # one page's surprise must not cost the pages after it
            return page.failed(Status.INTERNAL, surprise(err))

    def _address(self, found: Found) -> str | None:
        return found.name if is_url(found.name) else self.settings.url


@dataclass(frozen=True, slots=True)
class Page:
    """One input, where it is from as far as that is known, and how it will be printed."""

    name: str
    settings: Settings
    is_terminal: bool = False
    several: bool = False
    url: str | None = None
    origin: Origin = field(default_factory=Origin)

    def printed(self, article: Article) -> Result:
        """The article, or why there is none."""
        done = f"{article.source}: {article.status}, {article.word_count} words, rules: {_fired(article)}"
        said = (*(("note", f"{article.source}: {note}") for note in article.notes), ("detail", done))
        if article.problem and article.kept and article.confidence >= self.settings.min_confidence:
            # Behind a wall: what is there is given, and called what it is.
            said = (*said, ("error", f"{article.source}: {article.problem}"))
        elif article.status is not Status.OK:
            failed = replace(self, url=article.metadata.url or self.url, origin=article.origin).failed(
                article.status, why_none(article, self.settings)
            )
            return replace(failed, said=said + failed.said)
        return self._set(article, said)

    def _set(self, article: Article, said: tuple[tuple[str, str], ...]) -> Result:
        """The article in the format asked for."""
        if self.settings.format == "json":
            from ..extractors.render.json_record import record

            return Result(self.name, article.status, said, self._json(record(article, self.settings)))
        if self.settings.format == "text" and self.is_terminal:
            from .terminal import set_for_terminal

            text, styled = set_for_terminal(article, self.settings), True
        else:
            text, styled = RENDERERS[self.settings.format](article, self.settings), False
        return Result(self.name, article.status, said, text, styled, self.several)

    def failed(self, status: Status, problem: str, line: str | None = None) -> Result:
        """The line that says why, and the record of the failure where records are asked for."""
        said = (("error", line or f"{self.name}: {problem}"),)
        if self.settings.format != "json":
            return Result(self.name, status, said)
        from ..extractors.render.json_record import failure

        return Result(self.name, status, said, self._json(failure(self.name, status, problem, self.url, self.origin)))

    def _json(self, value: dict[str, object]) -> str:
        """One line for a program, indented for a person."""
        from ..extractors.render.json_record import dump

        return dump(value, indent=2 if self.is_terminal and not self.several else None)


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
    if article.status is Status.FILTERED:
        return f"confidence {article.confidence:.2f} is less than --min-confidence {settings.min_confidence:g}"
    return "no article found: the page may be a listing, a form or empty"


def _fired(article: Article) -> str:
    return ", ".join(f"{rule} ({count})" for rule, count in sorted(article.rules.items())) or "none"
