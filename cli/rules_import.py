"""`cleancopy rules import ftr PATH...`: FiveFilters' site files as rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from .console import Console
from .declare import argument, flag, value
from .exits import ExitStatus

if TYPE_CHECKING:
    from ..extractors.rules.ftr.batch import SiteFile, Summary

PathsArgument = Annotated[
    list[Path], argument("PATH", "Site files (example.com.txt, .example.com.txt), or folders of them.")
]
OutputOption = Annotated[
    Path | None,
    value(
        "--output", "-o", metavar="FILE|DIR",
        help="A rule file if it ends in .toml, else a folder with a file for each site: for hundreds of sites. "
        "Without it the rules are printed. Example: -o ftr",
    ),
]  # fmt: skip
QuietOption = Annotated[bool, flag("--quiet", "-q", help="Say only what is refused. Example: -q")]
VerboseOption = Annotated[bool, flag("--verbose", "-v", help="Name every line that becomes no rule. Example: -v")]
PruneOption = Annotated[
    bool,
    flag(
        "--prune",
        help="Judge what a body selects also where the file says `prune: no`: less boilerplate. Example: --prune",
    ),
]


def ftr(
    paths: PathsArgument,
    output: OutputOption = None,
    prune: PruneOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Import FiveFilters' site files (Full-Text RSS, wallabag, graby) as rules.

    What becomes no rule is counted on stderr, and why; -v names every line.

    Examples:

    [bold]cleancopy rules import ftr example.com.txt -o example.toml[/]
    [bold]cleancopy rules import ftr ftr-site-config -o ~/.config/cleancopy/rules/ftr[/]
    """
    from ..extractors.rules.ftr.batch import Summary, find_site_files, import_files

    console = Console(verbosity=verbose - quiet)
    files, left_out = find_site_files(paths)
    if output is not None:
        from .output import keep_originals

        keep_originals(str(output), map(str, files))
    for file, why in left_out:
        console.note(f"{file}:1: left out: {why}")
    summary = Summary()
    sites: list[SiteFile] = []
    for one in import_files(files, prune):
        summary.count(one.result)
        _say(one, console)
        if one.has_rules:
            sites.append(one)
    if not files:
        console.error("no site files found: they are called example.com.txt or .example.com.txt")
        return ExitStatus.UNREADABLE
    if sites:
        _write(sites, output, console)
    _sum_up(summary, console)
    if summary.refused == summary.files:
        return ExitStatus.UNREADABLE
    return ExitStatus.SOME_FAILED if summary.refused else ExitStatus.OK


def _say(one: SiteFile, console: Console) -> None:
    """What is refused, always; every line that was skipped, with -v."""
    from ..extractors.rules.ftr import Refused

    if isinstance(one.result, Refused):
        console.error(f"{one.path}:{one.result.line}: refused: {one.result.why}")
        return
    for line in one.result.skipped:
        console.detail(f"{one.path}:{line.line}: {line.directive}: skipped ({_EFFECTS[line.effect]}): {line.why}")


_MANY_SITES = 50
_EFFECTS = {"none": "nothing is lost", "fetch": "about fetching", "loss": "a loss", "wrong": "a mistake"}


def _write(sites: list[SiteFile], output: Path | None, console: Console) -> None:
    from ..extractors.rules.by_host import file_name, write_pack
    from ..extractors.rules.ftr.batch import joined_text, site_text
    from .output import open_output

    if output not in (None, Path("-")) and output.suffix.lower() != ".toml" and not output.is_file():
        edited = write_pack(output, {file_name(one.site): site_text(one) for one in sites})
        for name in edited:
            console.note(f"{output / name}: edited since it was imported, so it is left as it is")
        return
    with open_output(output, console) as out:
        out.write(joined_text(sites))
    if output is not None and len(sites) > _MANY_SITES:
        console.note(f"{output}: {len(sites):,} sites in one file slow every start: -o FOLDER makes a file for each")


def _sum_up(summary: Summary, console: Console) -> None:
    from .wording import counted

    s = summary
    console.note(
        f"{counted(s.files, 'site file', ',')}: {counted(s.rules, 'rule', ',')} for {counted(s.sites, 'site', ',')}"
    )
    console.note(
        f"{s.whole:,} imported whole, {s.fetch_only:,} but for how pages are fetched, {s.lossy:,} with losses, "
        f"{s.refused:,} refused"
    )
    if s.without_rules:
        console.note(f"{s.without_rules:,} of them have nothing for a page that is fetched already: no rules")
    for (directive, why), count in s.losses.most_common():
        console.note(f"lost in {counted(count, 'file', ',')}: {directive}: {why}")
