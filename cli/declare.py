"""How options and arguments are declared, the same way in every command, and the panels that the help sets them in."""

from __future__ import annotations

from typing import Any

import typer

INPUT, OUTPUT, MESSAGES = "Input", "Output", "Messages"


def flag(*names: str, help: str, panel: str | None = None, **more: Any) -> Any:
    """An option without a value."""
    return typer.Option(*names, help=help, rich_help_panel=panel, show_default=False, metavar="", **more)


def value(*names: str, metavar: str, help: str, panel: str | None = None, **more: Any) -> Any:
    """An option with a value; its default is told in the help, where there is one to tell."""
    return typer.Option(*names, metavar=metavar, help=help, rich_help_panel=panel, show_default=False, **more)


def argument(metavar: str, help: str) -> Any:
    """A positional argument."""
    return typer.Argument(metavar=metavar, help=help, show_default=False)
