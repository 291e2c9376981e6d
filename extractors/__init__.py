"""cleancopy's extractors: from the bytes of a page to a clean article.

from cleancopy.extractors import ExtractOptions, Source, extract

article = extract(Source("page.html", data), ExtractOptions(url="https://example.com/"))
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing, which takes 10 ms: an interrupt that comes before `interrupts` is a traceback
if TYPE_CHECKING:
    from .article import Article, Block, Decision, Kind, Metadata, Source, Status
    from .errors import CleancopyError
    from .options import ExtractOptions, FetchOptions, Limits, Options, WriteOptions

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "CleancopyError",
    "Decision",
    "ExtractOptions",
    "FetchOptions",
    "Kind",
    "Limits",
    "Metadata",
    "Options",
    "Source",
    "Status",
    "WriteOptions",
    "__version__",
    "extract",
]

# Where the public names live. They are imported when they are asked for: whatever is imported from a module of this
# package runs this file first, and may need nothing of them.
_OPTIONS = ("ExtractOptions", "FetchOptions", "Limits", "Options", "WriteOptions")
_HOMES = {"CleancopyError": "errors", **dict.fromkeys(_OPTIONS, "options")}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'article')}", __name__), name)


def extract(source: Source, options: ExtractOptions | None = None, limits: Limits | None = None) -> Article:
    """Return the article in `source`. See `cleancopy.extractors.pipeline.extract`."""
    from .options import ExtractOptions, Limits
    from .pipeline import extract as run

    return run(source, options or ExtractOptions(), limits or Limits())
