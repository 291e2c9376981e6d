"""Importing trafilatura without its HTTP client, its reader of addresses and its search for dates.

Nothing here needs them, they are more than half of the time that its import takes, and that is a good part of the time
of a page from the shell. They are not left out but put off: what trafilatura takes from them is imported when called.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from types import ModuleType
from typing import Any

_PUT_OFF = (
    *("courlan", "urllib3", "urllib3.response", "htmldate", "charset_normalizer"),
    "trafilatura.downloads",
)


def import_trafilatura() -> None:
    """Import trafilatura; after this its modules are imported as always, and work as always."""
    if "trafilatura" in sys.modules or threading.current_thread() is not threading.main_thread():
        return
    put_off = [name for name in _PUT_OFF if name not in sys.modules]
    for name in put_off:
        sys.modules[name] = _Later(name)
    try:
        import trafilatura.core  # noqa: F401
    finally:
        for name in put_off:
            del sys.modules[name]


class _Later(ModuleType):
    """What stands for a module while trafilatura is imported."""

    __path__: list[str] = []  # noqa: RUF012  # what makes it a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Classes are only named in annotations and asked about: nothing here is one of them.
        return type(name, (), {}) if name[0].isupper() else _called_later(self.__name__, name)


def _called_later(module: str, name: str) -> Any:
    def call(*given: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*given, **named)

    return call
