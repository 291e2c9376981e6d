"""What --version prints."""

from __future__ import annotations

from ..extractors import __version__
from .console import Console


def print_version(console: Console) -> None:
    """Print the name of the program and its version."""
    console.write(f"cleancopy {__version__}\n")
