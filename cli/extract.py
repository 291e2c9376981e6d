"""`cleancopy SOURCE...`: parse the options, call the extractor, print."""

from __future__ import annotations

from typing import Annotated

import typer

from . import options as o
from .console import Console
from .exits import ExitStatus


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from ..extractors import __version__

        typer.echo(f"cleancopy {__version__}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version",
        callback=show_version,
        is_eager=True,
        help="Print the version and leave. Example: cleancopy --version",
        metavar="",
        rich_help_panel="Messages",
        show_default=False,
    ),
]


def extract(
    sources: o.SourcesArgument = None,
    format: o.FormatOption = None,
    output: o.OutputOption = None,
    url: o.UrlOption = None,
    encoding: o.EncodingOption = None,
    title: o.TitleOption = True,
    links: o.LinksOption = True,
    images: o.ImagesOption = True,
    front_matter: o.FrontMatterOption = True,
    rules: o.RulesOption = None,
    no_rules: o.NoRulesOption = False,
    engine: o.EngineOption = o.Engine.CLEANCOPY,
    fast: o.FastOption = False,
    precision: o.PrecisionOption = False,
    recall: o.RecallOption = False,
    comments: o.CommentsOption = False,
    min_confidence: o.MinConfidenceOption = 0.0,
    extra: o.WithOption = None,
    timeout: o.TimeoutOption = 30.0,
    quiet: o.QuietOption = False,
    verbose: o.VerboseOption = False,
    _version: VersionOption = False,
) -> int:
    """Print the clean article of each SOURCE: no menus, appeals, newsletter boxes or "read more".

    Examples:

    [bold]cleancopy page.html[/]
    [bold]curl -s URL | cleancopy -f markdown[/]
    [bold]cleancopy -f json *.html | jq .title[/]
    [bold]cleancopy -o page.md page.html[/]
    """
    from ..extractors.settings import Settings
    from .run import Run

    console = Console(verbosity=verbose - quiet)
    if not sources and console.has_terminal_input:
        return ExitStatus.USAGE  # main() shows the help
    settings = Settings(
        format=o.choose_format(format, output),
        url=url,
        encoding=encoding,
        engine=str(engine),
        fast=fast,
        lean=o.choose_lean(precision, recall),
        comments=comments,
        min_confidence=min_confidence,
        title=title,
        links=links,
        images=images,
        front_matter=front_matter,
        use_rules=not no_rules,
        rule_files=() if no_rules else o.rule_files(rules),
        extras=o.choose_extras(extra),
        timeout=timeout,
    )
    return Run(settings, console).over(sources or ["-"], output)
