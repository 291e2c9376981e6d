"""`python -m cleancopy.cli`."""

from .app import main

main()
