"""cleancopy: the clean article of a web page.

    from cleancopy import extract, extract_many

    article = extract("<title>Tides</title> ...", url="https://example.com/tides")
    print(article.title, article.date, article.markdown)

This folder is the package `cleancopy` itself; `cleancopy.cli` and `cleancopy.extractors` are the folders of these names
(see package-dir in pyproject.toml). The names below are imported when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing, which takes 10 ms in which an interrupt is a traceback
if TYPE_CHECKING:
    from typing import Any

    from .extractors import __version__
    from .extractors.article import Article, Source, Status
    from .extractors.errors import CleancopyError, InputError, NetworkError, SetupError
    from .extractors.library import extract, extract_many
    from .extractors.options import Limits

_MODULES = {
    "__version__": "extractors",
    **dict.fromkeys(("Article", "Source", "Status"), "extractors.article"),
    **dict.fromkeys(("CleancopyError", "InputError", "NetworkError", "SetupError"), "extractors.errors"),
    **dict.fromkeys(("extract", "extract_many"), "extractors.library"),
    "Limits": "extractors.options",
}

__all__ = [
    "Article",
    "CleancopyError",
    "InputError",
    "Limits",
    "NetworkError",
    "SetupError",
    "Source",
    "Status",
    "__version__",
    "extract",
    "extract_many",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
