"""What `cleancopy --help` adds to the help of the default command."""

from __future__ import annotations

from collections.abc import Mapping


def print_commands(commands: Mapping[str, str]) -> None:
    """A panel with the other commands, by name, and the options for shell completion, in the style of Typer's own."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table

    table = Table.grid(padding=(0, 2), expand=False)
    for name, summary in commands.items():
        table.add_row(f"[bold cyan]{name}[/]", summary)
    table.add_row("[bold cyan]--install-completion[/]", "Install completion for the current shell.")
    table.add_row("[bold cyan]--show-completion[/]", "Print that completion, to copy it or change the installation.")
    console = Console()
    console.print(Panel(table, title="Commands and shell completion", title_align="left", border_style="dim"))
    console.print(
        " A file that is called like a command: ./schema. Exit status and rules: see the README.\n", style="dim"
    )
