"""`cleancopy rules`: the commands about rules."""

from __future__ import annotations

import typer

from .rules_learn import learn

rules_app = typer.Typer(
    help="Boilerplate rules: learn them from pages.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app.command("learn", context_settings={"help_option_names": ["-h", "--help"]})(learn)


@rules_app.callback()
def _group() -> None:
    """Boilerplate rules: learn them from pages."""
