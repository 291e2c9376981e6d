"""The commands, each imported when it is called, and the default command, which need not be named."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from .coercion import without_pydantic

DEFAULT = "extract"
# Every command, and the first paragraph of its own help: `--help` lists them without importing them.
COMMANDS = {
    DEFAULT: 'Print the clean article of each SOURCE: no menus, appeals, newsletter boxes or "read more".',
    "batch": "Extract many pages in parallel, each accounted for. A stopped batch can be continued.",
    "explain": "Show each block of a page: kept or cut, with its score, who decided and why.",
    "schema": "Print the JSON Schema of what `-f json` prints. Example: cleancopy schema > record.schema.json",
    "help": "Print the guide to a TOPIC: rules, batch, web, output and others.",
    "rules": "List, show, write, check, test, try, learn and import boilerplate rules.",
}
_OWN_OPTIONS = ("--help", "-h", "--install-completion", "--show-completion")


class LazyGroup(TyperGroup):
    """The commands, of which `extract` need not be named: `cleancopy page.html`, `cleancopy -f json page.html`."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Their names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, from its module."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = load_command(cmd_name)
        return self.commands.get(cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front of anything that is neither a command nor an option of the group itself."""
        if not args or (args[0] not in COMMANDS and args[0].partition("=")[0] not in _OWN_OPTIONS):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the default command, with the other commands above its options."""
        from .help import print_completion, with_commands

        command = self.get_command(ctx, DEFAULT)
        alone = command.help
        command.help = with_commands(alone, {name: about for name, about in COMMANDS.items() if name != DEFAULT})
        with type(ctx)(command, info_name=ctx.info_name, help_option_names=ctx.help_option_names) as extract_ctx:
            command.format_help(extract_ctx, formatter)
        command.help = alone
        print_completion()


def load_command(name: str) -> Any:
    """The command of the module that is called like it: a function, or a Typer where there are commands below it."""
    found = getattr(import_module(f".{name}", __package__), name)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
        alone.command(name)(found)
        found = alone
    return without_pydantic(typer.main.get_command(found))


def command_line() -> Any:
    """The whole command line, as a command of Typer's."""
    app = typer.Typer(
        cls=LazyGroup,
        name="cleancopy",
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},  # of all commands below as well
    )
    app.callback()(_group)
    return without_pydantic(typer.main.get_command(app))


def _group() -> None:
    """Print the clean article of a web page."""
