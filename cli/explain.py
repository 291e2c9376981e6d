"""`cleancopy explain SOURCE`: what became of each block of a page, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..extractors.errors import CleancopyError, SetupError
from . import options as o
from .console import Console
from .exits import STATUS_OF, ExitStatus, status_of

if TYPE_CHECKING:
    from ..extractors.article import Article
    from ..extractors.settings import Settings


def explain(
    source: o.SourceArgument = None,
    html: o.HtmlOption = None,
    json: o.JsonOption = False,
    cut: o.CutOption = False,
    kept: o.KeptOption = False,
    why: o.WhyOption = False,
    url: o.UrlOption = None,
    encoding: o.EncodingOption = None,
    timeout: o.TimeoutOption = 30.0,
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
    [bold]cleancopy explain --json page.html | jq '.blocks\\[] | select(.by == "rule")'[/]
    """
    options = locals()
    from .settings import checked_settings

    console = Console(verbosity=-quiet)
    if source is None and console.has_terminal_input:
        raise SetupError("", "no source: name a file, a URL, or - for standard input")
    if html is not None and (json or cut or kept or why):
        raise SetupError("--html", "it shows everything: leave out --json, --cut, --kept and --why with it")
    if (cut and kept) or (json and why):
        raise SetupError("", "--cut and --kept exclude each other, and --json has what --why adds: give one of them")
    settings = checked_settings(options, format="json" if html is None else "html", explain=True)
    article = _read(source or "-", settings, console, as_json=json)
    if isinstance(article, ExitStatus):
        return article
    for note in article.notes:
        console.note(f"{article.source}: {note}")
    chosen = [i for i, d in enumerate(article.decisions) if (d.keep or not kept) and not (d.keep and cut)]
    if html is not None:
        _write_report(article, html, console)
    elif json:
        _print_json(article, chosen, console)
    else:
        _print_blocks(article, chosen, why, console)
    return _end(article, settings, console)


def _read(source: str, settings: Settings, console: Console, as_json: bool) -> Article | ExitStatus:
    """The explained article; the status where there is none, after a line that says why."""
    from ..extractors.pipeline import extract
    from ..extractors.sources import is_url, read_source

    try:
        if not is_url(source) and Path(source).is_dir():
            raise _a_folder(source)
        return extract(read_source(source, settings, console.stdin), settings)
    except SetupError:
        raise
    except CleancopyError as err:
        console.error(str(err))
        if as_json:
            from ..extractors.explaining.record import explain_failure

            _print(explain_failure(source, status_of(err), err.problem), console)
        return STATUS_OF[status_of(err)]


def _a_folder(source: str) -> CleancopyError:
    from ..extractors.errors import InputError

    return InputError(source, "a directory: name one page in it")


def _write_report(article: Article, path: Path, console: Console) -> None:
    from ..extractors.explaining.report import render_report
    from .output import open_output

    with open_output(path, console) as out:
        out.write(render_report(article))
    kept = sum(d.keep for d in article.decisions)
    console.note(f"{path}: {kept} of {len(article.blocks)} blocks kept: open it in a browser")


def _print_blocks(article: Article, chosen: Sequence[int], why: bool, console: Console) -> None:
    from .explained import as_lines, set_for_terminal

    if console.is_terminal:
        console.write_styled(set_for_terminal(article, chosen, why))
    else:
        console.write(as_lines(article, chosen, why))


def _print_json(article: Article, chosen: Sequence[int], console: Console) -> None:
    from ..extractors.explaining.record import explain_record

    _print(explain_record(article, chosen), console)


def _print(record: dict[str, object], console: Console) -> None:
    from ..extractors.render.json_record import dump

    console.write(dump(record, indent=2 if console.is_terminal else None))


def _end(article: Article, settings: Settings, console: Console) -> ExitStatus:
    from .run import why_none

    status = STATUS_OF[article.status]
    if status is not ExitStatus.OK:
        console.error(f"{article.source}: {why_none(article, settings)}")
    return status
