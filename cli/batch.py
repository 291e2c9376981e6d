"""`cleancopy batch SOURCE... -o OUT`: parse the options, run the batch, print the account."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import batch_options as b
from . import common_options as o
from . import web_options as w
from .console import Console
from .exits import ExitStatus

if TYPE_CHECKING:
    from ..extractors.batch.job import Job


def batch(
    output: b.OutOption,
    sources: b.SourcesArgument = None,
    listing: b.ListOption = None,
    null: b.NulOption = False,
    format: o.FormatOption = None,
    jobs: b.JobsOption = None,
    timeout: b.DeadlineOption = 30.0,
    memory: o.MemoryOption = "1G",
    redo: b.RedoOption = False,
    skip_existing: b.SkipExistingOption = False,
    prune_outputs: b.PruneOption = False,
    min_words: b.MinWordsOption = 0,
    require: b.RequireOption = None,
    language: b.LanguageOption = None,
    min_confidence: o.MinConfidenceOption = 0.0,
    with_filtered: b.WithFilteredOption = False,
    max_failures: b.MaxFailuresOption = "0",
    all_failures: b.AllFailuresOption = False,
    dedupe: b.DedupeOption = False,
    report: b.ReportOption = None,
    engine: b.WhereOption = None,
    cluster: b.ClusterOption = None,
    scheduler: b.SchedulerOption = None,
    feed: w.FeedOption = None,
    sitemap: w.SitemapOption = None,
    since: w.SinceOption = None,
    limit: w.LimitOption = None,
    delay: w.DelayOption = 1.0,
    ignore_robots: w.IgnoreRobotsOption = False,
    cache: w.CacheOption = True,
    refresh: w.RefreshOption = False,
    user_agent: w.UserAgentOption = None,
    header: w.HeaderOption = None,
    cookies: w.CookiesOption = None,
    proxy: w.ProxyOption = None,
    insecure: w.InsecureOption = False,
    allow_private: w.AllowPrivateOption = False,
    follow_pages: w.FollowPagesOption = False,
    render: w.RenderOption = False,
    skip_companions: o.CompanionsOption = True,
    encoding: o.EncodingOption = None,
    title: o.TitleOption = True,
    links: o.LinksOption = True,
    images: o.ImagesOption = True,
    front_matter: o.FrontMatterOption = True,
    rules: o.RulesOption = None,
    no_rules: o.NoRulesOption = False,
    extractor: o.ExtractorOption = None,
    fast: o.FastOption = False,
    precision: o.PrecisionOption = False,
    recall: o.RecallOption = False,
    comments: o.CommentsOption = False,
    extra: o.WithOption = None,
    progress: b.ProgressOption = True,
    quiet: b.QuietOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Extract many pages in parallel, each accounted for. A stopped batch can be continued.

    Examples:

    [bold]cleancopy batch pages/ -o out/ -f markdown[/]
    [bold]find . -name '*.html' -print0 | cleancopy batch --list - -0 -o out.jsonl[/]
    [bold]cleancopy batch crawl.warc.gz -o articles.parquet --min-words 100 --report report.json[/]
    """
    return _batch(locals())


def _batch(given: dict[str, Any]) -> int:
    """Run the batch that the options, by the names of the command's parameters, ask for; return the exit status."""
    console = Console(verbosity=given["verbose"] - given["quiet"])
    for line in o.check_engine(given["engine"], o.ENGINES):
        console.note(line)
    where = next((name for name in reversed(o.split_commas(given["engine"])) if not o.ENGINES[name]), None)
    cluster, older = b.choose_cluster(given["cluster"], where, given["scheduler"])
    if older:
        console.note(older)
    most = b.parse_max_failures(given["max_failures"])
    return _run(_job(given, cluster is not None), console, most, given["progress"], cluster)


def _job(given: dict[str, Any], on_cluster: bool) -> Job:
    """The job that the options ask for. Raises SetupError for what is wrong with them."""
    from ..extractors.batch.job import Job, Listing, choose_target

    target = choose_target(given["output"])
    listing, null, links = given["listing"], given["null"], w.choose_links(given)
    sources = b.checked_sources(given["sources"], listing, null, links is not None)
    one_file = on_cluster or not target.is_directory
    format = b.choose_batch_format(given["format"], target.path, one_file)
    b.check_records(given["with_filtered"], format)
    options = o.checked_options(given, format)
    # They bound the reading of archives and feeds as well, where --fast is no help.
    limits = replace(options.limits, advice_time="give it more with --timeout")
    return Job(
        sources=sources,
        target=target,
        options=replace(options, limits=limits),
        listing=Listing(tuple(listing), null) if listing else None,
        links=links,
        gates=b.choose_gates(given["min_words"], given["require"], given["language"]),
        workers=given["jobs"] or _cpus(),
        redo=given["redo"],
        skip_existing=given["skip_existing"],
        dedupe=given["dedupe"],
        with_filtered=given["with_filtered"],
        all_failures=given["all_failures"],
        prune=given["prune_outputs"],
        report=given["report"],
    )


def _run(job: Job, console: Console, most: b.MaxFailures, progress: bool, cluster: str | None) -> int:
    from .batch_account import Account

    with _workers_environment(), _stoppable() as stop, Account(job, console, most, progress, stop.is_set) as account:
        if cluster is not None:
            from ..extractors.batch.dask.engine import run_dask

            summary = run_dask(job, account.watch, None if cluster == "local" else cluster)
        else:
            from ..extractors.batch.local import run_local

            summary = run_local(job, account.watch)
    status = account.conclude(summary, interrupted=stop.is_set())
    if stop.is_set():
        console.give_up()
        os._exit(status)  # without waiting for threads that wait for a server or for standard input
    return status


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a terminal that closes set, so that the batch ends in order; a second signal
    ends it at once. A signal that is ignored stays so: nohup has a batch go on."""
    stop = threading.Event()

    def ask(_number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(ExitStatus.INTERRUPTED)
        stop.set()

    asked = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        asked.append(signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in asked}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _workers_environment() -> Iterator[None]:
    """For workers, begun by an interpreter of their own: it must not import from the directory it happens to be in."""
    wanted = {"PYTHONSAFEPATH": "1", "PYTHONWARNINGS": "ignore"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _cpus() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
