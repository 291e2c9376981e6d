"""The command line's entry: commands, the default command, and the one place where an error becomes an exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ..extractors.errors import CleancopyError, OutputError, RuleError, SetupError
from .batch import batch
from .console import Console, PipeClosed, unwritable
from .exits import ExitStatus
from .explain import explain
from .extract import extract
from .rules import rules_app
from .schema import schema

DEFAULT = "extract"
_OWN_OPTIONS = ("--help", "-h", "--install-completion", "--show-completion")


class DefaultGroup(TyperGroup):
    """Commands of which `extract` need not be named: `cleancopy page.html`, `cleancopy -f json page.html`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front of anything that is neither a command nor an option of the group itself."""
        if not args or (args[0] not in self.commands and args[0].partition("=")[0] not in _OWN_OPTIONS):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The default command's help, for that is what people look for, and the other commands below it."""
        from .help import print_commands

        command = self.commands[DEFAULT]
        with type(ctx)(command, info_name=ctx.info_name, help_option_names=ctx.help_option_names) as extract_ctx:
            command.format_help(extract_ctx, formatter)
        print_commands({name: c for name, c in self.commands.items() if name != DEFAULT})


app = typer.Typer(
    cls=DefaultGroup,
    name="cleancopy",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},  # of all commands below as well
)
app.command(DEFAULT)(extract)
app.command("batch")(batch)
app.command("explain")(explain)
app.command("schema")(schema)
app.add_typer(rules_app)


@app.callback()
def _group() -> None:
    """Print the clean article of a web page."""


def main() -> None:
    """Run the command line and leave with its status."""
    console = Console()
    status = _guarded(_run, console)
    if status not in (ExitStatus.BROKEN_PIPE, ExitStatus.OUTPUT):
        status = _guarded(_flushed, console) or status
    console.give_up()
    sys.exit(status)


def _run(_: Console) -> int:
    command = typer.main.get_command(app)
    status = int(command.main(prog_name="cleancopy", standalone_mode=False) or ExitStatus.OK)
    if status == ExitStatus.USAGE:  # no source, and a terminal where one would have been typed: show the help
        command.main(["--help"], prog_name="cleancopy", standalone_mode=False)
    if status == ExitStatus.INTERRUPTED:  # Typer has turned the interrupt into a status
        raise KeyboardInterrupt
    return status


def _flushed(console: Console) -> int:
    console.flush()
    return ExitStatus.OK


def _guarded(step: Callable[[Console], int], console: Console) -> int:
    """The status of a step, whatever it raises: the one place where an error becomes a line and a status."""
    try:
        return step(console)
    except (KeyboardInterrupt, typer.Abort):
        console.error("interrupted")
        return ExitStatus.INTERRUPTED
    except (PipeClosed, BrokenPipeError):
        return ExitStatus.BROKEN_PIPE
    except OSError as err:
        console.error(str(unwritable("standard output", err)))
        return ExitStatus.OUTPUT
    except Exception as err:
        return _report(console, err)


# What the errors that end a run mean; the first that fits counts.
_STATUSES: tuple[tuple[type[Exception], ExitStatus], ...] = (
    (TyperException, ExitStatus.USAGE),
    (SetupError, ExitStatus.USAGE),
    (OutputError, ExitStatus.OUTPUT),
    (CleancopyError, ExitStatus.UNREADABLE),
)


def _report(console: Console, err: Exception) -> int:
    """Say what ended the run in a line (rule files may need several) and return its status."""
    status = next((status for kind, status in _STATUSES if isinstance(err, kind)), ExitStatus.INTERNAL)
    if isinstance(err, RuleError):
        for problem in err.problems:
            console.error(problem)
    elif isinstance(err, TyperException):
        message = getattr(err, "format_message", err.__str__)()
        if message:  # empty where the help has been shown instead
            console.error(f"{message} See: cleancopy --help")
    elif status is ExitStatus.INTERNAL:
        console.error(f"internal error ({type(err).__name__}: {err}): please report it with the command you ran")
    else:
        console.error(str(err))
    return status
