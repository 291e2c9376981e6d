"""`python -m cleancopy.cli`, and the command itself: nothing is loaded before Ctrl-C is seen to."""

from __future__ import annotations

from ..extractors.interrupts import ignore, leave_at_once

leave_at_once()


def main() -> None:
    """Run the command line and leave with its status."""
    from .app import main as run

    try:
        run()
    finally:
        ignore()


if __name__ == "__main__":
    main()
