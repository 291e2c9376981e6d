"""The command line's entry: main(), and the one place where an error becomes an exit status.

Typer and the commands are imported when something is to be done for which they are needed: see commands.py.
"""

from __future__ import annotations

import atexit
import gc
import re
import sys
from collections.abc import Callable

from ..extractors import interrupts
from ..extractors.errors import CleancopyError, OutputError, RuleError, SetupError
from .console import Console, PipeClosed, unwritable
from .exits import ExitStatus

# New objects after which Python looks for garbage in cycles.
_MANY = 50_000


def main() -> None:
    """Run the command line and leave with its status."""
    interrupts.note()
    _spare_the_collector()
    console = Console()
    try:
        status = _status(console)
        interrupts.over()
    except KeyboardInterrupt:  # between two steps
        interrupts.over()
        status = _interrupted(console)
    console.give_up()
    sys.exit(status)


def _status(console: Console) -> int:
    status = _guarded(_run, console)
    if status not in (ExitStatus.BROKEN_PIPE, ExitStatus.OUTPUT):
        status = _guarded(_flushed, console) or status
    return status


def _spare_the_collector() -> None:
    """Have what was imported searched for garbage neither again and again nor once more at the end: there is none."""
    gc.set_threshold(_MANY)  # the usual 700 are for programs that run on; imports alone make a hundred thousand
    atexit.register(gc.freeze)


def _run(console: Console) -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):  # scripts ask for it, and often: it needs no command line to be read
        print_version(console)
        return ExitStatus.OK
    from .pattern_cache import use_kept_patterns

    use_kept_patterns()
    from .commands import command_line

    command = command_line()
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
        status = step(console)
        interrupts.check()
        return status
    except KeyboardInterrupt:
        return _interrupted(console)
    except (PipeClosed, BrokenPipeError):
        return ExitStatus.BROKEN_PIPE
    except OSError as err:
        if err.filename is not None:  # about a file, and not what Typer and rich get when they write their help
            return _report(console, err)
        console.error(str(unwritable("standard output", err)))
        return ExitStatus.OUTPUT
    except Exception as err:
        return _report(console, err)


def _interrupted(console: Console) -> int:
    # An interrupt within an exec (a dataclass is made so, at an import) would have Python end by the signal after all,
    # when run with -m: it remembers that until the next one.
    exec("")  # noqa: S102
    interrupts.told()
    console.error("interrupted")
    return ExitStatus.INTERRUPTED


def _command_of(err: Exception) -> str:
    """The command that a mistake on the command line was made in, as it is typed."""
    from .commands import COMMANDS

    path = getattr(getattr(err, "ctx", None), "command_path", None)
    if path is None:  # an option without its value
        path = " ".join(["cleancopy", *(name for name in sys.argv[1:2] if name in COMMANDS)])
    return str(path).removesuffix(" extract")  # which need not be named


# What a validator says of a value, in plain words.
_PLAIN_WORDS = (
    (re.compile(r"Value error, "), ""),
    (re.compile(r"Input should be a valid number\b.*"), "this is no number."),
    (re.compile(r"Input should be a valid integer\b.*"), "this is no whole number."),
    (re.compile(r"Input should be (?:greater than or equal to|at least) (\S+)"), r"at least \1 is possible."),
    (re.compile(r"Input should be (?:less than or equal to|at most) (\S+)"), r"at most \1 is possible."),
)


def _in_plain_words(message: str) -> str:
    for pattern, words in _PLAIN_WORDS:
        message = pattern.sub(words, message)
    return message


# What the errors that end a run mean; the first that fits counts.
_STATUSES: tuple[tuple[type[Exception], ExitStatus], ...] = (
    (SetupError, ExitStatus.USAGE),
    (OutputError, ExitStatus.OUTPUT),
    (CleancopyError, ExitStatus.UNREADABLE),
)


def _report(console: Console, err: Exception) -> int:
    """Say what ended the run in a line (rule files may need several) and return its status."""
    from typer.exceptions import Abort, TyperException

    if isinstance(err, Abort):
        return _interrupted(console)
    if isinstance(err, TyperException):
        message = getattr(err, "format_message", err.__str__)()
        if message:  # empty where the help has been shown instead
            console.error(f"{_in_plain_words(message)} See: {_command_of(err)} --help")
        return ExitStatus.USAGE
    if isinstance(err, RuleError):
        for problem in err.problems:
            console.error(problem)
    elif isinstance(err, CleancopyError):
        console.error(str(err))
    else:
        console.error(f"internal error ({type(err).__name__}: {err}): please report it with the command you ran")
    return next((status for kind, status in _STATUSES if isinstance(err, kind)), ExitStatus.INTERNAL)


def print_version(console: Console) -> None:
    """Print the name of the program and its version."""
    from ..extractors import __version__

    console.write(f"cleancopy {__version__}\n")
