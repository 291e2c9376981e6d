"""What several commands say in the same words."""

from __future__ import annotations

NO_PAGES = "no pages found: name HTML or text files, or directories that hold some"


def counted(number: int, what: str, form: str = "") -> str:
    """`1 rule`, `2 rules`; with the form "," also `1,200 rules`."""
    return f"{number:{form}} {what}{'' if number == 1 else 's'}"


def skipped(number: int) -> str:
    """How many files were passed over."""
    return f"skipped {number} files that are not pages (-v names them)"


def surprise(err: Exception) -> str:
    """An error of our own that a page has brought out."""
    return f"internal error ({type(err).__name__}: {err}): please report it with the page"
