"""`cleancopy rules ...`: everything about rule files."""

from __future__ import annotations

import typer

from . import rules_import

_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(help="Write, check, test and import rules. Example: cleancopy rules import ftr site-config -o ftr")
imports = typer.Typer(
    help="Import the site rules of other tools. Example: cleancopy rules import ftr site-config -o ftr"
)
imports.command("ftr", context_settings=_HELP)(rules_import.ftr)
app.add_typer(imports, name="import", context_settings=_HELP)


@app.callback()
def _rules() -> None:
    """Write, check, test and import rules. Example: cleancopy rules import ftr site-config -o ftr"""


@imports.callback()
def _import() -> None:
    """Import the site rules of other tools. Example: cleancopy rules import ftr site-config -o ftr"""
