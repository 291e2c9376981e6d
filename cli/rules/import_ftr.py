"""`cleancopy rules import ftr PATH...`: FiveFilters' site files as rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ...extractors.errors import OutputError
from ..console import Console, unwritable
from ..declare import argument, flag, value
from ..exits import ExitStatus

if TYPE_CHECKING:
    from ...extractors.rules.ftr.site_folder import SiteFile, Summary

PathsArgument = Annotated[
    list[Path], argument("PATH", "Site files (example.com.txt, .example.com.txt), or folders of them.")
]
OutputOption = Annotated[
    Path | None,
    value(
        "--output", "-o", metavar="FILE|DIR",
        help="A rule file (.toml), or a folder with a file for each site; else they are printed.",
    ),
]  # fmt: skip
ForceOption = Annotated[bool, flag("--force", help="Overwrite also what is edited, or was not written by an import.")]
QuietOption = Annotated[bool, flag("--quiet", "-q", help="Say only what is refused.")]
VerboseOption = Annotated[bool, flag("--verbose", "-v", help="Name every line that becomes no rule.")]
PruneOption = Annotated[
    bool,
    flag(
        "--prune",
        help="Judge what a body selects also where the file says `prune: no`: less boilerplate.",
    ),
]


def ftr(
    paths: PathsArgument,
    output: OutputOption = None,
    force: ForceOption = False,
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
    from ...extractors.rules.ftr.site_folder import Summary, find_site_files, import_files

    console = Console(verbosity=verbose - quiet)
    files, left_out = find_site_files(paths)
    output = None if output == Path("-") else output
    if output is not None:
        from ..output import keep_originals

        keep_originals(str(output), map(str, files))
        _check_output(output, force)
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
        _write(sites, output, force, console)
    _sum_up(summary, console)
    if summary.refused == summary.files:
        return ExitStatus.UNREADABLE
    return ExitStatus.SOME_FAILED if summary.refused else ExitStatus.OK


def _say(one: SiteFile, console: Console) -> None:
    """What is refused, always; every line that was skipped, with -v."""
    from ...extractors.rules.ftr import Refused

    if isinstance(one.result, Refused):
        console.error(f"{one.path}:{one.result.line}: refused: {one.result.why}")
        return
    for line in one.result.skipped:
        console.detail(f"{one.path}:{line.line}: {line.directive}: skipped ({_EFFECTS[line.effect]}): {line.why}")


_MANY_SITES = 50
_EFFECTS = {"none": "nothing is lost", "fetch": "about fetching", "loss": "a loss", "wrong": "a mistake"}


def _check_output(output: Path, force: bool) -> None:
    """Raise OutputError where the file of -o is not to be replaced; what is in a folder is looked at file by file."""
    from ...extractors.rules.site_packs import is_edited

    if not output.is_file() or _is_stream(output):
        return
    if not _is_rule_file(output):
        raise OutputError(str(output), "a file that does not end in .toml: name a rule file, or a folder for many")
    try:
        if not force and is_edited(output):
            problem = "exists and was not written by an import, or was edited since: name another file, or give --force"
            raise OutputError(str(output), problem)
    except OSError as err:
        raise unwritable(str(output), err) from err


def _is_rule_file(output: Path) -> bool:
    return output.suffix.lower() == ".toml"


def _is_stream(output: Path) -> bool:
    from ...extractors.batch.devices import is_device

    return is_device(str(output))


def _write(sites: list[SiteFile], output: Path | None, force: bool, console: Console) -> None:
    from ...extractors.rules.ftr.site_folder import joined_text, site_text
    from ...extractors.rules.site_packs import file_name, with_stamp, write_pack
    from ...extractors.text import safe
    from ..output import open_output

    is_stream = output is None or _is_stream(output)
    if output is not None and not is_stream and not _is_rule_file(output):
        edited = write_pack(output, {file_name(one.site): site_text(one) for one in sites}, force)
        for name in edited:
            console.note(f"{output / name}: edited since it was imported, so it is left as it is")
        return
    with open_output(output, console) as out:
        text = safe(joined_text(sites))  # as the output would make it, for the stamp is of what is written
        out.write(text if is_stream else with_stamp(text))
    if output is not None and len(sites) > _MANY_SITES:
        console.note(f"{output}: {len(sites):,} sites in one file slow every start: -o FOLDER makes a file for each")


def _sum_up(summary: Summary, console: Console) -> None:
    from ..messages import counted

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
