"""Where bytes come from: files, directories, archives, standard input, the web."""

from __future__ import annotations

from .discover import Found, find_sources
from .source_reader import read_source

__all__ = ["Found", "find_sources", "read_source"]
