"""cleancopy's extractors: from the bytes of a page to a clean article.

from cleancopy.extractors import Settings, Source, extract

article = extract(Source("page.html", data), Settings())
"""

from __future__ import annotations

__version__ = "0.1.0"

from .article import Article, Block, Decision, Kind, Metadata, Source, Status
from .errors import CleancopyError
from .settings import Settings, WebSettings

__all__ = [
    "Article",
    "Block",
    "CleancopyError",
    "Decision",
    "Kind",
    "Metadata",
    "Settings",
    "Source",
    "Status",
    "WebSettings",
    "__version__",
    "extract",
]


def extract(source: Source, settings: Settings | None = None) -> Article:
    """Return the article in `source`. See `cleancopy.extractors.pipeline.extract`."""
    from .pipeline import extract as run

    return run(source, settings or Settings())
