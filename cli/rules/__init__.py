"""`cleancopy rules …`: list, show, write, check, test, try, learn and import boilerplate rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...extractors.errors import SetupError
from .. import common_options as o
from ..console import Console
from ..declare import argument, flag, value
from ..exits import ExitStatus
from . import import_ftr as rules_import
from . import learn as rules_learn

if TYPE_CHECKING:
    from ...extractors.rules.catalogue import Entry

rules = typer.Typer(
    name="rules",
    add_completion=False,
    help="List, show, write, check, test, try, learn and import boilerplate rules.",
    rich_markup_mode="rich",
    no_args_is_help=True,
)
rules.command("learn")(rules_learn.learn)
imports_app = typer.Typer(name="import", rich_markup_mode="rich", no_args_is_help=True)
imports_app.command("ftr")(rules_import.ftr)
rules.add_typer(imports_app)


@imports_app.callback()
def _imports() -> None:
    """Import the site rules of other tools. Example: cleancopy rules import ftr site-config -o ftr"""


def _catalogue(rules: list[Path] | None) -> tuple[Entry, ...]:
    """All rules, the strongest first: of the files given, the project's, the user's own, and the built-in packs."""
    from ...extractors.rules.catalogue import builtin_files, read_catalogue

    return read_catalogue((*o.rule_files(rules), *builtin_files()))


@rules.command("list")
def list_rules(
    rules: o.RulesOption = None,
    pack: Annotated[str | None, value("--pack", metavar="NAME", help="Only this pack's rules.")] = None,
    language: Annotated[str | None, value("--language", metavar="CODE", help="Only rules for this language.")] = None,
    site: Annotated[str | None, value("--site", metavar="HOST", help="Only this site's rules.")] = None,
    json: Annotated[bool, flag("--json", help="JSON Lines.")] = False,
) -> int:
    """List all rules, the strongest first: id, action, sites, languages, pack, why.

    On a terminal a table, in a pipe tab-separated lines.

    [bold]cleancopy rules list --language en[/]
    """
    from .show import Wanted, print_list

    print_list(Console(), Wanted(pack, language, site).among(_catalogue(rules)), as_json=json)
    return ExitStatus.OK


@rules.command("show")
def show(
    ids: Annotated[list[str], argument("ID", "Ids, as `rules list` prints them.")],
    rules: o.RulesOption = None,
) -> int:
    """Print rules as they are written, with where they stand and their examples.

    [bold]cleancopy rules show en-newsletter-signup[/]
    """
    from .show import print_rules

    print_rules(Console(), ids, _catalogue(rules))
    return ExitStatus.OK


@rules.command("path")
def path(rules: o.RulesOption = None) -> int:
    """Say which rule files are looked at, the strongest first, whether they are there, and how many rules they hold.

    [bold]cleancopy rules path[/]
    """
    from .show import print_paths

    print_paths(Console(), rules or [])
    return ExitStatus.OK


@rules.command("new")
def new(
    site: Annotated[str, argument("SITE", "A host, *.host, or any address of the site.")],
    output: Annotated[
        Path | None,
        value("--output", "-o", metavar="FILE", help="Write to FILE, if there is none yet."),
    ] = None,
) -> int:
    """Print a commented rule file to start from.

    [bold]cleancopy rules new example.com -o example.toml[/]
    """
    from ...extractors.rules.template import starter_for
    from .show import write_new

    console = Console()
    if output is None or str(output) == "-":
        console.write(starter_for(site))
    else:
        write_new(output, starter_for(site, str(output)))
        console.note(f"wrote {output}: next, cleancopy rules check {output}")
    return ExitStatus.OK


@rules.command("check")
def check(
    files: Annotated[list[Path] | None, argument("FILE", "Rule files; without any, those of `rules path`.")] = None,
) -> int:
    """Name everything that is wrong in rule files, with file, line, column and the mend. Status 2 if there is anything.

    [bold]cleancopy rules check my.toml[/]
    """
    from ...extractors.errors import RuleError
    from ...extractors.rules.catalogue import read_catalogue
    from ...extractors.rules.check import check_files
    from ..messages import counted

    console = Console()
    chosen = _own(files)
    problems = check_files(chosen)
    if problems:
        raise RuleError("", problems)
    for file in chosen:
        console.write(f"{file}: {counted(len(read_catalogue((file,))), 'rule')}, nothing wrong\n")
    return ExitStatus.OK


@rules.command("test")
def test(
    files: Annotated[
        list[Path] | None, argument("FILE", "Rule files; without any, all of `rules path` and the built-in packs.")
    ] = None,
) -> int:
    """Run the examples inside rules; status 1 if one fails.

    [bold]cleancopy rules test my.toml[/]
    """
    from ...extractors.rules.catalogue import read_catalogue
    from .try_out import print_outcomes

    entries = read_catalogue(files) if files else _catalogue(None)
    failed = print_outcomes(Console(), entries, by_pack=not files)
    return ExitStatus.NO_ARTICLE if failed else ExitStatus.OK


@rules.command("try")
def try_rules(
    file: Annotated[Path, argument("FILE", "A rule file.")],
    pages: Annotated[list[str], argument("PAGE", "Pages, directories, URLs, or - for a pipe.")],
    url: o.UrlOption = None,
    extractor: o.ExtractorOption = None,
    fast: o.FastOption = False,
) -> int:
    """Show what a rule file would change on pages: a diff of the result without it and with it, and each rule's hits.

    [bold]cleancopy rules try my.toml page.html[/]
    """
    options = locals()
    from .try_out import Trial

    return Trial(Console(), o.checked_options(options), file).over(pages)


def _own(files: list[Path] | None) -> tuple[Path, ...]:
    """The files given, or else the project's and the user's own. Raises SetupError if there is none."""
    chosen = tuple(files or o.rule_files(None))
    if not chosen:
        raise SetupError("", "no rule files: name one, or see `cleancopy rules path` for where they are looked for")
    return chosen
