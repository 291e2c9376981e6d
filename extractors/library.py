"""The library: `extract` and `extract_many`, which `import cleancopy` offers."""

from __future__ import annotations

import os
import queue
import re
import threading
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from .article import Article, Metadata, Source, Status
from .errors import CleancopyError, InputError, NetworkError, SetupError
from .option_checks import RuleFiles, check_extract_options, check_limits, rule_paths
from .options import ExtractOptions, FetchOptions, Limits, Options, WriteOptions
from .sandbox import Begun, Helper, Stopped

Page = str | bytes | os.PathLike[str] | Source
_ONE_WORD = re.compile(r"\s*[\x21-\x3b\x3d-\x7e]{1,1000}\s*")  # may be a path or an address, given by mistake
_PAGES = (str, bytes, os.PathLike, Source)
_KINDS = "give its text, its bytes, a pathlib.Path of its file or a Source"
_local = threading.local()  # the helper of each thread: one that began it must live as long as it


def extract(
    page: Page | None = None,
    url: str | None = None,
    *,
    extractor: str = "auto",
    rules: RuleFiles = (),
    use_rules: bool = True,
    lean: str = "even",
    encoding: str | None = None,
    links: bool = True,
    images: bool = True,
    sandbox: bool = False,
    limits: Limits | None = None,
) -> Article:
    """Return the article of a page.

    `page` is the page itself (HTML or plain text, as text or bytes) or the path of a file as a `pathlib.Path`; without
    one, `url` is fetched. `url` is where the page came from: base for links, host for rules of sites. `extractor` is
    "auto", "model" or "trafilatura"; `rules` is a rule file or a list of them, on top of the built-in ones, which
    `use_rules=False` leaves out with the others; `lean` is "precision" (rather lose a line), "recall" (rather keep
    boilerplate) or "even". `encoding` overrides what the page says; without `links` or `images`, the markup has none.
    With `sandbox`, another process does the work under `limits` of computing time and memory, as the command line does;
    the limit of a page's size always holds.

    A page without an article is no error: see the article's `status` and `problem`. Raises InputError for what cannot
    be read as a page or, in the sandbox, takes too much, and NetworkError for a URL. A mistake in the call (a wrong
    option, a page of another type) raises SetupError, or its kind RuleError for rule files.

    >>> page = "<title>Tides</title><h1>Tides</h1><p>The sea rises twice a day, and twice a day it falls again.</p>"
    >>> article = extract(page)
    >>> article.title, str(article.status), article.text
    ('Tides', 'ok', 'The sea rises twice a day, and twice a day it falls again.')
    """
    files = rule_paths(rules) if use_rules else ()
    chosen = ExtractOptions(url or None, encoding, extractor, lean, use_rules=use_rules, rule_files=files)
    options = _checked(chosen, links, images, limits)
    limits = options.limits
    if page is None and not url:
        raise SetupError("page", f"there is none: {_KINDS}, or a url")
    if page is None:
        from .sources.source_reader import read_source

        page = read_source(url or "", FetchOptions(encoding=encoding), limits)
    if not isinstance(page, _PAGES):
        raise SetupError("page", _is_no_page(page))
    given = _given(page, "-")
    if not sandbox:
        return _extract(given, options)
    if getattr(_local, "limits", None) != limits:
        _local.helper, _local.limits = Helper(limits), limits
    (answer,) = _local.helper.run(partial(_steps, given, options))
    if isinstance(answer, Stopped):
        raise InputError(answer.name, answer.problem)
    return answer  # type: ignore[no-any-return]


def extract_many(
    sources: Iterable[Page],
    jobs: int | None = None,
    *,
    extractor: str = "auto",
    rules: RuleFiles = (),
    use_rules: bool = True,
    lean: str = "even",
    links: bool = True,
    images: bool = True,
    limits: Limits | None = None,
) -> Iterator[Article]:
    """Yield the article of each source as soon as it is done, in `jobs` processes under limits (by default one a CPU).

    Sources and options are those of `extract`; a `Source` carries its own name and URL. `article.source` says which one
    it is: a path, or the number of a page given as text or bytes, from "0". A source that cannot be read, is too much
    or breaks its process gives an article with `status` and `problem`; the others are not affected. Few sources are
    read ahead, so `sources` may be endless. A mistake in the call raises SetupError at once, as with `extract`; so does
    a source of another type, when all articles before it have been given.

    >>> pages = ["<p>The sea rises twice a day, and twice a day it falls again.</p>", b"%PDF-1.7 is no page"]
    >>> for article in sorted(extract_many(pages, jobs=1), key=lambda one: one.source):
    ...     print(article.source, article.status, article.problem or article.text)
    0 ok The sea rises twice a day, and twice a day it falls again.
    1 unreadable not a page but a PDF document: convert it first, for instance with pdftotext
    """
    files = rule_paths(rules) if use_rules else ()
    chosen = ExtractOptions(extractor=extractor, lean=lean, use_rules=use_rules, rule_files=files)
    options = _checked(chosen, links, images, limits)
    if not isinstance(sources, Iterable) or isinstance(sources, str | bytes | os.PathLike):
        raise SetupError("sources", "give a list of pages, even of one, or what else yields them")
    if jobs is not None and not (isinstance(jobs, int) and jobs >= 0):
        raise SetupError("jobs", f"{jobs!r} is not a number of processes")
    return _many(sources, jobs or _cpus(), options)


