"""A mutant from its number, its way through the extractor under the limits, and a run over many of them."""

from __future__ import annotations

import resource
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random

from mutators import mutant, soup
from promises import check_article, check_error

from cleancopy.extractors import CleancopyError, Source, extract
from cleancopy.extractors.options import ExtractOptions, Options, WriteOptions

SAMPLES = Path(__file__).parents[2] / "samples"
MOST_SECONDS = 10.0
MOST_MEMORY = 1 << 30
_LARGEST_SAMPLE = 24_000
_SOUPS = 0.3
_NAMES = ("page.html", "page.html", "page.html", "page", "page.txt", "page.xhtml", "-", "https://example.com/page")
_TYPES = (
    None,
    None,
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=\xff",
    "text/plain",
    "x/y; charset=utf-7",
)
_EXTRACTORS = (*("auto", "model") * 15, "trafilatura")
_CODECS = (None,) * 12 + ("utf-8", "utf-16", "shift_jis", "windows-1251")
_URLS = (None, None, "https://example.com/2024/05/01/ferry?a=b#c", "http://xn--/", "https://münchen.example/ä")


class OverTimeError(BaseException):
    """A mutant takes longer than any page may. No `except Exception` on the way can take it for its own."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """Mutant `number` of a list of pages: the same number and pages give the same one."""

    number: int
    source: Source
    options: Options


@dataclass(frozen=True, slots=True)
class Fault:
    """A mutant that broke a promise, what it broke, and the file that it was written to."""

    number: int
    problem: str
    file: Path

    def __str__(self) -> str:
        return f"mutant {self.number}: {self.problem} (written to {self.file})"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a mutant ended: the status or error, and the seconds of computing that it took."""

    how: str
    seconds: float


def sample_pages() -> list[bytes]:
    """The small pages of the samples, in the order of their names: many mutants a minute."""
    files = sorted([*(SAMPLES / "site").iterdir(), *(SAMPLES / "pages").iterdir()])
    return [file.read_bytes() for file in files if file.stat().st_size <= _LARGEST_SAMPLE]


def make(number: int, pages: Sequence[bytes]) -> Mutant:
    """Mutant `number` of some pages."""
    dice = Random(number)
    is_soup = dice.random() < _SOUPS
    data = soup(dice) if is_soup else dice.choice(pages)
    if not is_soup or dice.random() < 0.5:
        data = mutant(data, dice, pages)
    format = dice.choice(("text", "json", "markdown", "markdown", "html"))
    extract = ExtractOptions(
        url=dice.choice(_URLS),
        encoding=dice.choice(_CODECS),
        extractor=dice.choice(_EXTRACTORS),
        lean=dice.choice(("even", "even", "precision", "recall", "recall")),
    )
    write = WriteOptions(
        format=format,
        links=dice.random() < 0.9,
        images=dice.random() < 0.9,
        comments=dice.random() < 0.3,
        title=dice.random() < 0.9,
        front_matter=dice.random() < 0.9,
        extras=frozenset(("markdown", "html", "blocks")) if format == "json" and dice.random() < 0.3 else frozenset(),
    )
    more = (
        (Source("https://example.com/page/2", mutant(dice.choice(pages), dice, pages)),) if dice.random() < 0.02 else ()
    )
    source = Source(dice.choice(_NAMES), data, content_type=dice.choice(_TYPES), more=more)
    return Mutant(number, source, Options(extract, write))


def run(one: Mutant) -> Ended:
    """Extract a mutant and check what comes out.

    Raises whatever the extractor raises but errors of ours, AssertionError for a broken promise, and OverTimeError.
    """
    before = most_memory()
    began = time.process_time()
    with time_limit(MOST_SECONDS):
        try:
            article = extract(one.source, one.options.extract)
        except CleancopyError as err:
            check_error(err, {one.source.name, *(page.name for page in one.source.more)})
            how = type(err).__name__
        else:
            check_article(article, one.options.write)
            how = str(article.status)
    assert most_memory() - before < MOST_MEMORY, "more than a gibibyte of memory"
    return Ended(how, time.process_time() - began)


def run_all(numbers: Iterable[int], pages: Sequence[bytes], folder: Path) -> Iterator[Fault | Ended]:
    """How each mutant ends. One that breaks a promise is written to the folder, called by its number.

    So is the one that is under way: where the process dies, it is the one that is left.
    """
    for number in numbers:
        one = make(number, pages)
        file = folder / f"mutant-{number}.html"
        file.write_bytes(one.source.data)
        try:
            ended = run(one)
        except (Exception, OverTimeError) as err:
            yield Fault(number, f"{type(err).__name__}: {str(err)[:2000]}; {_where(err)}; {_described(one)}", file)
        else:
            file.unlink()
            yield ended


def _described(one: Mutant) -> str:
    """The mutant's name, declared type, and the options that are not as they always are."""
    pairs = ((one.options.extract, ExtractOptions()), (one.options.write, WriteOptions()))
    changed = {
        f.name: getattr(chosen, f.name)
        for chosen, usual in pairs
        for f in fields(usual)
        if getattr(chosen, f.name) != getattr(usual, f.name)
    }
    return f"{one.source.name}, {one.source.content_type}, {changed}"


def _where(err: BaseException) -> str:
    trace = err.__traceback__
    places = []
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OverTimeError after so many seconds of computing: a busy machine changes nothing."""

    def over(*_: object) -> None:
        raise OverTimeError(f"more than {seconds:g} s of computing")

    old = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def most_memory() -> int:
    """The most memory that this process ever had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
