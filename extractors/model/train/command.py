"""How a command that trains runs: what it needs, and how it ends."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

_NAMES = {"lightgbm": "LightGBM", "numpy": "NumPy"}


def run(
    parser: ArgumentParser, train: Callable[[Namespace], None], arguments: Sequence[str] | None, *libraries: str
) -> None:
    """Train with the options that `parser` reads from `arguments`, where the libraries are there.

    Leaves with status 2 and a line on stderr where one of them is not, and for an OSError, EOFError or ValueError of
    `train`: gold pages that are not there, broken, or too few.
    """
    options = parser.parse_args(arguments)
    try:
        for library in libraries:
            import_module(library)
    except ImportError as err:
        needed = " and ".join(_NAMES[library] for library in libraries)
        parser.exit(2, f"training needs {needed}: pip install 'cleancopy[train]' ({err})\n")
    try:
        train(options)
    except (OSError, EOFError, ValueError) as err:
        parser.exit(2, f"train: {err}\n")