def _many(sources: Iterable[Page], jobs: int, options: Options) -> Iterator[Article]:
    waiting: queue.Queue[tuple[str, Page] | None] = queue.Queue()
    done: queue.Queue[Article] = queue.Queue()
    workers: list[threading.Thread] = []
    stop = threading.Event()

    def work() -> None:
        with Helper(options.limits) as helper:
            while (asked := waiting.get()) is not None and not stop.is_set():
                done.put(_attempt(helper, *asked, options))

    pending, mistake = 0, None
    try:
        for number, page in enumerate(sources):
            if not isinstance(page, _PAGES):
                mistake = SetupError(f"sources[{number}]", _is_no_page(page))
                break
            if len(workers) < jobs and pending >= len(workers):
                workers.append(threading.Thread(target=work, daemon=True))
                workers[-1].start()
            waiting.put((str(number), page))
            pending += 1
            if pending >= 2 * jobs:
                yield done.get()
                pending -= 1
        for _ in range(pending):
            yield done.get()
        if mistake:
            raise mistake
    finally:
        stop.set()
        for _ in workers:
            waiting.put(None)
        for worker in workers:
            worker.join()


def _attempt(helper: Helper, name: str, page: Page, options: Options) -> Article:
    """Return the article, or one whose status and problem say why there is none."""
    try:
        given = _given(page, name)
        name = given if isinstance(given, str) else given.name
        (answer,) = helper.run(partial(_steps, given, options))
    except CleancopyError as err:
        status = Status.NETWORK if isinstance(err, NetworkError) else Status.UNREADABLE
        return Article(name, status, Metadata(), problem=err.problem)
    except Exception as err:  # one page's surprise must not end the others
        return Article(name, Status.INTERNAL, Metadata(), problem=f"internal error ({type(err).__name__}: {err})")
    if isinstance(answer, Stopped):
        return Article(name, Status.UNREADABLE, Metadata(), problem=answer.problem)
    return answer


def _checked(chosen: ExtractOptions, links: bool, images: bool, limits: Limits | None) -> Options:
    """Return all options. Raises SetupError for what is wrong in them."""
    limits = Limits() if limits is None else limits
    check_limits(limits)
    check_extract_options(chosen, str)
    return Options(chosen, WriteOptions(links=links, images=images), limits=limits)


def _is_no_page(value: object) -> str:
    return f"of the type {type(value).__name__}, which is no page: {_KINDS}"


def _given(page: Page, name: str) -> Source | str:
    """Return the page, or the path of the file that it is in."""
    if isinstance(page, Source):
        return page
    if isinstance(page, bytes):
        return Source(name, page, wrapped=True)
    if not isinstance(page, str):
        return os.fsdecode(page)
    if _ONE_WORD.fullmatch(page):
        raise InputError(page, "a str is the page itself: give a pathlib.Path for a file, and url= for an address")
    kind = "text/html" if page.lstrip().startswith("<") else None
    return Source(name, BOM_UTF8 + page.encode("utf-8", "replace"), content_type=kind)


def _steps(given: Source | str, options: Options, _start: Any = 0) -> Iterator[Begun | Article]:
    """What a helper does; an article is pickled, and with that made, before its time is over."""
    yield Begun(given if isinstance(given, str) else given.name)
    yield _extract(given, options).made()


def _extract(given: Source | str, options: Options) -> Article:
    from .files import read_unopened
    from .pipeline import extract as run
    from .sources.source_reader import saved_page

    source = read_unopened(given, options.limits, options.extract.url) if isinstance(given, str) else given
    article = run(saved_page(source, options.limits), options.extract, options.limits)
    return article.shown(options.write)


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
