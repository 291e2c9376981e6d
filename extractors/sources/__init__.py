"""Where bytes come from: files, directories, archives, standard input, the web."""

from __future__ import annotations

from .find import Found, find_sources, is_url
from .read import read_source

__all__ = ["Found", "find_sources", "is_url", "read_source"]
