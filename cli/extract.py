"""`cleancopy SOURCE...`: parse the options, call the extractor, print."""

from __future__ import annotations

from typing import Annotated

import typer

from . import common_options as o
from . import web_options as w
from .console import Console
from .declare import MESSAGES, flag
from .exits import ExitStatus


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from .app import print_version

        print_version(Console())
        raise typer.Exit


VersionOption = Annotated[
    bool,
    flag(
        "--version", "-V", panel=MESSAGES, callback=show_version, is_eager=True,
        help="Print the version and leave.",
    ),
]  # fmt: skip


def extract(
    sources: o.SourcesArgument = None,
    format: o.FormatOption = None,
    output: o.OutputOption = None,
    url: o.UrlOption = None,
    skip_companions: o.CompanionsOption = True,
    encoding: o.EncodingOption = None,
    title: o.TitleOption = True,
    links: o.LinksOption = True,
    images: o.ImagesOption = True,
    front_matter: o.FrontMatterOption = True,
    rules: o.RulesOption = None,
    no_rules: o.NoRulesOption = False,
    extractor: o.ExtractorOption = None,
    engine: o.EngineOption = None,
    fast: o.FastOption = False,
    precision: o.PrecisionOption = False,
    recall: o.RecallOption = False,
    comments: o.CommentsOption = False,
    min_confidence: o.MinConfidenceOption = 0.0,
    extra: o.WithOption = None,
    timeout: o.TimeoutOption = None,
    memory: o.MemoryOption = "1G",
    user_agent: w.UserAgentOption = None,
    header: w.HeaderOption = None,
    cookies: w.CookiesOption = None,
    proxy: w.ProxyOption = None,
    insecure: w.InsecureOption = False,
    allow_private: w.AllowPrivateOption = False,
    follow_pages: w.FollowPagesOption = False,
    render: w.RenderOption = False,
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
    options = locals()
    from .run import Run

    console = Console(verbosity=verbose - quiet)
    if not sources and console.has_terminal_input:
        return ExitStatus.USAGE  # main() shows the help
    for line in o.check_engine(engine, ("cleancopy", "trafilatura")):
        console.note(line)
    if render and not any("://" in name for name in sources or ()):
        console.note("--render is for http and https addresses: these pages are read as they are")
    chosen = o.checked_options(options, o.choose_format(format, output))
    return Run(chosen, console).over(sources or ["-"], output)
