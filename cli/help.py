"""`cleancopy help TOPIC`: print a guide of samples/. What `cleancopy --help` adds to the default command's help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from .declare import argument
from .exits import ExitStatus

if TYPE_CHECKING:
    from .console import Console

_MOST_COLUMNS = 100

TopicArgument = Annotated[str | None, argument("TOPIC", "A guide or a command; without it all topics are listed.")]


def help(topic: TopicArgument = None) -> int:
    """Print the guide to a TOPIC: rules, batch, web, output and others."""
    from ..extractors.errors import SetupError
    from .commands import COMMANDS, load_command
    from .console import Console
    from .tables import print_table

    console = Console()
    guides = read_guides()
    if topic is None:
        commands = {name: summary for name, summary in COMMANDS.items() if name not in guides and name != "help"}
        titles = {name: text.partition("\n")[0].lstrip("# ") for name, text in guides.items()}
        print_table(console, ("topic", "about"), sorted({**commands, **titles}.items()))
        return ExitStatus.OK
    if topic in guides:
        options = f"\nAll options: cleancopy {topic} --help\n" if topic in COMMANDS else ""
        _print_guide(console, guides[topic] + options)
        return ExitStatus.OK
    if topic in COMMANDS:
        return int(load_command(topic).main(["--help"], f"cleancopy {topic}", standalone_mode=False) or ExitStatus.OK)
    topics = ", ".join(sorted({*guides, *COMMANDS}))
    raise SetupError(f"help {topic}", f"there is no such topic: use one of {topics}")


def read_guides() -> dict[str, str]:
    """Return the text of each guide by its name."""
    from importlib.util import find_spec
    from pathlib import Path

    package = find_spec("cleancopy.guides")  # a folder of texts: samples/ in the repository
    assert package is not None and package.submodule_search_locations is not None
    found = [file for folder in package.submodule_search_locations for file in Path(folder).glob("*.md")]
    return {file.stem: file.read_text(encoding="utf-8") for file in found if file.stem != "README"}


def _print_guide(console: Console, text: str) -> None:
    """Write a guide: on a terminal set by rich, without its pictures; else as it is."""
    if not console.is_terminal:
        console.write(text)
        return
    import io
    import shutil

    from rich.console import Console as RichConsole
    from rich.markdown import Markdown
    from rich.theme import Theme

    text = re.sub(r"^!\[.*\n+", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^][]+)\]\((?!https?:)[^()\n]*\)", r"\1", text)  # links to files: the reader has none
    out = io.StringIO()
    width = min(shutil.get_terminal_size().columns, _MOST_COLUMNS)
    theme = Theme({"markdown.code": "cyan"})  # its own has a black background
    RichConsole(file=out, width=width, force_terminal=True, theme=theme).print(Markdown(text, hyperlinks=False))
    console.write_styled(out.getvalue())


def with_commands(text: str, commands: Mapping[str, str]) -> str:
    """Return a command's help with the other commands, one a line, after its first paragraph."""
    first, _, rest = text.partition("\n\n")
    width = max(map(len, commands))
    listed = "\n".join(f"[bold cyan]{name:{width}}[/]  {about}" for name, about in commands.items())
    return f"{first}\n\nOther commands:\n\n{listed}\n\n{rest}"


def print_completion() -> None:
    """Write the options for shell completion, in the style of Typer's own, and where to read on."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table

    table = Table.grid(padding=(0, 2), expand=False)
    table.add_row("[bold cyan]--install-completion[/]", "Install completion for the current shell.")
    table.add_row("[bold cyan]--show-completion[/]", "Print that completion, to copy it or change the installation.")
    console = Console()
    console.print(Panel(table, title="Shell completion", title_align="left", border_style="dim"))
    console.print(
        " Guides, exit statuses: cleancopy help. A file that is called like a command: ./schema.\n", style="dim"
    )
