"""Importing a library without what it brings along and is not needed: that is put off until it is called."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def put_off(modules: Sequence[str]) -> Iterator[None]:
    """While modules are imported inside, these are not: functions taken from them import them when they are called.

    Afterwards they are imported as always. Does nothing outside of the main thread, for others import meanwhile, nor
    where one of them is there already: they need each other, and a real one would be given what only stands for them.
    """
    alone = threading.current_thread() is threading.main_thread()
    absent = [] if not alone or any(name in sys.modules for name in modules) else list(modules)
    for name in absent:
        sys.modules[name] = _Later(name)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


class _Later(ModuleType):
    """What stands for a module meanwhile."""

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
