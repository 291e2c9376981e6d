"""`cleancopy explain SOURCE`: what became of each block of a page, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..extractors.article import Status
from ..extractors.errors import CleancopyError, InputError, OutputError, SetupError
from ..extractors.sandbox import Begun, Stopped, apart, too_much_memory, within
from . import common_options as o
from .console import Console
from .exits import STATUS_OF, ExitStatus, status_of
from .pattern_cache import keep_new_patterns

if TYPE_CHECKING:
    from ..extractors.article import Article, Source
    from ..extractors.options import Options


def explain(
    source: o.SourceArgument = None,
    html: o.HtmlOption = None,
    json: o.JsonOption = False,
    cut: o.CutOption = False,
    kept: o.KeptOption = False,
    why: o.WhyOption = False,
    url: o.UrlOption = None,
    encoding: o.EncodingOption = None,
    timeout: o.TimeoutOption = None,
    memory: o.MemoryOption = "1G",
    rules: o.RulesOption = None,
    no_rules: o.NoRulesOption = False,
    fast: o.FastOption = False,
    precision: o.PrecisionOption = False,
    recall: o.RecallOption = False,
    quiet: o.QuietOption = False,
) -> int:
    """Show each block of a page: kept or cut, with its score, who decided and why.

    Examples:

    [bold]cleancopy explain --cut page.html[/]
    [bold]cleancopy explain --html why.html page.html[/]
    [bold]cleancopy explain --json page.html | jq '.blocks\\[] | select(.by is By.RULE)'[/]
    """
    options = locals()
    console = Console(verbosity=-quiet)
    if source is None and console.has_terminal_input:
        raise SetupError("", "no source: name a file, a URL, or - for standard input")
    if html is not None and (json or cut or kept or why):
        raise SetupError("--html", "it shows everything: leave out --json, --cut, --kept and --why with it")
    if (cut and kept) or (json and why):
        raise SetupError("", "--cut and --kept exclude each other, and --json has what --why adds: give one of them")
    chosen = o.checked_options(options)
    if html is not None:
        from .output import keep_originals

        keep_originals(str(html), [source or "-"], chosen)
    asked = _Asked(source or "-", chosen, html, json, cut, kept, why)
    return next(_in_child(asked, console))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to explain, and how."""

    source: str
    options: Options
    html: Path | None
    json: bool
    cut: bool
    kept: bool
    why: bool


def _in_child(asked: _Asked, console: Console) -> Iterator[ExitStatus]:
    """The one status; what is printed, the child prints."""

    def work(_first: int) -> Iterator[Begun | ExitStatus]:
        yield Begun(asked.source)
        status = _explain(asked, console)
        console.flush()
        keep_new_patterns()
        yield status

    for end in apart(work, asked.options.limits):
        yield _fail(asked, Status.UNREADABLE, end.problem, console) if isinstance(end, Stopped) else end


def _explain(asked: _Asked, console: Console) -> ExitStatus:
    from ..extractors.pipeline import extract
    from ..extractors.sources import read_source
    from ..extractors.text import is_url

    try:
        if not is_url(asked.source) and Path(asked.source).is_dir():
            raise InputError(asked.source, "a directory: name one page in it")
        source = read_source(asked.source, asked.options.fetch, asked.options.limits) if is_url(asked.source) else None
        with within(asked.options.limits):
            source = source or _read(asked, console)
            return _show(extract(source, asked.options.extract, asked.options.limits), asked, console)
    except (SetupError, OutputError):
        raise
    except CleancopyError as err:
        return _fail(asked, status_of(err), err.problem, console)
    except MemoryError:
        return _fail(asked, Status.UNREADABLE, too_much_memory(asked.options.limits), console)


def _read(asked: _Asked, console: Console) -> Source:
    from ..extractors.sources import read_source
    from ..extractors.sources.archives import is_page_in_archive, page_in

    if asked.source != "-" and is_page_in_archive(asked.source):
        return page_in(asked.source, asked.options.limits)
    options = asked.options
    return read_source(asked.source, options.fetch, options.limits, options.extract.url, console.stdin)


def _show(article: Article, asked: _Asked, console: Console) -> ExitStatus:
    for note in article.notes:
        console.note(f"{article.source}: {note}")
    chosen = [i for i, d in enumerate(article.decisions) if (d.keep or not asked.kept) and not (d.keep and asked.cut)]
    if asked.html is not None:
        _write_report(article, asked.html, console)
    elif asked.json:
        from ..extractors.explain.explanation_record import explain_record

        _print(explain_record(article, chosen), console)
    else:
        _print_blocks(article, chosen, asked.why, console)
    status = STATUS_OF[article.status]
    if status is not ExitStatus.OK:
        console.error(f"{article.source}: {article.why_none}")
    return status


def _fail(asked: _Asked, status: Status, problem: str, console: Console) -> ExitStatus:
    """Say why there is nothing to explain; as a record too, where one is asked for."""
    console.error(str(CleancopyError(asked.source, problem)))
    if asked.json:
        from ..extractors.explain.explanation_record import explain_failure

        _print(explain_failure(asked.source, status, problem), console)
    return STATUS_OF[status]


def _write_report(article: Article, path: Path, console: Console) -> None:
    from ..extractors.explain.report import render_report
    from .output import open_output

    with open_output(path, console) as out:
        out.write(render_report(article))
    kept = sum(d.keep for d in article.decisions)
    if str(path) == "-":
        return
    console.note(f"{path}: {kept} of {len(article.blocks)} blocks kept: open it in a browser")


def _print_blocks(article: Article, chosen: Sequence[int], why: bool, console: Console) -> None:
    from .explain_output import as_lines, set_for_terminal

    if console.is_terminal:
        console.write_styled(set_for_terminal(article, chosen, why))
    else:
        console.write(as_lines(article, chosen, why))


def _print(record: dict[str, object], console: Console) -> None:
    from ..extractors.write.json_record import dump

    console.write(dump(record, indent=2 if console.is_terminal else None))
